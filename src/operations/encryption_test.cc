#include <gtest/gtest.h>

#include "base/encoding.h"
#include "operations/testing/deployment.h"

namespace trent::operations {
namespace {

using testing::Answer;
using testing::Deployment;

class EncryptionTest : public ::testing::Test {
 protected:
  Answer encrypt(const std::string& key, const std::string& more = "") {
    return trent_.call("Encrypt",
                       fmt::format(R"("KeyId":"{}","Plaintext":"aGVsbG8="{})", key, more));
  }
  Answer decrypt(const std::string& blob, const std::string& more = "") {
    return trent_.call("Decrypt", fmt::format(R"("CiphertextBlob":"{}"{})", blob, more));
  }

  Deployment trent_;
  const std::string key_ = trent_.create_key();
};

TEST_F(EncryptionTest, DecryptGivesBackWhatEncryptTook) {
  const Answer encrypted = encrypt(key_, R"(,"EncryptionContext":{"a":"1","b":"2"})");
  EXPECT_EQ(encrypted.text("KeyId"), trent_.arn(key_));
  const Answer decrypted =
      decrypt(encrypted.text("CiphertextBlob"), R"(,"EncryptionContext":{"b":"2","a":"1"})");
  EXPECT_EQ(decrypted.text("Plaintext"), "aGVsbG8=");
  EXPECT_EQ(decrypted.text("KeyId"), trent_.arn(key_));
  EXPECT_EQ(decrypted.text("KeyMaterialId").size(), 64U);
}

TEST_F(EncryptionTest, NoTwoCiphertextsAreEqual) {
  EXPECT_NE(encrypt(key_).text("CiphertextBlob"), encrypt(key_).text("CiphertextBlob"));
}

TEST_F(EncryptionTest, AnotherContextIsAnInvalidCiphertextWithoutMessage) {
  const std::string blob =
      encrypt(key_, R"(,"EncryptionContext":{"a":"1"})").text("CiphertextBlob");
  for (const char* context :
       {"", R"(,"EncryptionContext":{"a":"2"})", R"(,"EncryptionContext":{"A":"1"})",
        R"(,"EncryptionContext":{"a":"1","b":""})"}) {
    const Answer answer = decrypt(blob, context);
    EXPECT_EQ(answer.exception, "InvalidCiphertextException") << context;
    EXPECT_EQ(answer.message, "");
  }
}

TEST_F(EncryptionTest, EveryChangedByteIsNoticed) {
  const Bytes blob = *bytes_from_base64(encrypt(key_).text("CiphertextBlob"));
  for (std::size_t i = 0; i < blob.size(); ++i) {
    Bytes changed = blob;
    changed[i] ^= 1;
    EXPECT_NE(decrypt(base64(changed)).exception, "") << "byte " << i;
  }
}

TEST_F(EncryptionTest, AnotherKeysIdIsIncorrect) {
  const std::string other = trent_.create_key();
  const std::string blob = encrypt(key_).text("CiphertextBlob");
  EXPECT_EQ(decrypt(blob, fmt::format(R"(,"KeyId":"{}")", other)).message,
            "The key ID in the request does not identify a CMK that can perform this operation.");
  EXPECT_EQ(decrypt(blob, fmt::format(R"(,"KeyId":"{}")", trent_.arn(key_))).exception, "");
}

TEST_F(EncryptionTest, ACiphertextOfAnUnknownKeyTellsNothing) {
  Bytes blob = *bytes_from_base64(encrypt(key_).text("CiphertextBlob"));
  blob[20] ^= 1;  // in the key id
  const Answer answer = decrypt(base64(blob));
  EXPECT_EQ(answer.exception, "AccessDeniedException");
  EXPECT_NE(answer.message.find("kms:Decrypt on the resource associated with this ciphertext"),
            std::string::npos);
}

TEST_F(EncryptionTest, AnotherAccountMayNotUseTheKey) {
  const std::string blob = encrypt(key_).text("CiphertextBlob");
  const keys::AccountId stranger("111122223333");
  EXPECT_EQ(
      trent_.call_as(stranger, "Decrypt", fmt::format(R"("CiphertextBlob":"{}")", blob)).exception,
      "AccessDeniedException");
  const Answer answer = trent_.call_as(
      stranger, "Encrypt", fmt::format(R"("KeyId":"{}","Plaintext":"AA==")", trent_.arn(key_)));
  EXPECT_EQ(answer.exception, "AccessDeniedException");
  EXPECT_NE(answer.message.find("kms:Encrypt on this resource because"), std::string::npos);
}

TEST_F(EncryptionTest, ADryRunChecksEverythingAndDoesNothing) {
  EXPECT_EQ(encrypt(key_, R"(,"DryRun":true)").exception, "DryRunOperationException");
  trent_.call("DisableKey", fmt::format(R"("KeyId":"{}")", key_));
  EXPECT_EQ(encrypt(key_, R"(,"DryRun":true)").exception, "DisabledException");
}

TEST_F(EncryptionTest, ADryRunOfDecryptReadsTheCiphertextUnlessToldNotTo) {
  const std::string blob = encrypt(key_).text("CiphertextBlob");
  EXPECT_EQ(decrypt(blob, R"(,"DryRun":true)").exception, "DryRunOperationException");
  EXPECT_EQ(decrypt("AAAA", R"(,"DryRun":true)").exception, "InvalidCiphertextException");
  const std::string ignoring = R"("DryRunModifiers":["IGNORE_CIPHERTEXT"])";
  EXPECT_EQ(trent_.call("Decrypt", fmt::format(R"({},"DryRun":true,"KeyId":"{}")", ignoring, key_))
                .exception,
            "DryRunOperationException");
  EXPECT_EQ(trent_.call("Decrypt", ignoring + R"(,"DryRun":true)").exception,
            "ValidationException");
  EXPECT_EQ(trent_.call("Decrypt", fmt::format(R"({},"KeyId":"{}")", ignoring, key_)).exception,
            "ValidationException");
}

TEST_F(EncryptionTest, AnAlgorithmOfAnotherSpecIsRefused) {
  EXPECT_EQ(encrypt(key_, R"(,"EncryptionAlgorithm":"RSAES_OAEP_SHA_256")").message,
            "Algorithm RSAES_OAEP_SHA_256 is incompatible with key spec SYMMETRIC_DEFAULT.");
}

TEST_F(EncryptionTest, ReEncryptMovesToAnotherKeyAndContext) {
  const std::string other = trent_.create_key();
  const std::string blob = encrypt(key_).text("CiphertextBlob");
  const Answer moved = trent_.call(
      "ReEncrypt",
      fmt::format(
          R"("CiphertextBlob":"{}","DestinationKeyId":"{}","DestinationEncryptionContext":{{"x":"y"}})",
          blob, other));
  EXPECT_EQ(moved.text("SourceKeyId"), trent_.arn(key_));
  EXPECT_EQ(moved.text("KeyId"), trent_.arn(other));
  EXPECT_NE(moved.text("SourceKeyMaterialId"), moved.text("DestinationKeyMaterialId"));
  EXPECT_EQ(
      decrypt(moved.text("CiphertextBlob"), R"(,"EncryptionContext":{"x":"y"})").text("Plaintext"),
      "aGVsbG8=");
}

TEST_F(EncryptionTest, DataKeysHaveTheirLengthAndDecrypt) {
  for (const auto& [members, size] : {std::pair{R"("KeySpec":"AES_128")", 16U},
                                      {R"("KeySpec":"AES_256")", 32U},
                                      {R"("NumberOfBytes":1024)", 1024U}}) {
    const Answer made =
        trent_.call("GenerateDataKey", fmt::format(R"("KeyId":"{}",{})", key_, members));
    EXPECT_EQ(bytes_from_base64(made.text("Plaintext"))->size(), size);
    EXPECT_EQ(decrypt(made.text("CiphertextBlob")).text("Plaintext"), made.text("Plaintext"));
    const Answer without = trent_.call("GenerateDataKeyWithoutPlaintext",
                                       fmt::format(R"("KeyId":"{}",{})", key_, members));
    EXPECT_FALSE(without.body.contains("Plaintext"));
    EXPECT_EQ(bytes_from_base64(decrypt(without.text("CiphertextBlob")).text("Plaintext"))->size(),
              size);
  }
}

TEST_F(EncryptionTest, ADataKeyNeedsExactlyOneMeasure) {
  for (const char* members : {"", R"(,"KeySpec":"AES_256","NumberOfBytes":32)"})
    EXPECT_EQ(
        trent_.call("GenerateDataKey", fmt::format(R"("KeyId":"{}"{})", key_, members)).message,
        "Please specify either number of bytes or key spec.");
}

TEST_F(EncryptionTest, RandomBytesNeedANumber) {
  EXPECT_EQ(trent_.call("GenerateRandom").message, "NumberOfBytes is required.");
  EXPECT_EQ(
      bytes_from_base64(trent_.call("GenerateRandom", R"("NumberOfBytes":1024)").text("Plaintext"))
          ->size(),
      1024U);
  EXPECT_EQ(
      trent_.call("GenerateRandom", R"("NumberOfBytes":8,"CustomKeyStoreId":"cks-1")").exception,
      "CustomKeyStoreNotFoundException");
}

}  // namespace
}  // namespace trent::operations
