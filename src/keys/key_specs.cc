#include "keys/key_specs.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/assert.h"

namespace trent::keys {
namespace {

using enum KeyUsage;
using enum EncryptionAlgorithm;

// Rows in the order of KeySpec.
const std::vector<SpecFacts>& table() {
  // clang-format off
  static const std::vector<SpecFacts> rows{
    {KeySpec::RSA_2048,              false, {ENCRYPT_DECRYPT, SIGN_VERIFY}, {RSAES_OAEP_SHA_1, RSAES_OAEP_SHA_256}},
    {KeySpec::RSA_3072,              false, {ENCRYPT_DECRYPT, SIGN_VERIFY}, {RSAES_OAEP_SHA_1, RSAES_OAEP_SHA_256}},
    {KeySpec::RSA_4096,              false, {ENCRYPT_DECRYPT, SIGN_VERIFY}, {RSAES_OAEP_SHA_1, RSAES_OAEP_SHA_256}},
    {KeySpec::ECC_NIST_P256,         false, {SIGN_VERIFY, KEY_AGREEMENT},   {}},
    {KeySpec::ECC_NIST_P384,         false, {SIGN_VERIFY, KEY_AGREEMENT},   {}},
    {KeySpec::ECC_NIST_P521,         false, {SIGN_VERIFY, KEY_AGREEMENT},   {}},
    {KeySpec::ECC_SECG_P256K1,       false, {SIGN_VERIFY},                  {}},
    {KeySpec::SYMMETRIC_DEFAULT,     true,  {ENCRYPT_DECRYPT},              {EncryptionAlgorithm::SYMMETRIC_DEFAULT}},
    {KeySpec::HMAC_224,              false, {GENERATE_VERIFY_MAC},          {}},
    {KeySpec::HMAC_256,              false, {GENERATE_VERIFY_MAC},          {}},
    {KeySpec::HMAC_384,              false, {GENERATE_VERIFY_MAC},          {}},
    {KeySpec::HMAC_512,              false, {GENERATE_VERIFY_MAC},          {}},
    {KeySpec::SM2,                   false, {ENCRYPT_DECRYPT, SIGN_VERIFY, KEY_AGREEMENT}, {SM2PKE}},
    {KeySpec::ML_DSA_44,             false, {SIGN_VERIFY},                  {}},
    {KeySpec::ML_DSA_65,             false, {SIGN_VERIFY},                  {}},
    {KeySpec::ML_DSA_87,             false, {SIGN_VERIFY},                  {}},
    {KeySpec::ECC_NIST_EDWARDS25519, false, {SIGN_VERIFY},                  {}},
    {KeySpec::ML_KEM_512,            false, {ENCAPSULATE_DECAPSULATE},      {}},
    {KeySpec::ML_KEM_768,            false, {ENCAPSULATE_DECAPSULATE},      {}},
    {KeySpec::ML_KEM_1024,           false, {ENCAPSULATE_DECAPSULATE},      {}},
  };
  // clang-format on
  return rows;
}

// std::ranges::contains, which g++ 12 does not have.
template <class Value>
bool is_in(const std::vector<Value>& values, Value value) {
  return std::ranges::find(values, value) != values.end();
}

}  // namespace

const SpecFacts& facts_of(KeySpec spec) {
  const SpecFacts& facts = table()[static_cast<std::size_t>(spec)];
  TRENT_ASSERT(facts.spec == spec);
  return facts;
}

bool usage_fits(KeySpec spec, KeyUsage usage) { return is_in(facts_of(spec).usages, usage); }

Result<void> require_algorithm_fits(KeySpec spec, EncryptionAlgorithm algorithm) {
  if (is_in(facts_of(spec).encryption_algorithms, algorithm)) return {};
  return fail(ErrorCode::InvalidKeyUsage,
              fmt::format("Algorithm {} is incompatible with key spec {}.", name_of(algorithm),
                          name_of(spec)));
}

}  // namespace trent::keys
