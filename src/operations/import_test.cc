#include "operations/testing/import.h"

#include <gtest/gtest.h>

namespace trent::operations {
namespace {

using testing::Answer;
using testing::Deployment;
using testing::import;
using testing::material;

constexpr const char* kForever = R"("ExpirationModel":"KEY_MATERIAL_DOES_NOT_EXPIRE")";

class ImportTest : public ::testing::Test {
 protected:
  Answer encrypt() {
    return trent_.call("Encrypt", fmt::format(R"("KeyId":"{}","Plaintext":"AA==")", key_));
  }
  Answer remove(const std::string& more = "") {
    return trent_.call("DeleteImportedKeyMaterial", fmt::format(R"("KeyId":"{}"{})", key_, more));
  }
  // As ImportKeyMaterial, with the encrypted material as it is given.
  Answer import_raw(const std::string& token, const Bytes& encrypted,
                    const std::string& more = kForever) {
    return trent_.call(
        "ImportKeyMaterial",
        fmt::format(R"("KeyId":"{}","ImportToken":"{}","EncryptedKeyMaterial":"{}",{})", key_,
                    token, base64(encrypted), more));
  }
  std::string expiring_in(Duration time) {
    const double seconds =
        std::chrono::duration<double>((trent_.clock.now() + time).time_since_epoch()).count();
    return fmt::format(R"("ValidTo":{})", seconds);
  }

  Deployment trent_;
  const std::string key_ = trent_.create_key(testing::kExternal);
};

TEST_F(ImportTest, ALifeOfImportedMaterial) {
  EXPECT_EQ(trent_.state(key_), "PendingImport");
  EXPECT_EQ(encrypt().message, trent_.arn(key_) + " is pending import.");

  const Answer imported = import(trent_, key_, material('a'));
  EXPECT_EQ(imported.text("KeyId"), trent_.arn(key_));
  EXPECT_EQ(trent_.state(key_), "Enabled");
  const std::string blob = encrypt().text("CiphertextBlob");
  const std::string decrypt = fmt::format(R"("CiphertextBlob":"{}")", blob);

  EXPECT_EQ(remove().text("KeyMaterialId"), imported.text("KeyMaterialId"));
  EXPECT_EQ(trent_.state(key_), "PendingImport");
  EXPECT_EQ(trent_.call("Decrypt", decrypt).message, trent_.arn(key_) + " is pending import.");

  EXPECT_EQ(import(trent_, key_, material('b')).exception, "IncorrectKeyMaterialException");
  EXPECT_EQ(import(trent_, key_, material('a')).text("KeyMaterialId"),
            imported.text("KeyMaterialId"));
  EXPECT_EQ(trent_.call("Decrypt", decrypt).text("Plaintext"), "AA==");
}

TEST_F(ImportTest, EveryWrappingAlgorithmUnwraps) {
  for (const auto& [algorithm, hash] : {std::pair{"RSAES_OAEP_SHA_1", crypto::Hash::Sha1},
                                        {"RSAES_OAEP_SHA_256", crypto::Hash::Sha256}}) {
    const auto parameters = testing::get_parameters(trent_, key_, algorithm);
    const Bytes wrapped = wrap_oaep(parameters, material('a'), hash);
    EXPECT_EQ(import_raw(parameters.token, wrapped).exception, "") << algorithm;
  }
  for (const auto& [algorithm, hash] : {std::pair{"RSA_AES_KEY_WRAP_SHA_1", crypto::Hash::Sha1},
                                        {"RSA_AES_KEY_WRAP_SHA_256", crypto::Hash::Sha256}}) {
    const auto parameters = testing::get_parameters(trent_, key_, algorithm);
    const Bytes aes_key(32, 9);
    Bytes wrapped = wrap_oaep(parameters, aes_key, hash);
    const Bytes inner = *crypto::aes_kwp_wrap(aes_key, material('a'));
    wrapped.insert(wrapped.end(), inner.begin(), inner.end());
    EXPECT_EQ(import_raw(parameters.token, wrapped).exception, "") << algorithm;
    wrapped.back() ^= 1;
    EXPECT_EQ(import_raw(parameters.token, wrapped).exception, "InvalidCiphertextException")
        << algorithm;
  }
}

TEST_F(ImportTest, TheOtherHashDoesNotUnwrap) {
  const auto parameters = testing::get_parameters(trent_, key_, "RSAES_OAEP_SHA_1");
  const Bytes wrapped = wrap_oaep(parameters, material('a'));
  EXPECT_EQ(import_raw(parameters.token, wrapped).exception, "InvalidCiphertextException");
}

TEST_F(ImportTest, UnusableWrappingsAreRefused) {
  for (const char* members :
       {R"("WrappingAlgorithm":"RSAES_PKCS1_V1_5","WrappingKeySpec":"RSA_2048")",
        R"("WrappingAlgorithm":"SM2PKE","WrappingKeySpec":"RSA_2048")",
        R"("WrappingAlgorithm":"RSAES_OAEP_SHA_1","WrappingKeySpec":"SM2")"})
    EXPECT_EQ(
        trent_.call("GetParametersForImport", fmt::format(R"("KeyId":"{}",{})", key_, members))
            .exception,
        "UnsupportedOperationException");
}

TEST_F(ImportTest, ATokenIsBoundToItsKeyAndUnforgeable) {
  const auto parameters = testing::get_parameters(trent_, key_);
  const Bytes wrapped = wrap_oaep(parameters, material('a'));
  const std::string other = trent_.create_key(testing::kExternal);
  const auto foreign = testing::get_parameters(trent_, other);
  EXPECT_EQ(import_raw(foreign.token, wrapped).exception, "InvalidImportTokenException");
  Bytes token = *bytes_from_base64(parameters.token);
  for (const std::size_t at :
       {std::size_t{0}, std::size_t{1}, token.size() / 2, token.size() - 1}) {
    Bytes forged = token;
    forged[at] ^= 1;
    EXPECT_EQ(import_raw(base64(forged), wrapped).exception, "InvalidImportTokenException") << at;
  }
  EXPECT_EQ(import_raw("AA==", wrapped).exception, "InvalidImportTokenException");
  EXPECT_EQ(trent_.state(key_), "PendingImport");
  EXPECT_EQ(import_raw(parameters.token, wrapped).exception, "")
      << "refusals must not spend the token";
}

TEST_F(ImportTest, ATokenIsGoodForADay) {
  const auto parameters = testing::get_parameters(trent_, key_);
  const Bytes wrapped = wrap_oaep(parameters, material('a'));
  trent_.clock.advance(std::chrono::hours(24) - Duration(1));
  EXPECT_EQ(import_raw(parameters.token, wrapped).exception, "");
  EXPECT_EQ(import_raw(parameters.token, wrapped).exception, "");
  trent_.clock.advance(Duration(1));
  EXPECT_EQ(import_raw(parameters.token, wrapped).exception, "ExpiredImportTokenException");
}

TEST_F(ImportTest, MaterialMustFitItsWrappingAndItsKey) {
  const auto parameters = testing::get_parameters(trent_, key_);
  EXPECT_EQ(import_raw(parameters.token, Bytes(255, 1)).message, "Invalid encrypted key size.");
  EXPECT_EQ(import_raw(parameters.token, Bytes(256, 1)).exception, "InvalidCiphertextException");
  for (const std::size_t size : {16, 31, 33, 64})
    EXPECT_EQ(import(trent_, key_, Bytes(size, 1)).exception, "IncorrectKeyMaterialException")
        << size;
  EXPECT_EQ(trent_.state(key_), "PendingImport");
}

TEST_F(ImportTest, ExpiryHasItsRules) {
  const auto refusal = [&](const std::string& more) {
    return import(trent_, key_, material('a'), more).message;
  };
  EXPECT_EQ(refusal(R"("ExpirationModel":"KEY_MATERIAL_EXPIRES")"),
            "A validTo date must be set if the ExpirationModel is KEY_MATERIAL_EXPIRES");
  EXPECT_EQ(refusal(R"("KeyMaterialDescription":"x")"),
            "A validTo date must be set if the ExpirationModel is KEY_MATERIAL_EXPIRES");
  EXPECT_NE(refusal(std::string(kForever) + "," + expiring_in(std::chrono::hours(1))), "");
  EXPECT_EQ(refusal(expiring_in(Duration(0))), "ValidTo must be in the future");
  EXPECT_EQ(refusal(expiring_in(std::chrono::days(365) + Duration(1000))),
            "ValidTo must be within 365 days");
  EXPECT_EQ(refusal(expiring_in(std::chrono::days(365))), "");
}

TEST_F(ImportTest, ExpiryTakesEffectAtItsInstantSweptOrNot) {
  import(trent_, key_, material('a'), expiring_in(std::chrono::hours(1)));
  trent_.clock.advance(std::chrono::hours(1) - Duration(1));
  EXPECT_EQ(encrypt().exception, "");
  trent_.clock.advance(Duration(1));
  EXPECT_EQ(encrypt().message, trent_.arn(key_) + " is pending import.");
  EXPECT_EQ(trent_.state(key_), "PendingImport");
  EXPECT_EQ(import(trent_, key_, material('a')).exception, "");
  EXPECT_EQ(encrypt().exception, "");
}

TEST_F(ImportTest, AKeyOfOurOwnMaterialTakesAndLosesNone) {
  const std::string own = trent_.create_key();
  const std::string text =
      trent_.arn(own) + " origin is AWS_KMS which is not valid for this operation.";
  const std::string id = fmt::format(R"("KeyId":"{}")", own);
  EXPECT_EQ(trent_.call("DeleteImportedKeyMaterial", id).message, text);
  EXPECT_EQ(
      trent_
          .call("GetParametersForImport",
                id + R"(,"WrappingAlgorithm":"RSAES_OAEP_SHA_1","WrappingKeySpec":"RSA_2048")")
          .message,
      text);
  EXPECT_EQ(trent_.call("Encrypt", id + R"(,"Plaintext":"AA==")").exception, "");
}

TEST_F(ImportTest, DeletingWhilePendingDeletionKeepsTheState) {
  import(trent_, key_, material('a'));
  trent_.call("ScheduleKeyDeletion", fmt::format(R"("KeyId":"{}")", key_));
  EXPECT_EQ(remove().exception, "");
  EXPECT_EQ(trent_.state(key_), "PendingDeletion");
  trent_.call("CancelKeyDeletion", fmt::format(R"("KeyId":"{}")", key_));
  EXPECT_EQ(trent_.state(key_), "PendingImport");
}

TEST_F(ImportTest, TheSameMaterialInAnotherKeyIsAnotherMaterial) {
  const std::string other = trent_.create_key(testing::kExternal);
  const std::string id = import(trent_, key_, material('a')).text("KeyMaterialId");
  EXPECT_NE(import(trent_, other, material('a')).text("KeyMaterialId"), id);
  const std::string blob = encrypt().text("CiphertextBlob");
  EXPECT_EQ(
      trent_.call("Decrypt", fmt::format(R"("CiphertextBlob":"{}","KeyId":"{}")", blob, other))
          .exception,
      "IncorrectKeyException");
}

TEST_F(ImportTest, AKeyMaterialIdIsForExistingMaterialOnly) {
  const std::string id = import(trent_, key_, material('a')).text("KeyMaterialId");
  const std::string with_id = fmt::format(R"({},"KeyMaterialId":"{}")", kForever, id);
  EXPECT_EQ(import(trent_, key_, material('a'), with_id).exception, "");
  EXPECT_EQ(import(trent_, key_, material('b'), with_id).exception,
            "IncorrectKeyMaterialException");
  EXPECT_EQ(import(trent_, key_, material('a'), with_id + R"(,"ImportType":"NEW_KEY_MATERIAL")")
                .exception,
            "ValidationException");
}

}  // namespace
}  // namespace trent::operations
