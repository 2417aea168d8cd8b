#include "audit/chain.h"

#include <gtest/gtest.h>

namespace trent::audit {
namespace {

SecretBytes key(std::uint8_t byte) { return SecretBytes::copy_of(Bytes(kChainKeyBytes, byte)); }

std::string line_of(Chain& chain, std::string_view record, bool begins_file) {
  std::string line;
  chain.append(record, begins_file, line);
  EXPECT_TRUE(line.ends_with("\n"));
  line.pop_back();
  return line;
}

TEST(Chain, ALineSaysItsPlaceAndKeepsItsRecord) {
  Chain chain(key(1), {});
  const std::string line = line_of(chain, R"({"a":1})", /*begins_file=*/true);
  const auto link = read_link(line);
  ASSERT_TRUE(link);
  EXPECT_EQ(link->head, chain.head());
  EXPECT_EQ(link->head.sequence, 1U);
  EXPECT_EQ(link->previous, crypto::Sha256Digest{});
  EXPECT_EQ(record_of(*link), R"({"a":1})");
}

TEST(Chain, OnlyTheFirstLineOfAFileNamesTheValueBeforeIt) {
  Chain chain(key(1), {});
  line_of(chain, R"({"a":1})", true);
  const ChainHead first = chain.head();
  const std::string second = line_of(chain, R"({"b":2})", false);
  const std::string third = line_of(chain, R"({"c":3})", true);
  const auto second_link = read_link(second), third_link = read_link(third);
  ASSERT_TRUE(second_link && third_link);
  EXPECT_FALSE(second_link->previous);
  EXPECT_EQ(third_link->previous, second_link->head.value);
  EXPECT_EQ(record_of(*second_link), R"({"b":2})");
  EXPECT_TRUE(follows(key(1), first.value, *second_link));
  EXPECT_TRUE(follows(key(1), second_link->head.value, *third_link));
}

TEST(Chain, WhatWasChangedDoesNotFollow) {
  Chain chain(key(1), {});
  const std::string line = line_of(chain, R"({"a":1})", false);
  const auto follows_first = [](std::string_view text, const SecretBytes& with) {
    const auto link = read_link(text);
    return link && follows(with, {}, *link);
  };
  EXPECT_TRUE(follows_first(line, key(1)));
  EXPECT_FALSE(follows_first(line, key(2)));
  for (std::size_t i = 0; i < line.size(); ++i) {
    std::string changed = line;
    changed[i] = changed[i] == '0' ? '1' : '0';
    EXPECT_FALSE(follows_first(changed, key(1))) << changed;
  }
}

TEST(Chain, OtherTextsAreNoLines) {
  for (const char* text : {"", "{}", R"({"sequence":1})", R"({"sequence":1,"chain":"00"})"})
    EXPECT_FALSE(read_link(text)) << text;
}

TEST(Chain, TheHeadRoundTrips) {
  Chain chain(key(1), {});
  line_of(chain, "{}", false);
  const std::string text = head_text(chain.head());
  EXPECT_EQ(parse_head(text), chain.head());
  for (std::size_t size = 0; size < text.size(); ++size)
    EXPECT_FALSE(parse_head(text.substr(0, size)));
}

}  // namespace
}  // namespace trent::audit
