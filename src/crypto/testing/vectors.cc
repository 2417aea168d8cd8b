#include "crypto/testing/vectors.h"

#include <gtest/gtest.h>
#include <openssl/err.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>

#include "base/encoding.h"

namespace trent::crypto::testing {
namespace {

constexpr std::string_view kOtherHash =
    "KMS signs with the hash that belongs to the curve, and only with that one";
constexpr std::string_view kPbkdf2 = "we derive keys from passphrases with Argon2id";
constexpr std::string_view kPkcs1Encryption = "KMS has no RSAES-PKCS1-v1_5";

constexpr std::array kFiles{
    VectorFile{"aes_gcm", Family::AesGcm},
    VectorFile{"aes_kwp", Family::AesKwp},
    VectorFile{"aes_wrap", Family::NotOurs, "key wrap without padding (RFC 3394)"},
    VectorFile{"ecdh_secp256k1", Family::NotOurs, "KMS agrees on keys on the NIST curves and SM2"},
    VectorFile{"ecdh_secp256r1", Family::Ecdh},
    VectorFile{"ecdh_secp384r1", Family::Ecdh},
    VectorFile{"ecdh_secp521r1", Family::Ecdh},
    VectorFile{"ecdsa_secp256k1_sha256", Family::Ecdsa},
    VectorFile{"ecdsa_secp256r1_sha256", Family::Ecdsa},
    VectorFile{"ecdsa_secp256r1_sha256_p1363", Family::NotOurs, "KMS's signatures are DER"},
    VectorFile{"ecdsa_secp256r1_sha512", Family::NotOurs, kOtherHash},
    VectorFile{"ecdsa_secp384r1_sha256", Family::NotOurs, kOtherHash},
    VectorFile{"ecdsa_secp384r1_sha384", Family::Ecdsa},
    VectorFile{"ecdsa_secp384r1_sha512", Family::NotOurs, kOtherHash},
    VectorFile{"ecdsa_secp521r1_sha512", Family::Ecdsa},
    VectorFile{"ed25519", Family::Ed25519},
    VectorFile{"hmac_sha224", Family::Hmac},
    VectorFile{"hmac_sha256", Family::Hmac},
    VectorFile{"hmac_sha384", Family::Hmac},
    VectorFile{"hmac_sha512", Family::Hmac},
    VectorFile{"mldsa_44_sign_noseed", Family::MlDsaSign},
    VectorFile{"mldsa_44_sign_seed", Family::MlDsaSign},
    VectorFile{"mldsa_44_verify", Family::MlDsaVerify},
    VectorFile{"mldsa_65_sign_noseed", Family::MlDsaSign},
    VectorFile{"mldsa_65_sign_seed", Family::MlDsaSign},
    VectorFile{"mldsa_65_verify", Family::MlDsaVerify},
    VectorFile{"mldsa_87_sign_noseed", Family::MlDsaSign},
    VectorFile{"mldsa_87_sign_seed", Family::MlDsaSign},
    VectorFile{"mldsa_87_verify", Family::MlDsaVerify},
    VectorFile{"mlkem_1024", Family::MlKemDecapsulate},
    VectorFile{"mlkem_1024_encaps", Family::MlKemEncapsulate},
    VectorFile{"mlkem_1024_keygen_seed", Family::MlKemKeys},
    VectorFile{"mlkem_1024_semi_expanded_decaps", Family::MlKemExpandedKeys},
    VectorFile{"mlkem_512", Family::MlKemDecapsulate},
    VectorFile{"mlkem_512_encaps", Family::MlKemEncapsulate},
    VectorFile{"mlkem_512_keygen_seed", Family::MlKemKeys},
    VectorFile{"mlkem_512_semi_expanded_decaps", Family::MlKemExpandedKeys},
    VectorFile{"mlkem_768", Family::MlKemDecapsulate},
    VectorFile{"mlkem_768_encaps", Family::MlKemEncapsulate},
    VectorFile{"mlkem_768_keygen_seed", Family::MlKemKeys},
    VectorFile{"mlkem_768_semi_expanded_decaps", Family::MlKemExpandedKeys},
    VectorFile{"pbkdf2_hmacsha256", Family::NotOurs, kPbkdf2},
    VectorFile{"pbkdf2_hmacsha512", Family::NotOurs, kPbkdf2},
    VectorFile{"primality", Family::NotOurs, "only OpenSSL tests primes, when it checks RSA keys"},
    VectorFile{"rsa_oaep_2048_sha1_mgf1sha1", Family::RsaOaep},
    VectorFile{"rsa_oaep_2048_sha256_mgf1sha1", Family::RsaOaep},
    VectorFile{"rsa_oaep_2048_sha256_mgf1sha256", Family::RsaOaep},
    VectorFile{"rsa_oaep_3072_sha256_mgf1sha1", Family::RsaOaep},
    VectorFile{"rsa_oaep_3072_sha256_mgf1sha256", Family::RsaOaep},
    VectorFile{"rsa_oaep_4096_sha256_mgf1sha1", Family::RsaOaep},
    VectorFile{"rsa_oaep_4096_sha256_mgf1sha256", Family::RsaOaep},
    VectorFile{"rsa_oaep_misc", Family::RsaOaep},
    VectorFile{"rsa_pkcs1_2048", Family::NotOurs, kPkcs1Encryption},
    VectorFile{"rsa_pkcs1_2048_sig_gen", Family::RsaPkcs1Sign},
    VectorFile{"rsa_pkcs1_3072", Family::NotOurs, kPkcs1Encryption},
    VectorFile{"rsa_pkcs1_3072_sig_gen", Family::RsaPkcs1Sign},
    VectorFile{"rsa_pkcs1_4096", Family::NotOurs, kPkcs1Encryption},
    VectorFile{"rsa_pkcs1_4096_sig_gen", Family::RsaPkcs1Sign},
    VectorFile{"rsa_pss_2048_sha256_mgf1_0", Family::RsaPss},
    VectorFile{"rsa_pss_2048_sha256_mgf1_32", Family::RsaPss},
    VectorFile{"rsa_pss_2048_sha256_mgf1sha1_20", Family::RsaPss},
    VectorFile{"rsa_pss_2048_sha384_mgf1_48", Family::RsaPss},
    VectorFile{"rsa_pss_2048_sha512_224_mgf1_28", Family::NotOurs, "KMS has no SHA-512/224"},
    VectorFile{"rsa_pss_2048_sha512_256_mgf1_32", Family::NotOurs, "KMS has no SHA-512/256"},
    VectorFile{"rsa_pss_3072_sha256_mgf1_32", Family::RsaPss},
    VectorFile{"rsa_pss_4096_sha256_mgf1_32", Family::RsaPss},
    VectorFile{"rsa_pss_4096_sha384_mgf1_48", Family::RsaPss},
    VectorFile{"rsa_pss_4096_sha512_mgf1_32", Family::RsaPss},
    VectorFile{"rsa_pss_4096_sha512_mgf1_64", Family::RsaPss},
    VectorFile{"rsa_pss_misc", Family::RsaPss},
    VectorFile{"rsa_signature_2048_sha256", Family::RsaPkcs1Verify},
    VectorFile{"rsa_signature_2048_sha384", Family::RsaPkcs1Verify},
    VectorFile{"rsa_signature_2048_sha512", Family::RsaPkcs1Verify},
    VectorFile{"rsa_signature_3072_sha256", Family::RsaPkcs1Verify},
    VectorFile{"rsa_signature_3072_sha384", Family::RsaPkcs1Verify},
    VectorFile{"rsa_signature_3072_sha512", Family::RsaPkcs1Verify},
    VectorFile{"rsa_signature_4096_sha256", Family::RsaPkcs1Verify},
    VectorFile{"rsa_signature_4096_sha384", Family::RsaPkcs1Verify},
    VectorFile{"rsa_signature_4096_sha512", Family::RsaPkcs1Verify},
    VectorFile{"rsa_three_primes_oaep_2048_sha1_mgf1sha1", Family::RsaOaep},
    VectorFile{"rsa_three_primes_oaep_3072_sha224_mgf1sha224", Family::RsaOaep},
    VectorFile{"rsa_three_primes_oaep_4096_sha256_mgf1sha256", Family::RsaOaep},
};

// What we make of a vector that is "acceptable" because of this.
struct Decision {
  std::string_view flag;
  bool accept;
};

constexpr std::array kDecisions{
    // RFC 5480, 2.2 allows compressed points beside the uncompressed ones, and they decompress to
    // one point or none.
    Decision{"CompressedPoint", true},
    Decision{"CompressedPublic", true},
    // RFC 5480, 2.1.1: explicit parameters MUST NOT be used. CVE-2020-0601 is what comes of them.
    Decision{"UnnamedCurve", false},
    Decision{"UnusedParam", false},
    Decision{"WrongOrder", false},
    Decision{"ModifiedGenerator", false},
    Decision{"ModifiedCofactor", false},
    Decision{"NoCofactor", false},
    Decision{"ModifiedCurveParameter", false},
    // RFC 5280 has certificates, and so their keys, in DER. No encoder makes anything else.
    Decision{"InvalidAsn", false},
    // RFC 8017, 9.2, note 1 lets verifiers accept it; no signer has made it since the nineties.
    Decision{"MissingNull", false},
    // e = 3 is weak with bad padding only, and ours is checked byte for byte. NIST would want
    // 65537,
    // but imported keys are what they are.
    Decision{"SmallPublicKey", true},
    // SHA-1: all vectors with it are left out before this.
    Decision{"WeakHash", false},
};

bool accepts(const json::value& flag) {
  const json::string& name = flag.as_string();
  const auto found =
      std::ranges::find(kDecisions, std::string_view(name.data(), name.size()), &Decision::flag);
  if (found == kDecisions.end()) {
    ADD_FAILURE() << "nothing was decided about the flag " << name.c_str();
    return false;
  }
  return found->accept;
}

std::string described(const json::object& test) {
  std::string description = json::serialize(test.at("tcId"));
  for (const std::string_view member : {"comment", "reason", "flags"})
    if (const json::value* value = test.if_contains(member))
      description += " " + json::serialize(*value);
  return description;
}

Tally check_groups(const json::value& vectors, const Check& check) {
  Tally tally;
  for (const json::value& group : vectors.at("testGroups").as_array())
    for (const json::value& test : group.at("tests").as_array()) {
      SCOPED_TRACE(described(test.as_object()));
      check(group.as_object(), test.as_object(), tally);
      EXPECT_EQ(ERR_peek_error(), 0UL);
    }
  return tally;
}

void check_json(std::string_view shown, const std::filesystem::path& name, const Check& check) {
  const auto contents = read_vectors(name);
  if (!contents) GTEST_SKIP() << name << " is not here; set TRENT_VECTORS";
  report(shown, check_groups(json::parse(*contents), check));
}

}  // namespace

std::optional<std::filesystem::path> vectors_directory() {
  if (const char* set = std::getenv("TRENT_VECTORS"))
    return std::filesystem::exists(set) ? std::optional<std::filesystem::path>(set) : std::nullopt;
  for (auto above = std::filesystem::current_path();; above = above.parent_path()) {
    if (std::filesystem::exists(above / "shared/vectors")) return above / "shared/vectors";
    if (above == above.root_path()) return std::nullopt;
  }
}

std::optional<std::string> read_vectors(const std::filesystem::path& name) {
  const auto directory = vectors_directory();
  if (!directory) return std::nullopt;
  std::ifstream file(*directory / name, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

std::vector<VectorFile> all_files() { return {kFiles.begin(), kFiles.end()}; }

std::vector<VectorFile> files_of(std::initializer_list<Family> families) {
  std::vector<VectorFile> files;
  std::ranges::copy_if(kFiles, std::back_inserter(files), [&](const VectorFile& file) {
    return std::ranges::find(families, file.family) != families.end();
  });
  return files;
}

std::ostream& operator<<(std::ostream& out, const VectorFile& file) { return out << file.name; }

std::string_view text(const json::object& object, std::string_view member) {
  const json::string& value = object.at(member).as_string();
  return {value.data(), value.size()};
}

Bytes bytes(const json::object& object, std::string_view member) {
  return bytes_from_hex(text(object, member)).value();
}

std::int64_t number(const json::object& object, std::string_view member) {
  return object.at(member).as_int64();
}

bool should_accept(const json::object& test) {
  const std::string_view result = text(test, "result");
  if (result != "acceptable") return result == "valid";
  return std::ranges::all_of(test.at("flags").as_array(), accepts);
}

std::optional<KeyType> rsa_type(std::int64_t modulus_bits) {
  if (modulus_bits == 2048) return KeyType::Rsa2048;
  if (modulus_bits == 3072) return KeyType::Rsa3072;
  if (modulus_bits == 4096) return KeyType::Rsa4096;
  return std::nullopt;
}

std::optional<Hash> signature_hash(std::string_view name) {
  if (name == "SHA-256") return Hash::Sha256;
  if (name == "SHA-384") return Hash::Sha384;
  if (name == "SHA-512") return Hash::Sha512;
  return std::nullopt;
}

void report(std::string_view name, const Tally& tally) {
  EXPECT_GT(tally.accepted + tally.refused, 0);
  ::testing::Test::RecordProperty("accepted", tally.accepted);
  ::testing::Test::RecordProperty("refused", tally.refused);
  ::testing::Test::RecordProperty("left_out", tally.left_out);
  std::cout << "  " << name << ": " << tally.accepted << " accepted, " << tally.refused
            << " refused, " << tally.left_out << " left out\n";
}

void check_wycheproof(std::string_view name, const Check& check) {
  check_json(name, std::filesystem::path("wycheproof") / (std::string(name) + "_test.json"), check);
}

void check_acvp(const std::filesystem::path& name, const Check& check) {
  check_json(name.stem().string(), std::filesystem::path("acvp/nist-json") / name, check);
}

}  // namespace trent::crypto::testing
