// iam/entities.h: finding and changing users, groups, roles, managed policies and OIDC providers.
//
// `name` is what a request calls an entity by: a name in any case, or, of a managed policy and an
// OIDC provider, its ARN. A change of two entities that depend on each other (an attachment, a
// membership) writes both, so that one of two concurrent writers starts over and sees the other's.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "iam/call.h"
#include "identity/records.h"
#include "storage/store.h"

namespace trent::iam {

using identity::EntityKind;
using identity::EntityRecord;
using EntityPtr = storage::Snapshot<EntityRecord>;

// Errors: NotFound, with IAM's text.
Result<EntityPtr> find(const Call& call, EntityKind kind, const std::string& name);

// The user that a request is about when it may leave out the name. Errors: Validation (the caller
// is no user).
Result<std::string> user_name_or_own(const Call& call, const std::optional<std::string>& name);

// In order of their folded names.
Result<std::vector<EntityPtr>> all(const Call& call, EntityKind kind);

// `record` without id, revision and creation time. `more` adds what has to be written with it, and
// may be empty. The account's quota of the kind holds exactly, however many come at once.
// Errors: AlreadyExists, LimitExceeded, those of `more`.
using More = std::function<Result<void>(storage::Batch& batch)>;
Result<EntityRecord> create(const Call& call, EntityRecord record, const More& more = {});

// Writes nothing when `change` changes nothing. It may be called again on a newer record.
// Errors: NotFound, those of `change`.
using Change = std::function<Result<void>(EntityRecord& record, storage::Batch& batch)>;
Result<EntityRecord> change(const Call& call, EntityKind kind, const std::string& name,
                            const Change& change);

// `require` says whether it may go, and adds what has to be written with that.
// Errors: NotFound, those of `require`.
using Require = std::function<Result<void>(const EntityRecord& record, storage::Batch& batch)>;
Result<void> remove(const Call& call, EntityKind kind, const std::string& name,
                    const Require& require);

// Gives `record` another name, within `batch`. Errors: AlreadyExists.
Result<void> rename(const Call& call, EntityRecord& record, const std::string& name,
                    storage::Batch& batch);

// Of a user, group or role.
identity::Permissions& permissions_of(EntityRecord& record);
const identity::Permissions& permissions_of(const EntityRecord& record);
// Of everything but a group.
identity::Tags& tags_of(EntityRecord& record);

std::string arn_of(const Call& call, const EntityRecord& record);
std::string policy_arn_of(const Call& call, std::string_view path_and_name);

// What Permissions keeps of the managed policy. Errors: NotFound.
Result<std::string> attachable(const Call& call, const std::string& policy_arn);

// Adds to `batch` that the managed policy is used more or less often than before.
struct UseDelta {
  std::int64_t attachments = 0;
  std::int64_t boundary_uses = 0;
};
Result<void> count_use(const Call& call, const std::string& path_and_name, UseDelta delta,
                       storage::Batch& batch);

// Puts the managed policy in the place of the boundary that `record` has; none: takes it away.
Result<void> set_boundary(const Call& call, EntityRecord& record,
                          const std::optional<std::string>& policy_arn, storage::Batch& batch);

}  // namespace trent::iam
