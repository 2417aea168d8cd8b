#include "sigv4/credential_scope.h"

#include <fmt/format.h>

#include <array>

#include "sigv4/echo.h"

namespace trent::sigv4 {
namespace {

constexpr std::size_t kRegionCharsMax = 32;  // RegionType of the KMS model

bool is_right_region(std::string_view region, const std::optional<keys::Region>& expected) {
  if (region.size() > kRegionCharsMax || !keys::is_region(region)) return false;
  return !expected || region == expected->view();
}

}  // namespace

Result<CredentialScope> parse_credential(std::string_view credential) {
  std::array<std::string_view, 5> parts;
  std::string_view rest = credential;
  std::size_t count = 0;
  for (bool more = true; more; ++count) {
    const std::size_t slash = rest.find('/');
    more = slash != std::string_view::npos;
    if (count < parts.size()) parts[count] = rest.substr(0, slash);
    if (more) rest.remove_prefix(slash + 1);
  }
  if (count != parts.size())
    return fail(ErrorCode::IncompleteSignature,
                fmt::format("Credential must have exactly 5 slash-delimited elements, e.g. "
                            "keyid/date/region/service/term, got '{}'",
                            echo(credential)));
  return CredentialScope{parts[0], parts[1], parts[2],
                         parts[3], parts[4], credential.substr(parts[0].size() + 1)};
}

Result<void> check_scope(const CredentialScope& scope, const ExpectedScope& expected) {
  const std::string_view signature_day = expected.signature_date.substr(0, 8);
  std::string faults;
  if (!is_right_region(scope.region, expected.region))
    faults += fmt::format("Credential should be scoped to a valid region, not '{}'. ",
                          echo(scope.region));
  if (scope.service != expected.service)
    faults +=
        fmt::format("Credential should be scoped to correct service: '{}'. ", expected.service);
  if (scope.terminator != kTerminator)
    faults += fmt::format("Credential should be scoped with a valid terminator: '{}', not '{}'. ",
                          kTerminator, echo(scope.terminator));
  if (scope.date != signature_day)
    faults += fmt::format(
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from "
        "HTTP: '{}' != '{}', from '{}'. ",
        echo(scope.date), signature_day, expected.signature_date);
  if (!faults.empty()) return fail(ErrorCode::InvalidSignature, std::move(faults));
  return {};
}

}  // namespace trent::sigv4
