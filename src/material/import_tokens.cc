#include "material/import_tokens.h"

#include <algorithm>
#include <array>

#include "base/assert.h"
#include "base/byte_io.h"
#include "base/enum_names.h"
#include "crypto/asymmetric_encryption.h"
#include "crypto/key_wrap.h"
#include "crypto/sealed_box.h"

namespace trent::material {
namespace {

using keys::WrappingAlgorithm;
using keys::WrappingKeySpec;

constexpr std::uint8_t kTokenVersion = 1;
constexpr std::string_view kTokenLabel = "trent-import-token-v1";
constexpr std::size_t kEphemeralKeyBytes = 32;  // AES-256 of RSA_AES_KEY_WRAP
constexpr std::size_t kKwpBlockBytes = 8;
constexpr std::size_t kKwpBytesMin = 16;

crypto::KeyType key_type(WrappingKeySpec spec) {
  switch (spec) {
    case WrappingKeySpec::RSA_2048: return crypto::KeyType::Rsa2048;
    case WrappingKeySpec::RSA_3072: return crypto::KeyType::Rsa3072;
    case WrappingKeySpec::RSA_4096: return crypto::KeyType::Rsa4096;
    case WrappingKeySpec::SM2: return crypto::KeyType::Sm2;
  }
  TRENT_ASSERT(false);
}

Bytes token_context(const keys::KeyRef& key) {
  ByteWriter writer;
  writer.field(kTokenLabel).field(key.scope.account.view());
  writer.field(key.scope.region.view()).field(key.id.view());
  return writer.take();
}

// What is inside the box. SecretBytes throughout: it holds the private key.
SecretBytes encode_contents(const ImportParameters& parameters, Timestamp valid_to,
                            const SecretBytes& private_key) {
  ByteWriter head;
  head.u64(static_cast<std::uint64_t>(valid_to.time_since_epoch().count()));
  head.field(name_of(parameters.algorithm)).field(name_of(parameters.wrapping_key_spec));
  SecretBytes contents(head.view().size() + private_key.size_bytes());
  std::ranges::copy(head.view(), contents.reveal_mutable().begin());
  std::ranges::copy(private_key.reveal(),
                    contents.reveal_mutable().subspan(head.view().size()).begin());
  return contents;
}

std::unexpected<Error> invalid_size() {
  return fail(ErrorCode::Validation, "Invalid encrypted key size.");
}

Result<SecretBytes> unwrap_oaep(const crypto::PrivateKey& key, crypto::Hash hash,
                                ByteView encrypted) {
  if (encrypted.size() != key.public_key().block_bytes()) return invalid_size();
  return crypto::decrypt_rsa_oaep(key, hash, encrypted);
}

// The block holds an AES key, and that key the material.
Result<SecretBytes> unwrap_by_aes(const crypto::PrivateKey& key, crypto::Hash hash,
                                  ByteView encrypted) {
  const std::size_t block_bytes = key.public_key().block_bytes();
  if (encrypted.size() < block_bytes + kKwpBytesMin ||
      (encrypted.size() - block_bytes) % kKwpBlockBytes != 0)
    return invalid_size();
  TRY_ASSIGN(const SecretBytes aes_key,
             crypto::decrypt_rsa_oaep(key, hash, encrypted.first(block_bytes)));
  if (aes_key.size_bytes() != kEphemeralKeyBytes)
    return fail_silently(ErrorCode::InvalidCiphertext);
  return crypto::aes_kwp_unwrap(aes_key.reveal(), encrypted.subspan(block_bytes));
}

Result<SecretBytes> unwrap_sm2(const crypto::PrivateKey& key, crypto::Hash, ByteView encrypted) {
  return crypto::decrypt_sm2(key, encrypted);
}

struct Unwrapping {
  WrappingAlgorithm algorithm;
  crypto::Hash hash;
  Result<SecretBytes> (*unwrap)(const crypto::PrivateKey& key, crypto::Hash hash,
                                ByteView encrypted);
};

// Source: kms-behaviour.md 6.3.
constexpr std::array kUnwrappings{
    Unwrapping{WrappingAlgorithm::RSAES_OAEP_SHA_1, crypto::Hash::Sha1, unwrap_oaep},
    Unwrapping{WrappingAlgorithm::RSAES_OAEP_SHA_256, crypto::Hash::Sha256, unwrap_oaep},
    Unwrapping{WrappingAlgorithm::RSA_AES_KEY_WRAP_SHA_1, crypto::Hash::Sha1, unwrap_by_aes},
    Unwrapping{WrappingAlgorithm::RSA_AES_KEY_WRAP_SHA_256, crypto::Hash::Sha256, unwrap_by_aes},
    Unwrapping{WrappingAlgorithm::SM2PKE, crypto::Hash::Sm3, unwrap_sm2},
};

}  // namespace

Result<IssuedToken> issue_import_token(const DeploymentKeys& keys, const keys::KeyRef& key,
                                       const ImportParameters& parameters, Timestamp now) {
  TRY_ASSIGN(const auto wrapping_key,
             crypto::PrivateKey::generate(key_type(parameters.wrapping_key_spec)));
  const Timestamp valid_to = now + kImportTokenLifetime;
  const SecretBytes contents = encode_contents(parameters, valid_to, wrapping_key.pkcs8());
  ByteWriter token;
  token.u8(kTokenVersion);
  token.raw(
      crypto::seal_box(keys.import_token_key().reveal(), token_context(key), contents.reveal()));
  return IssuedToken{token.take(), wrapping_key.public_key().spki(), valid_to};
}

Result<RedeemedToken> redeem_import_token(const DeploymentKeys& keys, const keys::KeyRef& key,
                                          ByteView token, Timestamp now) {
  if (token.empty() || token.front() != kTokenVersion)
    return fail_silently(ErrorCode::InvalidImportToken);
  const auto contents =
      crypto::open_box(keys.import_token_key().reveal(), token_context(key), token.subspan(1));
  if (!contents) return fail_silently(ErrorCode::InvalidImportToken);
  ByteReader reader(contents->reveal());
  const Timestamp valid_to{Duration(static_cast<std::int64_t>(reader.u64()))};
  const auto algorithm = enum_from_name<WrappingAlgorithm>(reader.text_field());
  const auto spec = enum_from_name<WrappingKeySpec>(reader.text_field());
  if (!reader.ok() || !algorithm || !spec) return fail_silently(ErrorCode::InvalidImportToken);
  if (valid_to <= now) return fail_silently(ErrorCode::ExpiredImportToken);
  TRY_ASSIGN(auto wrapping_key,
             crypto::PrivateKey::from_pkcs8(key_type(*spec), SecretBytes::copy_of(reader.rest())));
  return RedeemedToken{{*algorithm, *spec}, std::move(wrapping_key)};
}

Result<SecretBytes> unwrap_encrypted_material(const RedeemedToken& token, ByteView encrypted) {
  const auto unwrapping =
      std::ranges::find(kUnwrappings, token.parameters.algorithm, &Unwrapping::algorithm);
  if (unwrapping == kUnwrappings.end()) return fail_silently(ErrorCode::InvalidImportToken);
  return unwrapping->unwrap(token.wrapping_key, unwrapping->hash, encrypted);
}

}  // namespace trent::material
