// server/query_api.h: IAM and STS, which share the endpoint with KMS but speak the query protocol.
//
// Source: kms-security.md 1.2, 1.5, 1.6, 1.9, 2.3 and 2.6.
#pragma once

#include <string_view>

#include "audit/event.h"
#include "audit/sink.h"
#include "base/clock.h"
#include "http/message.h"
#include "iam/registry.h"
#include "sigv4/verifier.h"

namespace trent::server {

class QueryApi {
 public:
  QueryApi(storage::Store& store, const material::DeploymentKeys& keys,
           const identity::AccessKeys& access_keys, usage::AccessKeyTracker& access_key_uses,
           const oidc::ProviderKeys& identity_provider_keys, audit::Sink* sink, const Clock& clock);

  // A form in the body of a POST, or a query with an Action.
  static bool is_query(const http::Request& request);

  http::Response answer(const http::Request& request) const;

 private:
  const sigv4::Verifier& verifier_of(const iam::Api& api) const;
  Result<SecretBuffer> run_unsigned(const http::Request& request, const iam::Api& api,
                                    const iam::OperationRow& operation, const query::Form& form,
                                    audit::Event& event) const;
  Result<SecretBuffer> run(const iam::Api& api, const iam::OperationRow& operation,
                           const iam::Call& call, const query::Form& form, bool json,
                           std::string_view request_id) const;
  Result<SecretBuffer> process(const http::Request& request, const iam::Api& api,
                               const query::Form& form, audit::Event& event) const;
  http::Response refuse(const http::Request& request, audit::Event& event, Error error) const;

  const iam::Services services_;
  audit::Sink* const audit_;  // null: no records are kept
  const Clock& clock_;
  const sigv4::Verifier iam_verifier_;
  const sigv4::Verifier sts_verifier_;
};

}  // namespace trent::server
