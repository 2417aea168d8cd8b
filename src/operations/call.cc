#include "operations/call.h"

namespace trent::operations {
namespace {

// Each round at least one writer of the key gets through; more rounds than there can be writers at
// once.
constexpr int kRoundsMax = 256;

bool lost_a_race(const Error& error) {
  return error.code == ErrorCode::Conflict || error.code == ErrorCode::NotFound;
}

}  // namespace

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
  passed_gate_ = true;
  return services_.gate.admit(asking_, action_, key_identifier);
}

Result<access::AdmittedKey> Call::admit_for(std::string_view permission,
                                            std::string_view key_identifier) {
  passed_gate_ = true;
  return services_.gate.admit(asking_, action_for(permission), key_identifier);
}

Result<access::AdmittedKey> Call::admit_for_ciphertext(
    std::string_view permission, const std::optional<keys::KeyRef>& key_in_ciphertext,
    const std::optional<std::string>& key_identifier) {
  passed_gate_ = true;
  return services_.gate.admit_for_ciphertext(asking_, action_for(permission), key_in_ciphertext,
                                             key_identifier);
}

Result<void> Call::admit_alias(const keys::AliasName& name) {
  passed_gate_ = true;
  return services_.gate.admit_alias(asking_, action_, name);
}

Result<access::AdmittedKey> change_key(Call& call, std::string_view key_identifier,
                                       const KeyChange& change) {
  for (int round = 0; round < kRoundsMax; ++round) {
    TRY_ASSIGN(access::AdmittedKey key, call.admit(key_identifier));
    keys::KeyRecord record = key.record();
    TRY(change(key, record));
    if (record == key.record()) return key;
    auto committed = call.services().records.commit({storage::PutKey{std::move(record)}});
    if (committed) return key;
    if (!lost_a_race(committed.error())) return std::unexpected(std::move(committed).error());
  }
  return fail_internally("a key's record kept changing under a request");
}

Result<void> stop_if_dry_run(bool dry_run) {
  if (!dry_run) return {};
  return fail(ErrorCode::DryRunOperation,
              "The request would have succeeded, but the DryRun option is set.");
}

}  // namespace trent::operations
