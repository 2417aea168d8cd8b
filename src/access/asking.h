// access/asking.h: who asks, for which Region, when and how; and what the request is called.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "access/facts.h"
#include "base/clock.h"
#include "grants/grant.h"
#include "identity/caller.h"
#include "keys/encryption_context.h"
#include "keys/ids.h"

namespace trent::access {

// What the connection and the headers say of a request; empty what they do not.
struct Transport {
  std::string_view source_ip{};  // of the client, without port
  bool tls = false;
  std::string_view user_agent{};
  std::string_view referer{};
};

// What a request turned out to be about, for its audit record. Each thing once, in the order in
// which the gate found them, whether it let the request through or not.
struct Findings {
  std::vector<keys::KeyRef> keys;
  std::vector<keys::AliasRef> aliases;

  void note(const keys::KeyRef& key) {
    if (std::ranges::find(keys, key) == keys.end()) keys.push_back(key);
  }
};

struct Asking {
  const identity::Caller& caller;
  keys::Scope scope;  // the caller's account and the Region of the endpoint
  Timestamp now;
  std::string_view request_id{};  // the x-amzn-RequestId that the answer will carry
  // What the request has proved, under the names that policy conditions have for it
  // (kms-security.md section 5): "kms:RecipientAttestation:PCR0".
  std::map<std::string, std::string> conditions{};
  Transport transport{};
  const RequestFacts* facts = nullptr;  // null: the request has no members that policies know
  // The context that goes with the key which is asked for; null: none.
  const keys::EncryptionContext* encryption_context = nullptr;
  // What CreateGrant would create, or RetireGrant take away; null: nothing, or no such grant.
  const grants::Grant* grant = nullptr;
  Findings* findings = nullptr;  // where the gate notes what it finds, if anybody wants to know
};

}  // namespace trent::access
