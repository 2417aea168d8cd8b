#include "rootkey/passphrase/passphrase_root_key.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/byte_io.h"
#include "crypto/digest.h"
#include "crypto/kdf.h"
#include "crypto/testing/temporary_directory.h"

namespace trent::rootkey {
namespace {

using crypto::testing::mode_of;
using crypto::testing::read_text;
using crypto::testing::write_text;

constexpr std::string_view kPassphrase = "correct horse battery staple";

class PassphraseRootKey : public ::testing::Test {
 protected:
  Result<std::unique_ptr<RootKey>> open(std::string_view passphrase = kPassphrase,
                                        bool create = false) const {
    return open_passphrase_root_key(path_, SecretBytes::copy_of(passphrase), create);
  }
  void create() { ASSERT_TRUE(open(kPassphrase, true).has_value()); }

  // The detail of the refusal to open; "none" when it was opened.
  std::string refusal(std::string_view passphrase = kPassphrase) const {
    const auto key = open(passphrase);
    if (key.has_value()) return "none";
    EXPECT_EQ(key.error().code, ErrorCode::Internal);
    return key.error().detail;
  }

  // A file as an operator would have after raising the cost: salt, check and checksum fit together.
  void write_parameters(const crypto::Argon2Cost& cost, bool with_right_check = true) const {
    const std::string salt = "sixteen bytes...";
    ByteWriter content;
    content.raw(as_bytes("trent-passphrase")).u8(1);
    content.u32(cost.memory_kib).u32(cost.iterations).u32(cost.lanes).raw(as_bytes(salt));
    Bytes check(16);
    if (with_right_check) {
      const auto secret =
          crypto::argon2id(SecretBytes::copy_of(kPassphrase), as_bytes(salt), cost, 32);
      const auto value = crypto::counter_kdf_hmac_sha256(
          secret.value().reveal(), as_bytes("trent-passphrase-check-v1"), {}, 16);
      std::ranges::copy(value.reveal(), check.begin());
    }
    content.raw(check);
    const auto checksum = crypto::sha256(content.view());
    content.raw(ByteView(checksum).first(16));
    write_text(path_, std::string(as_text(content.view())));
    chmod(path_.c_str(), 0600);
  }

  crypto::testing::TemporaryDirectory directory_;
  std::string path_ = directory_.file("rootkey.passphrase");
};

TEST_F(PassphraseRootKey, UnwrapsAfterARestart) {
  const auto first = open(kPassphrase, true);
  ASSERT_TRUE(first.has_value()) << first.error().detail;
  const auto wrapped = (*first)->wrap(SecretBytes::copy_of("key"), as_bytes("context"));
  ASSERT_TRUE(wrapped.has_value());
  const auto again = open();
  ASSERT_TRUE(again.has_value()) << again.error().detail;
  const auto unwrapped = (*again)->unwrap(*wrapped, as_bytes("context"));
  ASSERT_TRUE(unwrapped.has_value());
  EXPECT_EQ(as_text(unwrapped->reveal()), "key");
}

TEST_F(PassphraseRootKey, IsDescribedAsAPassphrase) {
  EXPECT_EQ(open(kPassphrase, true).value()->description(), "passphrase");
}

// docs/formats/root-key-file.md.
TEST_F(PassphraseRootKey, TheFileHasTheDocumentedBytes) {
  create();
  const std::string content = read_text(path_);
  ASSERT_EQ(content.size(), 77U);
  ByteReader reader(as_bytes(content));
  EXPECT_EQ(as_text(reader.raw(17)), "trent-passphrase\x01");
  EXPECT_EQ(reader.u32(), 65536U);
  EXPECT_EQ(reader.u32(), 3U);
  EXPECT_EQ(reader.u32(), 1U);
  EXPECT_EQ(mode_of(path_), 0600U);
  EXPECT_EQ(directory_.entry_count(), 1U);
}

TEST_F(PassphraseRootKey, TheSamePassphraseGivesAnotherKeyInAnotherPlace) {
  const auto first = open(kPassphrase, true).value();
  const Bytes wrapped = first->wrap(SecretBytes::copy_of("key"), {}).value();
  unlink(path_.c_str());
  const auto second = open(kPassphrase, true).value();
  const auto unwrapped = second->unwrap(wrapped, {});
  ASSERT_FALSE(unwrapped.has_value());
  EXPECT_EQ(unwrapped.error().code, ErrorCode::InvalidCiphertext);
}

TEST_F(PassphraseRootKey, AWrongPassphraseIsRefusedAndChangesNothing) {
  create();
  const std::string content = read_text(path_);
  for (const bool create : {false, true}) {
    const auto key = open("correct horse battery stapler", create);
    ASSERT_FALSE(key.has_value());
    EXPECT_EQ(key.error().code, ErrorCode::Internal);
    EXPECT_NE(key.error().detail.find("the passphrase is not the one"), std::string::npos);
    EXPECT_EQ(key.error().detail.find("stapler"), std::string::npos);
  }
  EXPECT_EQ(read_text(path_), content);
}

TEST_F(PassphraseRootKey, AnEmptyPassphraseIsRefusedAndNothingIsMade) {
  const auto key = open("", true);
  ASSERT_FALSE(key.has_value());
  EXPECT_NE(key.error().detail.find("empty"), std::string::npos);
  EXPECT_EQ(directory_.entry_count(), 0U);
}

TEST_F(PassphraseRootKey, AMissingFileIsRefusedAndNotMade) {
  EXPECT_NE(refusal().find("restore it from a backup"), std::string::npos);
  EXPECT_EQ(directory_.entry_count(), 0U);
}

TEST_F(PassphraseRootKey, AFileThatOthersMayAccessIsRefusedWithTheFix) {
  create();
  chmod(path_.c_str(), 0644);
  EXPECT_NE(refusal().find("chmod 600 " + path_), std::string::npos) << refusal();
}

TEST_F(PassphraseRootKey, AnyDamageIsToldFromAWrongPassphrase) {
  write_parameters({64, 1, 1});
  std::string content = read_text(path_);
  for (char& byte : content) {
    byte = static_cast<char>(byte ^ 1);
    write_text(path_, content);
    const std::string detail = refusal();
    EXPECT_NE(detail, "none");
    EXPECT_EQ(detail.find("the passphrase is not the one"), std::string::npos);
    byte = static_cast<char>(byte ^ 1);
  }
}

TEST_F(PassphraseRootKey, TakesTheCostFromTheFile) {
  write_parameters({128, 2, 2});
  EXPECT_EQ(refusal(), "none");
}

TEST_F(PassphraseRootKey, ACostBeyondReasonIsRefusedBeforeItIsPaid) {
  for (const crypto::Argon2Cost& cost :
       {crypto::Argon2Cost{UINT32_MAX, 1, 1}, crypto::Argon2Cost{64, UINT32_MAX, 1},
        crypto::Argon2Cost{64, 1, 65}}) {
    write_parameters(cost, false);
    EXPECT_NE(refusal().find("beyond reason"), std::string::npos) << refusal();
  }
}

TEST_F(PassphraseRootKey, ACostThatArgon2DoesNotHaveIsRefused) {
  write_parameters({0, 0, 0}, false);
  EXPECT_NE(refusal().find("Argon2id"), std::string::npos) << refusal();
}

}  // namespace
}  // namespace trent::rootkey
