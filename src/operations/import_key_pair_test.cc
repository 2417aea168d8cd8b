// Importing private keys and HMAC keys.
#include <gtest/gtest.h>

#include "operations/testing/import.h"

namespace trent::operations {
namespace {

using testing::Answer;
using testing::Deployment;

Bytes pkcs8(const crypto::PrivateKey& key) {
  const SecretBytes der = key.pkcs8();
  return {der.reveal().begin(), der.reveal().end()};
}

class ImportKeyPairTest : public ::testing::Test {
 protected:
  std::string external(std::string_view spec, std::string_view usage) {
    return trent_.create_key(
        fmt::format(R"("KeySpec":"{}","KeyUsage":"{}","Origin":"EXTERNAL")", spec, usage));
  }
  Answer import(const std::string& key, const Bytes& material,
                const std::string& more = R"("ExpirationModel":"KEY_MATERIAL_DOES_NOT_EXPIRE")") {
    const auto parameters = testing::get_parameters(trent_, key, "RSA_AES_KEY_WRAP_SHA_256");
    const Bytes aes_key(32, 9);
    Bytes wrapped = testing::wrap_oaep(parameters, aes_key);
    const Bytes rest = *crypto::aes_kwp_wrap(aes_key, material);
    wrapped.insert(wrapped.end(), rest.begin(), rest.end());
    return trent_.call(
        "ImportKeyMaterial",
        fmt::format(R"("KeyId":"{}","ImportToken":"{}","EncryptedKeyMaterial":"{}",{})", key,
                    parameters.token, base64(wrapped), more));
  }
  Answer get_public_key(const std::string& key) {
    return trent_.call("GetPublicKey", fmt::format(R"("KeyId":"{}")", key));
  }

  Deployment trent_;
};

TEST_F(ImportKeyPairTest, ALifeOfAnImportedKeyPair) {
  const auto ours = crypto::PrivateKey::generate(crypto::KeyType::P256).value();
  const std::string key = external("ECC_NIST_P256", "SIGN_VERIFY");
  EXPECT_EQ(get_public_key(key).message, trent_.arn(key) + " is pending import.");

  const Answer imported = import(key, pkcs8(ours));
  ASSERT_EQ(imported.exception, "") << imported.message;
  EXPECT_FALSE(imported.body.contains("KeyMaterialId"));
  EXPECT_EQ(get_public_key(key).text("PublicKey"), base64(ours.public_key().spki()));
  const Answer described = trent_.call("DescribeKey", fmt::format(R"("KeyId":"{}")", key));
  EXPECT_FALSE(described.metadata().contains("CurrentKeyMaterialId"));

  const Answer removed =
      trent_.call("DeleteImportedKeyMaterial", fmt::format(R"("KeyId":"{}")", key));
  EXPECT_FALSE(removed.body.contains("KeyMaterialId"));
  EXPECT_EQ(trent_.state(key), "PendingImport");
  EXPECT_EQ(get_public_key(key).text("PublicKey"), base64(ours.public_key().spki()))
      << "it was known once, and is no secret";

  const auto other = crypto::PrivateKey::generate(crypto::KeyType::P256).value();
  EXPECT_EQ(import(key, pkcs8(other)).exception, "IncorrectKeyMaterialException");
  EXPECT_EQ(trent_.state(key), "PendingImport");
  EXPECT_EQ(import(key, pkcs8(ours)).exception, "");
  EXPECT_EQ(trent_.state(key), "Enabled");
}

TEST_F(ImportKeyPairTest, MaterialThatDoesNotFitTheSpecChangesNothing) {
  const std::string key = external("RSA_2048", "ENCRYPT_DECRYPT");
  const Bytes larger = pkcs8(crypto::PrivateKey::generate(crypto::KeyType::Rsa3072).value());
  const Bytes elliptic = pkcs8(crypto::PrivateKey::generate(crypto::KeyType::P256).value());
  for (const Bytes& material : {larger, elliptic, Bytes(32, 1)}) {
    const Answer refused = import(key, material);
    EXPECT_EQ(refused.exception, "IncorrectKeyMaterialException");
    EXPECT_EQ(refused.message, "");
    EXPECT_EQ(trent_.state(key), "PendingImport");
  }
}

TEST_F(ImportKeyPairTest, MembersForSymmetricKeysAreRefused) {
  const std::string key = external("ECC_NIST_P256", "SIGN_VERIFY");
  const Bytes material = pkcs8(crypto::PrivateKey::generate(crypto::KeyType::P256).value());
  const std::string forever = R"("ExpirationModel":"KEY_MATERIAL_DOES_NOT_EXPIRE",)";
  for (const std::string& more : {std::string(R"("ImportType":"NEW_KEY_MATERIAL")"),
                                  std::string(R"("KeyMaterialDescription":"x")"),
                                  fmt::format(R"("KeyMaterialId":"{:064}")", 0)}) {
    EXPECT_EQ(import(key, material, forever + more).exception, "ValidationException") << more;
  }
  EXPECT_EQ(trent_
                .call("DeleteImportedKeyMaterial",
                      fmt::format(R"("KeyId":"{}","KeyMaterialId":"{:064}")", key, 0))
                .exception,
            "ValidationException");
}

TEST_F(ImportKeyPairTest, HmacKeysMayBeLongerThanTheirHashButNotShorter) {
  for (const auto& [bits, bytes] :
       {std::pair{"224", 28U}, {"256", 32U}, {"384", 48U}, {"512", 64U}}) {
    const std::string spec = std::string("HMAC_") + bits;
    EXPECT_EQ(import(external(spec, "GENERATE_VERIFY_MAC"), Bytes(bytes - 1, 1)).exception,
              "IncorrectKeyMaterialException");
    EXPECT_EQ(import(external(spec, "GENERATE_VERIFY_MAC"), Bytes(129, 1)).exception,
              "IncorrectKeyMaterialException");
    for (const std::size_t fitting : {std::size_t{bytes}, std::size_t{128}}) {
      const std::string key = external(spec, "GENERATE_VERIFY_MAC");
      EXPECT_EQ(import(key, Bytes(fitting, 1)).exception, "");
      EXPECT_EQ(
          trent_
              .call("GenerateMac",
                    fmt::format(R"("KeyId":"{}","MacAlgorithm":"HMAC_SHA_{}","Message":"AAAA")",
                                key, bits))
              .exception,
          "");
    }
  }
}

}  // namespace
}  // namespace trent::operations
