// server/pipeline.h: one request from HTTP to HTTP. The order of the steps is wire behaviour.
//
// Source: kms-behaviour.md sections 1.1, 1.2, 1.6 and 1.7.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "http/message.h"
#include "operations/registry.h"
#include "server/cloudtrail_api.h"
#include "server/query_api.h"
#include "sigv4/verifier.h"
#include "storage/store.h"

namespace trent::server {

class Pipeline final : public http::Handler {
 public:
  // `access_keys`: what `verifier` verifies by; `access_key_uses`: who is told when one was used.
  // `audit_directory`: where LookupEvents finds records.
  Pipeline(const operations::Services& services, const sigv4::Verifier& verifier,
           storage::Store& store, const identity::AccessKeys& access_keys,
           usage::AccessKeyTracker& access_key_uses,
           const oidc::ProviderKeys& identity_provider_keys, const Clock& clock,
           const std::string& audit_directory = "")
      : services_(services),
        unthrottled_(services),
        verifier_(verifier),
        store_(store),
        access_key_uses_(access_key_uses),
        audit_(services.audit),
        clock_(clock),
        query_api_(store, services.deployment_keys, access_keys, access_key_uses,
                   identity_provider_keys, audit_, clock),
        cloudtrail_api_(store, services.deployment_keys, access_keys, access_key_uses,
                        audit_directory, clock) {
    unthrottled_.throttle = nullptr;
  }

  http::Lane lane(const http::Request& request) const override;
  http::Response handle(const http::Request& request) override;
  http::Response begin(const http::Request& request) override;
  bool settle() override;  // the audit log
  bool settling_waits_for_disk() const override;
  http::Response refusal_of(http::Response unsettled) override;

 private:
  class Uncommitted;

  // Whether an answer may be left to be finished when what the operation wrote is durable.
  enum class Finish : std::uint8_t { Here, Later };

  http::Response caught(const std::function<http::Response()>& work) const;
  http::Response answer(const http::Request& request, Finish finish);
  http::Response answer_misdirected(const http::Request& request) const;
  http::Response answer_cloudtrail(const http::Request& request) const;
  http::Response answer_operation(const http::Request& request,
                                  const operations::OperationRow* operation,
                                  const operations::Services& services, Finish finish) const;
  http::Response note_and_render(const http::Request& request, audit::Event& event,
                                 Result<SecretBuffer> outcome) const;
  Result<SecretBuffer> process(const http::Request& request,
                               const operations::OperationRow* operation,
                               const operations::Services& services, audit::Event& event,
                               storage::Batch* uncommitted) const;
  http::Response readiness();

  const operations::Services& services_;
  operations::Services unthrottled_;  // for a request that has been counted
  const sigv4::Verifier& verifier_;
  storage::Store& store_;
  usage::AccessKeyTracker& access_key_uses_;
  audit::Sink* const audit_;  // null: no records are kept
  const Clock& clock_;
  const QueryApi query_api_;
  const CloudTrailApi cloudtrail_api_;

  // The readiness probe writes to the disk, so what it found is good for a moment.
  std::mutex readiness_mutex_;
  std::optional<Timestamp> readiness_checked_;
  bool ready_ = false;
};

}  // namespace trent::server
