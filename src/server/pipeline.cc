#include "server/pipeline.h"

#include <algorithm>
#include <array>

#include "base/log.h"
#include "base/text.h"
#include "crypto/random.h"
#include "server/caller.h"
#include "server/recording.h"
#include "sigv4/endpoint.h"
#include "storage/undisturbed.h"
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

enum class Service : std::uint8_t { Health, Query, CloudTrail, None, Kms };

// What a request is for. `operation`: of Kms; null if it has none of that name.
struct Route {
  Service service;
  const operations::OperationRow* operation = nullptr;
};

Route route_of(const http::Request& request) {
  const std::string_view target = request.header("x-amz-target");
  if (target.starts_with(kTargetPrefix) && !is_misdirected(request))
    return {Service::Kms, operations::find_operation(target.substr(kTargetPrefix.size()))};
  if (is_health_request(request)) return {Service::Health};
  if (QueryApi::is_query(request)) return {Service::Query};
  if (CloudTrailApi::is_request(request)) return {Service::CloudTrail};
  if (is_misdirected(request)) return {Service::None};
  return {Service::Kms};
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

// What is not asked for costs nothing: a key pair on a curve, or a policy to be read.
http::Lane lane_of_new_key(std::string_view body) {
  return body.contains("Spec") || body.contains("Policy") ? http::Lane::Blocking
                                                          : http::Lane::Inline;
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
  return joined({"x-amzn-RequestId: ", request_id,
                 "\r\n"
                 "Cache-Control: no-cache, no-store, must-revalidate, private\r\n"
                 "Expires: 0\r\n"
                 "Pragma: no-cache\r\n"});
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
  const auto [service, operation] = route_of(request);
  if (service != Service::Kms) return http::Lane::Blocking;  // settles the audit log by itself
  if (!operation) return http::Lane::Inline;
  switch (operation->cost) {
    case operations::Cost::Cheap: return http::Lane::Inline;
    case operations::Cost::Compute: return http::Lane::Compute;
    case operations::Cost::CheapOrCompute:
      return may_need_key_pair(request.body) ? http::Lane::Compute : http::Lane::Inline;
    case operations::Cost::WritesOrCompute:
      return may_need_key_pair(request.body) ? http::Lane::Compute : lane_of_new_key(request.body);
    case operations::Cost::Writes: return http::Lane::Inline;  // and Uncommitted
    case operations::Cost::Reads:
    case operations::Cost::ReadsAndWrites: return http::Lane::Blocking;
  }
  return http::Lane::Blocking;
}

// The operation is done, and what it changes on its way to the disk. Only then is the request
// recorded and answered.
class Pipeline::Uncommitted final : public http::Unfinished {
 public:
  Uncommitted(const Pipeline& pipeline, const http::Request& request,
              const operations::OperationRow& operation, audit::Event event, SecretBuffer answer,
              storage::Batch batch)
      : pipeline_(pipeline),
        request_(request),
        operation_(operation),
        event_(std::move(event)),
        outcome_(std::move(answer)),
        batch_(std::move(batch)) {}

  void begin(std::move_only_function<void()> done) override {
    pipeline_.services_.records.begin_commit(
        std::move(batch_), [this, done = std::move(done)](auto committed) mutable {
          if (!committed) outcome_ = std::unexpected(std::move(committed).error());
          done();
        });
  }

  // What another writer or a quota was in the way of, is for the operation itself to see.
  std::optional<http::Response> finish() override {
    if (!outcome_) {
      if (storage::lost_a_race(outcome_.error()) ||
          outcome_.error().code == ErrorCode::LimitExceeded)
        return std::nullopt;
      event_.response_elements.clear();
      event_.consequences.clear();
    }
    return pipeline_.caught(
        [this] { return pipeline_.note_and_render(request_, event_, std::move(outcome_)); });
  }

  http::Response repeat() override {
    return pipeline_.caught([this] {
      return pipeline_.answer_operation(request_, &operation_, pipeline_.unthrottled_,
                                        Finish::Here);
    });
  }

 private:
  const Pipeline& pipeline_;
  const http::Request& request_;
  const operations::OperationRow& operation_;
  audit::Event event_;
  Result<SecretBuffer> outcome_;
  storage::Batch batch_;
};

http::Response Pipeline::handle(const http::Request& request) {
  return caught([&] { return answer(request, Finish::Here); });
}

http::Response Pipeline::begin(const http::Request& request) {
  return caught([&] { return answer(request, Finish::Later); });
}

// What attempted() has not caught: nothing more than an answer can be made of it.
http::Response Pipeline::caught(const std::function<http::Response()>& work) const {
  try {
    return work();
  } catch (const std::exception& exception) {
    audit::Event event;
    event.request_id = crypto::random_uuid();
    return render(fail_internally(exception.what()), event);
  }
}

http::Response Pipeline::answer(const http::Request& request, Finish finish) {
  const auto [service, operation] = route_of(request);
  switch (service) {
    case Service::Health:
      return path_of(request) == "/livez" ? text_response(200, kText, "ok\n") : readiness();
    case Service::Query: return query_api_.answer(request);
    case Service::CloudTrail: return answer_cloudtrail(request);
    case Service::None: return answer_misdirected(request);
    case Service::Kms: break;
  }
  return answer_operation(request, operation, services_, finish);
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

http::Response Pipeline::answer_operation(const http::Request& request,
                                          const operations::OperationRow* operation,
                                          const operations::Services& services,
                                          Finish finish) const {
  audit::Event event = event_of(request, audit::kKmsSource, clock_.now());
  if (operation)
    operations::name_event(*operation, event);
  else
    event.name = kUnknownOperation;
  if (auto works = require_sink_works(audit_); !works)
    return render(std::unexpected(works.error()), event);
  storage::Batch uncommitted;
  storage::Batch* const left = finish == Finish::Later ? &uncommitted : nullptr;
  auto outcome = attempted([&] { return process(request, operation, services, event, left); });
  if (!outcome || uncommitted.empty()) return note_and_render(request, event, std::move(outcome));
  http::Response response;
  response.unfinished = std::make_unique<Uncommitted>(*this, request, *operation, std::move(event),
                                                      *std::move(outcome), std::move(uncommitted));
  return response;
}

http::Response Pipeline::note_and_render(const http::Request& request, audit::Event& event,
                                         Result<SecretBuffer> outcome) const {
  outcome = noted(audit_, request, event, std::move(outcome));
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
                                       const operations::Services& services, audit::Event& event,
                                       storage::Batch* uncommitted) const {
  if (!operation) return fail_silently(ErrorCode::UnknownOperation);
  wire::Document document;
  TRY(document.parse(request.body));
  TRY_ASSIGN(const Authenticated asking,
             authenticate(verifier_, access_key_uses_, request,
                          sigv4::region_of_host(request.header("host")), event));
  return operations::run(*operation, services,
                         {.caller = asking.caller,
                          .scope = {asking.caller.account, asking.region},
                          .now = event.time,
                          .request_id = event.request_id,
                          .transport = transport_of(request)},
                         document, event, uncommitted);
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
