// Project Wycheproof's vectors (github.com/C2SP/wycheproof), which are not in this repository: see
// vectors_directory().
#include <gtest/gtest.h>
#include <openssl/err.h>

// The library, compiled in here: nothing else in crypto/ needs JSON.
#include <boost/json/src.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <optional>
#include <ranges>

#include "base/encoding.h"
#include "crypto/aes_gcm.h"
#include "crypto/asymmetric_encryption.h"
#include "crypto/digest.h"
#include "crypto/key_wrap.h"

namespace trent::crypto {
namespace {

namespace json = boost::json;

// TRENT_VECTORS, or shared/vectors beside one of the directories above the current one.
std::optional<std::filesystem::path> vectors_directory() {
  if (const char* set = std::getenv("TRENT_VECTORS")) return set;
  for (auto above = std::filesystem::current_path();; above = above.parent_path()) {
    if (std::filesystem::exists(above / "shared/vectors")) return above / "shared/vectors";
    if (above == above.root_path()) return std::nullopt;
  }
}

std::optional<json::value> read_vectors(const std::string& name) {
  const auto directory = vectors_directory();
  if (!directory) return std::nullopt;
  std::ifstream file(*directory / "wycheproof" / (name + "_test.json"));
  if (!file) return std::nullopt;
  return json::parse(std::string(std::istreambuf_iterator<char>(file), {}));
}

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

bool is_valid(const json::object& test) { return text(test, "result") != "invalid"; }

Bytes joined(Bytes first, ByteView second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

// How many of a file's vectors we should accept and refuse, and how many we leave out because they
// are for sizes that we do not offer.
struct Tally {
  int accepted = 0;
  int refused = 0;
  int left_out = 0;

  void count(bool valid) { ++(valid ? accepted : refused); }
};

using Check = std::function<void(const json::object& group, const json::object& test, Tally&)>;

void check_file(const std::string& name, const Check& check) {
  const auto vectors = read_vectors(name);
  if (!vectors) GTEST_SKIP() << name << "_test.json is not here; set TRENT_VECTORS";
  Tally tally;
  for (const json::value& group : vectors->at("testGroups").as_array())
    for (const json::value& test : group.at("tests").as_array()) {
      SCOPED_TRACE(json::serialize(test.at("tcId")) + " " + json::serialize(test.at("comment")));
      check(group.as_object(), test.as_object(), tally);
      EXPECT_EQ(ERR_peek_error(), 0UL);
    }
  EXPECT_GT(tally.accepted + tally.refused, 0);
  ::testing::Test::RecordProperty("accepted", tally.accepted);
  ::testing::Test::RecordProperty("refused", tally.refused);
  ::testing::Test::RecordProperty("left_out", tally.left_out);
  std::cout << "  " << name << ": " << tally.accepted << " accepted, " << tally.refused
            << " refused, " << tally.left_out << " left out\n";
}

TEST(Wycheproof, AesGcm) {
  check_file("aes_gcm", [](const json::object& group, const json::object& test, Tally& tally) {
    if (number(group, "keySize") != 256 || number(group, "ivSize") != 96 ||
        number(group, "tagSize") != 128) {
      ++tally.left_out;
      return;
    }
    const Bytes key = bytes(test, "key");
    const Bytes iv = bytes(test, "iv");
    const Bytes aad = bytes(test, "aad");
    const Bytes plaintext = bytes(test, "msg");
    const Bytes sealed = joined(bytes(test, "ct"), bytes(test, "tag"));
    tally.count(is_valid(test));

    Bytes opened(sealed.size() - kGcmTagBytes);
    EXPECT_EQ(aes256_gcm_open(key, iv, {aad}, sealed, opened), is_valid(test));
    Bytes resealed(sealed.size());
    aes256_gcm_seal(key, iv, {aad}, plaintext, resealed);
    EXPECT_EQ(resealed == sealed, is_valid(test));
    EXPECT_EQ(opened, is_valid(test) ? plaintext : Bytes(opened.size()));
  });
}

TEST(Wycheproof, AesKwp) {
  check_file("aes_kwp", [](const json::object&, const json::object& test, Tally& tally) {
    const Bytes key = bytes(test, "key");
    const Bytes plaintext = bytes(test, "msg");
    const Bytes wrapped = bytes(test, "ct");
    tally.count(is_valid(test));

    const auto unwrapped = aes_kwp_unwrap(key, wrapped);
    EXPECT_EQ(unwrapped.has_value(), is_valid(test));
    if (!is_valid(test) || !unwrapped) return;
    EXPECT_EQ(hex(unwrapped->reveal()), hex(plaintext));
    EXPECT_EQ(aes_kwp_wrap(key, plaintext).value(), wrapped);
  });
}

TEST(Wycheproof, HmacSha256) {
  check_file("hmac_sha256", [](const json::object&, const json::object& test, Tally& tally) {
    const Bytes tag = bytes(test, "tag");  // some are truncated
    const auto mac = hmac_sha256(bytes(test, "key"), {bytes(test, "msg")});
    tally.count(is_valid(test));
    EXPECT_EQ(std::ranges::equal(ByteView(mac).first(tag.size()), tag), is_valid(test));
  });
}

std::optional<KeyType> rsa_type(std::int64_t modulus_bits) {
  if (modulus_bits == 2048) return KeyType::Rsa2048;
  if (modulus_bits == 3072) return KeyType::Rsa3072;
  if (modulus_bits == 4096) return KeyType::Rsa4096;
  return std::nullopt;
}

// RSAES-OAEP in these files comes with any hash, with another one in MGF1, and with labels. We
// offer SHA-1 and SHA-256, the same in MGF1, and no label: all else must fail.
void check_oaep(const json::object& group, const json::object& test, Tally& tally) {
  const std::string_view hash_name = text(group, "sha");
  const bool ours = (hash_name == "SHA-1" || hash_name == "SHA-256") &&
                    text(group, "mgfSha") == hash_name && text(test, "label").empty();
  const bool accept = ours && is_valid(test);
  const auto type = rsa_type(number(group, "keySize"));
  if (!type) {
    ++tally.left_out;
    return;
  }
  tally.count(accept);

  const auto key =
      PrivateKey::from_pkcs8(*type, SecretBytes::copy_of(bytes(group, "privateKeyPkcs8")));
  ASSERT_TRUE(key.has_value()) << key.error().detail;
  const Hash hash = hash_name == "SHA-1" ? Hash::Sha1 : Hash::Sha256;
  const auto decrypted = decrypt_rsa_oaep(*key, hash, bytes(test, "ct"));
  ASSERT_EQ(decrypted.has_value(), accept);
  if (!accept) return;
  EXPECT_EQ(hex(decrypted->reveal()), text(test, "msg"));
}

class WycheproofRsaOaep : public ::testing::TestWithParam<const char*> {};

TEST_P(WycheproofRsaOaep, DecryptsOnlyWhatWeOffer) { check_file(GetParam(), check_oaep); }

INSTANTIATE_TEST_SUITE_P(
    Files, WycheproofRsaOaep,
    ::testing::Values("rsa_oaep_2048_sha1_mgf1sha1", "rsa_oaep_2048_sha256_mgf1sha1",
                      "rsa_oaep_2048_sha256_mgf1sha256", "rsa_oaep_3072_sha256_mgf1sha1",
                      "rsa_oaep_3072_sha256_mgf1sha256", "rsa_oaep_4096_sha256_mgf1sha1",
                      "rsa_oaep_4096_sha256_mgf1sha256", "rsa_oaep_misc",
                      "rsa_three_primes_oaep_2048_sha1_mgf1sha1",
                      "rsa_three_primes_oaep_3072_sha224_mgf1sha224",
                      "rsa_three_primes_oaep_4096_sha256_mgf1sha256"),
    [](const auto& file) { return std::string(file.param); });

}  // namespace
}  // namespace trent::crypto
