#include "keys/key_specs.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/assert.h"

namespace trent::keys {
namespace {

using enum KeyUsage;
using enum EncryptionAlgorithm;
using enum SigningAlgorithm;
using enum MacAlgorithm;
using enum KeyAgreementAlgorithm;
using enum EncapsulationAlgorithm;
using enum Partitions;

constexpr std::size_t kHmacBytesMax = 128;
constexpr RawMaterial kKeyPair{};
constexpr bool importable = true;
constexpr bool not_importable = false;

Algorithms rsa() {
  return {
      .encryption = {RSAES_OAEP_SHA_1, RSAES_OAEP_SHA_256},
      .signing = {RSASSA_PKCS1_V1_5_SHA_256, RSASSA_PKCS1_V1_5_SHA_384, RSASSA_PKCS1_V1_5_SHA_512,
                  RSASSA_PSS_SHA_256, RSASSA_PSS_SHA_384, RSASSA_PSS_SHA_512}};
}

Algorithms curve(SigningAlgorithm signing) {
  return {.signing = {signing}, .key_agreement = {ECDH}};
}

// Rows in the order of KeySpec.
const std::vector<SpecFacts>& table() {
  // clang-format off
  static const std::vector<SpecFacts> rows{
    {KeySpec::RSA_2048,              All,         importable,     kKeyPair, {ENCRYPT_DECRYPT, SIGN_VERIFY}, rsa()},
    {KeySpec::RSA_3072,              All,         importable,     kKeyPair, {ENCRYPT_DECRYPT, SIGN_VERIFY}, rsa()},
    {KeySpec::RSA_4096,              All,         importable,     kKeyPair, {ENCRYPT_DECRYPT, SIGN_VERIFY}, rsa()},
    {KeySpec::ECC_NIST_P256,         All,         importable,     kKeyPair, {SIGN_VERIFY, KEY_AGREEMENT},   curve(ECDSA_SHA_256)},
    {KeySpec::ECC_NIST_P384,         All,         importable,     kKeyPair, {SIGN_VERIFY, KEY_AGREEMENT},   curve(ECDSA_SHA_384)},
    {KeySpec::ECC_NIST_P521,         All,         importable,     kKeyPair, {SIGN_VERIFY, KEY_AGREEMENT},   curve(ECDSA_SHA_512)},
    {KeySpec::ECC_SECG_P256K1,       All,         importable,     kKeyPair, {SIGN_VERIFY},                  {.signing = {ECDSA_SHA_256}}},
    {KeySpec::SYMMETRIC_DEFAULT,     All,         importable,     {32, 32}, {ENCRYPT_DECRYPT},              {.encryption = {EncryptionAlgorithm::SYMMETRIC_DEFAULT}}},
    {KeySpec::HMAC_224,              All,         importable,     {28, kHmacBytesMax}, {GENERATE_VERIFY_MAC}, {.mac = {HMAC_SHA_224}}},
    {KeySpec::HMAC_256,              All,         importable,     {32, kHmacBytesMax}, {GENERATE_VERIFY_MAC}, {.mac = {HMAC_SHA_256}}},
    {KeySpec::HMAC_384,              All,         importable,     {48, kHmacBytesMax}, {GENERATE_VERIFY_MAC}, {.mac = {HMAC_SHA_384}}},
    {KeySpec::HMAC_512,              All,         importable,     {64, kHmacBytesMax}, {GENERATE_VERIFY_MAC}, {.mac = {HMAC_SHA_512}}},
    {KeySpec::SM2,                   ChinaOnly,   importable,     kKeyPair, {ENCRYPT_DECRYPT, SIGN_VERIFY, KEY_AGREEMENT}, {.encryption = {SM2PKE}, .signing = {SM2DSA}, .key_agreement = {ECDH}}},
    {KeySpec::ML_DSA_44,             All,         not_importable, kKeyPair, {SIGN_VERIFY},                  {.signing = {ML_DSA_SHAKE_256}}},
    {KeySpec::ML_DSA_65,             All,         not_importable, kKeyPair, {SIGN_VERIFY},                  {.signing = {ML_DSA_SHAKE_256}}},
    {KeySpec::ML_DSA_87,             All,         not_importable, kKeyPair, {SIGN_VERIFY},                  {.signing = {ML_DSA_SHAKE_256}}},
    {KeySpec::ECC_NIST_EDWARDS25519, All,         not_importable, kKeyPair, {SIGN_VERIFY},                  {.signing = {ED25519_SHA_512, ED25519_PH_SHA_512}}},
    {KeySpec::ML_KEM_512,            AllButChina, not_importable, kKeyPair, {ENCAPSULATE_DECAPSULATE},      {.encapsulation = {ML_KEM}}},
    {KeySpec::ML_KEM_768,            AllButChina, not_importable, kKeyPair, {ENCAPSULATE_DECAPSULATE},      {.encapsulation = {ML_KEM}}},
    {KeySpec::ML_KEM_1024,           AllButChina, not_importable, kKeyPair, {ENCAPSULATE_DECAPSULATE},      {.encapsulation = {ML_KEM}}},
  };
  // clang-format on
  return rows;
}

// std::ranges::contains, which g++ 12 does not have.
template <class Value>
bool is_in(const std::vector<Value>& values, Value value) {
  return std::ranges::find(values, value) != values.end();
}

template <class Algorithm>
Result<void> require_in(const std::vector<Algorithm>& algorithms, KeySpec spec,
                        Algorithm algorithm) {
  if (is_in(algorithms, algorithm)) return {};
  return fail(ErrorCode::InvalidKeyUsage,
              fmt::format("Algorithm {} is incompatible with key spec {}.", name_of(algorithm),
                          name_of(spec)));
}

}  // namespace

const SpecFacts& facts_of(KeySpec spec) {
  const SpecFacts& facts = table()[static_cast<std::size_t>(spec)];
  TRENT_ASSERT(facts.spec == spec);
  return facts;
}

bool usage_fits(KeySpec spec, KeyUsage usage) { return is_in(facts_of(spec).usages, usage); }

bool is_available(KeySpec spec, const Region& region) {
  const Partitions partitions = facts_of(spec).partitions;
  return partitions == All || (partitions == ChinaOnly) == is_in_china(region);
}

bool shows_material_ids(KeySpec spec) { return spec == KeySpec::SYMMETRIC_DEFAULT; }

Algorithms algorithms_for(KeySpec spec, KeyUsage usage) {
  const Algorithms& all = facts_of(spec).algorithms;
  switch (usage) {
    case ENCRYPT_DECRYPT: return {.encryption = all.encryption};
    case SIGN_VERIFY: return {.signing = all.signing};
    case KEY_AGREEMENT: return {.key_agreement = all.key_agreement};
    case ENCAPSULATE_DECAPSULATE: return {.encapsulation = all.encapsulation};
    case GENERATE_VERIFY_MAC: return {.mac = all.mac};
  }
  TRENT_ASSERT(false);
}

Result<void> require_algorithm_fits(KeySpec spec, EncryptionAlgorithm algorithm) {
  return require_in(facts_of(spec).algorithms.encryption, spec, algorithm);
}
Result<void> require_algorithm_fits(KeySpec spec, SigningAlgorithm algorithm) {
  return require_in(facts_of(spec).algorithms.signing, spec, algorithm);
}
Result<void> require_algorithm_fits(KeySpec spec, MacAlgorithm algorithm) {
  return require_in(facts_of(spec).algorithms.mac, spec, algorithm);
}
Result<void> require_algorithm_fits(KeySpec spec, KeyAgreementAlgorithm algorithm) {
  return require_in(facts_of(spec).algorithms.key_agreement, spec, algorithm);
}
Result<void> require_algorithm_fits(KeySpec spec, EncapsulationAlgorithm algorithm) {
  return require_in(facts_of(spec).algorithms.encapsulation, spec, algorithm);
}

}  // namespace trent::keys
