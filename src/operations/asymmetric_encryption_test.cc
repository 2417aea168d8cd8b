// Encrypt, Decrypt and ReEncrypt with key pairs, and data key pairs.
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "operations/testing/deployment.h"

namespace trent::operations {
namespace {

using testing::Answer;
using testing::Deployment;

class AsymmetricEncryptionTest : public ::testing::Test {
 protected:
  Answer encrypt(const std::string& key, const std::string& algorithm, std::size_t bytes,
                 const std::string& more = "") {
    return trent_.call(
        "Encrypt", fmt::format(R"("KeyId":"{}","EncryptionAlgorithm":"{}","Plaintext":"{}"{})", key,
                               algorithm, base64(Bytes(bytes, 5)), more));
  }
  Answer decrypt(const std::string& ciphertext, const std::string& more) {
    return trent_.call("Decrypt", fmt::format(R"("CiphertextBlob":"{}"{})", ciphertext, more));
  }
  static std::string with(const std::string& key, const std::string& algorithm) {
    return fmt::format(R"(,"KeyId":"{}","EncryptionAlgorithm":"{}")", key, algorithm);
  }
  Answer re_encrypt(const std::string& ciphertext, const std::string& source,
                    const std::string& destination) {
    return trent_.call("ReEncrypt", fmt::format(R"("CiphertextBlob":"{}",{},{})", ciphertext,
                                                source, destination));
  }

  Deployment trent_;
  const std::string rsa_ =
      trent_.create_key(R"("KeySpec":"RSA_2048","KeyUsage":"ENCRYPT_DECRYPT")");
  const std::string symmetric_ = trent_.create_key();
};

TEST_F(AsymmetricEncryptionTest, RsaTakesWhatOneBlockHoldsAndNotAByteMore) {
  for (const auto& [algorithm, bytes_max] :
       {std::pair{"RSAES_OAEP_SHA_1", 214U}, {"RSAES_OAEP_SHA_256", 190U}}) {
    const Answer made = encrypt(rsa_, algorithm, bytes_max);
    ASSERT_EQ(made.exception, "") << made.message;
    EXPECT_EQ(bytes_from_base64(made.text("CiphertextBlob"))->size(), 256U);
    EXPECT_EQ(made.text("EncryptionAlgorithm"), algorithm);
    const Answer back = decrypt(made.text("CiphertextBlob"), with(rsa_, algorithm));
    EXPECT_EQ(back.text("Plaintext"), base64(Bytes(bytes_max, 5)));
    EXPECT_EQ(back.text("KeyId"), trent_.arn(rsa_));
    EXPECT_FALSE(back.body.contains("KeyMaterialId"));
    const Answer refused = encrypt(rsa_, algorithm, bytes_max + 1, R"(,"DryRun":true)");
    EXPECT_EQ(refused.exception, "ValidationException");
    EXPECT_EQ(
        refused.message,
        fmt::format("Algorithm {} and key spec RSA_2048 cannot encrypt data larger than {} bytes.",
                    algorithm, bytes_max));
  }
}

TEST_F(AsymmetricEncryptionTest, WhatDoesNotDecryptIsOneError) {
  const std::string ciphertext = encrypt(rsa_, "RSAES_OAEP_SHA_256", 10).text("CiphertextBlob");
  Bytes changed = *bytes_from_base64(ciphertext);
  changed[100] ^= 1;
  for (const auto& [blob, more] : {
           std::pair{base64(changed), with(rsa_, "RSAES_OAEP_SHA_256")},
           {ciphertext, with(rsa_, "RSAES_OAEP_SHA_1")},
           {std::string("AAAA"), with(rsa_, "RSAES_OAEP_SHA_256")},
           {ciphertext, std::string(R"(,"EncryptionAlgorithm":"RSAES_OAEP_SHA_256")")},
           {ciphertext, std::string()},
           {ciphertext, fmt::format(R"(,"KeyId":"{}")", rsa_)},
       }) {
    const Answer refused = decrypt(blob, more);
    EXPECT_EQ(refused.exception, "InvalidCiphertextException") << more;
    EXPECT_EQ(refused.message, "");
  }
}

TEST_F(AsymmetricEncryptionTest, AlgorithmsOfTheOtherKindAreRefusedInAwsWords) {
  EXPECT_EQ(encrypt(rsa_, "SYMMETRIC_DEFAULT", 10).message,
            "Algorithm SYMMETRIC_DEFAULT is incompatible with key spec RSA_2048.");
  EXPECT_EQ(encrypt(symmetric_, "RSAES_OAEP_SHA_1", 10).message,
            "Algorithm RSAES_OAEP_SHA_1 is incompatible with key spec SYMMETRIC_DEFAULT.");
  const Answer data_key =
      trent_.call("GenerateDataKey", fmt::format(R"("KeyId":"{}","KeySpec":"AES_256")", rsa_));
  EXPECT_EQ(data_key.exception, "InvalidKeyUsageException");
}

TEST_F(AsymmetricEncryptionTest, AContextNeedsASymmetricAlgorithm) {
  const Answer refused =
      encrypt(rsa_, "RSAES_OAEP_SHA_256", 10, R"(,"EncryptionContext":{"a":"b"})");
  EXPECT_EQ(refused.exception, "ValidationException");
  EXPECT_EQ(encrypt(rsa_, "RSAES_OAEP_SHA_256", 10, R"(,"EncryptionContext":{})").exception, "");
}

TEST_F(AsymmetricEncryptionTest, ReEncryptGoesBetweenBothKindsBothWays) {
  const std::string sha256 = "RSAES_OAEP_SHA_256";
  const std::string plaintext = base64(Bytes(190, 5));
  const Answer symmetric = encrypt(symmetric_, "SYMMETRIC_DEFAULT", 190);
  const Answer to_rsa = re_encrypt(
      symmetric.text("CiphertextBlob"), R"("SourceEncryptionAlgorithm":"SYMMETRIC_DEFAULT")",
      fmt::format(R"("DestinationKeyId":"{}","DestinationEncryptionAlgorithm":"{}")", rsa_,
                  sha256));
  ASSERT_EQ(to_rsa.exception, "") << to_rsa.message;
  EXPECT_TRUE(to_rsa.body.contains("SourceKeyMaterialId"));
  EXPECT_FALSE(to_rsa.body.contains("DestinationKeyMaterialId"));
  EXPECT_EQ(decrypt(to_rsa.text("CiphertextBlob"), with(rsa_, sha256)).text("Plaintext"),
            plaintext);
  const Answer back = re_encrypt(
      to_rsa.text("CiphertextBlob"),
      fmt::format(R"("SourceKeyId":"{}","SourceEncryptionAlgorithm":"{}")", rsa_, sha256),
      fmt::format(R"("DestinationKeyId":"{}")", symmetric_));
  ASSERT_EQ(back.exception, "") << back.message;
  EXPECT_EQ(decrypt(back.text("CiphertextBlob"), "").text("Plaintext"), plaintext);
  const Answer too_long =
      re_encrypt(encrypt(symmetric_, "SYMMETRIC_DEFAULT", 191).text("CiphertextBlob"),
                 R"("SourceEncryptionAlgorithm":"SYMMETRIC_DEFAULT")",
                 fmt::format(R"("DestinationKeyId":"{}","DestinationEncryptionAlgorithm":"{}")",
                             rsa_, sha256));
  EXPECT_EQ(too_long.message,
            "Algorithm RSAES_OAEP_SHA_256 and key spec RSA_2048 cannot encrypt data larger than "
            "190 bytes.");
}

TEST_F(AsymmetricEncryptionTest, ADryRunMayIgnoreTheCiphertext) {
  const Answer answer = trent_.call(
      "Decrypt",
      fmt::format(
          R"("KeyId":"{}","EncryptionAlgorithm":"RSAES_OAEP_SHA_256","DryRun":true,"DryRunModifiers":["IGNORE_CIPHERTEXT"])",
          rsa_));
  EXPECT_EQ(answer.exception, "DryRunOperationException");
}

TEST_F(AsymmetricEncryptionTest, ADataKeyPairComesEncryptedUnderTheKey) {
  for (const char* spec : {"RSA_2048", "ECC_NIST_P256", "ECC_NIST_P384", "ECC_NIST_P521",
                           "ECC_SECG_P256K1", "ECC_NIST_EDWARDS25519", "ML_KEM_768"}) {
    const std::string members = fmt::format(
        R"("KeyId":"{}","KeyPairSpec":"{}","EncryptionContext":{{"a":"b"}})", symmetric_, spec);
    const Answer pair = trent_.call("GenerateDataKeyPair", members);
    ASSERT_EQ(pair.exception, "") << pair.message;
    EXPECT_EQ(pair.text("KeyId"), trent_.arn(symmetric_));
    EXPECT_EQ(pair.text("KeyPairSpec"), spec);
    EXPECT_EQ(decrypt(pair.text("PrivateKeyCiphertextBlob"), R"(,"EncryptionContext":{"a":"b"})")
                  .text("Plaintext"),
              pair.text("PrivateKeyPlaintext"));
    const Answer without = trent_.call("GenerateDataKeyPairWithoutPlaintext", members);
    EXPECT_FALSE(without.body.contains("PrivateKeyPlaintext"));
    EXPECT_EQ(without.text("KeyMaterialId"), pair.text("KeyMaterialId"));
    EXPECT_NE(without.text("PublicKey"), pair.text("PublicKey"));
  }
  const Answer refused = trent_.call("GenerateDataKeyPair",
                                     fmt::format(R"("KeyId":"{}","KeyPairSpec":"RSA_2048")", rsa_));
  EXPECT_EQ(refused.exception, "InvalidKeyUsageException");
  EXPECT_EQ(trent_
                .call("GenerateDataKeyPair",
                      fmt::format(R"("KeyId":"{}","KeyPairSpec":"SM2")", symmetric_))
                .exception,
            "UnsupportedOperationException");
}

}  // namespace
}  // namespace trent::operations
