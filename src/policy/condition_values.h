// policy/condition_values.h: the typed values of conditions, read from texts.
//
// Source: kms-security.md 5.2.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace trent::policy {

// "7", "01", "+1", "1.0", "1e0".
std::optional<double> parse_number(std::string_view text);

// Milliseconds since the Unix epoch, from epoch seconds or an ISO 8601 date with or without a time
// ("2026-03-01", "2026-03-01T10:00:00.250+02:00"; without a zone: UTC).
std::optional<std::int64_t> parse_date(std::string_view text);

// An IPv4 or IPv6 address, 16 bytes in the network's order; an IPv4 address, mapped or not, is kept
// as IPv4-mapped.
using Address = std::array<std::uint8_t, 16>;
std::optional<Address> parse_address(std::string_view text);

// A CIDR block, or an address, which is a block of one.
struct Network {
  Address address{};
  int prefix = 128;    // bits of the 128
  bool empty = false;  // an IPv6 block with host bits set holds no address

  bool contains(const Address& other) const;
};
std::optional<Network> parse_network(std::string_view text);

}  // namespace trent::policy
