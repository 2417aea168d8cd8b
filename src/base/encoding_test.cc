#include "base/encoding.h"

#include <gtest/gtest.h>

namespace trent {
namespace {

TEST(Hex, RoundTripsAndIsLowerCase) {
  const Bytes bytes{0x00, 0x7f, 0xab, 0xff};
  EXPECT_EQ(hex(bytes), "007fabff");
  EXPECT_EQ(bytes_from_hex("007FABff"), bytes);
}

TEST(Hex, OddLengthOrOtherCharactersAreRefused) {
  EXPECT_FALSE(bytes_from_hex("abc"));
  EXPECT_FALSE(bytes_from_hex("zz"));
}

// RFC 4648, section 10.
TEST(Utf8, IsToldFromOtherBytes) {
  for (const char* text : {"", "a", "\xc3\xa9", "\xe2\x82\xac", "\xed\x9f\xbf", "\xf4\x8f\xbf\xbf"})
    EXPECT_TRUE(is_utf8(text)) << text;
  for (const char* text : {"\x80", "\xc1\xbf", "\xc3", "\xe0\x9f\xbf", "\xed\xa0\x80",
                           "\xf4\x90\x80\x80", "\xff", "a\xe2\x82"})
    EXPECT_FALSE(is_utf8(text)) << text;
}

TEST(Base64, GivesTheRfcExamples) {
  const std::pair<std::string_view, std::string_view> kExamples[] = {{"", ""},
                                                                     {"f", "Zg=="},
                                                                     {"fo", "Zm8="},
                                                                     {"foo", "Zm9v"},
                                                                     {"foob", "Zm9vYg=="},
                                                                     {"fooba", "Zm9vYmE="},
                                                                     {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, encoded] : kExamples) {
    EXPECT_EQ(base64(as_bytes(plain)), encoded);
    const auto decoded = bytes_from_base64(encoded);
    ASSERT_TRUE(decoded) << encoded;
    EXPECT_EQ(as_text(*decoded), plain);
  }
}

TEST(Base64, EveryFaultHasItsName) {
  EXPECT_EQ(check_base64("Zg=").fault, Base64Fault::Length);
  EXPECT_EQ(check_base64("Zg-_").fault, Base64Fault::Character);
  EXPECT_EQ(check_base64("Zg-_").character, '-');
  EXPECT_EQ(check_base64("Zh==").fault, Base64Fault::TrailingBits);
  EXPECT_EQ(check_base64("Zm9=").fault, Base64Fault::TrailingBits);
  EXPECT_EQ(check_base64("Z===").fault, Base64Fault::Character);
  EXPECT_EQ(check_base64("====").fault, Base64Fault::Character);
  EXPECT_EQ(check_base64("Zg==Zg==").fault, Base64Fault::Character);
}

}  // namespace
}  // namespace trent
