// What the other tests cannot see: whether a secret is still somewhere in the process's memory
// after its owner is gone.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <fstream>
#include <functional>
#include <latch>
#include <sstream>
#include <thread>

#include "base/secret_bytes.h"
#include "crypto/aes_gcm.h"
#include "crypto/asymmetric_encryption.h"
#include "crypto/cms.h"
#include "crypto/digest.h"
#include "crypto/hash.h"
#include "crypto/internal/hashes.h"
#include "crypto/kdf.h"
#include "crypto/key_agreement.h"
#include "crypto/key_wrap.h"
#include "crypto/random.h"
#include "crypto/signatures.h"

namespace trent::crypto {
namespace {

constexpr std::size_t kPatternBytes = 16;

// The start of a secret, kept in a form in which the search does not find it.
class Pattern {
 public:
  explicit Pattern(ByteView secret) {
    std::memcpy(words_.data(), secret.data(), kPatternBytes);
    for (std::uint64_t& word : words_) word = ~word;
  }
  // Instrumented, the search would take minutes.
  [[gnu::no_sanitize("address", "undefined", "thread")]] int count_in(const std::uint8_t* memory,
                                                                      std::size_t positions) const {
    int count = 0;
    const std::uint64_t first = words_[0];
    for (std::size_t i = 0; i < positions; ++i) {
      std::uint64_t word;
      __builtin_memcpy(&word, memory + i, sizeof(word));
      if (~word != first) continue;
      __builtin_memcpy(&word, memory + i + sizeof(word), sizeof(word));
      if (~word == words_[1]) ++count;
    }
    return count;
  }

 private:
  std::array<std::uint64_t, kPatternBytes / sizeof(std::uint64_t)> words_;
};

int count_in_region(int memory, std::uintptr_t start, std::uintptr_t end, const Pattern& pattern) {
  static SecretBytes chunk(1 << 20);
  const MutableByteView bytes = chunk.reveal_mutable();
  int count = 0;
  for (std::uintptr_t at = start; at + kPatternBytes <= end;) {
    const std::size_t wanted = std::min<std::size_t>(bytes.size(), end - at);
    const ssize_t got = pread(memory, bytes.data(), wanted, static_cast<off_t>(at));
    if (got < static_cast<ssize_t>(kPatternBytes)) break;
    const std::size_t positions = static_cast<std::size_t>(got) - kPatternBytes + 1;
    count += pattern.count_in(bytes.data(), positions);
    at += positions;
  }
  wipe(bytes.data(), bytes.size());
  return count;
}

// In all writable memory, save the sanitizers' shadow.
int count_in_memory(const Pattern& pattern) {
  constexpr std::uintptr_t larger_than_ours = 1 << 28;
  const int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  std::ifstream maps("/proc/self/maps");
  int count = 0;
  for (std::string line; std::getline(maps, line);) {
    std::uintptr_t start = 0;
    std::uintptr_t end = 0;
    char dash = 0;
    std::string mode;
    std::istringstream(line) >> std::hex >> start >> dash >> end >> mode;
    if (!mode.starts_with("rw") || end - start > larger_than_ours) continue;
    count += count_in_region(memory, start, end, pattern);
  }
  close(memory);
  return count;
}

// How often `pattern` is found once `use` is through. On a thread of its own, which then stands
// still, so that its stack and its contexts are searched as they were left.
int count_after(const Pattern& pattern, const std::function<void()>& use) {
  std::latch used(1);
  std::latch searched(1);
  const std::jthread thread([&] {
    use();
    used.count_down();
    searched.wait();
  });
  used.wait();
  const int count = count_in_memory(pattern);
  searched.count_down();
  return count;
}

// How often a secret is found once `use` is through with it.
int leftovers(const std::function<void(const SecretBytes&)>& use) {
  SecretBytes secret = random_secret(32);
  return count_after(Pattern(secret.reveal()), [&] {
    use(secret);
    secret = SecretBytes();
  });
}

TEST(Leftovers, TheSearchFindsWhatIsThere) {
  Bytes careless;
  EXPECT_GE(leftovers([&](const SecretBytes& secret) {
              careless.assign(secret.reveal().begin(), secret.reveal().end());
            }),
            1);
}

TEST(Leftovers, RandomSecretsAreGoneFromThePool) {
  EXPECT_EQ(leftovers([](const SecretBytes&) {}), 0);
}

TEST(Leftovers, NoAesKeyIsLeft) {
  Bytes sealed(8 + kGcmTagBytes);
  EXPECT_EQ(leftovers([&](const SecretBytes& key) {
              aes256_gcm_seal(key.reveal(), Bytes(kGcmIvBytes), {}, as_bytes("12345678"), sealed);
            }),
            0);
  EXPECT_EQ(leftovers([&](const SecretBytes& key) {
              Bytes opened(8);
              EXPECT_FALSE(aes256_gcm_open(key.reveal(), Bytes(kGcmIvBytes), {}, sealed, opened));
            }),
            0);
  EXPECT_EQ(leftovers([](const SecretBytes& key) {
              EXPECT_TRUE(aes_kwp_wrap(key.reveal(), as_bytes("key")).has_value());
            }),
            0);
}

// HMAC mixes its key with one of two bytes; the search is for the mixtures too.
void expect_no_key_left(const std::function<void(const SecretBytes&)>& make_mac) {
  for (const std::uint8_t mask : {std::uint8_t{0}, std::uint8_t{0x36}, std::uint8_t{0x5c}}) {
    SecretBytes key = random_secret(32);
    SecretBytes masked = SecretBytes::copy_of(key.reveal());
    for (std::uint8_t& byte : masked.reveal_mutable()) byte ^= mask;
    const Pattern pattern(masked.reveal());
    masked = SecretBytes();
    EXPECT_EQ(count_after(pattern,
                          [&] {
                            make_mac(key);
                            key = SecretBytes();
                          }),
              0)
        << int{mask};
  }
}

TEST(Leftovers, NoHmacKeyIsLeftNotEvenMasked) {
  expect_no_key_left([](const SecretBytes& key) { hmac_sha256(key.reveal(), {as_bytes("text")}); });
  for (const Hash hash : {Hash::Sha224, Hash::Sha256, Hash::Sha384, Hash::Sha512}) {
    SCOPED_TRACE(internal::name_of(hash));
    expect_no_key_left([=](const SecretBytes& key) { hmac(hash, key.reveal(), as_bytes("text")); });
  }
}

TEST(Leftovers, NoDerivedKeyIsLeft) {
  const Pattern pattern(
      counter_kdf_hmac_sha256(as_bytes("key"), as_bytes("label"), {}, 32).reveal());
  EXPECT_EQ(
      count_after(pattern,
                  [] { counter_kdf_hmac_sha256(as_bytes("key"), as_bytes("label"), {}, 32); }),
      0);
}

TEST(Leftovers, NoHashedOrUnwrappedSecretIsLeft) {
  EXPECT_EQ(leftovers([](const SecretBytes& secret) { sha256(secret.reveal()); }), 0);
  EXPECT_EQ(leftovers([](const SecretBytes& secret) {
              const auto wrapped = aes_kwp_wrap(Bytes(32), secret.reveal());
              EXPECT_TRUE(aes_kwp_unwrap(Bytes(32), *wrapped).has_value());
            }),
            0);
}

TEST(Leftovers, NoPlaintextOfOaepIsLeft) {
  const PrivateKey key = PrivateKey::generate(KeyType::Rsa2048).value();
  EXPECT_EQ(leftovers([&](const SecretBytes& secret) {
              const auto ciphertext =
                  encrypt_rsa_oaep(key.public_key(), Hash::Sha256, secret.reveal());
              EXPECT_TRUE(decrypt_rsa_oaep(key, Hash::Sha256, *ciphertext).has_value());
            }),
            0);
}

TEST(Leftovers, NoContentOfAnEnvelopeIsLeft) {
  const PublicKey key = PrivateKey::generate(KeyType::Rsa2048).value().public_key();
  EXPECT_EQ(leftovers([&](const SecretBytes& content) {
              EXPECT_TRUE(enveloped_for(key, content).has_value());
            }),
            0);
}

TEST(Leftovers, NoDerOfAPrivateKeyIsLeft) {
  SecretBytes der = PrivateKey::generate(KeyType::Rsa2048).value().pkcs8();
  ASSERT_TRUE(PrivateKey::from_pkcs8(KeyType::Rsa2048, der).has_value());
  // In the middle of the file, which is in the private exponent.
  const Pattern in_der(der.reveal().subspan(der.size_bytes() / 2));
  der = SecretBytes();
  EXPECT_EQ(count_in_memory(in_der), 0);
}

// --- private keys -------------------------------------------------------------------------------

using UseOfKey = std::function<void(const PrivateKey&)>;

UseOfKey signing(SignatureAlgorithm algorithm) {
  return [algorithm](const PrivateKey& key) {
    EXPECT_TRUE(sign(key, algorithm, Signed::Message, as_bytes("message")).has_value());
  };
}

void agree(const PrivateKey& key) {
  const PrivateKey other = PrivateKey::generate(key.type()).value();
  EXPECT_TRUE(ecdh(key, other.public_key()).has_value());
}

void decapsulate_once(const PrivateKey& key) {
  const auto made = encapsulate(key.public_key());
  EXPECT_TRUE(decapsulate(key, made->ciphertext).has_value());
}

struct KeyUse {
  const char* name;
  KeyType type;
  std::size_t secret_offset;  // in PKCS #8: of the scalar, the seed, or somewhere in d
  UseOfKey use;
};

class LeftoversOfKeys : public ::testing::TestWithParam<KeyUse> {};

INSTANTIATE_TEST_SUITE_P(
    Every, LeftoversOfKeys,
    ::testing::Values(
        KeyUse{"RsaPkcs1", KeyType::Rsa2048, 600,
               signing({SignatureScheme::RsaPkcs1, Hash::Sha256})},
        KeyUse{"RsaPss", KeyType::Rsa2048, 600, signing({SignatureScheme::RsaPss, Hash::Sha256})},
        KeyUse{"P256", KeyType::P256, 36, signing({SignatureScheme::Ecdsa, Hash::Sha256})},
        KeyUse{"P384", KeyType::P384, 35, signing({SignatureScheme::Ecdsa, Hash::Sha384})},
        KeyUse{"P521", KeyType::P521, 37, signing({SignatureScheme::Ecdsa, Hash::Sha512})},
        KeyUse{"Secp256k1", KeyType::Secp256k1, 33,
               signing({SignatureScheme::Ecdsa, Hash::Sha256})},
        KeyUse{"Ed25519", KeyType::Ed25519, 16, signing({SignatureScheme::Ed25519, {}})},
        KeyUse{"Ed25519ph", KeyType::Ed25519, 16, signing({SignatureScheme::Ed25519ph, {}})},
        KeyUse{"MlDsa44", KeyType::MlDsa44, 22, signing({SignatureScheme::MlDsa, {}})},
        KeyUse{"MlDsa65", KeyType::MlDsa65, 22, signing({SignatureScheme::MlDsa, {}})},
        KeyUse{"MlDsa87", KeyType::MlDsa87, 22, signing({SignatureScheme::MlDsa, {}})},
        KeyUse{"Sm2", KeyType::Sm2, 36, signing({SignatureScheme::Sm2, Hash::Sm3})},
        KeyUse{"P256Agreement", KeyType::P256, 36, agree},
        KeyUse{"P521Agreement", KeyType::P521, 37, agree},
        KeyUse{"Sm2Agreement", KeyType::Sm2, 36, agree},
        KeyUse{"MlKem512", KeyType::MlKem512, 22, decapsulate_once},
        KeyUse{"MlKem768", KeyType::MlKem768, 22, decapsulate_once},
        KeyUse{"MlKem1024", KeyType::MlKem1024, 22, decapsulate_once}),
    [](const auto& use) { return std::string(use.param.name); });

// In the order of the encoding, and in that of OpenSSL's big numbers, which is the other way round.
TEST_P(LeftoversOfKeys, NoPrivateKeyIsLeft) {
  for (const bool reversed : {false, true}) {
    SecretBytes der = PrivateKey::generate(GetParam().type).value().pkcs8();
    SecretBytes part = SecretBytes::copy_of(der.reveal().subspan(GetParam().secret_offset, 16));
    if (reversed) std::ranges::reverse(part.reveal_mutable());
    const Pattern pattern(part.reveal());
    part = SecretBytes();
    EXPECT_EQ(count_after(pattern,
                          [&] {
                            const auto key = PrivateKey::from_pkcs8(GetParam().type, der);
                            der = SecretBytes();
                            GetParam().use(key.value());
                          }),
              0)
        << (reversed ? "as a big number" : "as encoded");
  }
}

// While there is a key the search finds it: else the test above would mean nothing.
TEST(Leftovers, PrivateKeysAreFoundAsLongAsTheyLive) {
  for (const auto& [type, offset] : {std::pair{KeyType::Rsa2048, 600U},
                                     {KeyType::P256, 36U},
                                     {KeyType::Sm2, 36U},
                                     {KeyType::Ed25519, 16U},
                                     {KeyType::MlDsa65, 22U},
                                     {KeyType::MlKem768, 22U}}) {
    const PrivateKey key = PrivateKey::generate(type).value();
    SecretBytes part = SecretBytes::copy_of(key.pkcs8().reveal().subspan(offset, 16));
    const Pattern encoded(part.reveal());
    std::ranges::reverse(part.reveal_mutable());
    const Pattern big_number(part.reveal());
    part = SecretBytes();
    EXPECT_GT(count_in_memory(encoded) + count_in_memory(big_number), 0);
  }
}

TEST(Leftovers, NoSharedSecretIsLeft) {
  for (const KeyType type : {KeyType::P256, KeyType::P384, KeyType::P521, KeyType::Sm2}) {
    const PrivateKey ours = PrivateKey::generate(type).value();
    const PublicKey theirs = PrivateKey::generate(type)->public_key();
    const Pattern pattern(ecdh(ours, theirs)->reveal());
    EXPECT_EQ(count_after(pattern, [&] { EXPECT_TRUE(ecdh(ours, theirs).has_value()); }), 0);
  }
  const PrivateKey key = PrivateKey::generate(KeyType::MlKem768).value();
  auto made = encapsulate(key.public_key());
  const Pattern pattern(made->shared_secret.reveal());
  made->shared_secret = SecretBytes();
  EXPECT_EQ(count_after(pattern, [&] { EXPECT_TRUE(decapsulate(key, made->ciphertext)); }), 0);
}

TEST(Leftovers, NoPlaintextOfSm2IsLeft) {
  const PrivateKey key = PrivateKey::generate(KeyType::Sm2).value();
  EXPECT_EQ(leftovers([&](const SecretBytes& secret) {
              const auto ciphertext = encrypt_sm2(key.public_key(), secret.reveal());
              EXPECT_TRUE(decrypt_sm2(key, *ciphertext).has_value());
            }),
            0);
}

TEST(Leftovers, NoPassphraseIsLeft) {
  EXPECT_EQ(leftovers([](const SecretBytes& passphrase) {
              EXPECT_TRUE(argon2id(passphrase, as_bytes("somesalt"), {64, 1, 1}, 32).has_value());
            }),
            0);
}

}  // namespace
}  // namespace trent::crypto
