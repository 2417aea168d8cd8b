#include "keys/tags.h"

#include <gtest/gtest.h>

namespace trent::keys {
namespace {

std::string refusal(const Result<void>& result) {
  EXPECT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::Tag);
  return result ? "" : result.error().message.value_or("");
}

TEST(Tags, ReservedKeysAreRefusedInAnyLetterCase) {
  for (const char* key : {"aws:x", "AWS:x", "aWs:"}) {
    const Tag tag{key, ""};
    EXPECT_EQ(refusal(require_valid_tags({&tag, 1})), "Tags beginning with aws: are reserved");
  }
}

TEST(Tags, OneKeyTwiceIsRefusedAndCaseMatters) {
  const Tag same[] = {{"a", "1"}, {"a", "2"}};
  EXPECT_EQ(refusal(require_valid_tags(same)), "Duplicate tag keys");
  const Tag other[] = {{"a", "1"}, {"A", "2"}};
  EXPECT_TRUE(require_valid_tags(other));
}

TEST(Tags, FiftyIsTheMost) {
  std::vector<Tag> tags;
  for (int i = 0; i < 50; ++i) tags.push_back({std::to_string(i), ""});
  EXPECT_TRUE(require_valid_tags(tags));
  EXPECT_EQ(refusal([&]() -> Result<void> {
              TRY(merge_tags({{"more", ""}}, tags));
              return {};
            }()),
            "Too many tags");
  tags.push_back({"more", ""});
  EXPECT_EQ(refusal(require_valid_tags(tags)), "Too many tags");
}

TEST(Tags, AddedTagsOverwrite) {
  const Tag added[] = {{"a", "new"}, {"b", "2"}};
  const auto merged = merge_tags({{"a", "old"}, {"c", "3"}}, added);
  ASSERT_TRUE(merged);
  EXPECT_EQ(*merged, (std::map<std::string, std::string>{{"a", "new"}, {"b", "2"}, {"c", "3"}}));
}

TEST(Tags, SymbolsBeyondTheAllowedSetAreRefused) {
  const Tag fine{"Größe: a_b.c/d=e+f-g@h", "値"};
  EXPECT_TRUE(require_valid_tags({&fine, 1}));
  const Tag wrong{"a#b", ""};
  EXPECT_FALSE(require_valid_tags({&wrong, 1}));
}

}  // namespace
}  // namespace trent::keys
