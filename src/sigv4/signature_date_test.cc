#include "sigv4/signature_date.h"

#include <gtest/gtest.h>

namespace trent::sigv4 {
namespace {

using namespace std::chrono_literals;

TEST(SignatureDate, ReadsWhatTheClockWrites) {
  for (const std::string_view text : {"19700101T000000Z", "20150830T123600Z", "20240229T235959Z"})
    EXPECT_EQ(iso8601_basic(parse_signature_date(text).value()), text);
}

TEST(SignatureDate, RefusesWhatIsNoMoment) {
  for (const std::string_view text :
       {"", "20150830", "20150830T123600", "20150830T123600z", "20150830t123600Z",
        "20150830T123600ZZ", " 20150830T123600Z", "2015-08-30T12:36:00Z", "20150830T12360aZ",
        "20150230T000000Z", "20150001T000000Z", "20151301T000000Z", "20150800T000000Z",
        "20150830T240000Z", "20150830T006000Z", "20150830T000060Z", "-2150830T123600Z"}) {
    const auto parsed = parse_signature_date(text);
    ASSERT_FALSE(parsed.has_value()) << text;
    EXPECT_EQ(parsed.error().code, ErrorCode::IncompleteSignature);
  }
}

TEST(SignatureDate, ShowsUnprintableDatesHarmlessly) {
  EXPECT_EQ(parse_signature_date("a\n\xff").error().message,
            "Date must be in ISO-8601 'basic format'. Got 'a?"
            "?'. See "
            "http://en.wikipedia.org/wiki/ISO_8601");
}

TEST(CheckWindow, IgnoresFractionsOfNow) {
  const Timestamp signed_at = parse_signature_date("20150830T123600Z").value();
  const ValidityWindow window{.after_signing = 60s, .before_signing = 60s};
  EXPECT_TRUE(check_window(signed_at, signed_at + 60s + 999ms, window).has_value());
  EXPECT_FALSE(check_window(signed_at, signed_at + 61s, window).has_value());
  EXPECT_TRUE(check_window(signed_at, signed_at - 60s, window).has_value());
  EXPECT_FALSE(check_window(signed_at, signed_at - 60s - 1ms, window).has_value());
}

TEST(CheckWindow, NamesWindowsThatAreNoWholeMinutes) {
  const Timestamp signed_at = parse_signature_date("20150830T123600Z").value();
  const auto verdict = check_window(signed_at, signed_at + 91s, {90s, 90s});
  EXPECT_EQ(verdict.error().message,
            "Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z "
            "(20150830T123731Z - 90 sec.)");
}

}  // namespace
}  // namespace trent::sigv4
