#include "grants/principal.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace trent::grants {
namespace {

// The characters of IAM's names, and "/" for paths.
bool is_made_of_name_characters(std::string_view text, bool slashes) {
  return !text.empty() && std::ranges::all_of(text, [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("_+=,.@-").contains(c) || (slashes && c == '/');
  });
}

// "name" or "path/to/name": no part of it empty.
bool is_name_with_path(std::string_view text) {
  return is_made_of_name_characters(text, true) && !text.starts_with('/') && !text.ends_with('/') &&
         !text.contains("//");
}

bool is_name(std::string_view text) { return is_made_of_name_characters(text, false); }

// "role/session": a session's ARN leaves the role's path out.
bool is_role_and_session(std::string_view text) {
  const std::size_t slash = text.find('/');
  return slash != std::string_view::npos && is_name(text.substr(0, slash)) &&
         is_name(text.substr(slash + 1));
}

bool is_nothing(std::string_view text) { return text.empty(); }

struct Form {
  std::string_view service;
  std::string_view prefix;  // of the last part of the ARN
  bool (*matches_rest)(std::string_view text);
  PrincipalKind kind;
};

constexpr std::array kForms{
    Form{"iam", "root", is_nothing, PrincipalKind::Account},
    Form{"iam", "user/", is_name_with_path, PrincipalKind::User},
    Form{"iam", "role/", is_name_with_path, PrincipalKind::Role},
    Form{"sts", "assumed-role/", is_role_and_session, PrincipalKind::Session},
    Form{"sts", "federated-user/", is_name, PrincipalKind::FederatedUser},
};

struct Arn {
  std::string_view partition, service, region, account, resource;
};

std::optional<Arn> split_arn(std::string_view text) {
  Arn arn;
  if (!text.starts_with("arn:")) return std::nullopt;
  text.remove_prefix(4);
  for (std::string_view* part : {&arn.partition, &arn.service, &arn.region, &arn.account}) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    *part = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  arn.resource = text;
  return arn;
}

std::optional<Principal> principal_of_arn(std::string_view text) {
  const auto arn = split_arn(text);
  if (!arn || !arn->partition.starts_with("aws") || !arn->region.empty() ||
      !keys::is_account_id(arn->account))
    return std::nullopt;
  for (const Form& form : kForms)
    if (arn->service == form.service && arn->resource.starts_with(form.prefix) &&
        form.matches_rest(arn->resource.substr(form.prefix.size())))
      return Principal{
          form.kind, std::string(text), keys::AccountId(std::string(arn->account)), {}};
  return std::nullopt;
}

// A common mistake, which AWS has words of its own for.
bool is_session_with_path(std::string_view text) {
  const auto arn = split_arn(text);
  return arn && arn->service == "sts" && arn->resource.starts_with("assumed-role/") &&
         std::ranges::count(arn->resource, '/') > 2;
}

bool is_service_name(std::string_view text) {
  return text.contains('.') && !text.contains(':') && is_name(text);
}

}  // namespace

std::string_view entity_name(const Principal& principal) {
  std::string_view path = principal.name;
  if (principal.kind == PrincipalKind::Session) path = path.substr(0, path.rfind('/'));
  const bool is_of_entity = principal.kind == PrincipalKind::User ||
                            principal.kind == PrincipalKind::Role ||
                            principal.kind == PrincipalKind::Session;
  return is_of_entity ? path.substr(path.rfind('/') + 1) : std::string_view();
}

Principal service_principal(std::string_view name) {
  return {PrincipalKind::Service, std::string(name), {}, {}};
}

std::optional<Principal> parse_principal(std::string_view text, std::string_view partition) {
  if (keys::is_account_id(text))
    return Principal{PrincipalKind::Account,
                     fmt::format("arn:{}:iam::{}:root", partition, text),
                     keys::AccountId(std::string(text)),
                     {}};
  if (is_service_name(text)) return service_principal(text);
  return principal_of_arn(text);
}

Result<Principal> require_principal(std::string_view text, const keys::Region& region) {
  const std::string_view partition = keys::partition_of(region);
  auto principal = parse_principal(text, partition);
  if (principal && principal->kind != PrincipalKind::Service &&
      principal->name.starts_with(fmt::format("arn:{}:", partition)))
    return *std::move(principal);
  if (is_session_with_path(text))
    return fail(ErrorCode::InvalidArn, fmt::format("ARN is not valid: {}", text));
  return no_such_principal(text);
}

std::unexpected<Error> no_such_principal(std::string_view text) {
  return fail(ErrorCode::InvalidArn,
              fmt::format("ARN does not refer to a valid principal: {}", text));
}

bool covers(const Principal& principal, const policy::Principal& who) {
  const bool is_nobody_else = principal.unique_id.empty() || principal.unique_id == who.unique_id;
  switch (principal.kind) {
    case PrincipalKind::Account:
      return policy::is_aws_principal(who) && principal.account.view() == who.account;
    case PrincipalKind::Role:
      return who.kind == policy::PrincipalKind::AssumedRole && principal.name == who.issuer_arn &&
             is_nobody_else;
    default: return principal.name == who.arn && is_nobody_else;
  }
}

}  // namespace trent::grants
