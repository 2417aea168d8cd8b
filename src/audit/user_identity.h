// audit/user_identity.h: who sent a request, as a record's userIdentity.
//
// Source: kms-security.md 8.3.
#pragma once

#include "audit/event.h"
#include "wire/json_writer.h"

namespace trent::audit {

// Writes one JSON object: the caller, or what is known of somebody whose signature did not prove
// right.
void write_user_identity(const Event& event, wire::JsonWriter& writer);

}  // namespace trent::audit
