#include "iam/trusted_principals.h"

#include <fmt/format.h>

#include <array>
#include <optional>

#include "access/known_principals.h"
#include "policy/document.h"

namespace trent::iam {
namespace {

// Errors: MalformedPolicyDocument (there is no such entity).
Result<std::string> id_of(const Call& call, const identity::EntityRef& ref,
                          const std::string& arn) {
  const auto found = call.services.store.find_entity(ref);
  if (!found && found.error().code != ErrorCode::NotFound) return std::unexpected(found.error());
  const bool same = found && arn.ends_with(fmt::format(":{}{}{}", name_of(ref.kind), (*found)->path,
                                                       (*found)->name));
  if (same) return (*found)->id;
  return fail(ErrorCode::MalformedPolicyDocument,
              fmt::format("Invalid principal in policy: \"AWS\":\"{}\"", arn));
}

}  // namespace

Result<std::map<std::string, std::string>> trusted_ids(const Call& call,
                                                       std::string_view trust_policy) {
  TRY_ASSIGN(const policy::Document document,
             policy::parse_policy(policy::DocumentKind::TrustPolicy, trust_policy));
  std::map<std::string, std::string> ids;
  for (const policy::Statement& statement : document.statements) {
    const auto named = statement.principals.find("AWS");
    if (named == statement.principals.end()) continue;
    for (const std::string& arn : named->second) {
      const auto ref = access::entity_named_by(arn);
      if (!ref) continue;
      TRY_ASSIGN(std::string id, id_of(call, *ref, arn));
      ids.insert_or_assign(arn, std::move(id));
    }
  }
  return ids;
}

std::vector<policy::KnownPrincipal> known_principals(const identity::Role& role) {
  std::vector<policy::KnownPrincipal> known;
  known.reserve(role.trusted_ids.size());
  for (const auto& [arn, id] : role.trusted_ids) known.push_back({arn, id});
  return known;
}

}  // namespace trent::iam
