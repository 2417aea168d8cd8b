// Source: kms-behaviour.md section 9.3.
#include "operations/replicate_key.h"

#include <fmt/format.h>

#include <algorithm>

#include "keys/multi_region.h"
#include "operations/key_policies.h"
#include "operations/resource_quotas.h"
#include "storage/related_keys.h"
#include "throttle/groups.h"

namespace trent::operations {
namespace {

Result<void> require_same_partition(const keys::Region& region, const Call& call) {
  if (keys::partition_of(region) == keys::partition_of(call.scope().region)) return {};
  return fail(ErrorCode::UnsupportedOperation,
              fmt::format("A key in {} cannot be replicated to {}, which is in another partition.",
                          call.scope().region.view(), region.view()));
}

std::unexpected<Error> exists_already(const keys::KeyRef& ref) {
  return fail(ErrorCode::AlreadyExists, fmt::format("The key '{}' exists already in {}.",
                                                    keys::arn_of(ref), ref.scope.region.view()));
}

// The replica that a new one takes the place of: its time is over, but it was not swept yet.
Result<std::optional<storage::DeleteKey>> remnant_in(const keys::RelatedKeys& related,
                                                     const keys::Region& region, Timestamp now) {
  const auto found = std::ranges::find_if(
      related, [&](const keys::KeyRecord& key) { return key.ref.scope.region == region; });
  if (found == related.end()) return std::nullopt;
  if (!keys::is_gone_at(*found, now)) return exists_already(found->ref);
  return storage::DeleteKey{found->ref, found->revision};
}

// Errors: LimitExceeded, MalformedPolicyDocument, InvalidArn, Tag.
Result<keys::ReplicaDetails> details_of(const Call& call, const ReplicateKeyRequest& request,
                                        const keys::Region& region) {
  TRY_ASSIGN(KeyPolicy policy,
             chosen_key_policy(call, {call.scope().account, region}, request.policy));
  TRY_ASSIGN(auto tags, keys::merge_tags({}, request.tags));
  return keys::ReplicaDetails{.region = region,
                              .description = request.description,
                              .policy = std::move(policy.text),
                              .policy_principals = std::move(policy.principals),
                              .tags = std::move(tags)};
}

// Stores the replica with what its relatives learn of it, and returns it.
Result<keys::KeyRecord> replicate(Call& call, const ReplicateKeyRequest& request) {
  const keys::Region region(request.replica_region);
  TRY_ASSIGN(const access::AdmittedKey key, call.admit(request.key_id));
  TRY(keys::require_primary(key.record()));
  TRY(require_same_partition(region, call));
  TRY(call.admit_account_in(region, "CreateKey"));
  if (!request.tags.empty()) TRY(call.admit_account_in(region, "TagResource"));
  TRY_ASSIGN(keys::ReplicaDetails details, details_of(call, request, region));

  TRY_ASSIGN(const auto before, storage::find_related_keys(call.services().records, key.record()));
  TRY_ASSIGN(const auto remnant, remnant_in(before, region, call.now()));
  keys::RelatedKeys after = remnant ? keys::without_replica(before, region, call.now()) : before;
  after = keys::with_replica(std::move(after), std::move(details), call.now());
  if (request.policy && !request.bypass_policy_lockout_safety_check)
    TRY(call.require_no_lockout(after.back()));

  storage::Batch batch;
  if (remnant) batch.emplace_back(*remnant);
  std::ranges::move(storage::changes(before, after), std::back_inserter(batch));
  TRY(commit_new_key(call, {call.scope().account, region}, std::move(batch)));
  return after.back();
}

// AWS answers before the replica is made.
KeyMetadata metadata_while_creating(const keys::KeyRecord& replica, Timestamp now) {
  KeyMetadata metadata = metadata_of(replica, now);
  metadata.key_state = keys::KeyState::Creating;
  metadata.enabled = false;
  metadata.current_key_material_id.reset();
  return metadata;
}

}  // namespace

Result<ReplicateKeyResponse> replicate_key(Call& call, const ReplicateKeyRequest& request) {
  // It makes a key there, and AWS counts it as two (kms-behaviour.md 12.2).
  TRY(call.charge_in(keys::Region(request.replica_region), throttle::group_named("CreateKey"), 2));
  TRY(keys::require_valid_tags(request.tags));
  TRY_ASSIGN(const keys::KeyRecord replica,
             until_undisturbed([&] { return replicate(call, request); }));
  call.note_consequence(audit::key_created(replica.ref, call.now()));
  return ReplicateKeyResponse{
      .replica_key_metadata = metadata_while_creating(replica, call.now()),
      .replica_policy = replica.policy,
      .replica_tags = none_if_empty(request.tags),
  };
}

}  // namespace trent::operations
