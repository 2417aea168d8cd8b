#include "sigv4/signing_key.h"

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "sigv4/testing/known_keys.h"

namespace trent::sigv4 {
namespace {

CredentialScope scope_of(std::string_view credential) {
  return parse_credential(credential).value();
}

const CredentialScope kScope = scope_of("AKID/20150830/us-east-1/iam/aws4_request");

// Source: the example of the AWS General Reference, "Deriving the signing key".
TEST(SigningKey, IsTheOneOfTheAwsExample) {
  const SecretBytes key =
      derive_signing_key(as_bytes("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"), kScope);
  EXPECT_EQ(hex(key.reveal()), "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9");
}

class SigningKeyCacheTest : public ::testing::Test {
 protected:
  SigningKeyCacheTest() { keys_.put("AKID", "secret"); }

  std::shared_ptr<const identity::AccessKey> key() const { return keys_.find("AKID"); }
  static SecretBytes value() { return SecretBytes::copy_of(std::string_view("derived")); }

  testing::KnownKeys keys_;
  SigningKeyCache cache_;
};

TEST_F(SigningKeyCacheTest, ReturnsWhatWasInserted) {
  EXPECT_EQ(cache_.find(key(), kScope), nullptr);
  cache_.insert(key(), kScope, value());
  const SecretBytes* const found = cache_.find(key(), kScope);
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(as_text(found->reveal()), "derived");
}

TEST_F(SigningKeyCacheTest, AnotherScopeIsAnotherKey) {
  cache_.insert(key(), kScope, value());
  for (const std::string_view other :
       {"AKID/20150831/us-east-1/iam/aws4_request", "AKID/20150830/us-east-2/iam/aws4_request",
        "AKID/20150830/us-east-1/kms/aws4_request"})
    EXPECT_EQ(cache_.find(key(), scope_of(other)), nullptr);
}

TEST_F(SigningKeyCacheTest, AReplacedAccessKeyIsNotFound) {
  cache_.insert(key(), kScope, value());
  keys_.put("AKID", "another secret");
  EXPECT_EQ(cache_.find(key(), kScope), nullptr);
}

TEST_F(SigningKeyCacheTest, KeepsNoAccessKeyAlive) {
  const std::weak_ptr<const identity::AccessKey> watch = key();
  cache_.insert(key(), kScope, value());
  keys_.remove("AKID");
  EXPECT_TRUE(watch.expired());
}

TEST_F(SigningKeyCacheTest, IsBoundedAndDropsTheOldestFirst) {
  std::vector<std::string> credentials;
  for (int day = 10; day < 20; ++day)
    credentials.push_back("AKID/201508" + std::to_string(day) + "/us-east-1/kms/aws4_request");
  for (const std::string& credential : credentials)
    cache_.insert(key(), scope_of(credential), value());
  EXPECT_EQ(cache_.find(key(), scope_of(credentials.front())), nullptr);
  EXPECT_NE(cache_.find(key(), scope_of(credentials.back())), nullptr);
}

}  // namespace
}  // namespace trent::sigv4
