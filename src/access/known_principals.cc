#include "access/known_principals.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "identity/names.h"

namespace trent::access {
namespace {

using identity::EntityKind;

// Adds nothing when there is no such user or role, or when its path is another.
Result<void> add_if_there(const storage::Store& store, const std::string& arn,
                          KnownPrincipals& known) {
  const auto ref = entity_named_by(arn);
  if (!ref) return {};
  const auto found = store.find_entity(*ref);
  if (!found && found.error().code == ErrorCode::NotFound) return {};
  if (!found) return std::unexpected(found.error());
  const identity::EntityRecord& entity = **found;
  const std::string resource = fmt::format(":{}{}{}", name_of(ref->kind), entity.path, entity.name);
  if (arn.ends_with(resource)) known.emplace(arn, entity.id);
  return {};
}

}  // namespace

std::optional<identity::EntityRef> entity_named_by(std::string_view arn) {
  // arn:PARTITION:iam::ACCOUNT:KIND/PATH/NAME
  std::array<std::string_view, 6> fields;
  for (std::string_view& field : fields) {
    const bool is_last = &field == &fields.back();
    field = arn.substr(0, is_last ? arn.size() : arn.find(':'));
    arn.remove_prefix(std::min(arn.size(), field.size() + 1));
  }
  if (fields[0] != "arn" || fields[2] != "iam") return std::nullopt;
  const std::string_view kind_name = fields[5].substr(0, fields[5].find('/'));
  for (const EntityKind kind : {EntityKind::User, EntityKind::Role})
    if (kind_name == name_of(kind) && kind_name.size() < fields[5].size())
      return identity::EntityRef{keys::AccountId(std::string(fields[4])), kind,
                                 identity::folded(identity::name_in(fields[5]))};
  return std::nullopt;
}

Result<KnownPrincipals> known_principals_in(const storage::Store& store,
                                            const policy::Document& document) {
  KnownPrincipals known;
  for (const policy::Statement& statement : document.statements) {
    const auto named = statement.principals.find("AWS");
    if (named == statement.principals.end()) continue;
    for (const std::string& arn : named->second) TRY(add_if_there(store, arn, known));
  }
  return known;
}

}  // namespace trent::access
