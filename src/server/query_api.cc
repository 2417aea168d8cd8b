#include "server/query_api.h"

#include <fmt/format.h>

#include "query/answer.h"
#include "server/caller.h"
#include "server/recording.h"
#include "sigv4/endpoint.h"

namespace trent::server {
namespace {

constexpr std::string_view kForm = "application/x-www-form-urlencoded";
constexpr std::string_view kXml = "text/xml";
constexpr std::string_view kJson = "application/json";
constexpr std::string_view kIamSource = "iam.amazonaws.com";
constexpr std::string_view kStsSource = "sts.amazonaws.com";
// Of answers to requests that are neither IAM's nor STS's.
constexpr std::string_view kNoXmlns = "http://webservices.amazon.com/AWSFault/2005-15-09";

std::string_view query_of(const http::Request& request) {
  const std::size_t mark = request.target.find('?');
  return mark == std::string_view::npos ? std::string_view() : request.target.substr(mark + 1);
}

bool has_action(std::string_view query) {
  return query.starts_with("Action=") || query.contains("&Action=");
}

// What these services ask of a signature: more room for clocks than KMS leaves, and
// GetCallerIdentity is presigned for up to an hour by those who prove with it who they are. The
// Region may be any: clients with an endpoint of their own sign for their own Region, not for the
// global service's.
sigv4::Verifier::Options options_for(std::string service, Duration presigned_lifetime_max) {
  return {.service = std::move(service),
          .clock_skew_max = std::chrono::minutes(15),
          .presigned_lifetime_max = presigned_lifetime_max};
}

std::string parameter(const query::Form& form, std::string_view name) {
  const std::string* value = form.find(name);
  return value ? *value : std::string();
}

// As authenticators ask that are handed a presigned request.
bool wants_json(const http::Request& request, std::string_view action) {
  return action == "GetCallerIdentity" && request.header("accept").contains(kJson);
}

// What a request without a signature, and so without a credential scope, is for: STS's global
// endpoint is there.
keys::Region region_of(const http::Request& request) {
  return sigv4::region_of_host(request.header("host")).value_or(keys::Region("us-east-1"));
}

http::Response response_of(SecretBuffer body, std::string_view content_type,
                           std::string_view request_id) {
  http::Response response;
  response.content_type = content_type;
  response.headers = fmt::format("x-amzn-RequestId: {}\r\n", request_id);
  response.body = std::move(body);
  return response;
}

http::Response refusal(const Error& error, std::string_view xmlns, const audit::Event& event) {
  http::Response response =
      response_of(query::encode_error(error, xmlns, event.request_id), kXml, event.request_id);
  response.status = query::query_error(error.code).http_status;
  if (response.status >= 500 && error.code != ErrorCode::AuditUnavailable) log_fault(error, event);
  return response;
}

Error unknown_operation(const query::Form& form) {
  return fail(ErrorCode::UnknownOperation,
              fmt::format(
                  "Could not find operation {} for version {}", parameter(form, "Action"),
                  form.find("Version") ? parameter(form, "Version") : "NO_VERSION_SPECIFIED"))
      .error();
}

}  // namespace

QueryApi::QueryApi(storage::Store& store, const material::DeploymentKeys& keys,
                   const identity::AccessKeys& access_keys,
                   usage::AccessKeyTracker& access_key_uses,
                   const oidc::ProviderKeys& identity_provider_keys, audit::Sink* sink,
                   const Clock& clock)
    : services_{store, keys, identity_provider_keys, access_key_uses},
      audit_(sink),
      clock_(clock),
      iam_verifier_(options_for("iam", std::chrono::minutes(15)), access_keys, clock),
      sts_verifier_(options_for("sts", std::chrono::hours(1)), access_keys, clock) {}

bool QueryApi::is_query(const http::Request& request) {
  if (request.method == "POST") return request.has_content_type(kForm);
  return request.method == "GET" && has_action(query_of(request));
}

const sigv4::Verifier& QueryApi::verifier_of(const iam::Api& api) const {
  return api.signing_name == "iam" ? iam_verifier_ : sts_verifier_;
}

// Of what names no operation of ours.
http::Response QueryApi::refuse(const http::Request& request, audit::Event& event,
                                Error error) const {
  const auto refused = recorded(audit_, request, event, [&]() -> Result<SecretBuffer> {
    return std::unexpected(std::move(error));
  });
  return refusal(refused.error(), kNoXmlns, event);
}

http::Response QueryApi::answer(const http::Request& request) const {
  audit::Event event = event_of(request, kIamSource, clock_.now());
  event.name = kUnknownOperation;
  const auto form = query::Form::parse(request.method == "GET" ? query_of(request) : request.body);
  if (!form) return refuse(request, event, form.error());
  const iam::Api* api = iam::find_api(parameter(*form, "Version"));
  if (!api) return refuse(request, event, unknown_operation(*form));
  event.source = api->signing_name == "sts" ? kStsSource : kIamSource;
  auto body = recorded(audit_, request, event, [&] {
    auto outcome = process(request, *api, *form, event);
    if (!outcome) event.error_code = query::query_error(outcome.error().code).code;
    return outcome;
  });
  if (!body) return refusal(body.error(), api->xmlns, event);
  return response_of(*std::move(body), wants_json(request, event.name) ? kJson : kXml,
                     event.request_id);
}

// Who asks comes first: an operation's name tells nothing to those who cannot sign.
Result<SecretBuffer> QueryApi::process(const http::Request& request, const iam::Api& api,
                                       const query::Form& form, audit::Event& event) const {
  const std::string action = parameter(form, "Action");
  const iam::OperationRow* operation = iam::find_operation(api, action);
  if (operation) iam::name_event(api, *operation, event);
  if (operation && operation->is_unsigned)
    return run_unsigned(request, api, *operation, form, event);
  TRY_ASSIGN(const Authenticated asking, authenticate(verifier_of(api), services_.access_key_uses,
                                                      request, std::nullopt, event));
  if (!operation) return std::unexpected(unknown_operation(form));
  return run(api, *operation,
             {services_, asking.caller, asking.region, event.time, event, transport_of(request)},
             form, wants_json(request, action), event.request_id);
}

Result<SecretBuffer> QueryApi::run_unsigned(const http::Request& request, const iam::Api& api,
                                            const iam::OperationRow& operation,
                                            const query::Form& form, audit::Event& event) const {
  const identity::Caller nobody;
  return run(api, operation,
             {services_, nobody, region_of(request), event.time, event, transport_of(request)},
             form, false, event.request_id);
}

Result<SecretBuffer> QueryApi::run(const iam::Api& api, const iam::OperationRow& operation,
                                   const iam::Call& call, const query::Form& form, bool json,
                                   std::string_view request_id) const {
  TRY_ASSIGN(const SecretBuffer result,
             iam::run(api, operation, call, form, json ? iam::Format::Json : iam::Format::Xml));
  if (json) return query::wrap_json(operation.name, view_of(result), request_id);
  return query::wrap_xml(operation.name, api.xmlns, operation.has_result, view_of(result),
                         request_id);
}

}  // namespace trent::server
