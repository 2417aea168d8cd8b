#include "crypto/self_check.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "base/encoding.h"
#include "crypto/aes_gcm.h"
#include "crypto/digest.h"
#include "crypto/hash.h"
#include "crypto/internal/known_answers.h"
#include "crypto/internal/openssl_library.h"
#include "crypto/kdf.h"
#include "crypto/key_wrap.h"

namespace trent::crypto {
namespace {

using internal::from_hex;
using internal::KnownAnswer;

constexpr unsigned long kOldestVersion = 0x30500000;  // 3.5.0

// FIPS 180-4's example "abc".
Bytes sha256_answer() {
  const Sha256Digest digest = sha256(as_bytes("abc"));
  return {digest.begin(), digest.end()};
}

// RFC 4231, test case 2.
Bytes hmac_answer() {
  const Sha256Digest mac =
      hmac_sha256(as_bytes("Jefe"), {as_bytes("what do ya want "), as_bytes("for nothing?")});
  return {mac.begin(), mac.end()};
}

// The same, with the hashes of hash.h.
Bytes hmac_answer_of_hash() {
  const auto mac = [](Hash hash) {
    return hmac(hash, as_bytes("Jefe"), as_bytes("what do ya want for nothing?"));
  };
  Bytes answer;
  for (const Hash hash : {Hash::Sha224, Hash::Sha384, Hash::Sha512})
    for (const std::uint8_t byte : mac(hash)) answer.push_back(byte);
  return answer;
}

// GB/T 32905, A.1.
Bytes sm3_answer() { return digest(Hash::Sm3, as_bytes("abc")); }

// The GCM specification of McGrew and Viega, test case 16; sealed and opened again.
Bytes gcm_answer() {
  const Bytes key = from_hex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
  const Bytes iv = from_hex("cafebabefacedbaddecaf888");
  const Bytes aad = from_hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
  const Bytes plaintext = from_hex(
      "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
      "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
  Bytes sealed(plaintext.size() + kGcmTagBytes);
  aes256_gcm_seal(key, iv, {aad}, plaintext, sealed);
  Bytes opened(plaintext.size());
  const bool authentic = aes256_gcm_open(key, iv, {aad}, sealed, opened);
  return authentic && opened == plaintext ? sealed : Bytes{};
}

// Ours: checked against OpenSSL's own KBKDF in kdf_test.cc.
Bytes kdf_answer() {
  const SecretBytes derived = counter_kdf_hmac_sha256(as_bytes("trent self test key"),
                                                      as_bytes("label"), {as_bytes("context")}, 40);
  const ByteView bytes = derived.reveal();
  return {bytes.begin(), bytes.end()};
}

// RFC 5649, section 6, first example (AES-192).
Bytes kwp_answer() {
  const Bytes key = from_hex("5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8");
  const auto wrapped = aes_kwp_wrap(key, from_hex("c37b7e6492584340bed12207808941155068f738"));
  return wrapped.value_or(Bytes{});
}

constexpr std::array kSymmetricAnswers{
    KnownAnswer{"SHA-256", sha256_answer,
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    KnownAnswer{"HMAC-SHA-256", hmac_answer,
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
    KnownAnswer{"HMAC-SHA-224, 384 or 512", hmac_answer_of_hash,
                "a30e01098bc6dbbf45690f3a7e9e6d0f8bbea2a39e6148008fd05e44"
                "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e"
                "8e2240ca5e69e2c78b3239ecfab21649"
                "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
                "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"},
    KnownAnswer{"SM3", sm3_answer,
                "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"},
    KnownAnswer{"AES-256-GCM", gcm_answer,
                "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
                "76fc6ece0f4e1768cddf8853bb2d551b"},
    KnownAnswer{"SP 800-108 KDF", kdf_answer,
                "5c592c9d1bb1ed67051ea94519461004b88b7de0c4898d60197361d72c9ecabda071e507b11b5949"},
    KnownAnswer{"AES key wrap with padding", kwp_answer,
                "138bdeaa9b8fa7fc61f97742e72248ee5ae6ae5360d1ae6a5f54f373fa543b6a"},
};

Result<void> check(std::span<const KnownAnswer> answers) {
  for (const auto& [algorithm, compute, expected] : answers)
    if (hex(compute()) != expected)
      return fail_internally(std::string(algorithm) + " gives a wrong answer");
  return {};
}

}  // namespace

Result<void> self_check() {
  if (OpenSSL_version_num() < kOldestVersion)
    return fail_internally(std::string("OpenSSL 3.5 or later is needed, and this is ") +
                           OpenSSL_version(OPENSSL_VERSION));
  if (!internal::openssl_is_set_up())
    return fail_internally("something used OpenSSL before it was told to wipe its memory");
  TRY(check(kSymmetricAnswers));
  return check(internal::asymmetric_answers());
}

}  // namespace trent::crypto
