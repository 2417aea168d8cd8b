// crypto/internal/pkey.h: OpenSSL's key behind PublicKey and PrivateKey.
#pragma once

#include "crypto/asymmetric_keys.h"
#include "crypto/internal/openssl_handles.h"

namespace trent::crypto::internal {

struct Pkey {
  KeyType type;
  PkeyHandle handle;
};

// What OpenSSL calls a key type.
struct KeyTypeNames {
  const char* algorithm;  // "RSA", "EC", "ML-DSA-44"
  const char* group;      // of elliptic curves; null elsewhere
};
KeyTypeNames names_of(KeyType type);

inline bool is_rsa(KeyType type) { return type <= KeyType::Rsa4096; }

// OpenSSL counts references in the key itself, so its functions take it without const.
PkeyContextHandle new_context(const Pkey& key);

}  // namespace trent::crypto::internal
