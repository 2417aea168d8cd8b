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
#include "audit/record.h"
#include "base/error.h"
#include "keys/key_specs.h"
#include "material/deployment_keys.h"
#include "material/materials.h"
#include "storage/record_cache.h"
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
  audit::Sink& audit;
};

class Call {
 public:
  // `event` is what the audit record of the request will tell.
  Call(const Services& services, access::Asking asking, access::Action action, audit::Event& event)
      : services_(services), asking_(std::move(asking)), action_(action), event_(event) {
    asking_.findings = &event_.findings;
  }

  const Services& services() const { return services_; }
  const access::Action& action() const { return action_; }
  const identity::Caller& caller() const { return asking_.caller; }
  const keys::Scope& scope() const { return asking_.scope; }
  Timestamp now() const { return asking_.now; }

  // Something that the request has proved, for the policies that the gate decides by.
  void prove(std::string condition_key, std::string value) {
    asking_.conditions.insert_or_assign(std::move(condition_key), std::move(value));
  }

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

  // What the audit record of this request tells, for what only the operation knows.
  audit::Event& event() { return event_; }
  // For the audit record: the material that was used, and a key that did not exist before.
  void note_material(std::string_view name, const std::optional<keys::KeyMaterialId>& id) {
    if (id) event_.additional.emplace_back(name, id->str());
  }
  void note_new_key(const keys::KeyRef& key) { event_.findings.note(key); }

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

// True for the store's own Conflict and NotFound, which have no message: another writer was faster.
bool lost_a_race(const Error& error);

// Calls `attempt` again for as long as other writers are faster. Each round at least one writer of
// the record gets through, so there are more rounds than there can be writers at once.
// Errors: those of `attempt`, Internal.
template <class Attempt>
auto until_undisturbed(Attempt&& attempt) -> decltype(attempt()) {
  constexpr int kRoundsMax = 256;
  for (int round = 0; round < kRoundsMax; ++round) {
    auto outcome = attempt();
    if (outcome || !lost_a_race(outcome.error())) return outcome;
  }
  return fail_internally("a record kept changing under a request");
}

// What a change does to an admitted key's record. It may be called again on a newer record. What it
// changes of a multi-Region primary key's shared properties, it changes for all related keys.
using KeyChange =
    std::function<Result<void>(const access::AdmittedKey& key, keys::KeyRecord& record)>;

// Admits the key, applies `change` to its record and stores the result durably, together with what
// it means for related keys. Starts over when
// another writer was faster, so that concurrent changes of one key all happen, one after the other.
// Stores nothing when `change` changes nothing. Errors: the gate's, those of `change`, Internal.
Result<access::AdmittedKey> change_key(Call& call, std::string_view key_identifier,
                                       const KeyChange& change);

// The end of every dry run that would have succeeded. Errors: DryRunOperation.
Result<void> stop_if_dry_run(bool dry_run);

}  // namespace trent::operations
