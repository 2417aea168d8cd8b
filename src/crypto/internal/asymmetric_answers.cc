#include <array>

#include "base/encoding.h"
#include "crypto/digest.h"
#include "crypto/internal/known_answers.h"
#include "crypto/key_agreement.h"
#include "crypto/signatures.h"

namespace trent::crypto::internal {
namespace {

// All of the answers are made so that they are empty where a step fails.

Result<PrivateKey> private_key(KeyType type, std::string_view pkcs8) {
  return PrivateKey::from_pkcs8(type, SecretBytes::copy_of(from_hex(pkcs8)));
}

Bytes digest_of_public_key(const PrivateKey& key) {
  const Sha256Digest digest = sha256(key.public_key().spki());
  return {digest.begin(), digest.end()};
}

// 1 for a signature that is accepted, and then 0 for the same one of another message.
Bytes verdicts(KeyType type, std::string_view spki, SignatureAlgorithm algorithm,
               std::string_view message, std::string_view signature) {
  const auto key = PublicKey::from_spki(type, from_hex(spki));
  if (!key) return {};
  const auto verdict = [&](std::string_view of) {
    return verify(*key, algorithm, Signed::Message, as_bytes(of), from_hex(signature)) ? 1 : 0;
  };
  return {static_cast<std::uint8_t>(verdict(message)), static_cast<std::uint8_t>(verdict("other"))};
}
constexpr std::string_view kRightVerdicts = "0100";

// Wycheproof's rsa_signature_2048_sha256 and rsa_pss_2048_sha256_mgf1_32, test 6 of both.
constexpr std::string_view kRsaKey =
    "30820122300d06092a864886f70d01010105000382010f003082010a0282010100a2b451a07d0aa5"
    "f96e455671513550514a8a5b462ebef717094fa1fee82224e637f9746d3f7cafd31878d80325b6ef"
    "5a1700f65903b469429e89d6eac8845097b5ab393189db92512ed8a7711a1253facd20f79c15e824"
    "7f3d3e42e46e48c98e254a2fe9765313a03eff8f17e1a029397a1fa26a8dce26f490ed81299615d9"
    "814c22da610428e09c7d9658594266f5c021d0fceca08d945a12be82de4d1ece6b4c03145b5d3495"
    "d4ed5411eb878daf05fd7afc3e09ada0f1126422f590975a1969816f48698bcbba1b4d9cae79d460"
    "d8f9f85e7975005d9bc22c4e5ac0f7c1a45d12569a62807d3b9a02e5a530e773066f453d1f5b4c2e"
    "9cf7820283f742b9d50203010001";

Bytes rsa_pkcs1_answer() {
  return verdicts(KeyType::Rsa2048, kRsaKey, {SignatureScheme::RsaPkcs1, Hash::Sha256}, "a",
                  "38c042a00d6f27742a46f1f963a7b2e04f0eac637849631a491b8e4e58fc721c6ce620d5e705dc8e"
                  "73409c3909c1c68b6bdb2b30f882cf2797e65030b38c4e7daf6fef9d1f115c890086cf54ca3e7c2b"
                  "21dcbfd1250ed1d925810970f17dbf482d1784f296adee9ace6979075c1e12f5580cfb322e8737db"
                  "9d127d38e1b99ed87ec49448a18a6fee650d3c27e4a2a86a3d6e3ce4fe64120be60872fa07a3f78a"
                  "112715c167fb6c900698ba1afd824087a4cf733335c4a6d5120e3b29bc42f3b3d5db79973e4e321e"
                  "0910a288d18cdba172d060283c4f4c6656e9175a18b756b7d06251e9060bbfcab04978853eec6032"
                  "850a0e757bc0c61ad38aa4eb6bb6d907");
}

Bytes rsa_pss_answer() {
  return verdicts(KeyType::Rsa2048, kRsaKey, {SignatureScheme::RsaPss, Hash::Sha256}, "a",
                  "4e68a8375e086990bde05fc4bbde2d368f8d96a5bbcf16d9239fcdd45942d764fc2317d90f4f62ec"
                  "80059490240be8f32dfc32414a427c7e34be25ed0dcaee6927881e797db97a0341fdde459b9cc915"
                  "d0a348e15dcbfe1b0780472f52a887faffc988a9ceb677e1cf5638e44a9d6f2532417ed0bde5d67f"
                  "5dc9229ef1f3cfd9cb46c695738fd006cc62d02f5df76996270223060f72505ccfbdf4e88d961e2e"
                  "7763705480335148ecdd23d1202c26a963860dc769a43e44c72285092ba7f24d81844e612bf03f9c"
                  "2ddd4e5960622f71672f4e42b8a8f36c6847a05f70400207471c575d6a960fac1de809118efb5290"
                  "3ca37f12d40f6de74decb9a5b8a415d4");
}

// RFC 6979, A.2.5, with SHA-256.
Bytes ecdsa_answer() {
  return verdicts(KeyType::P256,
                  "3059301306072a8648ce3d020106082a8648ce3d030107034200"
                  "0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
                  "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299",
                  {SignatureScheme::Ecdsa, Hash::Sha256}, "sample",
                  "3046022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
                  "022100f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8");
}

// GM/T 0003.5, A.2.
Bytes sm2_answer() {
  return verdicts(KeyType::Sm2,
                  "3059301306072a8648ce3d020106082a811ccf5501822d034200"
                  "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
                  "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13",
                  {SignatureScheme::Sm2, Hash::Sm3}, "message digest",
                  "3046022100f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
                  "022100b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa");
}

// RFC 8032, 7.1, test 3; signed, and verified again.
Bytes ed25519_answer() {
  constexpr SignatureAlgorithm algorithm{SignatureScheme::Ed25519, {}};
  const Bytes message = from_hex("af82");
  const auto key = private_key(KeyType::Ed25519,
                               "302e020100300506032b657004220420"
                               "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7");
  if (!key) return {};
  const auto signature = sign(*key, algorithm, Signed::Message, message);
  if (!signature || !verify(key->public_key(), algorithm, Signed::Message, message, *signature))
    return {};
  return *signature;
}

// RFC 5903, 8.1.
Bytes ecdh_answer() {
  const auto ours =
      private_key(KeyType::P256,
                  "3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420"
                  "c88f01f510d9ac3f70a292daa2316de544e9aab8afe84049c62a9c57862d1433");
  const auto theirs = PublicKey::from_spki(
      KeyType::P256, from_hex("3059301306072a8648ce3d020106082a8648ce3d030107034200"
                              "04d12dfb5289c8d4f81208b70270398c342296970a0bccb74c736fc7554494bf63"
                              "56fbf3ca366cc23e8157854c13c58d6aac23f046ada30f8353e74f33039872ab"));
  if (!ours || !theirs) return {};
  const auto secret = ecdh(*ours, *theirs);
  return secret ? Bytes(secret->reveal().begin(), secret->reveal().end()) : Bytes{};
}

// The public key of test 26 of NIST's ACVP samples. A signature is different each time: it is made
// and verified.
Bytes ml_dsa_answer() {
  constexpr SignatureAlgorithm algorithm{SignatureScheme::MlDsa, {}};
  const auto key = private_key(KeyType::MlDsa65,
                               "3034020100300b060960864801650304031204228020"
                               "70cefb9aed5b68e018b079da8284b9d5cad5499ed9c265ff73588005d85c225c");
  if (!key) return {};
  const auto signature = sign(*key, algorithm, Signed::Message, as_bytes("message"));
  if (!signature ||
      !verify(key->public_key(), algorithm, Signed::Message, as_bytes("message"), *signature))
    return {};
  return digest_of_public_key(*key);
}

// The public key of test 26 of NIST's ACVP samples, and for a ciphertext of zeros the secret of
// implicit rejection: SHAKE256(z || ciphertext) (FIPS 203, algorithm 18). What is encapsulated is
// different each time: it must come back.
Bytes ml_kem_answer() {
  const auto key = private_key(KeyType::MlKem768,
                               "3054020100300b060960864801650304040204428040"
                               "e34a701c4c87582f42264ee422d3c684d97611f2523efe0c998af05056d693dc"
                               "a85768f3486bd32a01bf9a8f21ea938e648eae4e5448c34c3eb88820b159eedd");
  if (!key) return {};
  const auto made = encapsulate(key->public_key());
  if (!made) return {};
  const auto secret = decapsulate(*key, made->ciphertext);
  const auto rejection = decapsulate(*key, Bytes(made->ciphertext.size()));
  if (!secret || !rejection || !std::ranges::equal(secret->reveal(), made->shared_secret.reveal()))
    return {};
  Bytes answer = digest_of_public_key(*key);
  answer.insert(answer.end(), rejection->reveal().begin(), rejection->reveal().end());
  return answer;
}

constexpr std::array kAnswers{
    KnownAnswer{"RSASSA-PKCS1-v1_5", rsa_pkcs1_answer, kRightVerdicts},
    KnownAnswer{"RSASSA-PSS", rsa_pss_answer, kRightVerdicts},
    KnownAnswer{"ECDSA", ecdsa_answer, kRightVerdicts},
    KnownAnswer{"SM2", sm2_answer, kRightVerdicts},
    KnownAnswer{"Ed25519", ed25519_answer,
                "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"},
    KnownAnswer{"ECDH", ecdh_answer,
                "d6840f6b42f6edafd13116e0e12565202fef8e9ece7dce03812464d04b9442de"},
    KnownAnswer{"ML-DSA", ml_dsa_answer,
                "651970a8b0b2ade036bfdf4b61e8863ab6d33e99f0e080e4725afd3b79a51df6"},
    KnownAnswer{"ML-KEM", ml_kem_answer,
                "494b2ec30f4a75de0a8ca847adbcb34a1334c5d4a209b7299c21e8dabc7756e8"
                "c4af43bf8e2106de6125ac2f5dbbbfdb25873a9c50622cd6cd4d51bb9f278052"},
};

}  // namespace

std::span<const KnownAnswer> asymmetric_answers() { return kAnswers; }

}  // namespace trent::crypto::internal
