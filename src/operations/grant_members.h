// operations/grant_members.h: what the operations on grants have in common.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "grants/grant.h"
#include "operations/call.h"
#include "wire/model_rules.h"
#include "wire/shape.h"

namespace trent::operations {

struct GrantConstraints {
  std::optional<keys::EncryptionContext> encryption_context_subset;
  std::optional<keys::EncryptionContext> encryption_context_equals;
  std::optional<std::string> source_arn;
};

struct GrantListEntry {
  std::string key_id;  // the ARN
  std::string grant_id;
  std::optional<std::string> name;
  Timestamp creation_date{};
  std::optional<std::string> grantee_principal;
  std::optional<std::string> retiring_principal;
  std::string issuing_account;  // the ARN of its root
  std::vector<grants::GrantOperation> operations;
  std::optional<GrantConstraints> constraints;
  std::optional<std::string> grantee_service_principal;
  std::optional<std::string> retiring_service_principal;
};

// Shows whoever is gone, or is somebody else by now, under their unique id.
Result<GrantListEntry> entry_for(const Call& call, const grants::Grant& grant);

// The principal that a request names by one of two members, `name` and `service`; nothing when it
// names none. Errors: Validation (it names both), InvalidArn.
Result<std::optional<grants::Principal>> principal_of(const Call& call,
                                                      const std::optional<std::string>& name,
                                                      const std::optional<std::string>& service,
                                                      std::string_view member);

// Notes who has the principal's name now. In an account that is here, users and roles must exist;
// of other accounts nothing is known. Errors: InvalidArn.
Result<void> identify(const Call& call, grants::Principal& principal);

// Errors: InvalidGrantId (without message).
Result<grants::GrantId> require_grant_id(const std::string& text);

// Nothing if the key has no such grant.
Result<std::optional<grants::Grant>> find_grant(const Call& call, const keys::KeyRef& key,
                                                const grants::GrantId& id);

}  // namespace trent::operations

// clang-format off
template <>
inline constexpr auto trent::wire::shape<trent::operations::GrantConstraints> = std::tuple{
    member("EncryptionContextSubset", &operations::GrantConstraints::encryption_context_subset),
    member("EncryptionContextEquals", &operations::GrantConstraints::encryption_context_equals),
    member("SourceArn",               &operations::GrantConstraints::source_arn, kSourceArn),
};

template <>
inline constexpr auto trent::wire::shape<trent::operations::GrantListEntry> = std::tuple{
    member("KeyId",                    &operations::GrantListEntry::key_id, kKeyId),
    member("GrantId",                  &operations::GrantListEntry::grant_id, kGrantId),
    member("Name",                     &operations::GrantListEntry::name, kGrantName),
    member("CreationDate",             &operations::GrantListEntry::creation_date),
    member("GranteePrincipal",         &operations::GrantListEntry::grantee_principal, kPrincipal),
    member("RetiringPrincipal",        &operations::GrantListEntry::retiring_principal, kPrincipal),
    member("IssuingAccount",           &operations::GrantListEntry::issuing_account, kPrincipal),
    member("Operations",               &operations::GrantListEntry::operations),
    member("Constraints",              &operations::GrantListEntry::constraints),
    member("GranteeServicePrincipal",  &operations::GrantListEntry::grantee_service_principal, kServicePrincipal),
    member("RetiringServicePrincipal", &operations::GrantListEntry::retiring_service_principal, kServicePrincipal),
};
// clang-format on
