#include "base/text.h"

#include <gtest/gtest.h>

namespace trent {
namespace {

TEST(Joined, PutsPartsInTheirOrder) {
  EXPECT_EQ(joined({}), "");
  EXPECT_EQ(joined({"arn:", "", "aws", ":kms"}), "arn:aws:kms");
}

TEST(Trimmed, TakesAwaySpacesAndTabsAroundATextOnly) {
  EXPECT_EQ(trimmed(" \t a \tb\t "), "a \tb");
  EXPECT_EQ(trimmed("\na"), "\na");
  EXPECT_EQ(trimmed(" \t "), "");
  EXPECT_EQ(trimmed(""), "");
}

// Every byte at every place of a word must be found, and everything before it be passed.
TEST(UnsuspiciousPrefix, EndsAtTheWordThatHoldsWhatIsLookedFor) {
  const auto quote_or_control = [](words::Word word) {
    return words::holds('"', word) | words::holds_less_than(0x20, word);
  };
  for (const char searched : {'"', '\0', '\x1f'}) {
    for (std::size_t at = 0; at < 30; ++at) {
      std::string text(30, 'x');
      text[at] = searched;
      EXPECT_LE(words::unsuspicious_prefix(text, quote_or_control), at);
      EXPECT_GE(words::unsuspicious_prefix(text, quote_or_control), at < 24 ? at / 8 * 8 : 24);
    }
  }
}

TEST(UnsuspiciousPrefix, IsAllOfATextWithoutIt) {
  const auto zero = [](words::Word word) { return words::holds_zero(word); };
  for (const std::size_t size : {8U, 9U, 15U, 16U, 100U})
    EXPECT_EQ(words::unsuspicious_prefix(std::string(size, 'x'), zero), size);
  // Too short for a word: left to the caller.
  EXPECT_EQ(words::unsuspicious_prefix("xxxxxxx", zero), 0U);
}

TEST(HoldsLessThan, CountsNoByteWithTheHighBit) {
  for (unsigned byte = 0; byte < 256; ++byte) {
    const words::Word word = words::in_each_byte(static_cast<std::uint8_t>(byte));
    EXPECT_EQ((words::holds_less_than(0x20, word) & words::kHighBits) != 0, byte < 0x20) << byte;
    EXPECT_EQ((words::holds(0x7f, word) & words::kHighBits) != 0, byte == 0x7f) << byte;
  }
}

}  // namespace
}  // namespace trent
