#include <gtest/gtest.h>

#include "base/encoding.h"
#include "keys/key_specs.h"
#include "operations/testing/deployment.h"

namespace trent::operations {
namespace {

using testing::Answer;
using testing::Deployment;

class SigningTest : public ::testing::Test {
 protected:
  std::string signing_key(std::string_view spec) {
    return trent_.create_key(fmt::format(R"("KeySpec":"{}","KeyUsage":"SIGN_VERIFY")", spec));
  }
  Answer sign(const std::string& key, std::string_view algorithm, const Bytes& message,
              std::string_view type = "RAW", const std::string& more = "") {
    return trent_.call(
        "Sign",
        fmt::format(R"("KeyId":"{}","SigningAlgorithm":"{}","Message":"{}","MessageType":"{}"{})",
                    key, algorithm, base64(message), type, more));
  }
  Answer verify(const std::string& key, std::string_view algorithm, const Bytes& message,
                const std::string& signature, std::string_view type = "RAW",
                const std::string& more = "") {
    return trent_.call(
        "Verify",
        fmt::format(
            R"("KeyId":"{}","SigningAlgorithm":"{}","Message":"{}","Signature":"{}","MessageType":"{}"{})",
            key, algorithm, base64(message), signature, type, more));
  }

  Deployment trent_;
  const Bytes message_{'m', 'e', 's', 's', 'a', 'g', 'e'};
};

struct Case {
  const char* spec;
  const char* algorithm;
  const char* type;
  std::size_t message_bytes;  // that the algorithm takes for this type; 0: any
};

// Every algorithm of every spec outside China, with every type of message it takes.
const std::vector<Case>& cases() {
  static const std::vector<Case> all = [] {
    std::vector<Case> made;
    for (const char* spec : {"RSA_2048"})
      for (const auto& [algorithm, bytes] : {std::pair{"RSASSA_PSS_SHA_256", 32},
                                             {"RSASSA_PSS_SHA_384", 48},
                                             {"RSASSA_PSS_SHA_512", 64},
                                             {"RSASSA_PKCS1_V1_5_SHA_256", 32},
                                             {"RSASSA_PKCS1_V1_5_SHA_384", 48},
                                             {"RSASSA_PKCS1_V1_5_SHA_512", 64}}) {
        made.push_back({spec, algorithm, "RAW", 0});
        made.push_back({spec, algorithm, "DIGEST", static_cast<std::size_t>(bytes)});
      }
    for (const Case& c : {Case{"ECC_NIST_P256", "ECDSA_SHA_256", "DIGEST", 32},
                          {"ECC_NIST_P384", "ECDSA_SHA_384", "DIGEST", 48},
                          {"ECC_NIST_P521", "ECDSA_SHA_512", "DIGEST", 64},
                          {"ECC_SECG_P256K1", "ECDSA_SHA_256", "DIGEST", 32},
                          {"ECC_NIST_EDWARDS25519", "ED25519_SHA_512", "RAW", 0},
                          {"ECC_NIST_EDWARDS25519", "ED25519_PH_SHA_512", "DIGEST", 64},
                          {"ML_DSA_44", "ML_DSA_SHAKE_256", "EXTERNAL_MU", 64},
                          {"ML_DSA_65", "ML_DSA_SHAKE_256", "EXTERNAL_MU", 64},
                          {"ML_DSA_87", "ML_DSA_SHAKE_256", "EXTERNAL_MU", 64},
                          {"ML_DSA_44", "ML_DSA_SHAKE_256", "RAW", 0},
                          {"ECC_NIST_P256", "ECDSA_SHA_256", "RAW", 0}})
      made.push_back(c);
    return made;
  }();
  return all;
}

TEST_F(SigningTest, WhatIsSignedVerifiesAndNothingElseDoes) {
  for (const Case& c : cases()) {
    SCOPED_TRACE(fmt::format("{} {} {}", c.spec, c.algorithm, c.type));
    const std::string key = signing_key(c.spec);
    Bytes message(c.message_bytes == 0 ? 100 : c.message_bytes, 7);
    const Answer made = sign(key, c.algorithm, message, c.type);
    ASSERT_EQ(made.exception, "") << made.message;
    EXPECT_EQ(made.text("KeyId"), trent_.arn(key));
    EXPECT_EQ(made.text("SigningAlgorithm"), c.algorithm);
    const std::string signature = made.text("Signature");
    const Answer verified = verify(key, c.algorithm, message, signature, c.type);
    EXPECT_TRUE(verified.body.at("SignatureValid").as_bool());
    EXPECT_EQ(verified.text("KeyId"), trent_.arn(key));
    message[0] ^= 1;
    const Answer other = verify(key, c.algorithm, message, signature, c.type);
    EXPECT_EQ(other.exception, "KMSInvalidSignatureException");
    EXPECT_EQ(other.message, "");
    EXPECT_EQ(verify(signing_key(c.spec), c.algorithm, message, signature, c.type).exception,
              "KMSInvalidSignatureException");
  }
}

TEST_F(SigningTest, ADigestOfAnotherLengthIsRefusedInAwsWords) {
  for (const Case& c : cases()) {
    if (c.message_bytes == 0) continue;
    SCOPED_TRACE(fmt::format("{} {}", c.spec, c.algorithm));
    const std::string key = signing_key(c.spec);
    const std::string text = fmt::format("Digest is invalid length for algorithm {}.", c.algorithm);
    for (const std::size_t bytes : {c.message_bytes - 1, c.message_bytes + 1, std::size_t{1}}) {
      const Answer refused = sign(key, c.algorithm, Bytes(bytes), c.type);
      EXPECT_EQ(refused.exception, "ValidationException");
      EXPECT_EQ(refused.message, text);
      EXPECT_EQ(verify(key, c.algorithm, Bytes(bytes), "AAAA", c.type).message, text);
    }
  }
}

TEST_F(SigningTest, ATypeOfMessageThatTheAlgorithmDoesNotTakeIsRefused) {
  for (const auto& [spec, algorithm, type] :
       {std::tuple{"ECC_NIST_P256", "ECDSA_SHA_256", "EXTERNAL_MU"},
        {"RSA_2048", "RSASSA_PSS_SHA_512", "EXTERNAL_MU"},
        {"ECC_NIST_EDWARDS25519", "ED25519_SHA_512", "DIGEST"},
        {"ECC_NIST_EDWARDS25519", "ED25519_PH_SHA_512", "RAW"},
        {"ML_DSA_44", "ML_DSA_SHAKE_256", "DIGEST"}}) {
    const Answer refused = sign(signing_key(spec), algorithm, Bytes(64), type);
    EXPECT_EQ(refused.exception, "ValidationException") << algorithm;
    EXPECT_EQ(refused.message,
              fmt::format("MessageType {} is not valid for algorithm {}.", type, algorithm));
  }
}

TEST_F(SigningTest, UsageComesBeforeAlgorithmAndAlgorithmBeforeTheMessage) {
  const std::string mac_key =
      trent_.create_key(R"("KeySpec":"HMAC_256","KeyUsage":"GENERATE_VERIFY_MAC")");
  EXPECT_EQ(sign(mac_key, "ECDSA_SHA_256", message_, "DIGEST").message,
            trent_.arn(mac_key) + " key usage is GENERATE_VERIFY_MAC which is not valid for Sign.");
  const std::string key = signing_key("ECC_NIST_P256");
  const Answer refused = sign(key, "ECDSA_SHA_384", message_, "DIGEST");
  EXPECT_EQ(refused.exception, "InvalidKeyUsageException");
  EXPECT_EQ(refused.message,
            "Algorithm ECDSA_SHA_384 is incompatible with key spec ECC_NIST_P256.");
}

TEST_F(SigningTest, ADryRunChecksEverythingTheSignatureToo) {
  const std::string key = signing_key("ECC_NIST_P256");
  const std::string dry = R"(,"DryRun":true)";
  EXPECT_EQ(sign(key, "ECDSA_SHA_256", message_, "RAW", dry).exception, "DryRunOperationException");
  const std::string signature = sign(key, "ECDSA_SHA_256", message_).text("Signature");
  EXPECT_EQ(verify(key, "ECDSA_SHA_256", message_, signature, "RAW", dry).exception,
            "DryRunOperationException");
  EXPECT_EQ(verify(key, "ECDSA_SHA_256", message_, "AAAA", "RAW", dry).exception,
            "KMSInvalidSignatureException");
}

TEST_F(SigningTest, PublicKeysComeWithTheOneListOfTheirUsage) {
  const std::string key = signing_key("ECC_NIST_P256");
  const Answer answer = trent_.call("GetPublicKey", fmt::format(R"("KeyId":"{}")", key));
  EXPECT_EQ(bytes_from_base64(answer.text("PublicKey"))->size(), 91U);
  EXPECT_EQ(answer.body.at("SigningAlgorithms").as_array().size(), 1U);
  for (const char* absent :
       {"EncryptionAlgorithms", "KeyAgreementAlgorithms", "EncapsulationAlgorithms"})
    EXPECT_FALSE(answer.body.contains(absent)) << absent;
  EXPECT_EQ(answer.text("KeySpec"), "ECC_NIST_P256");
  EXPECT_EQ(answer.text("CustomerMasterKeySpec"), "ECC_NIST_P256");
  EXPECT_EQ(answer.text("KeyUsage"), "SIGN_VERIFY");
}

TEST_F(SigningTest, KeysWithoutPublicKeyHaveNone) {
  for (const char* members : {"", R"("KeySpec":"HMAC_256","KeyUsage":"GENERATE_VERIFY_MAC")"}) {
    const std::string key = trent_.create_key(members);
    const Answer refused = trent_.call("GetPublicKey", fmt::format(R"("KeyId":"{}")", key));
    EXPECT_EQ(refused.exception, "UnsupportedOperationException");
    EXPECT_EQ(refused.message, "");
  }
}

TEST_F(SigningTest, APublicKeyThatSomebodyChangedInTheStoreIsNotGivenOut) {
  const std::string key = signing_key("ECC_NIST_P256");
  const std::string other = signing_key("ECC_NIST_P256");
  const auto record = [&](const std::string& id) {
    return **trent_.records.find_key(
        {{keys::AccountId("000000000000"), keys::Region("eu-central-1")}, keys::KeyId(id)});
  };
  keys::KeyRecord changed = record(key);
  changed.materials[0].public_key = record(other).materials[0].public_key;
  ASSERT_TRUE(trent_.records.commit({storage::PutKey{std::move(changed)}}));
  const Answer refused =
      trent_.call_expecting_a_fault("GetPublicKey", fmt::format(R"("KeyId":"{}")", key));
  EXPECT_EQ(refused.exception, "KMSInternalException");
}

}  // namespace
}  // namespace trent::operations
