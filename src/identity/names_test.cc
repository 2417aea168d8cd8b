#include "identity/names.h"

#include <gtest/gtest.h>

namespace trent::identity {
namespace {

const keys::AccountId kAccount("111122223333");

TEST(IdentityNames, CaseDoesNotTellNamesApart) { EXPECT_EQ(folded("Bob.Smith@X"), "bob.smith@x"); }

TEST(IdentityNames, ANameIsOfTheModelsCharacters) {
  EXPECT_TRUE(is_name_text("aZ09_+=,.@-"));
  for (const char* bad : {"", "a b", "a/b", "ä", "a:b"}) EXPECT_FALSE(is_name_text(bad)) << bad;
}

TEST(IdentityNames, APathBeginsAndEndsWithASlash) {
  for (const char* good : {"/", "/a/", "/team/one/", "/~!/"}) EXPECT_TRUE(is_path_text(good));
  for (const char* bad : {"", "a", "/a", "a/", "//", "/a b/", "/ä/"})
    EXPECT_FALSE(is_path_text(bad)) << bad;
}

TEST(IdentityNames, IdsAreFourLettersOfTheKindAndBase32) {
  const Bytes random(kIdRandomBytes, 33);
  EXPECT_EQ(entity_id(EntityKind::User, random), "AIDABBBBBBBBBBBBBBBBB");
  EXPECT_EQ(entity_id(EntityKind::Group, random).substr(0, 4), "AGPA");
  EXPECT_EQ(entity_id(EntityKind::Role, random).substr(0, 4), "AROA");
  EXPECT_EQ(entity_id(EntityKind::Policy, random).substr(0, 4), "ANPA");
  EXPECT_EQ(access_key_id(Bytes(kAccessKeyRandomBytes, 255)), "AKIA7777777777777777");
  EXPECT_EQ(temporary_access_key_id(Bytes(kAccessKeyRandomBytes, 255)), "ASIA7777777777777777");
  EXPECT_TRUE(is_temporary("ASIA7777777777777777"));
  EXPECT_FALSE(is_temporary("AKIA7777777777777777"));
}

TEST(IdentityNames, AnArnNamesPartitionAccountPathAndName) {
  EXPECT_EQ(arn_of(EntityKind::Policy, kAccount, "/team/reader", "aws-cn"),
            "arn:aws-cn:iam::111122223333:policy/team/reader");
  const EntityRecord user{.ref = {kAccount, EntityKind::User, "bob"}, .name = "Bob"};
  EXPECT_EQ(arn_of(user, "aws"), "arn:aws:iam::111122223333:user/Bob");
}

TEST(IdentityNames, OnlyAnArnOfThisKindAccountAndPartitionIsTakenApart) {
  const auto read = [](std::string_view arn) {
    return path_and_name_in(arn, EntityKind::Policy, kAccount, "aws");
  };
  EXPECT_EQ(read("arn:aws:iam::111122223333:policy/team/reader"), "/team/reader");
  EXPECT_EQ(name_in("/team/reader"), "reader");
  for (const char* bad :
       {"arn:aws:iam::111122223334:policy/reader", "arn:aws-cn:iam::111122223333:policy/reader",
        "arn:aws:iam::111122223333:user/reader", "arn:aws:iam::aws:policy/AdministratorAccess",
        "arn:aws:iam::111122223333:policy/", "arn:aws:iam::111122223333:policy/a/", "reader", ""})
    EXPECT_FALSE(read(bad)) << bad;
}

}  // namespace
}  // namespace trent::identity
