#include "material/mac.h"

#include <array>

#include "base/assert.h"
#include "crypto/compare.h"
#include "crypto/hash.h"

namespace trent::material {
namespace {

struct Algorithm {
  keys::MacAlgorithm name;
  crypto::Hash hash;
};

constexpr std::array kAlgorithms{
    Algorithm{keys::MacAlgorithm::HMAC_SHA_224, crypto::Hash::Sha224},
    Algorithm{keys::MacAlgorithm::HMAC_SHA_256, crypto::Hash::Sha256},
    Algorithm{keys::MacAlgorithm::HMAC_SHA_384, crypto::Hash::Sha384},
    Algorithm{keys::MacAlgorithm::HMAC_SHA_512, crypto::Hash::Sha512},
};

}  // namespace

Result<Bytes> generate_mac(const Materials& materials, const access::AdmittedKey& key,
                           keys::MacAlgorithm algorithm, const SecretBytes& message) {
  TRY_ASSIGN(const auto material, materials.current(key, keys::KeyUsage::GENERATE_VERIFY_MAC));
  const auto row = std::ranges::find(kAlgorithms, algorithm, &Algorithm::name);
  TRENT_ASSERT(row != kAlgorithms.end());
  return crypto::hmac(row->hash, material->raw().reveal(), message.reveal());
}

Result<bool> verify_mac(const Materials& materials, const access::AdmittedKey& key,
                        keys::MacAlgorithm algorithm, const SecretBytes& message, ByteView mac) {
  // Whoever verifies must not learn the right MAC, so it is wiped.
  TRY_ASSIGN(Bytes right, generate_mac(materials, key, algorithm, message));
  const bool equal = crypto::equal_in_constant_time(right, mac);
  wipe(right.data(), right.size());
  return equal;
}

}  // namespace trent::material
