// Project Wycheproof's vectors for ECDH and ML-KEM.
#include <gtest/gtest.h>

#include <algorithm>

#include "base/encoding.h"
#include "crypto/key_agreement.h"
#include "crypto/testing/der.h"
#include "crypto/testing/vectors.h"

namespace trent::crypto::testing {
namespace {

struct Curve {
  std::string_view name;
  KeyType type;
  std::size_t scalar_bytes;
};

constexpr std::array kCurves{
    Curve{"secp256r1", KeyType::P256, 32},
    Curve{"secp384r1", KeyType::P384, 48},
    Curve{"secp521r1", KeyType::P521, 66},
};

// As long as the order, which the file's numbers are not.
Bytes scalar_of(const Curve& curve, const Bytes& number) {
  Bytes scalar(curve.scalar_bytes);
  const std::size_t taken_bytes = std::min(number.size(), scalar.size());
  std::copy(number.end() - static_cast<std::ptrdiff_t>(taken_bytes), number.end(),
            scalar.end() - static_cast<std::ptrdiff_t>(taken_bytes));
  return scalar;
}

void check_ecdh(const json::object& group, const json::object& test, Tally& tally) {
  const auto curve = std::ranges::find(kCurves, text(group, "curve"), &Curve::name);
  ASSERT_NE(curve, kCurves.end());
  const bool accept = should_accept(test);
  tally.count(accept);
  const auto ours = PrivateKey::from_pkcs8(
      curve->type, SecretBytes::copy_of(pkcs8(
                       curve->type, ec_private_key(scalar_of(*curve, bytes(test, "private"))))));
  ASSERT_TRUE(ours.has_value()) << ours.error().detail;
  const auto theirs = PublicKey::from_spki(curve->type, bytes(test, "public"));
  ASSERT_EQ(theirs.has_value(), accept);
  if (!accept) return;
  const auto secret = ecdh(*ours, *theirs);
  ASSERT_TRUE(secret.has_value());
  EXPECT_EQ(hex(secret->reveal()), text(test, "shared"));
}

KeyType ml_kem_type(const json::object& group) {
  const std::string_view name = text(group, "parameterSet");
  if (name == "ML-KEM-512") return KeyType::MlKem512;
  if (name == "ML-KEM-768") return KeyType::MlKem768;
  return KeyType::MlKem1024;
}

Result<PrivateKey> private_key(KeyType type, const Bytes& choice) {
  return PrivateKey::from_pkcs8(type, SecretBytes::copy_of(pkcs8(type, choice)));
}

void check_keys(const json::object& group, const json::object& test, Tally& tally) {
  ASSERT_TRUE(should_accept(test));
  tally.count(true);
  const KeyType type = ml_kem_type(group);
  const auto key = private_key(type, seed_key(bytes(test, "seed")));
  const auto expanded = private_key(type, expanded_key(bytes(test, "dk")));
  ASSERT_TRUE(key.has_value() && expanded.has_value());
  const std::string public_key = hex(spki(type, bytes(test, "ek")));
  EXPECT_EQ(hex(key->public_key().spki()), public_key);
  EXPECT_EQ(hex(expanded->public_key().spki()), public_key);
}

// The file has its own randomness and we have ours, so of ours there is only the size to see.
void check_encapsulate(const json::object& group, const json::object& test, Tally& tally) {
  const bool accept = should_accept(test);
  tally.count(accept);
  const KeyType type = ml_kem_type(group);
  const auto key = PublicKey::from_spki(type, spki(type, bytes(test, "ek")));
  ASSERT_EQ(key.has_value(), accept);
  if (!accept) return;
  const auto made = encapsulate(*key);
  ASSERT_TRUE(made.has_value());
  EXPECT_EQ(made->ciphertext.size(), bytes(test, "c").size());
}

// Valid vectors with a ciphertext that was not made for the key expect implicit rejection.
void expect_decapsulation(const Result<PrivateKey>& key, const json::object& test, bool accept) {
  if (!key) {
    EXPECT_FALSE(accept);
    return;
  }
  const auto secret = decapsulate(*key, bytes(test, "c"));
  ASSERT_EQ(secret.has_value(), accept);
  if (!accept) return;
  EXPECT_EQ(hex(secret->reveal()), text(test, "K"));
}

void check_decapsulate(const json::object& group, const json::object& test, Tally& tally) {
  const bool accept = should_accept(test);
  tally.count(accept);
  const KeyType type = ml_kem_type(group);
  const auto key = private_key(type, seed_key(bytes(test, "seed")));
  expect_decapsulation(key, test, accept);
  if (!key || !test.contains("ek")) return;
  EXPECT_EQ(hex(key->public_key().spki()), hex(spki(type, bytes(test, "ek"))));
}

void check_expanded(const json::object& group, const json::object& test, Tally& tally) {
  const bool accept = should_accept(test);
  tally.count(accept);
  expect_decapsulation(private_key(ml_kem_type(group), expanded_key(bytes(test, "dk"))), test,
                       accept);
}

Check check_for(Family family) {
  switch (family) {
    case Family::Ecdh: return check_ecdh;
    case Family::MlKemKeys: return check_keys;
    case Family::MlKemEncapsulate: return check_encapsulate;
    case Family::MlKemDecapsulate: return check_decapsulate;
    default: return check_expanded;
  }
}

class WycheproofKeyAgreement : public ::testing::TestWithParam<VectorFile> {};

INSTANTIATE_TEST_SUITE_P(
    Files, WycheproofKeyAgreement,
    ::testing::ValuesIn(files_of({Family::Ecdh, Family::MlKemKeys, Family::MlKemEncapsulate,
                                  Family::MlKemDecapsulate, Family::MlKemExpandedKeys})),
    [](const auto& file) { return std::string(file.param.name); });

TEST_P(WycheproofKeyAgreement, IsAcceptedAndRefusedAsItShouldBe) {
  check_wycheproof(GetParam().name, check_for(GetParam().family));
}

}  // namespace
}  // namespace trent::crypto::testing
