// sigv4/signing_key.h: the key that a signature is made with, and a cache of such keys.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "base/encoding.h"
#include "base/secret_bytes.h"
#include "identity/access_keys.h"
#include "sigv4/credential_scope.h"

namespace trent::sigv4 {

// 32 bytes (kms-security.md 1.4).
SecretBytes derive_signing_key(ByteView secret, const CredentialScope& scope);

// Hexadecimal, 64 characters.
using Signature = HexText<32>;
Signature signature_of(std::string_view string_to_sign, const SecretBytes& signing_key);

// Remembers the signing keys of the access keys seen last. Bounded; what leaves it is wiped. For
// one thread: no lock, no sharing.
//
// An entry belongs to one AccessKey object, not to its id: once a secret is replaced, the new
// object does not find what was derived from the old one. Entries of objects that are gone go with
// the next `insert`.
class SigningKeyCache {
 public:
  // Null if there is none. The pointer is good until the next call of `insert`.
  const SecretBytes* find(const std::shared_ptr<const identity::AccessKey>& key,
                          const CredentialScope& scope) const;
  void insert(const std::shared_ptr<const identity::AccessKey>& key, const CredentialScope& scope,
              SecretBytes signing_key);

 private:
  struct Entry {
    // Weak: the cache must not keep a secret alive. Compared by owner, which no other object can
    // take over while this is here, as it could an address.
    std::weak_ptr<const identity::AccessKey> owner;
    std::string scope;
    SecretBytes signing_key;

    bool is_for(const std::shared_ptr<const identity::AccessKey>& key,
                const CredentialScope& wanted) const;
  };
  static constexpr std::size_t kSets = 128;
  static constexpr std::size_t kEntriesPerSetMax = 4;
  using Set = std::vector<Entry>;  // the oldest first

  static std::size_t set_of(const identity::AccessKey& key);

  std::array<Set, kSets> sets_;
};

}  // namespace trent::sigv4
