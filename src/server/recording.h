// server/recording.h: what the audit records of all requests have in common, whatever API they are
// for.
#pragma once

#include <string>

#include "audit/event.h"
#include "audit/sink.h"
#include "base/clock.h"
#include "base/error.h"
#include "http/message.h"
#include "sigv4/verifier.h"

namespace trent::server {

// The beginning of every event: what is known before the request has been understood.
audit::Event event_of(const http::Request& request, std::string_view source, Timestamp now);

// Says whose request it proved to be.
void note_caller(audit::Event& event, identity::Caller caller, const keys::Region& region);

// Does `work` and keeps the record of it in `sink`; null: no records are kept. An answer without a
// record never leaves, and work that could not be recorded is not begun.
// Errors: AuditUnavailable, and those of `work`.
template <class Work>
Result<SecretBuffer> recorded(audit::Sink* sink, const http::Request& request, audit::Event& event,
                              const Work& work);

// The parts of it. Errors: AuditUnavailable.
Result<void> require_sink_works(audit::Sink* sink);
Result<void> keep_record(audit::Sink* sink, const http::Request& request, audit::Event& event);

template <class Work>
Result<SecretBuffer> recorded(audit::Sink* sink, const http::Request& request, audit::Event& event,
                              const Work& work) {
  TRY(require_sink_works(sink));
  Result<SecretBuffer> outcome = work();
  if (!outcome) event.error = outcome.error();
  TRY(keep_record(sink, request, event));
  return outcome;
}

}  // namespace trent::server
