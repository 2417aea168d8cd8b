#include "server/pipeline.h"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/log.h"
#include "crypto/random.h"
#include "server/caller.h"
#include "server/recording.h"
#include "sigv4/endpoint.h"
#include "wire/error_table.h"

namespace trent::server {
namespace {

constexpr std::string_view kJson = "application/x-amz-json-1.1";
constexpr std::string_view kXml = "application/xml";
constexpr std::string_view kText = "text/plain";
constexpr std::string_view kTargetPrefix = "TrentService.";
constexpr Duration kReadinessLifetime = std::chrono::seconds(1);

std::string_view path_of(const http::Request& request) {
  return request.target.substr(0, request.target.find('?'));
}

bool is_health_request(const http::Request& request) {
  return (request.method == "GET" || request.method == "HEAD") &&
         (path_of(request) == "/livez" || path_of(request) == "/readyz");
}

// No service can be made out in it.
bool is_misdirected(const http::Request& request) {
  return request.method != "POST" || !request.has_content_type(kJson);
}

const operations::OperationRow* requested_operation(const http::Request& request) {
  const std::string_view target = request.header("x-amz-target");
  if (!target.starts_with(kTargetPrefix)) return nullptr;
  return operations::find_operation(target.substr(kTargetPrefix.size()));
}

// Work with a key pair takes a hundred times as long as with a symmetric key, and which it will be
// is in the body. This looks for the words that the body must have then; a hit that means something
// else costs a change of threads, no more. A word may hide behind JSON's escapes, so they count as
// a hit. Key pairs on curves are made in microseconds, RSA keys in up to seconds.
bool may_need_key_pair(std::string_view body) {
  constexpr std::array<std::string_view, 5> words{"RSAES_OAEP_", "RSA_", "SM2PKE",
                                                  "AttestationDocument", "\\"};
  return std::ranges::any_of(words, [&](std::string_view word) { return body.contains(word); });
}

http::Response text_response(unsigned status, std::string_view type, std::string_view text) {
  http::Response response;
  response.status = status;
  response.content_type = type;
  response.body.assign(text.begin(), text.end());
  return response;
}

// The headers that KMS puts on every answer (kms-behaviour.md 1.2); http/ adds Date and lengths.
std::string common_headers(std::string_view request_id) {
  return fmt::format(FMT_COMPILE("x-amzn-RequestId: {}\r\n"
                                 "Cache-Control: no-cache, no-store, must-revalidate, private\r\n"
                                 "Expires: 0\r\n"
                                 "Pragma: no-cache\r\n"),
                     request_id);
}

http::Response render(Result<SecretBuffer> outcome, const audit::Event& event) {
  http::Response response;
  response.content_type = kJson;
  response.headers = common_headers(event.request_id);
  if (outcome) {
    response.body = *std::move(outcome);
    return response;
  }
  const Error& error = outcome.error();
  response.status = wire::wire_error(error.code).http_status;
  response.body = wire::encode_error(error);
  if (response.status >= 500 && error.code != ErrorCode::AuditUnavailable) log_fault(error, event);
  return response;
}

}  // namespace

http::Lane Pipeline::lane(const http::Request& request) const {
  if (is_health_request(request) || QueryApi::is_query(request) ||
      CloudTrailApi::is_request(request) || is_misdirected(request))
    return http::Lane::Blocking;  // they settle the audit log by themselves
  const operations::OperationRow* operation = requested_operation(request);
  if (!operation) return http::Lane::Inline;
  switch (operation->cost) {
    case operations::Cost::Cheap: return http::Lane::Inline;
    case operations::Cost::Compute: return http::Lane::Compute;
    case operations::Cost::CheapOrCompute:
      return may_need_key_pair(request.body) ? http::Lane::Compute : http::Lane::Inline;
    case operations::Cost::WritesOrCompute:
      return may_need_key_pair(request.body) ? http::Lane::Compute : http::Lane::Blocking;
    case operations::Cost::Reads:
    case operations::Cost::Writes: return http::Lane::Blocking;
  }
  return http::Lane::Blocking;
}

http::Response Pipeline::handle(const http::Request& request) {
  // What enqueued() has not caught: nothing more than an answer can be made of it.
  try {
    return answer(request);
  } catch (const std::exception& exception) {
    audit::Event event;
    event.request_id = crypto::random_uuid();
    return render(fail_internally(exception.what()), event);
  }
}

http::Response Pipeline::answer(const http::Request& request) {
  if (is_health_request(request))
    return path_of(request) == "/livez" ? text_response(200, kText, "ok\n") : readiness();
  if (QueryApi::is_query(request)) return query_api_.answer(request);
  if (CloudTrailApi::is_request(request)) return answer_cloudtrail(request);
  if (is_misdirected(request)) return answer_misdirected(request);
  return answer_operation(request);
}

http::Response Pipeline::answer_misdirected(const http::Request& request) const {
  const bool is_post = request.method == "POST";
  const ErrorCode code = is_post ? ErrorCode::UnknownOperation : ErrorCode::AccessDenied;
  audit::Event event = event_of(request, audit::kKmsSource, clock_.now());
  event.name = kUnknownOperation;
  const auto refused = recorded(audit_, request, event,
                                [&]() -> Result<SecretBuffer> { return fail_silently(code); });
  if (refused.error().code != code) return render(refused, event);
  if (is_post) return text_response(404, kXml, "<UnknownOperationException/>\n");
  return text_response(403, kXml,
                       "<AccessDeniedException>\n  <Message>Unable to determine service/operation "
                       "name to be authorized</Message>\n</AccessDeniedException>\n");
}

http::Response Pipeline::answer_cloudtrail(const http::Request& request) const {
  audit::Event event = CloudTrailApi::event_of(request, clock_.now());
  auto outcome =
      recorded(audit_, request, event, [&] { return cloudtrail_api_.process(request, event); });
  return render(std::move(outcome), event);
}

http::Response Pipeline::answer_operation(const http::Request& request) const {
  const operations::OperationRow* operation = requested_operation(request);
  audit::Event event = event_of(request, audit::kKmsSource, clock_.now());
  if (operation)
    operations::name_event(*operation, event);
  else
    event.name = kUnknownOperation;
  auto outcome =
      enqueued(audit_, request, event, [&] { return process(request, operation, event); });
  http::Response response = render(std::move(outcome), event);
  response.awaits_settling = audit_ != nullptr;
  return response;
}

bool Pipeline::settle() {
  try {
    return !audit_ || audit_->settle().has_value();
  } catch (const std::exception& exception) {
    log::error("audit log not settled", {{"detail", exception.what()}});
    return false;
  }
}

bool Pipeline::settling_waits_for_disk() const { return audit_ && audit_->waits_for_disk(); }

// The headers stay, and the request id with them.
http::Response Pipeline::refusal_of(http::Response unsettled) {
  const Error error = cannot_be_recorded();
  unsettled.status = wire::wire_error(error.code).http_status;
  unsettled.body = wire::encode_error(error);
  return unsettled;
}

// The order of these steps is behaviour; what comes after them is in access/gate.cc.
Result<SecretBuffer> Pipeline::process(const http::Request& request,
                                       const operations::OperationRow* operation,
                                       audit::Event& event) const {
  if (!operation) return fail_silently(ErrorCode::UnknownOperation);
  wire::Document document;
  TRY(document.parse(request.body));
  TRY_ASSIGN(const Authenticated asking,
             authenticate(verifier_, access_key_uses_, request,
                          sigv4::region_of_host(request.header("host")), event));
  return operations::run(*operation, services_,
                         {.caller = asking.caller,
                          .scope = {asking.caller.account, asking.region},
                          .now = event.time,
                          .request_id = event.request_id,
                          .transport = transport_of(request)},
                         document, event);
}

http::Response Pipeline::readiness() {
  const std::lock_guard lock(readiness_mutex_);
  const Timestamp now = clock_.now();
  if (!readiness_checked_ || now - *readiness_checked_ >= kReadinessLifetime) {
    ready_ = store_.check_writable().has_value() && (!audit_ || audit_->works());
    readiness_checked_ = now;
  }
  return ready_ ? text_response(200, kText, "ok\n")
                : text_response(503, kText, "store or audit log not writable\n");
}

}  // namespace trent::server
