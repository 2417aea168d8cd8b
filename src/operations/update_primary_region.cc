// Source: kms-behaviour.md section 9.4.
#include "operations/update_primary_region.h"

#include "keys/multi_region.h"
#include "storage/related_keys.h"
#include "throttle/groups.h"

namespace trent::operations {
namespace {

// What changes is what every related key knows of all, so no key is seen Updating.
Result<void> move_primary(Call& call, const UpdatePrimaryRegionRequest& request) {
  const keys::Region region(request.primary_region);
  TRY_ASSIGN(const access::AdmittedKey primary, call.admit(request.key_id));
  TRY(keys::require_primary(primary.record()));
  if (region == call.scope().region)
    return fail(ErrorCode::UnsupportedOperation,
                primary.record().arn() + " is the primary key already.");
  // The replica must be there, in a state that allows it, and the caller may do this to it.
  TRY(call.admit_in(region, primary.record().ref.id.view()));
  storage::RecordCache& records = call.services().records;
  TRY_ASSIGN(const auto before, storage::find_related_keys(records, primary.record()));
  TRY(call.commit(storage::changes(before, keys::with_primary_in(before, region))));
  call.note_consequence(audit::primary_region_updated(
      {{call.scope().account, region}, primary.record().ref.id}, call.now()));
  return {};
}

}  // namespace

Result<wire::NoOutput> update_primary_region(Call& call,
                                             const UpdatePrimaryRegionRequest& request) {
  // It changes a key in either Region (kms-behaviour.md 12.2).
  const keys::Region region(request.primary_region);
  if (region != call.scope().region)
    TRY(call.charge_in(region, throttle::group_named("UpdatePrimaryRegion")));
  TRY(until_undisturbed([&] { return move_primary(call, request); }));
  return wire::NoOutput{};
}

}  // namespace trent::operations
