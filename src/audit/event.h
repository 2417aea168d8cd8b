// audit/event.h: what the audit record of one request, or of something that happened by itself,
// tells.
//
// An event is filled in on the request's way through the server and becomes a line of JSON at its
// end (audit/record.h). It never holds a secret: of the members of requests and responses only
// those come in here that operations/audited_members.h names.
//
// Source: kms-security.md section 8.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "access/asking.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/secret_bytes.h"
#include "identity/caller.h"
#include "keys/ids.h"

namespace trent::audit {

inline constexpr std::string_view kKmsSource = "kms.amazonaws.com";

inline constexpr std::string_view kCloudTrailSource = "cloudtrail.amazonaws.com";

// Of the connection, where it is TLS; else empty.
struct Tls {
  std::string_view version;  // "TLSv1.3"
  std::string_view cipher;
  std::string_view key_exchange;
};

// Named values, in the order in which they are shown.
using Details = std::vector<std::pair<std::string_view, std::string>>;

// Something that Trent did to a key on its own.
struct ServiceEvent {
  std::string_view name;
  keys::KeyRef key;
  Timestamp time{};
  bool names_key = false;  // serviceEventDetails has the key id, before `details`
  Details details;
};

// The views are those of the request.
struct Event {
  std::string_view source = kKmsSource;
  std::string name;
  bool read_only = false;
  Timestamp time{};
  std::string request_id;
  std::string_view peer;  // "ADDRESS:PORT"
  std::string_view user_agent;
  std::string_view host;
  Tls tls;

  // Who asked, once that is known; until then what the request claimed.
  std::optional<identity::Caller> caller;
  std::string claimed_access_key_id;
  std::string region;  // empty: unknown

  access::Findings findings;
  SecretBuffer request_parameters;  // JSON; empty: null
  SecretBuffer response_elements;   // JSON; empty: null
  Details additional;
  Details recipient;  // what an attestation document said
  std::optional<Error> error;
  std::string_view error_code;             // as the API names it; empty: as KMS does
  std::vector<ServiceEvent> consequences;  // recorded after the request itself
};

// The event id of the record of a request: another UUID that follows from its request id, so that
// whoever remembers the one need not remember the other. Empty for what is not a UUID.
std::string event_id_of(std::string_view request_id);

}  // namespace trent::audit
