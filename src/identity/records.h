// identity/records.h: what is stored of accounts and their credentials. Secrets appear only sealed.
#pragma once

#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "base/clock.h"
#include "keys/ids.h"

namespace trent::identity {

struct AccountRecord {
  keys::AccountId id;
  Timestamp created{};
  bool operator==(const AccountRecord&) const = default;
};

struct AccessKeyRecord {
  std::string id;  // "AKIA..."
  keys::AccountId account;
  Timestamp created{};
  std::uint32_t domain_key = 0;
  Bytes sealed_secret;  // docs/formats/sealed-secret.md
  bool operator==(const AccessKeyRecord&) const = default;
};

}  // namespace trent::identity
