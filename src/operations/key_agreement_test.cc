// DeriveSharedSecret, Encapsulate and Decapsulate, GenerateMac and VerifyMac.
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "operations/testing/deployment.h"

namespace trent::operations {
namespace {

using testing::Answer;
using testing::Deployment;

class SharedSecretTest : public ::testing::Test {
 protected:
  std::string key(std::string_view spec, std::string_view usage) {
    return trent_.create_key(fmt::format(R"("KeySpec":"{}","KeyUsage":"{}")", spec, usage));
  }
  std::string public_key(const std::string& key) {
    return trent_.call("GetPublicKey", fmt::format(R"("KeyId":"{}")", key)).text("PublicKey");
  }
  Answer derive(const std::string& key, const std::string& peer, const std::string& more = "") {
    return trent_.call(
        "DeriveSharedSecret",
        fmt::format(R"("KeyId":"{}","KeyAgreementAlgorithm":"ECDH","PublicKey":"{}"{})", key, peer,
                    more));
  }
  Answer encapsulate(const std::string& key, const std::string& more = "") {
    return trent_.call(
        "Encapsulate",
        fmt::format(R"("KeyId":"{}","EncapsulationAlgorithm":"ML_KEM"{})", key, more));
  }
  Answer decapsulate(const std::string& key, const std::string& ciphertext,
                     const std::string& more = "") {
    return trent_.call(
        "Decapsulate",
        fmt::format(
            R"("KeyId":"{}","EncapsulationAlgorithm":"ML_KEM","SharedSecretCiphertextBlob":"{}"{})",
            key, ciphertext, more));
  }

  Deployment trent_;
};

TEST_F(SharedSecretTest, TwoKeysOnOneCurveAgree) {
  for (const auto& [spec, bytes] :
       {std::pair{"ECC_NIST_P256", 32U}, {"ECC_NIST_P384", 48U}, {"ECC_NIST_P521", 66U}}) {
    const std::string ours = key(spec, "KEY_AGREEMENT");
    const std::string theirs = key(spec, "KEY_AGREEMENT");
    const Answer here = derive(ours, public_key(theirs));
    EXPECT_EQ(here.text("SharedSecret"), derive(theirs, public_key(ours)).text("SharedSecret"));
    EXPECT_EQ(bytes_from_base64(here.text("SharedSecret"))->size(), bytes) << spec;
    EXPECT_EQ(here.text("KeyId"), trent_.arn(ours));
    EXPECT_EQ(here.text("KeyOrigin"), "AWS_KMS");
    EXPECT_EQ(here.text("KeyAgreementAlgorithm"), "ECDH");
  }
}

TEST_F(SharedSecretTest, APeerThatIsNoKeyOnTheCurveIsRefusedWithAnEmptyMessage) {
  const std::string ours = key("ECC_NIST_P256", "KEY_AGREEMENT");
  const std::string other_curve = public_key(key("ECC_NIST_P384", "KEY_AGREEMENT"));
  Bytes off_curve = *bytes_from_base64(public_key(ours));
  off_curve.back() ^= 1;
  for (const std::string& peer : {std::string("AAAA"), other_curve, base64(off_curve)}) {
    const Answer refused = derive(ours, peer);
    EXPECT_EQ(refused.exception, "ValidationException");
    EXPECT_EQ(refused.message, "");
  }
}

TEST_F(SharedSecretTest, AnEncapsulatedSecretComesBack) {
  for (const auto& [spec, bytes] :
       {std::pair{"ML_KEM_512", 768U}, {"ML_KEM_768", 1088U}, {"ML_KEM_1024", 1568U}}) {
    const std::string id = key(spec, "ENCAPSULATE_DECAPSULATE");
    const Answer made = encapsulate(id);
    ASSERT_EQ(made.exception, "") << made.message;
    const std::string ciphertext = made.text("SharedSecretCiphertextBlob");
    EXPECT_EQ(bytes_from_base64(ciphertext)->size(), bytes);
    EXPECT_EQ(decapsulate(id, ciphertext).text("SharedSecret"), made.text("SharedSecret"));
    EXPECT_EQ(decapsulate(id, ciphertext).text("KeyId"), trent_.arn(id));
  }
}

TEST_F(SharedSecretTest, AForeignCiphertextGivesASecretOfItsOwnAndAnotherLengthAnError) {
  const std::string id = key("ML_KEM_512", "ENCAPSULATE_DECAPSULATE");
  const Answer made = encapsulate(key("ML_KEM_512", "ENCAPSULATE_DECAPSULATE"));
  const std::string ciphertext = made.text("SharedSecretCiphertextBlob");
  const Answer rejected = decapsulate(id, ciphertext);
  EXPECT_EQ(bytes_from_base64(rejected.text("SharedSecret"))->size(), 32U);
  EXPECT_NE(rejected.text("SharedSecret"), made.text("SharedSecret"));
  EXPECT_EQ(rejected.text("SharedSecret"), decapsulate(id, ciphertext).text("SharedSecret"));
  const Answer refused = decapsulate(id, base64(Bytes(769)), R"(,"DryRun":true)");
  EXPECT_EQ(refused.exception, "InvalidCiphertextException");
  EXPECT_EQ(refused.message, "");
}

TEST_F(SharedSecretTest, DryRunsEndInTheirException) {
  const std::string dry = R"(,"DryRun":true)";
  const std::string ec = key("ECC_NIST_P256", "KEY_AGREEMENT");
  const std::string kem = key("ML_KEM_512", "ENCAPSULATE_DECAPSULATE");
  const std::string ciphertext = encapsulate(kem).text("SharedSecretCiphertextBlob");
  EXPECT_EQ(derive(ec, public_key(ec), dry).exception, "DryRunOperationException");
  EXPECT_EQ(encapsulate(kem, dry).exception, "DryRunOperationException");
  EXPECT_EQ(decapsulate(kem, ciphertext, dry).exception, "DryRunOperationException");
}

class MacTest : public SharedSecretTest {
 protected:
  Answer make(const std::string& id, const std::string& algorithm, const std::string& more = "") {
    return trent_.call(
        "GenerateMac",
        fmt::format(R"("KeyId":"{}","MacAlgorithm":"{}","Message":"AAAA"{})", id, algorithm, more));
  }
  Answer verify(const std::string& id, const std::string& algorithm, const std::string& mac,
                const std::string& more = "") {
    return trent_.call(
        "VerifyMac",
        fmt::format(R"("KeyId":"{}","MacAlgorithm":"{}","Message":"AAAA","Mac":"{}"{})", id,
                    algorithm, mac, more));
  }
};

TEST_F(MacTest, AMacVerifiesWholeAndUnchangedOnly) {
  for (const auto& [bits, bytes] :
       {std::pair{"224", 28U}, {"256", 32U}, {"384", 48U}, {"512", 64U}}) {
    const std::string algorithm = std::string("HMAC_SHA_") + bits;
    const std::string id = key(std::string("HMAC_") + bits, "GENERATE_VERIFY_MAC");
    const Answer made = make(id, algorithm);
    ASSERT_EQ(made.exception, "") << made.message;
    EXPECT_EQ(made.text("KeyId"), trent_.arn(id));
    EXPECT_EQ(made.text("MacAlgorithm"), algorithm);
    Bytes mac = *bytes_from_base64(made.text("Mac"));
    EXPECT_EQ(mac.size(), bytes);
    EXPECT_TRUE(verify(id, algorithm, base64(mac)).body.at("MacValid").as_bool());
    const Answer shorter = verify(id, algorithm, base64(ByteView(mac).first(mac.size() - 1)));
    EXPECT_EQ(shorter.exception, "KMSInvalidMacException");
    EXPECT_EQ(shorter.message, "");
    mac[0] ^= 1;
    EXPECT_EQ(verify(id, algorithm, base64(mac)).exception, "KMSInvalidMacException");
    EXPECT_EQ(verify(id, algorithm, base64(mac), R"(,"DryRun":true)").exception,
              "KMSInvalidMacException");
    EXPECT_EQ(verify(id, algorithm, made.text("Mac"), R"(,"DryRun":true)").exception,
              "DryRunOperationException");
    EXPECT_EQ(make(id, algorithm, R"(,"DryRun":true)").exception, "DryRunOperationException");
  }
}

TEST_F(MacTest, OnlyTheAlgorithmOfItsSizeFitsAKey) {
  const std::string id = key("HMAC_224", "GENERATE_VERIFY_MAC");
  const Answer refused = make(id, "HMAC_SHA_256");
  EXPECT_EQ(refused.exception, "InvalidKeyUsageException");
  EXPECT_EQ(refused.message, "Algorithm HMAC_SHA_256 is incompatible with key spec HMAC_224.");
}

}  // namespace
}  // namespace trent::operations
