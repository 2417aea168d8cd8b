// keys/multi_region.h: related keys: a multi-Region key's primary and its replicas, at most one in
// each Region, with one key id.
//
// Each is a record of its own, complete, so that using one looks at no other. What they share is
// the primary's to change and is copied to the replicas whenever it changes. Pure functions, as in
// keys/imported_material.h; storage/related_keys.h reads and writes such sets.
//
// Source: kms-behaviour.md sections 6.10, 8.5 and 9.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "keys/key_record.h"

namespace trent::keys {

// All keys related to one, itself first. A single-Region key is related to itself alone.
using RelatedKeys = std::vector<KeyRecord>;

// Where they all are, `key` first.
std::vector<KeyRef> related_refs(const KeyRecord& key);

// For what only a primary key can do. Errors: UnsupportedOperation.
Result<void> require_primary(const KeyRecord& key);
// For what a primary does for its replicas too, and a single-Region key for itself. Errors: as
// above.
Result<void> require_not_replica(const KeyRecord& key);

// The keys after one of them changed: replicas get what they share with their primary, and imported
// material that is to become current waits until it is in every Region. Of imported material the
// bytes are not shared, nor when they expire.
RelatedKeys synchronised(RelatedKeys related, Timestamp now);

// What is a replica's own, and no copy of its primary's.
struct ReplicaDetails {
  Region region;
  std::string description;
  std::string policy;
  std::map<std::string, std::string> policy_principals;
  std::map<std::string, std::string> tags;
};

// A new replica of the first of the keys, which is their primary, as the last of them.
RelatedKeys with_replica(RelatedKeys related, ReplicaDetails details, Timestamp now);

// Once the replica in `region` is deleted. A primary that waited for its last replica begins its
// own waiting period.
RelatedKeys without_replica(RelatedKeys related, const Region& region, Timestamp now);

// The replica in `region` becomes the primary and the primary a replica.
RelatedKeys with_primary_in(RelatedKeys related, const Region& region);

// Whether something that concerns all the keys differs between two states of the same set. Else
// each record that differs can be replaced without regard to the others.
bool shared_properties_differ(const RelatedKeys& before, const RelatedKeys& after);

}  // namespace trent::keys
