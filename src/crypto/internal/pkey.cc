#include "crypto/internal/pkey.h"

namespace trent::crypto::internal {

KeyTypeNames names_of(KeyType type) {
  switch (type) {
    case KeyType::Rsa2048:
    case KeyType::Rsa3072:
    case KeyType::Rsa4096: return {"RSA", nullptr};
    case KeyType::P256: return {"EC", "prime256v1"};
    case KeyType::P384: return {"EC", "secp384r1"};
    case KeyType::P521: return {"EC", "secp521r1"};
    case KeyType::Secp256k1: return {"EC", "secp256k1"};
    case KeyType::Sm2: return {"SM2", "SM2"};
    case KeyType::Ed25519: return {"ED25519", nullptr};
    case KeyType::MlDsa44: return {"ML-DSA-44", nullptr};
    case KeyType::MlDsa65: return {"ML-DSA-65", nullptr};
    case KeyType::MlDsa87: return {"ML-DSA-87", nullptr};
    case KeyType::MlKem512: return {"ML-KEM-512", nullptr};
    case KeyType::MlKem768: return {"ML-KEM-768", nullptr};
    case KeyType::MlKem1024: return {"ML-KEM-1024", nullptr};
  }
  TRENT_ASSERT(false);
}

PkeyContextHandle new_context(const Pkey& key) {
  PkeyContextHandle context(EVP_PKEY_CTX_new_from_pkey(nullptr, key.handle.get(), nullptr));
  TRENT_ASSERT(context != nullptr);
  return context;
}

}  // namespace trent::crypto::internal
