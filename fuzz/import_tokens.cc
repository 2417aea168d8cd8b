// fuzz/import_tokens.cc: the token and the wrapped material that ImportKeyMaterial is handed.
//
// The first character says which key the token comes with ('0', '1') and the second how late
// ('0': in time); what follows is as in support/tampering.h, for the token, or behind an 'm' for
// the wrapped material. A token opens untouched, for its key and in its time only; what unwraps is
// the material that was wrapped.
#include "material/import_tokens.h"

#include <algorithm>
#include <array>

#include "base/assert.h"
#include "crypto/asymmetric_encryption.h"
#include "crypto/key_wrap.h"
#include "material/testing/fixed_root_key.h"
#include "storage/memory/memory_store.h"
#include "support/lines.h"
#include "support/tampering.h"
#include "support/well_formed.h"

namespace trent::fuzz {
namespace {

using keys::WrappingAlgorithm;

constexpr Timestamp kStart{std::chrono::days(20000)};
constexpr std::size_t kKeys = 2;

struct Way {
  std::size_t key;
  material::ImportParameters parameters;
};

constexpr std::array kWays{
    Way{0, {WrappingAlgorithm::RSAES_OAEP_SHA_256, keys::WrappingKeySpec::RSA_2048}},
    Way{1, {WrappingAlgorithm::RSA_AES_KEY_WRAP_SHA_256, keys::WrappingKeySpec::RSA_2048}},
    Way{1, {WrappingAlgorithm::SM2PKE, keys::WrappingKeySpec::SM2}},
};

keys::KeyRef key_numbered(std::size_t number) {
  constexpr std::array kIds{"00000000-0000-4000-8000-000000000000",
                            "00000000-0000-4000-8000-000000000001"};
  return {{keys::AccountId("111122223333"), keys::Region("eu-central-1")},
          keys::KeyId(kIds.at(number))};
}

const Bytes kMaterial(32, 'm');

// As the user does it.
Bytes wrapped(const Way& way, ByteView spki) {
  constexpr crypto::Hash kHash = crypto::Hash::Sha256;
  const bool is_sm2 = way.parameters.algorithm == WrappingAlgorithm::SM2PKE;
  const auto key =
      *crypto::PublicKey::from_spki(is_sm2 ? crypto::KeyType::Sm2 : crypto::KeyType::Rsa2048, spki);
  if (is_sm2) return *crypto::encrypt_sm2(key, kMaterial);
  if (way.parameters.algorithm == WrappingAlgorithm::RSAES_OAEP_SHA_256)
    return *crypto::encrypt_rsa_oaep(key, kHash, kMaterial);
  const Bytes aes_key(32, 'k');
  Bytes both = *crypto::encrypt_rsa_oaep(key, kHash, aes_key);
  const Bytes inner = *crypto::aes_kwp_wrap(aes_key, kMaterial);
  both.insert(both.end(), inner.begin(), inner.end());
  return both;
}

// A token of each way, with material. The wrapping keys are made once; that takes most of a second.
class Issued {
 public:
  Issued() {
    for (const Way& way : kWays) {
      const auto issued =
          material::issue_import_token(keys(), key_numbered(way.key), way.parameters, kStart);
      tokens.push_back(issued->token);
      materials.push_back(wrapped(way, issued->public_key));
    }
  }
  const material::DeploymentKeys& keys() const { return *keys_; }

  std::vector<Bytes> tokens;
  std::vector<Bytes> materials;

 private:
  material::testing::FixedRootKey root_key_;
  std::unique_ptr<storage::Store> store_ = storage::make_memory_store();
  std::unique_ptr<material::DeploymentKeys> keys_ =
      *material::DeploymentKeys::open(*store_, root_key_);
};

void redeem(const Issued& issued, std::size_t key, Duration late, const Bytes& token) {
  const auto redeemed =
      material::redeem_import_token(issued.keys(), key_numbered(key), token, kStart + late);
  const auto own = std::ranges::find(issued.tokens, token);
  const bool is_genuine =
      own != issued.tokens.end() &&
      kWays.at(static_cast<std::size_t>(own - issued.tokens.begin())).key == key;
  const bool in_time = late < material::kImportTokenLifetime;
  TRENT_ASSERT(redeemed.has_value() == (is_genuine && in_time));
  if (redeemed) return;
  const ErrorCode expected =
      is_genuine ? ErrorCode::ExpiredImportToken : ErrorCode::InvalidImportToken;
  TRENT_ASSERT(redeemed.error().code == expected);
}

void unwrap(const Issued& issued, const Tampered& made) {
  const auto token =
      material::redeem_import_token(issued.keys(), key_numbered(kWays.at(made.chosen).key),
                                    issued.tokens.at(made.chosen), kStart);
  TRENT_ASSERT(token.has_value());
  const auto material = material::unwrap_encrypted_material(*token, made.bytes);
  if (material) {
    TRENT_ASSERT(std::ranges::equal(material->reveal(), kMaterial));
    return;
  }
  TRENT_ASSERT(made.bytes != issued.materials.at(made.chosen));
  TRENT_ASSERT(material.error().code == ErrorCode::Validation ||
               material.error().code == ErrorCode::InvalidCiphertext);
}

}  // namespace
}  // namespace trent::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size_bytes) {
  using namespace trent::fuzz;
  static const Issued issued;
  if (size_bytes < 3) return 0;
  const std::string_view input = text_of(data, size_bytes).substr(2);
  const std::size_t key = static_cast<std::size_t>(data[0] - '0') % kKeys;
  const trent::Duration late = std::chrono::hours(static_cast<std::uint8_t>(data[1] - '0'));
  if (input.starts_with('m'))
    unwrap(issued, tampered(input.substr(1), issued.materials));
  else
    redeem(issued, key, late, tampered(input, issued.tokens).bytes);
  return 0;
}
