// audit/record.h: an event as CloudTrail shows it, one JSON object in one line.
//
// Source: kms-security.md section 8.
#pragma once

#include <string_view>

#include "audit/event.h"
#include "audit/sink.h"
#include "base/secret_bytes.h"

namespace trent::audit {

// Appends the record to `out`.
void write_record(const Event& event, SecretBuffer& out);
void write_record(const ServiceEvent& event, SecretBuffer& out);

// Hands the record, and those of its consequences, to `sink`, which is then to be settled.
// Errors: Internal.
Result<void> enqueue(Sink& sink, const Event& event);
// What has happened cannot be refused any more: a failing sink is for the log.
void record(Sink& sink, const ServiceEvent& event);

}  // namespace trent::audit
