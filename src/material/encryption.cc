#include "material/encryption.h"

#include <fmt/format.h>

#include <array>

#include "base/assert.h"
#include "crypto/asymmetric_encryption.h"
#include "material/symmetric_encryption.h"

namespace trent::material {
namespace {

using keys::EncryptionAlgorithm;
using keys::KeySpec;

constexpr std::size_t kSymmetricBytesMax = 4096;
constexpr std::size_t kSm2BytesMax = 1024;

std::size_t modulus_bytes(KeySpec spec) {
  switch (spec) {
    case KeySpec::RSA_2048: return 256;
    case KeySpec::RSA_3072: return 384;
    default: return 512;
  }
}

// RFC 8017, 7.1.1, step 1b.
std::size_t oaep_bytes_max(KeySpec spec, crypto::Hash hash) {
  return modulus_bytes(spec) - 2 * crypto::digest_bytes(hash) - 2;
}

template <crypto::Hash hash>
Result<Bytes> encrypt_oaep(const crypto::PublicKey& key, ByteView plaintext) {
  return crypto::encrypt_rsa_oaep(key, hash, plaintext);
}
template <crypto::Hash hash>
Result<SecretBytes> decrypt_oaep(const crypto::PrivateKey& key, ByteView ciphertext) {
  return crypto::decrypt_rsa_oaep(key, hash, ciphertext);
}

// How each algorithm encrypts with a key pair.
struct AsymmetricAlgorithm {
  EncryptionAlgorithm algorithm;
  std::size_t (*plaintext_bytes_max)(KeySpec spec);
  Result<Bytes> (*encrypt)(const crypto::PublicKey& key, ByteView plaintext);
  Result<SecretBytes> (*decrypt)(const crypto::PrivateKey& key, ByteView ciphertext);
};

constexpr std::array kAsymmetric{
    AsymmetricAlgorithm{EncryptionAlgorithm::RSAES_OAEP_SHA_1,
                        [](KeySpec spec) { return oaep_bytes_max(spec, crypto::Hash::Sha1); },
                        encrypt_oaep<crypto::Hash::Sha1>, decrypt_oaep<crypto::Hash::Sha1>},
    AsymmetricAlgorithm{EncryptionAlgorithm::RSAES_OAEP_SHA_256,
                        [](KeySpec spec) { return oaep_bytes_max(spec, crypto::Hash::Sha256); },
                        encrypt_oaep<crypto::Hash::Sha256>, decrypt_oaep<crypto::Hash::Sha256>},
    AsymmetricAlgorithm{EncryptionAlgorithm::SM2PKE, [](KeySpec) { return kSm2BytesMax; },
                        crypto::encrypt_sm2, crypto::decrypt_sm2},
};

const AsymmetricAlgorithm& asymmetric(EncryptionAlgorithm algorithm) {
  const auto row = std::ranges::find(kAsymmetric, algorithm, &AsymmetricAlgorithm::algorithm);
  TRENT_ASSERT(row != kAsymmetric.end());
  return *row;
}

bool is_symmetric(EncryptionAlgorithm algorithm) {
  return algorithm == EncryptionAlgorithm::SYMMETRIC_DEFAULT;
}

}  // namespace

Result<void> require_context_fits(EncryptionAlgorithm algorithm,
                                  const keys::EncryptionContext& context) {
  if (is_symmetric(algorithm) || context.empty()) return {};
  return fail(
      ErrorCode::Validation,
      fmt::format("An encryption context is not supported with algorithm {}.", name_of(algorithm)));
}

Result<void> require_plaintext_fits(KeySpec spec, EncryptionAlgorithm algorithm,
                                    const SecretBytes& plaintext) {
  const std::size_t bytes_max = is_symmetric(algorithm)
                                    ? kSymmetricBytesMax
                                    : asymmetric(algorithm).plaintext_bytes_max(spec);
  if (plaintext.size_bytes() <= bytes_max) return {};
  return fail(ErrorCode::Validation,
              fmt::format("Algorithm {} and key spec {} cannot encrypt data larger than {} bytes.",
                          name_of(algorithm), name_of(spec), bytes_max));
}

Result<Encrypted> encrypt(const Materials& materials, const access::AdmittedKey& key,
                          EncryptionAlgorithm algorithm, const SecretBytes& plaintext,
                          const keys::EncryptionContext& context) {
  if (is_symmetric(algorithm)) return encrypt_symmetrically(materials, key, plaintext, context);
  TRY_ASSIGN(const auto material, materials.current(key, keys::KeyUsage::ENCRYPT_DECRYPT));
  TRY_ASSIGN(Bytes ciphertext, asymmetric(algorithm).encrypt(material->private_key().public_key(),
                                                             plaintext.reveal()));
  return Encrypted{std::move(ciphertext), std::nullopt};
}

Result<Decrypted> decrypt(const Materials& materials, const access::AdmittedKey& key,
                          EncryptionAlgorithm algorithm, ByteView ciphertext,
                          const keys::EncryptionContext& context) {
  if (is_symmetric(algorithm)) return decrypt_symmetrically(materials, key, ciphertext, context);
  TRY_ASSIGN(const auto material, materials.current(key, keys::KeyUsage::ENCRYPT_DECRYPT));
  TRY_ASSIGN(SecretBytes plaintext,
             asymmetric(algorithm).decrypt(material->private_key(), ciphertext));
  return Decrypted{std::move(plaintext), std::nullopt};
}

}  // namespace trent::material
