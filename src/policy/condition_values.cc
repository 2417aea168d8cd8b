#include "policy/condition_values.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>

namespace trent::policy {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Takes fixed-width decimal fields off the front of a text.
class Fields {
 public:
  explicit Fields(std::string_view text) : rest_(text) {}

  bool take(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  std::optional<int> digits(std::size_t count) {
    if (rest_.size() < count || !std::ranges::all_of(rest_.substr(0, count), is_digit))
      return std::nullopt;
    int value = 0;
    for (const char c : rest_.substr(0, count)) value = value * 10 + (c - '0');
    rest_.remove_prefix(count);
    return value;
  }
  // The digits behind a decimal point, cut to thousandths.
  std::optional<int> thousandths() {
    int value = 0;
    int count = 0;
    for (; !rest_.empty() && is_digit(rest_.front()); ++count, rest_.remove_prefix(1))
      if (count < 3) value = value * 10 + (rest_.front() - '0');
    if (count == 0) return std::nullopt;
    for (; count < 3; ++count) value *= 10;
    return value;
  }
  bool done() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

// "Z", "+02:00", "+0200", "+02" or nothing: minutes east of Greenwich.
std::optional<int> take_zone(Fields& fields) {
  if (fields.done() || fields.take('Z')) return 0;
  const bool east = fields.take('+');
  if (!east && !fields.take('-')) return std::nullopt;
  const auto hours = fields.digits(2);
  if (!hours || *hours > 23) return std::nullopt;
  fields.take(':');
  const auto minutes = fields.done() ? 0 : fields.digits(2);
  if (!minutes || *minutes > 59) return std::nullopt;
  return (east ? 1 : -1) * (*hours * 60 + *minutes);
}

// Behind the "T": milliseconds into the day, the zone taken off.
std::optional<std::int64_t> take_time(Fields& fields) {
  const auto hours = fields.digits(2);
  const bool extended = fields.take(':');
  const auto minutes = fields.digits(2);
  std::optional<int> seconds = 0;
  std::optional<int> fraction = 0;
  if (extended ? fields.take(':') : minutes.has_value()) {
    seconds = fields.digits(2);
    if (!extended && !seconds) seconds = 0;
    if (fields.take('.')) fraction = fields.thousandths();
  }
  if (!hours || !minutes || !seconds || !fraction) return std::nullopt;
  if (*hours > 24 || *minutes > 59 || *seconds > 60) return std::nullopt;
  const auto zone = take_zone(fields);
  if (!zone || !fields.done()) return std::nullopt;
  return ((*hours * 60LL + *minutes - *zone) * 60 + *seconds) * 1000 + *fraction;
}

std::optional<std::int64_t> parse_iso_date(std::string_view text) {
  Fields fields(text);
  const auto year = fields.digits(4);
  const bool extended = fields.take('-');
  const auto month = fields.digits(2);
  if (!year || !month) return std::nullopt;
  std::optional<int> day = 1;
  if (extended ? fields.take('-') : true) day = fields.digits(2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  const std::int64_t midnight =
      std::chrono::sys_days(date).time_since_epoch() / std::chrono::milliseconds(1);
  if (fields.done()) return midnight;
  if (!fields.take('T')) return std::nullopt;
  const auto time = take_time(fields);
  if (!time) return std::nullopt;
  return midnight + *time;
}

// Bits of a prefix length of at most `most`.
std::optional<int> parse_prefix(std::string_view text, int most) {
  int prefix = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), prefix);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (prefix < 0 || prefix > most) return std::nullopt;
  return prefix;
}

// Whether the first `bits` bits are the same.
bool share_prefix(const Address& left, const Address& right, int bits) {
  const auto whole = static_cast<std::size_t>(bits / 8);
  if (!std::equal(left.begin(), left.begin() + static_cast<std::ptrdiff_t>(whole), right.begin()))
    return false;
  const int rest = bits % 8;
  return rest == 0 || ((left[whole] ^ right[whole]) >> (8 - rest)) == 0;
}

bool has_bits_behind(const Address& address, int bits) {
  for (int bit = bits; bit < 128; ++bit)
    if ((address[static_cast<std::size_t>(bit / 8)] >> (7 - bit % 8) & 1) != 0) return true;
  return false;
}

// In front of an IPv4 address inside an IPv6 address.
constexpr int kMappedBits = 96;
constexpr Address kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

}  // namespace

std::optional<double> parse_number(std::string_view text) {
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-')) return std::nullopt;
  }
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

std::optional<std::int64_t> parse_date(std::string_view text) {
  constexpr double kSecondsMax = 1e14;  // far beyond any date, far below what milliseconds hold
  if (const auto seconds = parse_number(text)) {
    if (std::abs(*seconds) > kSecondsMax) return std::nullopt;
    return std::llround(*seconds * 1000);
  }
  return parse_iso_date(text);
}

std::optional<Address> parse_address(std::string_view text) {
  std::array<char, INET6_ADDRSTRLEN + 1> terminated{};
  if (text.size() >= terminated.size() || text.contains('\0')) return std::nullopt;
  std::ranges::copy(text, terminated.begin());
  Address address{};
  if (inet_pton(AF_INET6, terminated.data(), address.data()) == 1) return address;
  address = kMapped;
  if (inet_pton(AF_INET, terminated.data(), address.data() + kMappedBits / 8) == 1) return address;
  return std::nullopt;
}

bool Network::contains(const Address& other) const {
  // "::/0" is about IPv6: it does not take in all of IPv4 by way of the mapped addresses.
  const bool other_family = prefix < kMappedBits && share_prefix(other, kMapped, kMappedBits);
  return !empty && !other_family && share_prefix(address, other, prefix);
}

std::optional<Network> parse_network(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto address = parse_address(text.substr(0, slash));
  if (!address) return std::nullopt;
  Network network{.address = *address};
  if (slash == std::string_view::npos) return network;
  const bool is_v4 = !text.substr(0, slash).contains(':');
  const auto prefix = parse_prefix(text.substr(slash + 1), is_v4 ? 32 : 128);
  if (!prefix) return std::nullopt;
  network.prefix = is_v4 ? kMappedBits + *prefix : *prefix;
  network.empty = !is_v4 && has_bits_behind(*address, network.prefix);
  return network;
}

}  // namespace trent::policy
