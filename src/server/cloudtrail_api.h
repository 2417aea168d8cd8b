// server/cloudtrail_api.h: CloudTrail's LookupEvents on the endpoint of KMS.
#pragma once

#include <string>

#include "audit/event.h"
#include "http/message.h"
#include "material/deployment_keys.h"
#include "sigv4/verifier.h"
#include "storage/store.h"
#include "usage/access_key_tracker.h"

namespace trent::server {

class CloudTrailApi {
 public:
  // `log_directory`: empty when no records are kept.
  CloudTrailApi(storage::Store& store, const material::DeploymentKeys& keys,
                const identity::AccessKeys& access_keys, usage::AccessKeyTracker& access_key_uses,
                std::string log_directory, const Clock& clock);

  static bool is_request(const http::Request& request);

  // The event of such a request, as far as it can be told from its head.
  static audit::Event event_of(const http::Request& request, Timestamp now);

  // Errors: those of the signature, UnknownOperation, Serialization, AccessDenied,
  // UnsupportedOperation, and those of cloudtrail::lookup_events.
  Result<SecretBuffer> process(const http::Request& request, audit::Event& event) const;

 private:
  storage::Store& store_;
  const material::DeploymentKeys& deployment_keys_;
  usage::AccessKeyTracker& access_key_uses_;
  const std::string log_directory_;
  const sigv4::Verifier verifier_;
};

}  // namespace trent::server
