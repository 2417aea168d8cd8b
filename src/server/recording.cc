#include "server/recording.h"

#include <utility>

#include "audit/record.h"
#include "base/log.h"
#include "crypto/random.h"
#include "server/caller.h"

namespace trent::server {

// The sink tells the operator once why; a line for each refused request would bury that.
Error cannot_be_recorded(std::string detail) {
  return {ErrorCode::AuditUnavailable, "The request cannot be recorded. You can retry the request.",
          std::move(detail), std::source_location::current()};
}

audit::Event event_of(const http::Request& request, std::string_view source, Timestamp now) {
  audit::Event event;
  event.source = source;
  event.time = now;
  event.request_id = crypto::random_uuid();
  event.peer = request.peer;
  event.user_agent = request.header("user-agent");
  event.host = request.header("host");
  event.tls = {request.tls_session.version, request.tls_session.cipher, request.tls_session.group};
  return event;
}

void log_fault(const Error& error, const audit::Event& event) {
  log::error("request failed", {{"operation", event.name},
                                {"request", event.request_id},
                                {"detail", error.detail},
                                {"file", error.where.file_name()},
                                {"line", std::to_string(error.where.line())}});
}

Result<void> require_sink_works(audit::Sink* sink) {
  if (!sink || sink->works()) return {};
  return std::unexpected(cannot_be_recorded("the audit log cannot be written"));
}

Result<void> enqueue_record(audit::Sink* sink, const http::Request& request, audit::Event& event) {
  if (!sink) return {};
  if (!event.caller) event.claimed_access_key_id = claimed_access_key_id(request);
  if (auto taken = audit::enqueue(*sink, event); !taken)
    return std::unexpected(cannot_be_recorded(taken.error().detail));
  return {};
}

Result<SecretBuffer> noted(audit::Sink* sink, const http::Request& request, audit::Event& event,
                           Result<SecretBuffer> outcome) {
  if (!outcome) event.error = outcome.error();
  TRY(enqueue_record(sink, request, event));
  return outcome;
}

Result<void> settle(audit::Sink* sink) {
  if (!sink) return {};
  if (auto settled = sink->settle(); !settled)
    return std::unexpected(cannot_be_recorded(settled.error().detail));
  return {};
}

}  // namespace trent::server
