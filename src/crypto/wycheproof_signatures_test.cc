// Project Wycheproof's vectors for signatures.
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "crypto/signatures.h"
#include "crypto/testing/der.h"
#include "crypto/testing/vectors.h"

namespace trent::crypto::testing {
namespace {

using enum SignatureScheme;

void expect_verdict(const Result<PublicKey>& key, SignatureAlgorithm algorithm,
                    const json::object& test, bool accept) {
  ASSERT_TRUE(key.has_value());
  EXPECT_EQ(verify(*key, algorithm, Signed::Message, bytes(test, "msg"), bytes(test, "sig")),
            accept);
}

void check_rsa_pkcs1_verify(const json::object& group, const json::object& test, Tally& tally) {
  const auto type = rsa_type(number(group, "keySize"));
  const auto hash = signature_hash(text(group, "sha"));
  if (!type || !hash) return tally.leave_out();
  const bool accept = should_accept(test);
  tally.count(accept);
  expect_verdict(PublicKey::from_spki(*type, bytes(group, "publicKeyDer")), {RsaPkcs1, *hash}, test,
                 accept);
}

void check_rsa_pkcs1_sign(const json::object& group, const json::object& test, Tally& tally) {
  const auto type = rsa_type(number(group, "keySize"));
  const auto hash = signature_hash(text(group, "sha"));
  if (!type || !hash) return tally.leave_out();
  ASSERT_TRUE(should_accept(test));
  tally.count(true);
  const auto key =
      PrivateKey::from_pkcs8(*type, SecretBytes::copy_of(bytes(group, "privateKeyPkcs8")));
  ASSERT_TRUE(key.has_value()) << key.error().detail;
  const auto signature = sign(*key, {RsaPkcs1, *hash}, Signed::Message, bytes(test, "msg"));
  ASSERT_TRUE(signature.has_value()) << signature.error().detail;
  EXPECT_EQ(hex(*signature), text(test, "sig"));
  expect_verdict(key->public_key(), {RsaPkcs1, *hash}, test, true);
}

// The salts in these files have any length, and MGF1 any hash. We offer salts as long as the hash
// and the same hash in MGF1: all else must fail. One invalid vector of the file with empty salts
// has a salt like ours.
bool is_our_pss(const json::object& group, const json::object& test, Hash hash) {
  if (text(group, "mgfSha") != text(group, "sha")) return false;
  const auto our_bytes = static_cast<std::int64_t>(digest_bytes(hash));
  if (number(group, "sLen") == our_bytes) return should_accept(test);
  return text(test, "comment") == "s_len changed to " + std::to_string(our_bytes);
}

void check_rsa_pss(const json::object& group, const json::object& test, Tally& tally) {
  const auto type = rsa_type(number(group, "keySize"));
  const auto hash = signature_hash(text(group, "sha"));
  if (!type || !hash) return tally.leave_out();
  const bool accept = is_our_pss(group, test, *hash);
  tally.count(accept);
  expect_verdict(PublicKey::from_spki(*type, bytes(group, "publicKeyDer")), {RsaPss, *hash}, test,
                 accept);
}

KeyType curve_type(std::string_view name) {
  if (name == "secp256r1") return KeyType::P256;
  if (name == "secp384r1") return KeyType::P384;
  if (name == "secp521r1") return KeyType::P521;
  return KeyType::Secp256k1;
}

void check_ecdsa(const json::object& group, const json::object& test, Tally& tally) {
  const bool accept = should_accept(test);
  tally.count(accept);
  const KeyType type = curve_type(text(group.at("publicKey").as_object(), "curve"));
  const Hash hash = signature_hash(text(group, "sha")).value();
  expect_verdict(PublicKey::from_spki(type, bytes(group, "publicKeyDer")), {Ecdsa, hash}, test,
                 accept);
}

void check_ed25519(const json::object& group, const json::object& test, Tally& tally) {
  const bool accept = should_accept(test);
  tally.count(accept);
  expect_verdict(PublicKey::from_spki(KeyType::Ed25519, bytes(group, "publicKeyDer")),
                 {Ed25519, {}}, test, accept);
}

KeyType ml_dsa_type(std::string_view file) {
  if (file.starts_with("mldsa_44")) return KeyType::MlDsa44;
  if (file.starts_with("mldsa_65")) return KeyType::MlDsa65;
  return KeyType::MlDsa87;
}

bool has_context(const json::object& test) {
  const json::value* context = test.if_contains("ctx");
  return context != nullptr && !context->as_string().empty();
}

// KMS has no contexts. Signatures that were made with one must fail without it.
Check ml_dsa_verify_check(KeyType type) {
  return [type](const json::object& group, const json::object& test, Tally& tally) {
    const bool accept = should_accept(test) && !has_context(test);
    tally.count(accept);
    const auto key = PublicKey::from_spki(type, bytes(group, "publicKeyDer"));
    if (!key) {
      EXPECT_EQ(json::serialize(test.at("flags")), R"(["IncorrectPublicKeyLength"])");
      return;
    }
    expect_verdict(key, {MlDsa, {}}, test, accept);
  };
}

Result<PrivateKey> ml_dsa_private_key(KeyType type, const json::object& group) {
  const bool is_seed = group.contains("privateSeed");
  const Bytes key =
      is_seed ? seed_key(bytes(group, "privateSeed")) : expanded_key(bytes(group, "privateKey"));
  return PrivateKey::from_pkcs8(type, SecretBytes::copy_of(pkcs8(type, key)));
}

// Ours are hedged, so they are never the file's: the file's must verify, and so must ours, of the
// message and of its representative.
void expect_signing(const PrivateKey& key, const json::object& group, const json::object& test) {
  const SignatureAlgorithm algorithm{MlDsa, {}};
  const PublicKey public_key = key.public_key();
  EXPECT_EQ(hex(public_key.spki()), hex(spki(key.type(), bytes(group, "publicKey"))));
  const Bytes mu = bytes(test, "mu");
  EXPECT_TRUE(verify(public_key, algorithm, Signed::ExternalMu, mu, bytes(test, "sig")));
  const auto signature = sign(key, algorithm, Signed::ExternalMu, mu);
  ASSERT_TRUE(signature.has_value()) << signature.error().detail;
  EXPECT_TRUE(verify(public_key, algorithm, Signed::ExternalMu, mu, *signature));
  if (!test.contains("msg")) return;
  const Bytes message = bytes(test, "msg");
  EXPECT_TRUE(verify(public_key, algorithm, Signed::Message, message, bytes(test, "sig")));
  EXPECT_TRUE(verify(public_key, algorithm, Signed::Message, message, *signature));
}

Check ml_dsa_sign_check(KeyType type) {
  return [type](const json::object& group, const json::object& test, Tally& tally) {
    if (has_context(test)) return tally.leave_out();
    const bool accept = should_accept(test);
    tally.count(accept);
    const auto key = ml_dsa_private_key(type, group);
    ASSERT_EQ(key.has_value(), accept);
    if (accept) expect_signing(*key, group, test);
  };
}

Check check_for(const VectorFile& file) {
  switch (file.family) {
    case Family::RsaPkcs1Verify: return check_rsa_pkcs1_verify;
    case Family::RsaPkcs1Sign: return check_rsa_pkcs1_sign;
    case Family::RsaPss: return check_rsa_pss;
    case Family::Ecdsa: return check_ecdsa;
    case Family::Ed25519: return check_ed25519;
    case Family::MlDsaVerify: return ml_dsa_verify_check(ml_dsa_type(file.name));
    default: return ml_dsa_sign_check(ml_dsa_type(file.name));
  }
}

class WycheproofSignatures : public ::testing::TestWithParam<VectorFile> {};

INSTANTIATE_TEST_SUITE_P(Files, WycheproofSignatures,
                         ::testing::ValuesIn(files_of({Family::RsaPkcs1Verify, Family::RsaPkcs1Sign,
                                                       Family::RsaPss, Family::Ecdsa,
                                                       Family::Ed25519, Family::MlDsaVerify,
                                                       Family::MlDsaSign})),
                         [](const auto& file) { return std::string(file.param.name); });

TEST_P(WycheproofSignatures, AreAcceptedAndRefusedAsTheyShouldBe) {
  check_wycheproof(GetParam().name, check_for(GetParam()));
}

}  // namespace
}  // namespace trent::crypto::testing
