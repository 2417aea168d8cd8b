#include "crypto/asymmetric_keys.h"

#include <gtest/gtest.h>
#include <openssl/err.h>

#include "base/encoding.h"

namespace trent::crypto {
namespace {

struct Kind {
  const char* name;
  KeyType type;
  std::size_t spki_bytes;  // kms-behaviour.md 4.7
};

class AsymmetricKeys : public ::testing::TestWithParam<Kind> {
 protected:
  PrivateKey key_ = PrivateKey::generate(GetParam().type).value();
};

constexpr Kind kKinds[] = {
    {"Rsa2048", KeyType::Rsa2048, 294},
    {"Rsa3072", KeyType::Rsa3072, 422},
    {"Rsa4096", KeyType::Rsa4096, 550},
    {"P256", KeyType::P256, 91},
    {"P384", KeyType::P384, 120},
    {"P521", KeyType::P521, 158},
    {"Secp256k1", KeyType::Secp256k1, 88},
    {"Sm2", KeyType::Sm2, 91},
    {"Ed25519", KeyType::Ed25519, 44},
    {"MlDsa44", KeyType::MlDsa44, 1334},
    {"MlDsa65", KeyType::MlDsa65, 1974},
    {"MlDsa87", KeyType::MlDsa87, 2614},
    {"MlKem512", KeyType::MlKem512, 822},
    {"MlKem768", KeyType::MlKem768, 1206},
    {"MlKem1024", KeyType::MlKem1024, 1590},
};

INSTANTIATE_TEST_SUITE_P(Every, AsymmetricKeys, ::testing::ValuesIn(kKinds),
                         [](const auto& kind) { return std::string(kind.param.name); });

TEST_P(AsymmetricKeys, PublicKeyHasTheLengthOfTheStandardAndComesBack) {
  const Bytes spki = key_.public_key().spki();
  EXPECT_EQ(spki.size(), GetParam().spki_bytes);
  const auto read = PublicKey::from_spki(GetParam().type, spki);
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->spki(), spki);
}

TEST_P(AsymmetricKeys, PrivateKeyComesBackAsOursAndAsForeign) {
  const SecretBytes der = key_.pkcs8();
  const Bytes spki = key_.public_key().spki();
  const auto ours = PrivateKey::from_pkcs8(GetParam().type, der);
  ASSERT_TRUE(ours.has_value()) << ours.error().detail;
  EXPECT_EQ(ours->public_key().spki(), spki);
  EXPECT_EQ(hex(ours->pkcs8().reveal()), hex(der.reveal()));
  const auto foreign = PrivateKey::from_foreign_pkcs8(GetParam().type, der);
  ASSERT_TRUE(foreign.has_value());
  EXPECT_EQ(foreign->public_key().spki(), spki);
}

TEST_P(AsymmetricKeys, DamagedEncodingsAreRefused) {
  const SecretBytes der = key_.pkcs8();
  SecretBytes longer(der.size_bytes() + 1);
  std::ranges::copy(der.reveal(), longer.reveal_mutable().begin());
  const SecretBytes shorter = SecretBytes::copy_of(der.reveal().first(der.size_bytes() - 1));
  for (const SecretBytes* damaged : std::initializer_list<const SecretBytes*>{&longer, &shorter}) {
    EXPECT_FALSE(PrivateKey::from_pkcs8(GetParam().type, *damaged).has_value());
    const auto foreign = PrivateKey::from_foreign_pkcs8(GetParam().type, *damaged);
    ASSERT_FALSE(foreign.has_value());
    EXPECT_EQ(foreign.error().code, ErrorCode::IncorrectKeyMaterial);
    EXPECT_EQ(ERR_peek_error(), 0UL);
  }
  Bytes spki = key_.public_key().spki();
  spki.push_back(0);
  const auto refused = PublicKey::from_spki(GetParam().type, spki);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::Validation);
  EXPECT_EQ(refused.error().message, "");
  spki.resize(spki.size() - 2);
  EXPECT_FALSE(PublicKey::from_spki(GetParam().type, spki).has_value());
  EXPECT_FALSE(PublicKey::from_spki(GetParam().type, {}).has_value());
  EXPECT_EQ(ERR_peek_error(), 0UL);
}

TEST_P(AsymmetricKeys, KeysOfEveryOtherTypeAreRefused) {
  const SecretBytes der = key_.pkcs8();
  const Bytes spki = key_.public_key().spki();
  for (const Kind& other : kKinds) {
    if (other.type == GetParam().type) continue;
    EXPECT_FALSE(PrivateKey::from_pkcs8(other.type, der).has_value()) << other.name;
    EXPECT_FALSE(PrivateKey::from_foreign_pkcs8(other.type, der).has_value()) << other.name;
    EXPECT_FALSE(PublicKey::from_spki(other.type, spki).has_value()) << other.name;
  }
  EXPECT_EQ(ERR_peek_error(), 0UL);
}

// RFC 8410, 7; kms-behaviour.md 4.8.
TEST(AsymmetricKeyFormats, Ed25519IsTheShortForm) {
  const SecretBytes der = PrivateKey::generate(KeyType::Ed25519).value().pkcs8();
  EXPECT_EQ(der.size_bytes(), 48U);
  EXPECT_EQ(hex(der.reveal().first(16)), "302e020100300506032b657004220420");
}

TEST(AsymmetricKeyFormats, MlKemIsTheSeedForm) {
  const std::pair<KeyType, const char*> kinds[] = {
      {KeyType::MlKem512, "01"}, {KeyType::MlKem768, "02"}, {KeyType::MlKem1024, "03"}};
  for (const auto& [type, leaf] : kinds) {
    const SecretBytes der = PrivateKey::generate(type).value().pkcs8();
    EXPECT_EQ(der.size_bytes(), 86U);
    EXPECT_EQ(hex(der.reveal().first(22)),
              std::string("3054020100300b06096086480165030404") + leaf + "04428040");
  }
}

}  // namespace
}  // namespace trent::crypto
