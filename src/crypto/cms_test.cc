#include "crypto/cms.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/cms.h>

#include "base/encoding.h"
#include "crypto/compare.h"
#include "crypto/hash.h"
#include "crypto/internal/openssl_handles.h"
#include "crypto/internal/pkey.h"
#include "crypto/random.h"
#include "crypto/testing/envelopes.h"

namespace trent::crypto {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const PrivateKey& recipient() {
  static const PrivateKey key = PrivateKey::generate(KeyType::Rsa2048).value();
  return key;
}

Bytes envelope_with(const SecretBytes& content) {
  return enveloped_for(recipient().public_key(), content).value();
}

std::optional<SecretBytes> opened(ByteView envelope, const PrivateKey& key = recipient()) {
  return testing::open_envelope(key, envelope);
}

TEST(Cms, TheRecipientReadsTheContentWhateverItsLength) {
  for (const std::size_t size_bytes : {0, 1, 15, 16, 17, 32, 1024, 4096, 4097, 20'000}) {
    const SecretBytes content = random_secret(size_bytes);
    const auto plaintext = opened(envelope_with(content));
    ASSERT_TRUE(plaintext.has_value()) << size_bytes;
    EXPECT_TRUE(std::ranges::equal(plaintext->reveal(), content.reveal())) << size_bytes;
  }
}

TEST(Cms, NobodyElseReadsIt) {
  const SecretBytes content = random_secret(32);
  const PrivateKey other = PrivateKey::generate(KeyType::Rsa2048).value();
  const auto plaintext = opened(envelope_with(content), other);
  EXPECT_FALSE(plaintext.has_value() && std::ranges::equal(plaintext->reveal(), content.reveal()));
}

TEST(Cms, EachEnvelopeIsAnother) {
  const SecretBytes content = random_secret(32);
  EXPECT_NE(envelope_with(content), envelope_with(content));
}

// kms-behaviour.md 11.3, byte by byte.
TEST(Cms, TheStructureIsThatOfKms) {
  const std::string bytes = hex(envelope_with(random_secret(32)));
  const std::string identifier = hex(digest(Hash::Sha256, recipient().public_key().spki()));
  EXPECT_THAT(bytes, StartsWith("3080"                    // ContentInfo
                                "06092a864886f70d010703"  // envelopedData
                                "a0803080"                // [0] EnvelopedData
                                "020102"                  // version 2
                                "3182016b"                // SET of recipients
                                "30820167"                // KeyTransRecipientInfo
                                "020102"                  // version 2
                                "8020" +
                                identifier +                 // [0] subjectKeyIdentifier
                                "303c"                       // keyEncryptionAlgorithm
                                "06092a864886f70d010107"     // id-RSAES-OAEP
                                "302f"                       // its parameters
                                "a00f300d0609608648016503"   // hashAlgorithm:
                                "0402010500"                 // SHA-256
                                "a11c301a06092a864886f70d"   // maskGenAlgorithm:
                                "010108300d06096086480165"   // MGF1
                                "030402010500"               // with SHA-256
                                "04820100"));                // encryptedKey
  EXPECT_THAT(bytes, HasSubstr("3080"                        // EncryptedContentInfo
                               "06092a864886f70d010701"      // data
                               "301d060960864801650304012a"  // aes256-CBC
                               "0410"));                     // its IV
  // [0] with one piece of 48 bytes, and the ends of five indefinite lengths.
  EXPECT_THAT(bytes, EndsWith("00000000000000000000"));
  EXPECT_EQ(bytes.substr(bytes.size() - 20 - 96 - 8, 8), "a0800430");
}

TEST(Cms, ARecipientsKeyMustWorkForRsa) {
  EXPECT_TRUE(is_fit_for_envelopes(recipient().public_key()));
  // The last bytes of a SubjectPublicKeyInfo: the modulus, then INTEGER 65537.
  Bytes even_modulus = recipient().public_key().spki();
  even_modulus[even_modulus.size() - 6] &= 0xfe;
  Bytes even_exponent = recipient().public_key().spki();
  even_exponent.back() = 0;
  Bytes no_exponent = recipient().public_key().spki();
  std::ranges::copy(std::array<std::uint8_t, 3>{0, 0, 1}, no_exponent.end() - 3);
  for (const Bytes& spki : {even_modulus, even_exponent, no_exponent}) {
    const auto key = PublicKey::from_spki(KeyType::Rsa2048, spki);
    EXPECT_FALSE(key.has_value() && is_fit_for_envelopes(*key)) << hex(spki);
  }
}

}  // namespace
}  // namespace trent::crypto
