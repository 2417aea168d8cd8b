#include "server/cloudtrail_api.h"

#include "access/policy_authorizer.h"
#include "audit/members.h"
#include "cloudtrail/lookup_events.h"
#include "server/caller.h"
#include "server/recording.h"
#include "wire/codec.h"

namespace trent::server {
namespace {

constexpr std::string_view kTargetPrefix =
    "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.";
constexpr std::string_view kLookupEvents = "LookupEvents";

std::string_view operation_of(const http::Request& request) {
  return request.header("x-amz-target").substr(kTargetPrefix.size());
}

}  // namespace

CloudTrailApi::CloudTrailApi(storage::Store& store, const material::DeploymentKeys& keys,
                             const identity::AccessKeys& access_keys,
                             usage::AccessKeyTracker& access_key_uses, std::string log_directory,
                             const Clock& clock)
    : store_(store),
      deployment_keys_(keys),
      access_key_uses_(access_key_uses),
      log_directory_(std::move(log_directory)),
      verifier_({.service = "cloudtrail", .clock_skew_max = std::chrono::minutes(15)}, access_keys,
                clock) {}

bool CloudTrailApi::is_request(const http::Request& request) {
  return request.method == "POST" && request.header("x-amz-target").starts_with(kTargetPrefix);
}

audit::Event CloudTrailApi::event_of(const http::Request& request, Timestamp now) {
  audit::Event event = server::event_of(request, audit::kCloudTrailSource, now);
  event.name = operation_of(request) == kLookupEvents ? kLookupEvents : kUnknownOperation;
  event.read_only = true;
  return event;
}

Result<SecretBuffer> CloudTrailApi::process(const http::Request& request,
                                            audit::Event& event) const {
  if (operation_of(request) != kLookupEvents) return fail_silently(ErrorCode::UnknownOperation);
  wire::Document document;
  TRY(document.parse(request.body));
  TRY_ASSIGN(const Authenticated asking,
             authenticate(verifier_, access_key_uses_, request, std::nullopt, event));
  TRY_ASSIGN(const auto lookup, wire::decode<cloudtrail::LookupEventsRequest>(document));
  audit::show_all(lookup, event.request_parameters);
  TRY(access::authorize_action(store_,
                               {.caller = asking.caller,
                                .scope = {asking.caller.account, asking.region},
                                .now = event.time,
                                .request_id = event.request_id,
                                .transport = transport_of(request)},
                               policy::action_named("cloudtrail:LookupEvents"), "*"));
  if (log_directory_.empty())
    return fail(ErrorCode::UnsupportedOperation, "This server keeps no audit records.");
  TRY_ASSIGN(const auto found,
             cloudtrail::lookup_events({.directory = log_directory_,
                                        .deployment_keys = deployment_keys_,
                                        .scope = {asking.caller.account, asking.region}},
                                       lookup));
  return wire::encode(found);
}

}  // namespace trent::server
