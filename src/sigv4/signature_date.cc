#include "sigv4/signature_date.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>

#include "sigv4/echo.h"

namespace trent::sigv4 {
namespace {

constexpr std::string_view kForm = "00000000T000000Z";  // '0' stands for any digit

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool has_form(std::string_view text) {
  return std::ranges::equal(
      text, kForm, [](char c, char form) { return form == '0' ? is_digit(c) : c == form; });
}

// Of digits only.
unsigned number(std::string_view digits) {
  unsigned value = 0;
  for (const char digit : digits) value = value * 10 + static_cast<unsigned>(digit - '0');
  return value;
}

std::optional<Timestamp> moment(std::string_view text) {
  if (!has_form(text)) return std::nullopt;
  const std::chrono::year_month_day date(
      std::chrono::year(static_cast<int>(number(text.substr(0, 4)))),
      std::chrono::month(number(text.substr(4, 2))), std::chrono::day(number(text.substr(6, 2))));
  const unsigned hour = number(text.substr(9, 2));
  const unsigned minute = number(text.substr(11, 2));
  const unsigned second = number(text.substr(13, 2));
  if (!date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second);
}

std::string in_words(Duration duration) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(duration).count();
  return seconds % 60 == 0 ? fmt::format("{} min.", seconds / 60) : fmt::format("{} sec.", seconds);
}

}  // namespace

Result<Timestamp> parse_signature_date(std::string_view text) {
  if (const auto parsed = moment(text)) return *parsed;
  return fail(ErrorCode::IncompleteSignature,
              fmt::format("Date must be in ISO-8601 'basic format'. Got '{}'. See "
                          "http://en.wikipedia.org/wiki/ISO_8601",
                          echo(text)));
}

Result<Duration> parse_lifetime(std::string_view text, Duration lifetime_max) {
  const auto max = std::chrono::duration_cast<std::chrono::seconds>(lifetime_max);
  if (text.empty() || !std::ranges::all_of(text, is_digit))
    return fail(ErrorCode::IncompleteSignature, "X-Amz-Expires should be a number");
  std::uint32_t seconds = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (read.ec != std::errc{} || std::chrono::seconds(seconds) > max)
    return fail(ErrorCode::IncompleteSignature,
                fmt::format("X-Amz-Expires must be at most {} seconds", max.count()));
  return std::chrono::seconds(seconds);
}

Result<void> check_window(Timestamp signed_at, Timestamp now, const ValidityWindow& window) {
  const Timestamp second = std::chrono::floor<std::chrono::seconds>(now);
  const Timestamp earliest = second - window.after_signing;
  const Timestamp latest = second + window.before_signing;
  if (signed_at < earliest)
    return fail(ErrorCode::InvalidSignature,
                fmt::format("Signature expired: {} is now earlier than {} ({} - {})",
                            iso8601_basic(signed_at), iso8601_basic(earliest),
                            iso8601_basic(second), in_words(window.after_signing)));
  if (signed_at > latest)
    return fail(ErrorCode::InvalidSignature,
                fmt::format("Signature not yet current: {} is still later than {} ({} + {})",
                            iso8601_basic(signed_at), iso8601_basic(latest), iso8601_basic(second),
                            in_words(window.before_signing)));
  return {};
}

}  // namespace trent::sigv4
