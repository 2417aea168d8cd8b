// material/deployment_keys.h: the secrets of this deployment that stand between the root key and
// all else: numbered domain keys that wrap key material, and keys for one purpose each.
//
// They are made at first start, stored sealed under the root key, and live in memory unsealed until
// the process ends. Immutable after open(), so safe from any thread.
//
// Source: design.md section 4; kms-security.md section 10.8; docs/formats/deployment-secrets.md.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "base/error.h"
#include "base/secret_bytes.h"
#include "rootkey/root_key.h"
#include "storage/store.h"

namespace trent::material {

// What a thing that is sealed under a domain key looks like at rest.
struct Sealed {
  std::uint32_t domain_key = 0;
  Bytes bytes;
};

class DeploymentKeys {
 public:
  // Unseals what `store` holds, making it first where `store` holds nothing yet.
  // Errors: Internal, with a detail for the operator (wrong root key, damaged store).
  static Result<std::unique_ptr<DeploymentKeys>> open(storage::Store& store,
                                                      const rootkey::RootKey& root_key);

  // Seals under the newest domain key. `context` is authenticated and needed again to unseal.
  Sealed seal(const SecretBytes& secret, ByteView context) const;
  // Errors: Internal (not sealed by this deployment, in this context, under a key we have).
  Result<SecretBytes> unseal(std::uint32_t domain_key, ByteView sealed, ByteView context) const;

  // The same for what is sealed without end and stored nowhere, such as session tokens: each under
  // a key of its own, so that no number of them wears out a domain key.
  Sealed seal_apart(const SecretBytes& secret, ByteView context) const;
  Result<SecretBytes> unseal_apart(std::uint32_t domain_key, ByteView sealed,
                                   ByteView context) const;

  const SecretBytes& identifier_key() const { return identifier_key_; }
  const SecretBytes& import_token_key() const { return import_token_key_; }
  const SecretBytes& marker_key() const { return marker_key_; }
  const SecretBytes& grant_token_key() const { return grant_token_key_; }

 private:
  DeploymentKeys() = default;

  Result<const SecretBytes*> find_domain_key(std::uint32_t number) const;

  std::map<std::uint32_t, SecretBytes> domain_keys_;  // the highest number is the newest
  SecretBytes identifier_key_;
  SecretBytes import_token_key_;
  SecretBytes marker_key_;
  SecretBytes grant_token_key_;
};

}  // namespace trent::material
