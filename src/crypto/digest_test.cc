#include "crypto/digest.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "base/encoding.h"

namespace trent::crypto {
namespace {

TEST(Sha256, GivesTheAnswersOfFips180) {
  EXPECT_EQ(hex(sha256(as_bytes("abc"))),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex(sha256(ByteView())),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hex(sha256(as_bytes(std::string(1'000'000, 'a')))),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, HashesPartsAsTheirConcatenation) {
  const auto whole = sha256(as_bytes("one two three"));
  EXPECT_EQ(sha256({as_bytes("one "), as_bytes("two "), as_bytes("three")}), whole);
  EXPECT_EQ(sha256({{}, as_bytes("one two three"), as_bytes("")}), whole);
  EXPECT_NE(sha256({as_bytes("two "), as_bytes("one "), as_bytes("three")}), whole);
}

TEST(Sha256, DoesNotDependOnTheMessageBefore) {
  const auto first = sha256(as_bytes("message"));
  sha256(as_bytes(std::string(100, 'x')));
  hmac_sha256(as_bytes("key"), {as_bytes("other")});
  EXPECT_EQ(sha256(as_bytes("message")), first);
}

// RFC 4231, 4.2 to 4.8 (4.6 is about truncation).
TEST(HmacSha256, GivesTheAnswersOfRfc4231) {
  const auto mac = [](const std::string& key, const std::string& message) {
    return hex(hmac_sha256(as_bytes(key), {as_bytes(message)}));
  };
  EXPECT_EQ(mac(std::string(20, '\x0b'), "Hi There"),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(mac("Jefe", "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(mac(std::string(20, '\xaa'), std::string(50, '\xdd')),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
  EXPECT_EQ(mac(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First"),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(HmacSha256, HashesOnlyKeysThatAreLongerThanABlock) {
  const std::string block(64, 'k');
  const std::string longer(65, 'k');
  const auto hashed = sha256(as_bytes(longer));
  EXPECT_EQ(hmac_sha256(as_bytes(longer), {}), hmac_sha256(hashed, {}));
  EXPECT_NE(hmac_sha256(as_bytes(block), {}), hmac_sha256(sha256(as_bytes(block)), {}));
}

TEST(HmacSha256, DistinguishesKeysAndMessages) {
  const auto mac = hmac_sha256(as_bytes("key"), {as_bytes("message")});
  EXPECT_NE(hmac_sha256(as_bytes("kez"), {as_bytes("message")}), mac);
  EXPECT_NE(hmac_sha256(as_bytes("key"), {as_bytes("messagf")}), mac);
  EXPECT_NE(hmac_sha256({}, {as_bytes("message")}), mac);
  EXPECT_EQ(hmac_sha256(as_bytes("key"), {as_bytes("mes"), {}, as_bytes("sage")}), mac);
}

TEST(Digest, ThreadsDoNotDisturbEachOther) {
  const auto digest = sha256(as_bytes("message"));
  const auto mac = hmac_sha256(as_bytes("key"), {as_bytes("message")});
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int j = 0; j < 2000; ++j) {
        ASSERT_EQ(sha256(as_bytes("message")), digest);
        ASSERT_EQ(hmac_sha256(as_bytes("key"), {as_bytes("message")}), mac);
      }
    });
}

}  // namespace
}  // namespace trent::crypto
