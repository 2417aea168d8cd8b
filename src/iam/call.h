// iam/call.h: one IAM or STS request on its way: who asks, and what there is to work with.
#pragma once

#include <string_view>

#include "access/asking.h"
#include "audit/event.h"
#include "base/clock.h"
#include "iam/quotas.h"
#include "identity/caller.h"
#include "keys/ids.h"
#include "material/deployment_keys.h"
#include "oidc/provider_keys.h"
#include "storage/store.h"
#include "usage/access_key_tracker.h"

namespace trent::iam {

// Made once, by server/.
struct Services {
  storage::Store& store;
  const material::DeploymentKeys& deployment_keys;
  const oidc::ProviderKeys& identity_provider_keys;
  usage::AccessKeyTracker& access_key_uses;
  EntityQuotas entity_quotas = kEntityQuotas;
};

struct Call {
  const Services& services;
  const identity::Caller& caller;  // of nobody where a request is not signed
  keys::Region region;             // of the credential scope; ARNs are shown in its partition
  Timestamp now;
  audit::Event& event;  // what the audit record of the request will tell
  access::Transport transport{};

  const keys::AccountId& account() const { return caller.account; }
  std::string_view partition() const { return keys::partition_of(region); }
};

}  // namespace trent::iam
