#include "base/clock.h"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace trent {
namespace {

struct CivilTime {
  std::chrono::year_month_day date;
  std::chrono::hh_mm_ss<std::chrono::seconds> time;
  std::chrono::weekday weekday;
};

CivilTime civil(Timestamp time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  const auto day = std::chrono::floor<std::chrono::days>(seconds);
  return {std::chrono::year_month_day(day), std::chrono::hh_mm_ss(seconds - day),
          std::chrono::weekday(day)};
}

std::string_view month_name(const CivilTime& at) {
  constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  return kMonths[static_cast<unsigned>(at.date.month()) - 1];
}

}  // namespace

Timestamp SystemClock::now() const {
  return std::chrono::floor<Duration>(std::chrono::system_clock::now());
}

std::string iso8601_basic(Timestamp time) {
  const CivilTime at = civil(time);
  return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}Z", static_cast<int>(at.date.year()),
                     static_cast<unsigned>(at.date.month()), static_cast<unsigned>(at.date.day()),
                     at.time.hours().count(), at.time.minutes().count(), at.time.seconds().count());
}

Iso8601Text::Iso8601Text(Timestamp time) {
  const CivilTime at = civil(time);
  const auto written = fmt::format_to_n(
      text_.data(), text_.size(), FMT_COMPILE("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z"),
      static_cast<int>(at.date.year()), static_cast<unsigned>(at.date.month()),
      static_cast<unsigned>(at.date.day()), at.time.hours().count(), at.time.minutes().count(),
      at.time.seconds().count());
  size_ = std::min(written.size, text_.size());
}

std::string iso8601(Timestamp time) { return std::string(Iso8601Text(time).view()); }

std::string us_date(Timestamp time) {
  const CivilTime at = civil(time);
  const auto hour = at.time.hours().count();
  return fmt::format("{} {}, {}, {}:{:02}:{:02} {}", month_name(at),
                     static_cast<unsigned>(at.date.day()), static_cast<int>(at.date.year()),
                     hour % 12 == 0 ? 12 : hour % 12, at.time.minutes().count(),
                     at.time.seconds().count(), hour < 12 ? "AM" : "PM");
}

std::string http_date(Timestamp time) {
  constexpr std::array<std::string_view, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  const CivilTime at = civil(time);
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", kDays[at.weekday.c_encoding()],
                     static_cast<unsigned>(at.date.day()), month_name(at),
                     static_cast<int>(at.date.year()), at.time.hours().count(),
                     at.time.minutes().count(), at.time.seconds().count());
}

}  // namespace trent
