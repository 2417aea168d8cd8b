// sigv4/credential_scope.h: KEYID/DATE/REGION/SERVICE/aws4_request, the name of a signing key.
#pragma once

#include <optional>
#include <string_view>

#include "base/error.h"
#include "keys/ids.h"

namespace trent::sigv4 {

inline constexpr std::string_view kTerminator = "aws4_request";

// Views into the credential.
struct CredentialScope {
  std::string_view access_key_id;
  std::string_view date;  // YYYYMMDD
  std::string_view region;
  std::string_view service;
  std::string_view terminator;
  std::string_view text;  // all but the access key id, as the string to sign has it
};

// Errors: IncompleteSignature unless there are exactly five parts.
Result<CredentialScope> parse_credential(std::string_view credential);

// What a scope must say.
struct ExpectedScope {
  const std::optional<keys::Region>& region;  // any well-formed one, if none
  std::string_view service;
  std::string_view signature_date;  // in full: 20150830T123600Z
};

// Errors: InvalidSignature, with one sentence for each part that is wrong (kms-security.md 1.6).
Result<void> check_scope(const CredentialScope& scope, const ExpectedScope& expected);

}  // namespace trent::sigv4
