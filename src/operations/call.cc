#include "operations/call.h"

#include <utility>

#include "base/assert.h"
#include "storage/related_keys.h"

namespace trent::operations {

access::Action Call::action_for(std::string_view permission) const {
  access::Action action = action_;
  action.permission = permission;
  return action;
}

Result<void> Call::admit_account() {
  passed_gate_ = true;
  return services_.gate.admit(asking_, action_);
}

Result<access::AdmittedKey> Call::admit(std::string_view key_identifier) {
  return remember(services_.gate.admit(asking_, action_, key_identifier));
}

Result<access::AdmittedKey> Call::admit_for(std::string_view permission,
                                            std::string_view key_identifier) {
  return remember(services_.gate.admit(asking_, action_for(permission), key_identifier));
}

Result<access::AdmittedKey> Call::admit_for_ciphertext(
    std::string_view permission, const std::optional<keys::KeyRef>& key_in_ciphertext,
    const std::optional<std::string>& key_identifier) {
  return remember(services_.gate.admit_for_ciphertext(asking_, action_for(permission),
                                                      key_in_ciphertext, key_identifier));
}

Result<access::AdmittedKey> Call::remember(Result<access::AdmittedKey> admitted) {
  passed_gate_ = true;
  if (admitted) admitted_.push_back(*admitted);
  return admitted;
}

Result<void> Call::charge_in(const keys::Region& region, throttle::Group group, unsigned requests) {
  if (!services_.throttle) return {};
  return services_.throttle->charge(asking_.caller.account, region, group, asking_.now, requests);
}

void Call::note_use_of_keys() const {
  for (const access::AdmittedKey& key : admitted_)
    services_.last_usage.mark(key.record().ref, action_.operation, asking_.now, asking_.request_id);
}

Result<void> Call::admit_alias(const keys::AliasName& name) {
  passed_gate_ = true;
  return services_.gate.admit_alias(asking_, action_, name);
}

access::Asking Call::asking_in(const keys::Region& region) const {
  access::Asking asking = asking_;
  asking.scope.region = region;
  return asking;
}

Result<void> Call::admit_account_in(const keys::Region& region, std::string_view permission) {
  passed_gate_ = true;
  return services_.gate.admit(asking_in(region), action_for(permission));
}

Result<access::AdmittedKey> Call::admit_in(const keys::Region& region,
                                           std::string_view key_identifier) {
  return remember(services_.gate.admit(asking_in(region), action_, key_identifier));
}

Result<void> Call::commit(storage::Batch batch) {
  if (!uncommitted_) {
    TRY(services_.records.commit(std::move(batch)));
    return {};
  }
  TRENT_ASSERT(uncommitted_->empty());
  *uncommitted_ = std::move(batch);
  return {};
}

Result<access::AdmittedKey> change_key(Call& call, std::string_view key_identifier,
                                       const KeyChange& change) {
  return until_undisturbed([&]() -> Result<access::AdmittedKey> {
    TRY_ASSIGN(access::AdmittedKey key, call.admit(key_identifier));
    storage::RecordCache& records = call.services().records;
    TRY_ASSIGN(const auto before, storage::find_related_keys(records, key.record()));
    keys::RelatedKeys after = keys::synchronised(before, call.now());
    TRY(change(key, after.front()));
    after = keys::synchronised(std::move(after), call.now());
    storage::Batch batch = storage::changes(before, after);
    if (!batch.empty()) TRY(call.commit(std::move(batch)));
    for (auto& event : audit::keys_synchronised(before, after, call.now()))
      call.note_consequence(std::move(event));
    return key;
  });
}

Result<void> stop_if_dry_run(bool dry_run) {
  if (!dry_run) return {};
  return fail(ErrorCode::DryRunOperation,
              "The request would have succeeded, but the DryRun option is set.");
}

}  // namespace trent::operations
