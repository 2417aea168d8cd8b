// NIST's ACVP vectors for ML-DSA and ML-KEM, as NIST has them (JSON) and as AWS-LC does (text).
#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include <map>
#include <sstream>

#include "base/assert.h"
#include "base/encoding.h"
#include "crypto/key_agreement.h"
#include "crypto/signatures.h"
#include "crypto/testing/der.h"
#include "crypto/testing/vectors.h"

namespace trent::crypto::testing {
namespace {

constexpr SignatureAlgorithm kMlDsa{SignatureScheme::MlDsa, {}};

struct ParameterSet {
  std::string_view name;
  KeyType type;
};

constexpr std::array kParameterSets{
    ParameterSet{"ML-DSA-44", KeyType::MlDsa44},   ParameterSet{"ML-DSA-65", KeyType::MlDsa65},
    ParameterSet{"ML-DSA-87", KeyType::MlDsa87},   ParameterSet{"ML-KEM-512", KeyType::MlKem512},
    ParameterSet{"ML-KEM-768", KeyType::MlKem768}, ParameterSet{"ML-KEM-1024", KeyType::MlKem1024},
};

KeyType type_of(const json::object& group) {
  const auto set =
      std::ranges::find(kParameterSets, text(group, "parameterSet"), &ParameterSet::name);
  TRENT_ASSERT(set != kParameterSets.end());
  return set->type;
}

PrivateKey private_key(KeyType type, const Bytes& choice) {
  return PrivateKey::from_pkcs8(type, SecretBytes::copy_of(pkcs8(type, choice))).value();
}

PublicKey public_key(KeyType type, ByteView raw) {
  return PublicKey::from_spki(type, spki(type, raw)).value();
}

Bytes shake256(ByteView message) {
  Bytes output(64);
  EVP_MD_CTX* const context = EVP_MD_CTX_new();
  TRENT_ASSERT(EVP_DigestInit_ex(context, EVP_shake256(), nullptr) == 1 &&
               EVP_DigestUpdate(context, message.data(), message.size()) == 1 &&
               EVP_DigestFinalXOF(context, output.data(), output.size()) == 1);
  EVP_MD_CTX_free(context);
  return output;
}

// These vectors are for ML-DSA.Sign_internal and Verify_internal (FIPS 204, algorithms 7 and 8),
// whose message has no context in front: what KMS calls EXTERNAL_MU comes in after step 6.
Bytes internal_mu(const PublicKey& key, ByteView message) {
  constexpr std::size_t spki_head_bytes = 22;
  return shake256(joined({shake256(ByteView(key.spki()).subspan(spki_head_bytes)), message}));
}

void expect_keys(KeyType type, const Bytes& seed, const Bytes& expanded, const Bytes& raw_public) {
  const std::string expected = hex(spki(type, raw_public));
  const PrivateKey key = private_key(type, seed_key(seed));
  EXPECT_EQ(hex(key.public_key().spki()), expected);
  EXPECT_EQ(hex(key.pkcs8().reveal()), hex(pkcs8(type, seed_key(seed))));
  EXPECT_EQ(hex(private_key(type, expanded_key(expanded)).public_key().spki()), expected);
}

// Ours are hedged, with randomness of our own: the file's must verify, and so must ours.
void expect_signing(const PrivateKey& key, ByteView mu, ByteView signature) {
  EXPECT_TRUE(verify(key.public_key(), kMlDsa, Signed::ExternalMu, mu, signature));
  const auto ours = sign(key, kMlDsa, Signed::ExternalMu, mu);
  ASSERT_TRUE(ours.has_value()) << ours.error().detail;
  EXPECT_TRUE(verify(key.public_key(), kMlDsa, Signed::ExternalMu, mu, *ours));
}

TEST(Acvp, MlDsaKeyGeneration) {
  check_acvp("ML-DSA-keyGen-FIPS204.internalProjection.json",
             [](const json::object& group, const json::object& test, Tally& tally) {
               tally.count(true);
               expect_keys(type_of(group), bytes(test, "seed"), bytes(test, "sk"),
                           bytes(test, "pk"));
             });
}

TEST(Acvp, MlDsaSigning) {
  check_acvp("ML-DSA-sigGen-FIPS204.internalProjection.json",
             [](const json::object& group, const json::object& test, Tally& tally) {
               tally.count(true);
               const PrivateKey key = private_key(type_of(group), expanded_key(bytes(test, "sk")));
               expect_signing(key, internal_mu(key.public_key(), bytes(test, "message")),
                              bytes(test, "signature"));
             });
}

TEST(Acvp, MlDsaVerifying) {
  check_acvp("ML-DSA-sigVer-FIPS204.internalProjection.json",
             [](const json::object& group, const json::object& test, Tally& tally) {
               const bool accept = test.at("testPassed").as_bool();
               tally.count(accept);
               const PublicKey key = public_key(type_of(group), bytes(group, "pk"));
               EXPECT_EQ(verify(key, kMlDsa, Signed::ExternalMu,
                                internal_mu(key, bytes(test, "message")), bytes(test, "signature")),
                         accept);
             });
}

TEST(Acvp, MlKemKeyGeneration) {
  check_acvp("ML-KEM-keyGen-FIPS203.internalProjection.json",
             [](const json::object& group, const json::object& test, Tally& tally) {
               tally.count(true);
               expect_keys(type_of(group), joined({bytes(test, "d"), bytes(test, "z")}),
                           bytes(test, "dk"), bytes(test, "ek"));
             });
}

// The ciphertexts of the encapsulation groups are decapsulated, and so are ours for the same key.
// Those of the decapsulation groups were modified: implicit rejection.
TEST(Acvp, MlKemEncapsulationAndDecapsulation) {
  check_acvp("ML-KEM-encapDecap-FIPS203.internalProjection.json",
             [](const json::object& group, const json::object& test, Tally& tally) {
               tally.count(true);
               const json::object& keys = test.contains("dk") ? test : group;
               const KeyType type = type_of(group);
               const PrivateKey key = private_key(type, expanded_key(bytes(keys, "dk")));
               EXPECT_EQ(hex(decapsulate(key, bytes(test, "c"))->reveal()), hex(bytes(test, "k")));
               const auto made = encapsulate(public_key(type, bytes(keys, "ek")));
               ASSERT_TRUE(made.has_value());
               EXPECT_EQ(hex(decapsulate(key, made->ciphertext)->reveal()),
                         hex(made->shared_secret.reveal()));
             });
}

// --- AWS-LC's form: blocks of "name = value", with empty lines between them ---------------------

using Block = std::map<std::string, std::string, std::less<>>;

std::vector<Block> blocks_of(const std::string& contents) {
  std::vector<Block> blocks(1);
  std::istringstream lines(contents);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t equals = line.find(" =");
    if (equals == std::string::npos) {
      if (!blocks.back().empty()) blocks.emplace_back();
      continue;
    }
    const std::size_t value = std::min(equals + 3, line.size());
    blocks.back()[line.substr(0, equals)] = line.substr(value);
  }
  if (blocks.back().empty()) blocks.pop_back();
  return blocks;
}

struct AwsLcFile {
  std::string name;
  KeyType type;
};

Bytes value(const Block& block, std::string_view name) {
  return from_hex(block.find(name)->second);
}

// Either the representative or the message of the internal functions.
Bytes mu_of(const PublicKey& key, const Block& block, const std::string& prefix) {
  const Bytes mu = value(block, prefix + "_mu");
  return mu.empty() ? internal_mu(key, value(block, prefix + "_msg")) : mu;
}

void check_key_generation(KeyType type, const Block& block, Tally& tally) {
  tally.count(true);
  expect_keys(type, value(block, "keygen_seed"), value(block, "keygen_sk"),
              value(block, "keygen_pk"));
}

void check_signing(KeyType type, const Block& block, Tally& tally) {
  tally.count(true);
  const PrivateKey key = private_key(type, expanded_key(value(block, "siggen_sk")));
  EXPECT_EQ(hex(key.public_key().spki()), hex(spki(type, value(block, "siggen_pk"))));
  expect_signing(key, mu_of(key.public_key(), block, "siggen"), value(block, "siggen_sig"));
}

void check_verifying(KeyType type, const Block& block, Tally& tally) {
  const bool accept = block.at("sigver_result") == "True";
  tally.count(accept);
  const PublicKey key = public_key(type, value(block, "sigver_pk"));
  EXPECT_EQ(verify(key, kMlDsa, Signed::ExternalMu, mu_of(key, block, "sigver"),
                   value(block, "sigver_sig")),
            accept);
}

std::vector<AwsLcFile> aws_lc_files() {
  std::vector<AwsLcFile> files;
  for (const auto& [size, type] :
       {std::pair{"44", KeyType::MlDsa44}, {"65", KeyType::MlDsa65}, {"87", KeyType::MlDsa87}}) {
    for (const char* kind : {"keyGen", "sigGen", "sigVer"})
      files.push_back({std::string("MLDSA_") + size + "_ACVP_" + kind, type});
    for (const char* kind : {"sigGen", "sigVer"})
      files.push_back({std::string("MLDSA_EXTMU_") + size + "_ACVP_" + kind, type});
  }
  return files;
}

class AcvpOfAwsLc : public ::testing::TestWithParam<AwsLcFile> {};

INSTANTIATE_TEST_SUITE_P(Files, AcvpOfAwsLc, ::testing::ValuesIn(aws_lc_files()),
                         [](const auto& file) { return file.param.name; });

TEST_P(AcvpOfAwsLc, IsAcceptedAndRefusedAsItShouldBe) {
  const auto& [name, type] = GetParam();
  const auto contents = read_vectors("acvp/aws-lc-kat/" + name + ".txt");
  if (!contents) GTEST_SKIP() << name << " is not here; set TRENT_VECTORS";
  const auto check = name.ends_with("keyGen")   ? check_key_generation
                     : name.ends_with("sigGen") ? check_signing
                                                : check_verifying;
  Tally tally;
  for (const Block& block : blocks_of(*contents)) {
    SCOPED_TRACE(block.at("count"));
    check(type, block, tally);
    EXPECT_EQ(ERR_peek_error(), 0UL);
  }
  report(name, tally);
}

}  // namespace
}  // namespace trent::crypto::testing
