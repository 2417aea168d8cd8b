// access/asking.h: who asks, for which Region, and when; and what the request is called.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "identity/caller.h"
#include "keys/ids.h"

namespace trent::access {

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
  Findings* findings = nullptr;  // where the gate notes what it finds, if anybody wants to know
};

}  // namespace trent::access
