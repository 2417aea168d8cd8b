#include "http/https_url.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace trent::http {
namespace {

constexpr std::string_view kScheme = "https://";
constexpr std::size_t kUrlBytesMax = 2048;
constexpr std::string_view kNameCharacters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._";
constexpr std::string_view kIpv6Characters = "abcdefABCDEF0123456789:.";

bool consists_of(std::string_view text, std::string_view characters) {
  return !text.empty() && text.find_first_not_of(characters) == std::string_view::npos;
}

std::optional<std::uint16_t> port_of(std::string_view digits) {
  std::uint16_t port = 0;
  const char* const end = digits.data() + digits.size();
  const auto [stopped, error] = std::from_chars(digits.data(), end, port);
  if (error != std::errc{} || stopped != end || port == 0) return std::nullopt;
  return port;
}

// Takes the host from the beginning of `authority`, and leaves ":PORT" or nothing.
std::optional<std::string> take_host(std::string_view& authority) {
  const bool is_ipv6 = authority.starts_with('[');
  const std::size_t end = is_ipv6 ? authority.find(']') : authority.find(':');
  if (is_ipv6 && end == std::string_view::npos) return std::nullopt;
  const std::string_view host = is_ipv6 ? authority.substr(1, end - 1) : authority.substr(0, end);
  if (!consists_of(host, is_ipv6 ? kIpv6Characters : kNameCharacters)) return std::nullopt;
  if (is_ipv6 != host.contains(':')) return std::nullopt;
  if (host.starts_with('.') || host.ends_with('.')) return std::nullopt;
  authority.remove_prefix(host.size() + (is_ipv6 ? 2 : 0));
  return std::string(host);
}

}  // namespace

std::string HttpsUrl::authority() const {
  const std::string name = host.contains(':') ? "[" + host + "]" : host;
  return port == 443 ? name : fmt::format("{}:{}", name, port);
}

std::optional<HttpsUrl> parse_https_url(std::string_view text) {
  const auto is_printable = [](char c) { return c > ' ' && c < '\x7f'; };
  if (text.size() > kUrlBytesMax || !text.starts_with(kScheme) || text.contains('#') ||
      !std::ranges::all_of(text, is_printable))
    return std::nullopt;
  text.remove_prefix(kScheme.size());
  const std::size_t end = std::min(text.find_first_of("/?"), text.size());
  std::string_view authority = text.substr(0, end);
  HttpsUrl url;
  url.target = text.substr(end);
  if (!url.target.starts_with('/')) url.target.insert(0, "/");
  auto host = take_host(authority);
  if (!host) return std::nullopt;
  url.host = *std::move(host);
  if (authority.empty()) return url;
  const auto port = authority.starts_with(':') ? port_of(authority.substr(1)) : std::nullopt;
  if (!port) return std::nullopt;
  url.port = *port;
  return url;
}

}  // namespace trent::http
