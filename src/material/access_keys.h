// material/access_keys.h: makes access keys, and seals their secrets.
//
// A secret is needed in the clear for every signature check, so it is sealed, not hashed:
// docs/formats/deployment-secrets.md. Source: kms-security.md 2.2.
#pragma once

#include <string>

#include "base/error.h"
#include "identity/records.h"
#include "material/deployment_keys.h"

namespace trent::material {

// Of a new access key, long-term or temporary: that many characters of base64.
inline constexpr std::size_t kSecretChars = 40;
SecretBytes make_secret_access_key();

struct NewAccessKey {
  identity::AccessKeyRecord record;
  SecretBytes secret;
};

// `owner`: as in the record.
NewAccessKey make_access_key(const DeploymentKeys& keys, const keys::AccountId& account,
                             const std::string& owner, Timestamp now);

// Errors: Internal (not sealed by this deployment, or for another id or account).
Result<SecretBytes> unseal_access_key(const DeploymentKeys& keys,
                                      const identity::AccessKeyRecord& record);

}  // namespace trent::material
