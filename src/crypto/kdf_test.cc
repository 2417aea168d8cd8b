#include "crypto/kdf.h"

#include <gtest/gtest.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/params.h>

#include "base/encoding.h"
#include "crypto/internal/openssl_handles.h"
#include "crypto/random.h"

namespace trent::crypto {
namespace {

std::string derive(std::string_view key, std::string_view label, std::string_view context,
                   std::size_t out_bytes) {
  return hex(counter_kdf_hmac_sha256(as_bytes(key), as_bytes(label), {as_bytes(context)}, out_bytes)
                 .reveal());
}

// The same by OpenSSL's KBKDF, for which label and context are "salt" and "info".
std::string derive_by_openssl(Bytes key, Bytes label, Bytes context, std::size_t out_bytes) {
  const internal::KdfHandle kdf(EVP_KDF_fetch(nullptr, "KBKDF", nullptr));
  const internal::KdfContextHandle kdf_context(EVP_KDF_CTX_new(kdf.get()));
  char mode[] = "counter";
  char mac[] = "HMAC";
  char digest[] = "SHA2-256";
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_MODE, mode, 0),
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_MAC, mac, 0),
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, key.data(), key.size()),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, label.data(), label.size()),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, context.data(), context.size()),
      OSSL_PARAM_construct_end()};
  Bytes out(out_bytes);
  EXPECT_EQ(EVP_KDF_derive(kdf_context.get(), out.data(), out.size(), parameters), 1);
  return hex(out);
}

TEST(CounterKdf, AgreesWithOpenssl) {
  for (std::size_t i = 1; i <= 200; ++i) {
    const Bytes key = random_bytes(1 + i % 80);
    const Bytes label = random_bytes(1 + i % 30);
    const Bytes context = random_bytes(1 + i);
    const auto split = static_cast<std::ptrdiff_t>(i / 3);
    const SecretBytes derived =
        counter_kdf_hmac_sha256(key, label,
                                {ByteView(context).first(static_cast<std::size_t>(split)),
                                 ByteView(context.begin() + split, context.end())},
                                i);
    EXPECT_EQ(hex(derived.reveal()), derive_by_openssl(key, label, context, i)) << i;
  }
}

TEST(CounterKdf, EveryInputCounts) {
  const std::string derived = derive("key", "label", "context", 32);
  EXPECT_EQ(derive("key", "label", "context", 32), derived);
  EXPECT_NE(derive("kez", "label", "context", 32), derived);
  EXPECT_NE(derive("key", "labem", "context", 32), derived);
  EXPECT_NE(derive("key", "label", "contexu", 32), derived);
}

TEST(CounterKdf, LabelAndContextDoNotRunIntoEachOther) {
  EXPECT_NE(derive("key", "labelc", "ontext", 32), derive("key", "label", "context", 32));
}

TEST(CounterKdf, AShorterOutputIsNoPrefixOfALongerOne) {
  EXPECT_FALSE(
      derive("key", "label", "context", 32).starts_with(derive("key", "label", "context", 16)));
}

TEST(CounterKdfDeathTest, ImpossibleSizesStopTheProcess) {
  EXPECT_DEATH(derive("key", "label", "", 0), "out_bytes");
  EXPECT_DEATH(derive("key", "label", "", (1 << 16) + 1), "out_bytes");
}

std::string argon2(std::string_view passphrase, std::string_view salt, const Argon2Cost& cost,
                   std::size_t out_bytes) {
  const auto derived = argon2id(SecretBytes::copy_of(passphrase), as_bytes(salt), cost, out_bytes);
  return derived ? hex(derived->reveal()) : "refused: " + derived.error().detail;
}

// From the reference implementation's test.c (github.com/P-H-C/phc-winner-argon2).
TEST(Argon2id, GivesTheAnswersOfTheReferenceImplementation) {
  EXPECT_EQ(argon2("password", "somesalt", {65536, 2, 1}, 32),
            "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7");
  EXPECT_EQ(argon2("password", "somesalt", {256, 2, 1}, 32),
            "9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe");
  EXPECT_EQ(argon2("password", "somesalt", {256, 2, 2}, 32),
            "6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037");
  EXPECT_EQ(argon2("differentpassword", "somesalt", {65536, 2, 1}, 32),
            "0b84d652cf6b0c4beaef0dfe278ba6a80df6696281d7e0d2891b817d8c458fde");
  EXPECT_EQ(argon2("password", "diffsalt", {65536, 2, 1}, 32),
            "bdf32b05ccc42eb15d58fd19b1f856b113da1e9a5874fdcc544308565aa8141c");
}

TEST(Argon2id, EveryInputCounts) {
  const std::string derived = argon2("password", "somesalt", {64, 2, 1}, 32);
  EXPECT_NE(argon2("passwore", "somesalt", {64, 2, 1}, 32), derived);
  EXPECT_NE(argon2("password", "somesalu", {64, 2, 1}, 32), derived);
  EXPECT_NE(argon2("password", "somesalt", {72, 2, 1}, 32), derived);
  EXPECT_NE(argon2("password", "somesalt", {64, 3, 1}, 32), derived);
  EXPECT_NE(argon2("password", "somesalt", {64, 2, 2}, 32), derived);
}

TEST(Argon2id, ImpossibleCostsAndSizesAreRefused) {
  for (const std::string& answer :
       {argon2("password", "somesalt", {4, 2, 1}, 32),
        argon2("password", "somesalt", {64, 0, 1}, 32),
        argon2("password", "somesalt", {64, 2, 0}, 32), argon2("password", "short", {64, 2, 1}, 32),
        argon2("password", "somesalt", {64, 2, 1}, 3)})
    EXPECT_TRUE(answer.starts_with("refused: Argon2id")) << answer;
  EXPECT_EQ(ERR_peek_error(), 0UL);
}

}  // namespace
}  // namespace trent::crypto
