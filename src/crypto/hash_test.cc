#include "crypto/hash.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "base/encoding.h"
#include "crypto/digest.h"

namespace trent::crypto {
namespace {

struct DigestAnswer {
  Hash hash;
  const char* of_abc;
  const char* of_nothing;
};

// FIPS 180-4's examples, and GB/T 32905, A.1.
constexpr DigestAnswer kDigests[] = {
    {Hash::Sha1, "a9993e364706816aba3e25717850c26c9cd0d89d",
     "da39a3ee5e6b4b0d3255bfef95601890afd80709"},
    {Hash::Sha224, "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7",
     "d14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f"},
    {Hash::Sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
     "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {Hash::Sha384,
     "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
     "8086072ba1e7cc2358baeca134c825a7",
     "38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da"
     "274edebfe76f65fbd51ad2f14898b95b"},
    {Hash::Sha512,
     "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
     "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
     "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
     "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e"},
    {Hash::Sm3, "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
     "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b"},
};

TEST(Hash, DigestsAreThoseOfTheStandards) {
  for (const auto& [hash, of_abc, of_nothing] : kDigests) {
    EXPECT_EQ(hex(digest(hash, as_bytes("abc"))), of_abc);
    EXPECT_EQ(hex(digest(hash, {})), of_nothing);
    EXPECT_EQ(digest_bytes(hash) * 2, std::string_view(of_abc).size());
  }
}

struct MacAnswer {
  Hash hash;
  const char* short_key;
  const char* key_longer_than_a_block;
};

// RFC 4231, 4.3 and 4.7.
constexpr MacAnswer kMacs[] = {
    {Hash::Sha224, "a30e01098bc6dbbf45690f3a7e9e6d0f8bbea2a39e6148008fd05e44",
     "95e9a0db962095adaebe9b2d6f0dbce2d499f112f2d2b7273fa6870e"},
    {Hash::Sha256, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
     "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
    {Hash::Sha384,
     "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e"
     "8e2240ca5e69e2c78b3239ecfab21649",
     "4ece084485813e9088d2c63a041bc5b44f9ef1012a2b588f3cd11f05033ac4c6"
     "0c2ef6ab4030fe8296248df163f44952"},
    {Hash::Sha512,
     "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
     "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
     "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f352"
     "6b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598"},
};

TEST(Hash, MacsAreThoseOfRfc4231) {
  for (const auto& [hash, short_key, longer] : kMacs) {
    EXPECT_EQ(hex(hmac(hash, as_bytes("Jefe"), as_bytes("what do ya want for nothing?"))),
              short_key);
    EXPECT_EQ(hex(hmac(hash, Bytes(131, 0xaa),
                       as_bytes("Test Using Larger Than Block-Size Key - Hash Key First"))),
              longer);
  }
}

TEST(Hash, AgreesWithTheFasterOnesOfDigest) {
  const std::string message(1000, 'm');
  EXPECT_TRUE(
      std::ranges::equal(digest(Hash::Sha256, as_bytes(message)), sha256(as_bytes(message))));
  EXPECT_TRUE(std::ranges::equal(hmac(Hash::Sha256, as_bytes("key"), as_bytes(message)),
                                 hmac_sha256(as_bytes("key"), {as_bytes(message)})));
}

// The contexts are kept from one MAC to the next.
TEST(Hash, AMacDoesNotDependOnTheOneBefore) {
  const Bytes alone = hmac(Hash::Sha512, as_bytes("key"), as_bytes("message"));
  hmac(Hash::Sha512, as_bytes("another, longer key"), as_bytes("another message"));
  hmac(Hash::Sha384, as_bytes("key"), as_bytes("message"));
  EXPECT_EQ(hmac(Hash::Sha512, as_bytes("key"), as_bytes("message")), alone);
  EXPECT_NE(hmac(Hash::Sha512, as_bytes("kez"), as_bytes("message")), alone);
  EXPECT_NE(hmac(Hash::Sha512, as_bytes("key"), as_bytes("messagf")), alone);
}

TEST(Hash, ThreadsDoNotDisturbEachOther) {
  const Bytes mac = hmac(Hash::Sha384, as_bytes("key"), as_bytes("message"));
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int j = 0; j < 500; ++j)
        ASSERT_EQ(hmac(Hash::Sha384, as_bytes("key"), as_bytes("message")), mac);
    });
}

}  // namespace
}  // namespace trent::crypto
