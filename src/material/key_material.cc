#include "material/key_material.h"

#include <algorithm>
#include <array>

#include "base/assert.h"
#include "crypto/random.h"
#include "keys/key_specs.h"

namespace trent::material {
namespace {

using crypto::KeyType;
using keys::KeySpec;

struct KeyTypeOfSpec {
  KeySpec spec;
  KeyType type;
};

constexpr std::array kKeyTypes{
    KeyTypeOfSpec{KeySpec::RSA_2048, KeyType::Rsa2048},
    KeyTypeOfSpec{KeySpec::RSA_3072, KeyType::Rsa3072},
    KeyTypeOfSpec{KeySpec::RSA_4096, KeyType::Rsa4096},
    KeyTypeOfSpec{KeySpec::ECC_NIST_P256, KeyType::P256},
    KeyTypeOfSpec{KeySpec::ECC_NIST_P384, KeyType::P384},
    KeyTypeOfSpec{KeySpec::ECC_NIST_P521, KeyType::P521},
    KeyTypeOfSpec{KeySpec::ECC_SECG_P256K1, KeyType::Secp256k1},
    KeyTypeOfSpec{KeySpec::ECC_NIST_EDWARDS25519, KeyType::Ed25519},
    KeyTypeOfSpec{KeySpec::SM2, KeyType::Sm2},
    KeyTypeOfSpec{KeySpec::ML_DSA_44, KeyType::MlDsa44},
    KeyTypeOfSpec{KeySpec::ML_DSA_65, KeyType::MlDsa65},
    KeyTypeOfSpec{KeySpec::ML_DSA_87, KeyType::MlDsa87},
    KeyTypeOfSpec{KeySpec::ML_KEM_512, KeyType::MlKem512},
    KeyTypeOfSpec{KeySpec::ML_KEM_768, KeyType::MlKem768},
    KeyTypeOfSpec{KeySpec::ML_KEM_1024, KeyType::MlKem1024},
};

KeyMaterial of_raw(const SecretBytes& raw) {
  return KeyMaterial(SecretBytes::copy_of(raw.reveal()));
}

}  // namespace

crypto::KeyType key_type_of(KeySpec spec) {
  const auto row = std::ranges::find(kKeyTypes, spec, &KeyTypeOfSpec::spec);
  TRENT_ASSERT(row != kKeyTypes.end());
  return row->type;
}

Result<KeyMaterial> generate_material(KeySpec spec) {
  const keys::SpecFacts& facts = keys::facts_of(spec);
  if (!facts.is_asymmetric()) return KeyMaterial(crypto::random_secret(facts.raw.bytes_min));
  TRY_ASSIGN(crypto::PrivateKey key, crypto::PrivateKey::generate(key_type_of(spec)));
  return KeyMaterial(std::move(key));
}

Result<KeyMaterial> read_imported_material(KeySpec spec, const SecretBytes& imported) {
  const keys::SpecFacts& facts = keys::facts_of(spec);
  if (facts.is_asymmetric()) {
    TRY_ASSIGN(auto key, crypto::PrivateKey::from_foreign_pkcs8(key_type_of(spec), imported));
    return KeyMaterial(std::move(key));
  }
  if (imported.size_bytes() < facts.raw.bytes_min || imported.size_bytes() > facts.raw.bytes_max)
    return fail_silently(ErrorCode::IncorrectKeyMaterial);
  return of_raw(imported);
}

Result<KeyMaterial> read_stored_material(KeySpec spec, const SecretBytes& stored) {
  if (!keys::facts_of(spec).is_asymmetric()) return of_raw(stored);
  TRY_ASSIGN(auto key, crypto::PrivateKey::from_pkcs8(key_type_of(spec), stored));
  return KeyMaterial(std::move(key));
}

SecretBytes serialized(const KeyMaterial& material) {
  return material.is_key_pair() ? material.private_key().pkcs8()
                                : SecretBytes::copy_of(material.raw().reveal());
}

Bytes public_key_of(const KeyMaterial& material) {
  return material.is_key_pair() ? material.private_key().public_key().spki() : Bytes{};
}

Result<crypto::PrivateKey> generate_key_pair(keys::DataKeyPairSpec spec) {
  const auto same_name = enum_from_name<KeySpec>(name_of(spec));
  TRENT_ASSERT(same_name.has_value());  // every key pair spec is a key spec
  return crypto::PrivateKey::generate(key_type_of(*same_name));
}

}  // namespace trent::material
