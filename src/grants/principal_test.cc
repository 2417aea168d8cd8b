#include "grants/principal.h"

#include <gtest/gtest.h>

namespace trent::grants {
namespace {

const keys::Region kRegion{"eu-central-1"};
const keys::Region kChina{"cn-north-1"};

std::string refusal(std::string_view text, const keys::Region& region = kRegion) {
  const auto principal = require_principal(text, region);
  if (principal) return "accepted";
  EXPECT_EQ(principal.error().code, ErrorCode::InvalidArn) << text;
  return principal.error().message.value_or("");
}

struct Case {
  std::string_view text;
  PrincipalKind kind;
  std::string_view entity;
};

TEST(PrincipalTest, IsReadFromItsArn) {
  for (const Case& each : {
           Case{"arn:aws:iam::111122223333:root", PrincipalKind::Account, ""},
           Case{"arn:aws:iam::111122223333:user/bob", PrincipalKind::User, "bob"},
           Case{"arn:aws:iam::111122223333:user/team/a/bob", PrincipalKind::User, "bob"},
           Case{"arn:aws:iam::111122223333:role/aws/reader", PrincipalKind::Role, "reader"},
           Case{"arn:aws:sts::111122223333:assumed-role/reader/me@example", PrincipalKind::Session,
                "reader"},
           Case{"arn:aws:sts::111122223333:federated-user/bob", PrincipalKind::FederatedUser, ""},
       }) {
    const auto principal = require_principal(each.text, kRegion);
    ASSERT_TRUE(principal) << each.text;
    EXPECT_EQ(principal->kind, each.kind) << each.text;
    EXPECT_EQ(principal->name, each.text);
    EXPECT_EQ(principal->account.view(), "111122223333");
    EXPECT_EQ(entity_name(*principal), each.entity);
    EXPECT_EQ(principal->unique_id, "");
  }
}

TEST(PrincipalTest, AnAccountIdIsItsRootInThePartitionOfTheRegion) {
  EXPECT_EQ(require_principal("111122223333", kRegion)->name, "arn:aws:iam::111122223333:root");
  EXPECT_EQ(require_principal("111122223333", kChina)->name, "arn:aws-cn:iam::111122223333:root");
}

TEST(PrincipalTest, AnotherPartitionIsNone) {
  EXPECT_EQ(refusal("arn:aws:iam::111122223333:root", kChina),
            "ARN does not refer to a valid principal: arn:aws:iam::111122223333:root");
}

TEST(PrincipalTest, WhatIsNoPrincipalIsSaid) {
  for (const std::string_view text :
       {"", "bob", "11112222333", "backup.amazonaws.com", "arn:", "arn:aws:iam::111122223333",
        "arn:aws:iam::111122223333:", "arn:aws:iam::111122223333:rooted",
        "arn:aws:iam::111122223333:user/", "arn:aws:iam::111122223333:user//bob",
        "arn:aws:iam::111122223333:user/bob/", "arn:aws:iam::111122223333:group/readers",
        "arn:aws:iam:eu-central-1:111122223333:user/bob", "arn:aws:sts::111122223333:user/bob",
        "arn:aws:sts::111122223333:assumed-role/reader",
        "arn:aws:sts::111122223333:assumed-role/reader/", "arn:aws:iam::1:root"})
    EXPECT_EQ(refusal(text), "ARN does not refer to a valid principal: " + std::string(text));
  EXPECT_EQ(refusal("arn:aws:sts::111122223333:assumed-role/path/reader/me"),
            "ARN is not valid: arn:aws:sts::111122223333:assumed-role/path/reader/me");
}

TEST(PrincipalTest, TheDatabaseHasServicesToo) {
  const auto service = parse_principal("backup.amazonaws.com", "");
  ASSERT_TRUE(service.has_value());
  EXPECT_EQ(service.value_or(Principal{}), service_principal("backup.amazonaws.com"));
  EXPECT_EQ(service.value_or(Principal{}).kind, PrincipalKind::Service);
}

// --- who is covered ------------------------------------------------------------------------------

constexpr policy::Principal kRoot{.kind = policy::PrincipalKind::AccountRoot,
                                  .account = "111122223333",
                                  .arn = "arn:aws:iam::111122223333:root"};
constexpr policy::Principal kBob{.kind = policy::PrincipalKind::User,
                                 .account = "111122223333",
                                 .arn = "arn:aws:iam::111122223333:user/bob",
                                 .unique_id = "AIDABOB"};
constexpr policy::Principal kSession{.kind = policy::PrincipalKind::AssumedRole,
                                     .account = "111122223333",
                                     .arn = "arn:aws:sts::111122223333:assumed-role/reader/me",
                                     .unique_id = "AROAREADER",
                                     .issuer_arn = "arn:aws:iam::111122223333:role/aws/reader"};
constexpr policy::Principal kService{.kind = policy::PrincipalKind::Service,
                                     .arn = "backup.amazonaws.com"};

// Which of all those the principal covers.
std::string covered_by(std::string_view text, std::string_view unique_id = "") {
  Principal principal = parse_principal(text, "aws").value_or(Principal{});
  principal.unique_id = unique_id;
  std::string names;
  if (covers(principal, kRoot)) names += " root";
  if (covers(principal, kBob)) names += " bob";
  if (covers(principal, kSession)) names += " session";
  if (covers(principal, kService)) names += " service";
  return names;
}

TEST(PrincipalTest, AnAccountCoversEverybodyInIt) {
  EXPECT_EQ(covered_by("111122223333"), " root bob session");
  EXPECT_EQ(covered_by("444455556666"), "");
}

TEST(PrincipalTest, ARoleCoversItsSessionsAndASessionItself) {
  EXPECT_EQ(covered_by("arn:aws:iam::111122223333:role/aws/reader"), " session");
  EXPECT_EQ(covered_by("arn:aws:iam::111122223333:role/reader"), "");
  EXPECT_EQ(covered_by("arn:aws:sts::111122223333:assumed-role/reader/me"), " session");
  EXPECT_EQ(covered_by("arn:aws:sts::111122223333:assumed-role/reader/you"), "");
}

TEST(PrincipalTest, AUserAndAServiceCoverThemselves) {
  EXPECT_EQ(covered_by("arn:aws:iam::111122223333:user/bob"), " bob");
  EXPECT_EQ(covered_by("arn:aws:iam::444455556666:user/bob"), "");
  EXPECT_EQ(covered_by("backup.amazonaws.com"), " service");
}

TEST(PrincipalTest, WhoeverIsMadeAgainUnderTheNameIsSomebodyElse) {
  EXPECT_EQ(covered_by("arn:aws:iam::111122223333:user/bob", "AIDABOB"), " bob");
  EXPECT_EQ(covered_by("arn:aws:iam::111122223333:user/bob", "AIDAOLDBOB"), "");
  EXPECT_EQ(covered_by("arn:aws:iam::111122223333:role/aws/reader", "AROAOLD"), "");
  EXPECT_EQ(covered_by("arn:aws:sts::111122223333:assumed-role/reader/me", "AROAREADER"),
            " session");
  EXPECT_EQ(covered_by("arn:aws:sts::111122223333:assumed-role/reader/me", "AROAOLD"), "");
}

}  // namespace
}  // namespace trent::grants
