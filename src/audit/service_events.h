// audit/service_events.h: the events of what Trent does to keys on its own, or as a consequence of
// a request.
//
// Source: kms-security.md 8.6.
#pragma once

#include "audit/event.h"
#include "keys/key_record.h"
#include "keys/multi_region.h"

namespace trent::audit {

ServiceEvent key_deleted(const keys::KeyRef& key, Timestamp now);
ServiceEvent expired_material_deleted(const keys::KeyRef& key, Timestamp now);
// `after` has new current material, by a rotation of its own kind.
ServiceEvent key_rotated(const keys::KeyRecord& before, const keys::KeyRecord& after,
                         Timestamp now);
// A key that Trent made: a replica, or the AWS managed key of a predefined alias.
ServiceEvent key_created(const keys::KeyRef& key, Timestamp now);
// The record of UpdatePrimaryRegion in the Region that it was not sent to.
ServiceEvent primary_region_updated(const keys::KeyRef& key, Timestamp now);

// For each related key that a change of the first one reached.
std::vector<ServiceEvent> keys_synchronised(const keys::RelatedKeys& before,
                                            const keys::RelatedKeys& after, Timestamp now);

}  // namespace trent::audit
