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

// The account of "arn:aws:iam::111122223333:root", whatever its partition.
std::optional<std::string_view> account_of_root(std::string_view arn) {
  std::string_view rest = arn;
  for (int part = 0; part < 4; ++part) take_part(rest);
  const std::string_view account = take_part(rest);
  if (rest != "root") return std::nullopt;
  return account;
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

Result<void> require_principals(std::string_view kind, const std::vector<std::string>& values) {
  constexpr std::array<std::string_view, 4> kKinds{"AWS", "Service", "Federated", "CanonicalUser"};
  if (std::ranges::find(kKinds, kind) == kKinds.end())
    return fail(ErrorCode::MalformedPolicyDocument,
                "Policy contains an unknown kind of principal.");
  if (values.empty()) return invalid_principal();
  for (const std::string& value : values) {
    if (kind == "AWS") TRY(require_aws_principal(value));
    if (kind == "Service") TRY(require_service_principal(value));
  }
  return {};
}

bool is_aws_principal(const Principal& principal) {
  return principal.kind != PrincipalKind::Service && principal.kind != PrincipalKind::WebIdentity;
}

// --- matching ------------------------------------------------------------------------------------

PrincipalSet::Entry PrincipalSet::aws_entry(const std::string& text,
                                            std::span<const KnownPrincipal> known) {
  if (text == "*") return {Kind::Everybody};
  if (keys::is_account_id(text)) return {Kind::Account, text};
  if (!text.starts_with("arn:")) return {Kind::UniqueId, text};
  if (const auto account = account_of_root(text)) return {Kind::Account, std::string(*account)};
  const auto entity = std::ranges::find(known, text, &KnownPrincipal::arn);
  if (entity != known.end()) return {Kind::UniqueId, entity->unique_id};
  return {Kind::Arn, text};
}

PrincipalSet::PrincipalSet(const PrincipalTexts& texts, std::span<const KnownPrincipal> known) {
  for (const auto& [kind, values] : texts) {
    for (const std::string& value : values) {
      if (kind == "AWS") entries_.push_back(aws_entry(value, known));
      if (kind == "Service") entries_.push_back({Kind::Service, value});
      if (kind == "Federated") entries_.push_back({Kind::Federated, value});
      // No caller of KMS is a canonical user.
      if (kind == "CanonicalUser") entries_.push_back({Kind::Nobody});
    }
  }
}

PrincipalMatch PrincipalSet::match(const Entry& entry, const Principal& principal) {
  using enum PrincipalMatch;
  if (principal.kind == PrincipalKind::Service)
    return entry.kind == Kind::Service && entry.text == principal.arn ? Direct : None;
  if (principal.kind == PrincipalKind::WebIdentity)
    return entry.kind == Kind::Federated && (entry.text == principal.arn || entry.text == "*")
               ? Direct
               : None;
  switch (entry.kind) {
    case Kind::Everybody: return Direct;
    case Kind::Account: return entry.text == principal.account ? Account : None;
    case Kind::Arn:
      if (entry.text == principal.arn) return Direct;
      return entry.text == principal.issuer_arn ? Issuer : None;
    case Kind::UniqueId:
      if (entry.text != principal.unique_id) return None;
      return principal.kind == PrincipalKind::User ? Direct : Issuer;
    case Kind::Service:
    case Kind::Federated:
    case Kind::Nobody: return None;
  }
  return None;
}

PrincipalMatch PrincipalSet::match(const Principal& principal) const {
  PrincipalMatch strongest = PrincipalMatch::None;
  for (const Entry& entry : entries_) {
    strongest = std::max(strongest, match(entry, principal));
    if (strongest == PrincipalMatch::Direct) break;
  }
  return strongest;
}

bool PrincipalSet::covers(const Principal& principal) const {
  return std::ranges::any_of(entries_, [&](const Entry& entry) {
    return entry.kind == Kind::Everybody || match(entry, principal) != PrincipalMatch::None;
  });
}

}  // namespace trent::policy
