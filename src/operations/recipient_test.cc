#include "operations/recipient.h"

#include <gtest/gtest.h>

#include "access/testing/account_authorizer.h"
#include "attestation/testing/documents.h"
#include "base/encoding.h"
#include "crypto/testing/envelopes.h"
#include "operations/testing/deployment.h"

namespace trent::operations {
namespace {

using testing::Answer;
using testing::Deployment;

// Lets everybody do everything and remembers what the requests had proved.
class RememberingAuthorizer final : public access::testing::AccountAuthorizer {
 public:
  Result<void> authorize(const access::Asking& asking, std::string_view, const keys::KeyRecord&,
                         std::string_view) const override {
    proved = asking.conditions;
    return {};
  }
  Result<void> authorize(const access::Asking& asking, std::string_view) const override {
    proved = asking.conditions;
    return {};
  }
  mutable std::map<std::string, std::string> proved;
};

class RecipientTest : public ::testing::Test {
 protected:
  RecipientTest() { trent_.attestation_anchors = enclave_.anchors(); }

  std::string recipient(const Bytes& document) const {
    return fmt::format(
        R"("Recipient":{{"KeyEncryptionAlgorithm":"RSAES_OAEP_SHA_256","AttestationDocument":"{}"}})",
        base64(document));
  }
  std::string recipient() const { return recipient(enclave_.document(key_.public_key())); }
  std::string opened(const Answer& answer) const {
    const auto envelope = bytes_from_base64(answer.text("CiphertextForRecipient"));
    const auto content = crypto::testing::open_envelope(key_, *envelope);
    EXPECT_TRUE(content.has_value());
    return content ? base64(content->reveal()) : "";
  }
  Answer random(const std::string& members) {
    return trent_.call("GenerateRandom", R"("NumberOfBytes":24,)" + members);
  }

  RememberingAuthorizer authorizer_;
  Deployment trent_{authorizer_};
  attestation::testing::Enclave enclave_{Deployment::kStart};
  const crypto::PrivateKey key_ = crypto::PrivateKey::generate(crypto::KeyType::Rsa2048).value();
};

TEST_F(RecipientTest, OnlyTheEnclaveReadsWhatDecryptGives) {
  const std::string id = trent_.create_key();
  const std::string blob =
      trent_.call("Encrypt", fmt::format(R"("KeyId":"{}","Plaintext":"QUJD")", id))
          .text("CiphertextBlob");
  const Answer answer =
      trent_.call("Decrypt", fmt::format(R"("CiphertextBlob":"{}",{})", blob, recipient()));
  ASSERT_EQ(answer.exception, "") << answer.message;
  EXPECT_FALSE(answer.body.contains("Plaintext"));
  EXPECT_FALSE(answer.body.contains("KeyMaterialId"));
  EXPECT_EQ(opened(answer), "QUJD");
}

TEST_F(RecipientTest, DataKeysGoToTheEnclaveAndTheirCiphertextToTheCaller) {
  const std::string id = trent_.create_key();
  const auto decrypted = [&](const std::string& blob) {
    return trent_.call("Decrypt", fmt::format(R"("CiphertextBlob":"{}")", blob)).text("Plaintext");
  };
  const Answer key = trent_.call(
      "GenerateDataKey", fmt::format(R"("KeyId":"{}","KeySpec":"AES_256",{})", id, recipient()));
  EXPECT_FALSE(key.body.contains("Plaintext"));
  EXPECT_FALSE(key.body.contains("KeyMaterialId"));
  EXPECT_EQ(opened(key), decrypted(key.text("CiphertextBlob")));

  const Answer pair =
      trent_.call("GenerateDataKeyPair",
                  fmt::format(R"("KeyId":"{}","KeyPairSpec":"RSA_4096",{})", id, recipient()));
  EXPECT_FALSE(pair.body.contains("PrivateKeyPlaintext"));
  EXPECT_NE(pair.text("PublicKey"), "");
  EXPECT_EQ(opened(pair), decrypted(pair.text("PrivateKeyCiphertextBlob")));
}

TEST_F(RecipientTest, SharedSecretsAndRandomBytesGoToTheEnclave) {
  const std::string id =
      trent_.create_key(R"("KeySpec":"ECC_NIST_P256","KeyUsage":"KEY_AGREEMENT")");
  const std::string peer =
      trent_.call("GetPublicKey", fmt::format(R"("KeyId":"{}")", id)).text("PublicKey");
  const std::string members =
      fmt::format(R"("KeyId":"{}","KeyAgreementAlgorithm":"ECDH","PublicKey":"{}")", id, peer);
  const Answer shared = trent_.call("DeriveSharedSecret", members + "," + recipient());
  EXPECT_FALSE(shared.body.contains("SharedSecret"));
  EXPECT_EQ(opened(shared), trent_.call("DeriveSharedSecret", members).text("SharedSecret"));

  const Answer bytes = random(recipient());
  EXPECT_FALSE(bytes.body.contains("Plaintext"));
  EXPECT_EQ(bytes_from_base64(opened(bytes))->size(), 24U);
}

TEST_F(RecipientTest, PoliciesGetWhatTheDocumentProves) {
  ASSERT_EQ(random(recipient()).exception, "");
  const std::string pcr0(96, '0');
  EXPECT_EQ(authorizer_.proved.at("kms:RecipientAttestation:ImageSha384"), pcr0);
  EXPECT_EQ(authorizer_.proved.at("kms:RecipientAttestation:PCR0"), pcr0);
  EXPECT_EQ(authorizer_.proved.at("kms:RecipientAttestation:PCR1").substr(0, 4), "0101");
  ASSERT_EQ(random("\"NumberOfBytes\":24").exception, "");
  EXPECT_TRUE(authorizer_.proved.empty()) << "of one request only";
}

TEST_F(RecipientTest, ADocumentThatDoesNotVerifyIsRefusedBeforeAnythingElse) {
  Bytes changed = enclave_.document(key_.public_key());
  changed.back() ^= 1;
  const std::string unknown =
      R"("KeyId":"11111111-1111-4111-8111-111111111111","KeySpec":"AES_256",)";
  EXPECT_EQ(trent_.call("GenerateDataKey", unknown + recipient(changed)).exception,
            "ValidationException");
  EXPECT_EQ(trent_.call("GenerateDataKey", unknown + recipient()).exception, "NotFoundException");
  trent_.attestation_anchors = {};
  EXPECT_EQ(random(recipient()).exception, "ValidationException");
}

TEST_F(RecipientTest, BothItsMembersAreNeeded) {
  const Answer half = random(R"("Recipient":{"KeyEncryptionAlgorithm":"RSAES_OAEP_SHA_256"})");
  EXPECT_EQ(half.exception, "ValidationException");
  EXPECT_NE(half.message.find("'recipient.attestationDocument'"), std::string::npos)
      << half.message;
  EXPECT_NE(random(R"("Recipient":{"AttestationDocument":"AAAA"})")
                .message.find("'recipient.keyEncryptionAlgorithm'"),
            std::string::npos);
}

}  // namespace
}  // namespace trent::operations
