// server/recording.h: what the audit records of all requests have in common, whatever API they are
// for.
#pragma once

#include <exception>
#include <string>
#include <string_view>

#include "audit/event.h"
#include "audit/sink.h"
#include "base/clock.h"
#include "base/error.h"
#include "http/message.h"

namespace trent::server {

// What records call an operation that there is not.
inline constexpr std::string_view kUnknownOperation = "Unknown";

// The beginning of every event: what is known before the request has been understood.
audit::Event event_of(const http::Request& request, std::string_view source, Timestamp now);

// Tells the operator of an error that was not the caller's, with the request id that the caller
// has.
void log_fault(const Error& error, const audit::Event& event);

// Does `work` and enqueues the record of it in `sink`; null: no records are kept. Work that could
// not be recorded is not begun, and the answer must not leave before the sink is settled.
// Errors: AuditUnavailable, and those of `work`.
template <class Work>
Result<SecretBuffer> enqueued(audit::Sink* sink, const http::Request& request, audit::Event& event,
                              const Work& work);

// The same, and settles the sink: for what is not asked so often that many could share that.
template <class Work>
Result<SecretBuffer> recorded(audit::Sink* sink, const http::Request& request, audit::Event& event,
                              const Work& work);

// AuditUnavailable.
Error cannot_be_recorded(std::string detail = "");

// The parts of them. attempted() does `work`, whatever that throws; noted() says in the event what
// came of it, enqueues the record and returns that. Errors: AuditUnavailable, and those of the
// work.
template <class Work>
Result<SecretBuffer> attempted(const Work& work);
Result<SecretBuffer> noted(audit::Sink* sink, const http::Request& request, audit::Event& event,
                           Result<SecretBuffer> outcome);
// Errors: AuditUnavailable.
Result<void> require_sink_works(audit::Sink* sink);
Result<void> enqueue_record(audit::Sink* sink, const http::Request& request, audit::Event& event);
Result<void> settle(audit::Sink* sink);

// Libraries throw; what came of the work is recorded all the same.
template <class Work>
Result<SecretBuffer> attempted(const Work& work) {
  try {
    return work();
  } catch (const std::exception& exception) {
    return fail_internally(exception.what());
  }
}

template <class Work>
Result<SecretBuffer> enqueued(audit::Sink* sink, const http::Request& request, audit::Event& event,
                              const Work& work) {
  TRY(require_sink_works(sink));
  return noted(sink, request, event, attempted(work));
}

template <class Work>
Result<SecretBuffer> recorded(audit::Sink* sink, const http::Request& request, audit::Event& event,
                              const Work& work) {
  Result<SecretBuffer> outcome = enqueued(sink, request, event, work);
  TRY(settle(sink));
  return outcome;
}

}  // namespace trent::server
