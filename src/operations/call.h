// operations/call.h: one request on its way through an operation: who asks, and what there is to
// work with.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/gate.h"
#include "attestation/document.h"
#include "audit/event.h"
#include "audit/service_events.h"
#include "audit/sink.h"
#include "base/error.h"
#include "keys/key_specs.h"
#include "keys/resource_quotas.h"
#include "material/deployment_keys.h"
#include "material/materials.h"
#include "storage/record_cache.h"
#include "storage/undisturbed.h"
#include "throttle/throttle.h"
#include "usage/last_usage_tracker.h"

namespace trent::operations {

// What operations work with. Made once, by server/.
struct Services {
  storage::RecordCache& records;
  const access::Gate& gate;
  const material::Materials& materials;
  const material::DeploymentKeys& deployment_keys;
  const attestation::TrustAnchors& attestation_anchors;
  usage::LastUsageTracker& last_usage;
  keys::ResourceQuotas quotas{};
  throttle::Throttle* throttle = nullptr;  // null: nothing is throttled
  audit::Sink* audit = nullptr;            // null: no records are kept
};

class Call {
 public:
  // `event` is what the audit record of the request will tell.
  // `uncommitted`: see commit().
  Call(const Services& services, access::Asking asking, access::Action action, audit::Event& event,
       storage::Batch* uncommitted = nullptr)
      : services_(services),
        asking_(std::move(asking)),
        action_(action),
        event_(event),
        uncommitted_(uncommitted) {
    asking_.findings = &event_.findings;
  }

  const Services& services() const { return services_; }
  const access::Action& action() const { return action_; }
  const identity::Caller& caller() const { return asking_.caller; }
  const keys::Scope& scope() const { return asking_.scope; }
  Timestamp now() const { return asking_.now; }

  // What the request's members say, for the same policies. Must outlive the call.
  void know(const access::RequestFacts& facts) { asking_.facts = &facts; }

  // Something that the request has proved, for the policies that the gate decides by.
  void prove(std::string condition_key, std::string value) {
    asking_.conditions.insert_or_assign(std::move(condition_key), std::move(value));
  }

  // What the gate needs to know besides, for grants and policies. Both must live as long as the
  // call is asked to admit something.
  void use_context(const keys::EncryptionContext& context) {
    asking_.encryption_context = &context;
  }
  void concern(const grants::Grant* grant) { asking_.grant = grant; }

  // The ways through the gate; see access/gate.h for the errors. An operation that answers without
  // having taken one is a bug, and stops the process.
  Result<void> admit_account();
  Result<access::AdmittedKey> admit(std::string_view key_identifier);
  Result<access::AdmittedKey> admit_for(std::string_view permission,
                                        std::string_view key_identifier);
  Result<access::AdmittedKey> admit_for_ciphertext(
      std::string_view permission, const std::optional<keys::KeyRef>& key_in_ciphertext,
      const std::optional<std::string>& key_identifier);
  Result<void> admit_alias(const keys::AliasName& name);
  // The same in another Region of the caller's account, for operations that act in two.
  Result<void> admit_account_in(const keys::Region& region, std::string_view permission);
  Result<access::AdmittedKey> admit_in(const keys::Region& region, std::string_view key_identifier);
  bool passed_gate() const { return passed_gate_; }

  // The permission alone, on a key in whatever state it is. Errors: AccessDenied, Internal.
  Result<void> require_permission_on(const keys::KeyRecord& key) const {
    return services_.gate.require_permission(asking_, action_, key);
  }
  // See Gate::require_no_lockout().
  Result<void> require_no_lockout(const keys::KeyRecord& key) const {
    return services_.gate.require_no_lockout(asking_in(key.ref.scope.region), key);
  }
  // The key that an identifier names, if it names one. Proves nothing: ask the gate as well.
  std::optional<keys::KeyRef> key_named(std::string_view key_identifier) const {
    return services_.gate.key_named(asking_, key_identifier);
  }

  // Counts this call against a request quota of its caller, whosever key it is about. run() does it
  // for every operation once, here or in request_quota.h. What else an operation counts as, it
  // charges itself: ReplicateKey two CreateKey where the replica will be, UpdatePrimaryRegion one
  // more of itself in the other Region (kms-behaviour.md 12.2). Errors: Throttling.
  Result<void> charge(throttle::Group group) { return charge_in(scope().region, group); }
  Result<void> charge_in(const keys::Region& region, throttle::Group group, unsigned requests = 1);

  // What the audit record of this request tells, for what only the operation knows.
  audit::Event& event() { return event_; }
  // For the audit record: the material that was used, and a key that did not exist before.
  void note_material(std::string_view name, const std::optional<keys::KeyMaterialId>& id) {
    if (id) event_.additional.emplace_back(name, id->str());
  }
  void note_consequence(audit::ServiceEvent event) {
    event_.consequences.push_back(std::move(event));
  }
  void note_new_key(const keys::KeyRef& key) { event_.findings.note(key); }

  // Stores `batch` durably. Where the answer can wait for that without us, only puts it down, to be
  // committed before the answer leaves; the operation is done once more when that fails because of
  // another writer or a quota. So: the last thing of an operation that can fail, and once.
  // Errors: those of Store::commit().
  Result<void> commit(storage::Batch batch);

  // Notes that the keys which were admitted have been used: for GetKeyLastUsage.
  void note_use_of_keys() const;

 private:
  Result<access::AdmittedKey> remember(Result<access::AdmittedKey> admitted);
  access::Action action_for(std::string_view permission) const;
  access::Asking asking_in(const keys::Region& region) const;

  const Services& services_;
  access::Asking asking_;
  access::Action action_;
  audit::Event& event_;
  storage::Batch* const uncommitted_;  // null: commit() waits
  bool passed_gate_ = false;
  std::vector<access::AdmittedKey> admitted_;
};

// Admits the key that the request names, for an algorithm which its spec must have: usage first,
// then the algorithm (kms-behaviour.md 1.6). Errors: the gate's, InvalidKeyUsage.
template <class Algorithm>
Result<access::AdmittedKey> admit_for_algorithm(Call& call, std::string_view key_identifier,
                                                Algorithm algorithm) {
  TRY_ASSIGN(access::AdmittedKey key, call.admit(key_identifier));
  TRY(keys::require_algorithm_fits(key.record().spec, algorithm));
  return key;
}

using storage::lost_a_race;
using storage::until_undisturbed;

// What a change does to an admitted key's record. It may be called again on a newer record. What it
// changes of a multi-Region primary key's shared properties, it changes for all related keys.
using KeyChange =
    std::function<Result<void>(const access::AdmittedKey& key, keys::KeyRecord& record)>;

// Admits the key, applies `change` to its record and stores the result durably, together with what
// it means for related keys. Starts over when another writer was faster, so that concurrent changes
// of one key all happen, one after the other. Stores nothing when `change` changes nothing.
// Errors: the gate's, those of `change`, Internal.
Result<access::AdmittedKey> change_key(Call& call, std::string_view key_identifier,
                                       const KeyChange& change);

// The end of every dry run that would have succeeded. Errors: DryRunOperation.
Result<void> stop_if_dry_run(bool dry_run);

}  // namespace trent::operations
