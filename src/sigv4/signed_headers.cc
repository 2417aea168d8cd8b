#include "sigv4/signed_headers.h"

#include <fmt/format.h>

#include <algorithm>

#include "sigv4/echo.h"
#include "sigv4/header_names.h"

namespace trent::sigv4 {
namespace {

// Source: kms-security.md 1.3.
bool must_be_covered(std::string_view name) {
  return is_header(name, "content-type") ||
         (header_starts_with(name, "x-amz-") && !is_header(name, "x-amz-security-token"));
}

bool lists(std::string_view list, std::string_view name) {
  while (!list.empty()) {
    const std::string_view piece = list.substr(0, list.find(';'));
    if (piece == name) return true;
    list.remove_prefix(std::min(list.size(), piece.size() + 1));
  }
  return false;
}

std::string lower_case(std::string name) {
  std::ranges::transform(name, name.begin(), to_lower);
  return name;
}

}  // namespace

SignedHeaders::SignedHeaders(std::string_view list, std::span<const HeaderView> headers)
    : list_(list), headers_(headers) {
  covered_.reserve(headers.size());
  // Ends at the first name that is unknown or repeated: a long list costs no more than the headers.
  for (bool more = true; more && complete_;) {
    const std::size_t semicolon = list.find(';');
    complete_ = cover(list.substr(0, semicolon));
    more = semicolon != std::string_view::npos;
    if (more) list.remove_prefix(semicolon + 1);
  }
}

bool SignedHeaders::cover(std::string_view name) {
  const std::size_t before = covered_.size();
  for (const HeaderView& header : headers_) {
    if (!is_header(header.name, name)) continue;
    if (covers(header)) return false;
    covered_.push_back({name, &header});
  }
  return covered_.size() > before;
}

bool SignedHeaders::covers(const HeaderView& header) const {
  return std::ranges::find(covered_, &header, &Covered::header) != covered_.end();
}

Result<void> SignedHeaders::check_coverage() const {
  if (!lists(list_, "host"))
    return fail(ErrorCode::InvalidSignature,
                "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  for (const HeaderView& header : headers_)
    if (complete_ && must_be_covered(header.name) && !covers(header))
      return fail(ErrorCode::InvalidSignature,
                  fmt::format("'{}' must be a 'SignedHeader' in the AWS Authorization.",
                              echo(lower_case(std::string(header.name)))));
  return {};
}

}  // namespace trent::sigv4
