#include "policy/principal.h"

#include <algorithm>
#include <array>

#include "keys/ids.h"

namespace trent::policy {
namespace {

std::unexpected<Error> invalid_principal() {
  return fail(ErrorCode::MalformedPolicyDocument,
              "Policy contains a statement with one or more invalid principals.");
}

std::unexpected<Error> invalid_arn() {
  return fail(ErrorCode::InvalidArn, "An ARN in the specified key policy is invalid.");
}

bool is_unique_id(std::string_view value) {
  constexpr std::array<std::string_view, 2> kPrefixes{"AIDA", "AROA"};
  const bool prefixed = std::ranges::any_of(
      kPrefixes, [&](std::string_view prefix) { return value.starts_with(prefix); });
  return prefixed && value.size() >= 16 && value.size() <= 128 &&
         std::ranges::all_of(
             value, [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
}

struct ArnForm {
  std::string_view service;
  std::string_view resource_prefix;  // what must follow it is a name
};

// Groups, instance profiles and policies cannot be principals.
constexpr std::array kPrincipalForms{
    ArnForm{"iam", "user/"},
    ArnForm{"iam", "role/"},
    ArnForm{"sts", "assumed-role/"},
    ArnForm{"sts", "federated-user/"},
};

bool names_principal(std::string_view service, std::string_view resource) {
  if (service == "iam" && resource == "root") return true;
  // No wildcards in part of a principal: only "*" alone.
  if (resource.contains('*') || resource.contains('?')) return false;
  return std::ranges::any_of(kPrincipalForms, [&](const ArnForm& form) {
    return service == form.service && resource.starts_with(form.resource_prefix) &&
           resource.size() > form.resource_prefix.size();
  });
}

std::string_view take_part(std::string_view& rest) {
  const std::size_t colon = rest.find(':');
  if (colon == std::string_view::npos) return {};
  const std::string_view part = rest.substr(0, colon);
  rest.remove_prefix(colon + 1);
  return part;
}

// arn:PARTITION:SERVICE::ACCOUNT:RESOURCE
Result<void> require_principal_arn(std::string_view arn) {
  std::string_view rest = arn;
  take_part(rest);  // "arn"
  const std::string_view partition = take_part(rest);
  const std::string_view service = take_part(rest);
  const std::string_view region = take_part(rest);
  const std::string_view account = take_part(rest);
  if (!partition.starts_with("aws") || !region.empty() || !keys::is_account_id(account))
    return invalid_arn();
  if (!names_principal(service, rest)) return invalid_arn();
  return {};
}

}  // namespace

Result<void> require_aws_principal(std::string_view value) {
  if (value == "*" || keys::is_account_id(value) || is_unique_id(value)) return {};
  if (value.starts_with("arn:")) return require_principal_arn(value);
  return invalid_principal();
}

Result<void> require_service_principal(std::string_view value) {
  const bool looks_like_a_host =
      value.contains('.') && std::ranges::all_of(value, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
      });
  if (!looks_like_a_host) return invalid_principal();
  return {};
}

}  // namespace trent::policy
