#include "iam/trusted_principals.h"

#include <fmt/format.h>

#include <array>
#include <optional>

#include "identity/names.h"
#include "policy/document.h"

namespace trent::iam {
namespace {

using identity::EntityKind;

// The user or role that an ARN names; nothing for roots, sessions, and what is no ARN.
std::optional<identity::EntityRef> entity_in(std::string_view arn) {
  constexpr std::array kKinds{EntityKind::User, EntityKind::Role};
  constexpr std::size_t kFields = 6;
  std::array<std::string_view, kFields> fields;
  for (std::string_view& field : fields) {
    const bool last = &field == &fields.back();
    field = arn.substr(0, last ? arn.size() : arn.find(':'));
    arn.remove_prefix(std::min(arn.size(), field.size() + 1));
  }
  if (fields[0] != "arn" || fields[2] != "iam") return std::nullopt;
  for (const EntityKind kind : kKinds)
    if (fields[5].starts_with(fmt::format("{}/", name_of(kind))))
      return identity::EntityRef{keys::AccountId(std::string(fields[4])), kind,
                                 identity::folded(identity::name_in(fields[5]))};
  return std::nullopt;
}

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
      const auto ref = entity_in(arn);
      if (!ref) continue;
      TRY_ASSIGN(std::string id, id_of(call, *ref, arn));
      ids.insert_or_assign(arn, std::move(id));
    }
  }
  return ids;
}

std::vector<policy::KnownPrincipal> known_principals(const identity::Role& role) {
  std::vector<policy::KnownPrincipal> known;
  for (const auto& [arn, id] : role.trusted_ids) known.push_back({arn, id});
  return known;
}

}  // namespace trent::iam
