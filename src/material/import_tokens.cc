#include "material/import_tokens.h"

#include <algorithm>
#include <array>

#include "base/byte_io.h"
#include "base/enum_names.h"
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

unsigned modulus_bits(WrappingKeySpec spec) {
  switch (spec) {
    case WrappingKeySpec::RSA_2048: return 2048;
    case WrappingKeySpec::RSA_3072: return 3072;
    default: return 4096;
  }
}

struct AlgorithmFacts {
  WrappingAlgorithm algorithm;
  crypto::OaepHash hash;
  bool wraps_by_aes;  // RSA_AES_KEY_WRAP: the block holds an AES key, and that key the material
};

constexpr std::array kAlgorithms{
    AlgorithmFacts{WrappingAlgorithm::RSAES_OAEP_SHA_1, crypto::OaepHash::Sha1, false},
    AlgorithmFacts{WrappingAlgorithm::RSAES_OAEP_SHA_256, crypto::OaepHash::Sha256, false},
    AlgorithmFacts{WrappingAlgorithm::RSA_AES_KEY_WRAP_SHA_1, crypto::OaepHash::Sha1, true},
    AlgorithmFacts{WrappingAlgorithm::RSA_AES_KEY_WRAP_SHA_256, crypto::OaepHash::Sha256, true},
};

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

Result<SecretBytes> unwrap_by_aes(const RedeemedToken& token, crypto::OaepHash hash,
                                  ByteView encrypted) {
  const std::size_t block_bytes = token.wrapping_key.modulus_bytes();
  if (encrypted.size() < block_bytes + kKwpBytesMin ||
      (encrypted.size() - block_bytes) % kKwpBlockBytes != 0)
    return invalid_size();
  TRY_ASSIGN(const SecretBytes aes_key,
             token.wrapping_key.decrypt_oaep(hash, encrypted.first(block_bytes)));
  if (aes_key.size_bytes() != kEphemeralKeyBytes)
    return fail_silently(ErrorCode::InvalidCiphertext);
  return crypto::aes_kwp_unwrap(aes_key.reveal(), encrypted.subspan(block_bytes));
}

}  // namespace

Result<IssuedToken> issue_import_token(const DeploymentKeys& keys, const keys::KeyRef& key,
                                       const ImportParameters& parameters, Timestamp now) {
  TRY_ASSIGN(const auto wrapping_key,
             crypto::RsaPrivateKey::generate(modulus_bits(parameters.wrapping_key_spec)));
  const Timestamp valid_to = now + kImportTokenLifetime;
  const SecretBytes contents = encode_contents(parameters, valid_to, wrapping_key.to_der());
  ByteWriter token;
  token.u8(kTokenVersion);
  token.raw(
      crypto::seal_box(keys.import_token_key().reveal(), token_context(key), contents.reveal()));
  return IssuedToken{token.take(), wrapping_key.public_key_spki(), valid_to};
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
             crypto::RsaPrivateKey::from_der(SecretBytes::copy_of(reader.rest())));
  return RedeemedToken{{*algorithm, *spec}, std::move(wrapping_key)};
}

Result<SecretBytes> unwrap_encrypted_material(const RedeemedToken& token, ByteView encrypted) {
  const auto facts =
      std::ranges::find(kAlgorithms, token.parameters.algorithm, &AlgorithmFacts::algorithm);
  if (facts == kAlgorithms.end()) return fail_silently(ErrorCode::InvalidImportToken);
  if (facts->wraps_by_aes) return unwrap_by_aes(token, facts->hash, encrypted);
  if (encrypted.size() != token.wrapping_key.modulus_bytes()) return invalid_size();
  return token.wrapping_key.decrypt_oaep(facts->hash, encrypted);
}

}  // namespace trent::material
