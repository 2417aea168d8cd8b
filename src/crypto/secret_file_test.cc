#include "crypto/secret_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypto/testing/temporary_directory.h"

namespace trent::crypto {
namespace {

using testing::mode_of;
using testing::read_text;
using testing::write_text;

class SecretFile : public ::testing::Test {
 protected:
  // The detail of the refusal to read the file; empty when it was read.
  std::string refusal() const {
    const auto content = read_secret_file(path_, 100);
    if (content.has_value()) return {};
    EXPECT_EQ(content.error().code, ErrorCode::Internal);
    return content.error().detail;
  }

  testing::TemporaryDirectory directory_;
  std::string path_ = directory_.file("secret");
};

TEST_F(SecretFile, ReadsWhatWasCreated) {
  ASSERT_TRUE(create_secret_file(path_, as_bytes("content")).has_value());
  const auto content = read_secret_file(path_, 7);
  ASSERT_TRUE(content.has_value()) << content.error().detail;
  EXPECT_EQ(as_text(content->reveal()), "content");
}

TEST_F(SecretFile, OnlyTheOwnerMayAccessWhatWasCreatedWhateverTheUmask) {
  for (const mode_t mask : {0, 022, 0277}) {
    const mode_t before = umask(mask);
    const auto created = create_secret_file(path_, as_bytes("content"));
    umask(before);
    ASSERT_TRUE(created.has_value()) << created.error().detail;
    EXPECT_EQ(mode_of(path_), 0600U);
    unlink(path_.c_str());
  }
}

TEST_F(SecretFile, CreatingNeverReplaces) {
  write_text(path_, "precious");
  const auto created = create_secret_file(path_, as_bytes("content"));
  ASSERT_FALSE(created.has_value());
  EXPECT_NE(created.error().detail.find(path_), std::string::npos);
  EXPECT_EQ(read_text(path_), "precious");
}

TEST_F(SecretFile, CreatingDoesNotWriteThroughASymbolicLink) {
  ASSERT_EQ(symlink(directory_.file("elsewhere").c_str(), path_.c_str()), 0);
  EXPECT_TRUE(path_is_taken(path_));
  EXPECT_FALSE(create_secret_file(path_, as_bytes("content")).has_value());
  EXPECT_FALSE(path_is_taken(directory_.file("elsewhere")));
}

TEST_F(SecretFile, CreatingInADirectoryThatIsNotThereFails) {
  const auto created = create_secret_file(directory_.file("none/secret"), as_bytes("content"));
  ASSERT_FALSE(created.has_value());
  EXPECT_EQ(created.error().code, ErrorCode::Internal);
}

TEST_F(SecretFile, NothingElseIsLeftInTheDirectory) {
  EXPECT_TRUE(create_secret_file(path_, as_bytes("content")).has_value());
  EXPECT_FALSE(create_secret_file(path_, as_bytes("again")).has_value());
  EXPECT_TRUE(replace_file(path_, as_bytes("another"), FileReaders::Owner).has_value());
  EXPECT_EQ(directory_.entry_count(), 1U);
}

TEST_F(SecretFile, ReplacingGivesTheNewContentTheModeThatWasAskedFor) {
  write_text(path_, "old");
  chmod(path_.c_str(), 0666);
  ASSERT_TRUE(replace_file(path_, as_bytes("secret"), FileReaders::Owner).has_value());
  EXPECT_EQ(read_text(path_), "secret");
  EXPECT_EQ(mode_of(path_), 0600U);
  ASSERT_TRUE(replace_file(path_, as_bytes("public"), FileReaders::Everyone).has_value());
  EXPECT_EQ(read_text(path_), "public");
  EXPECT_EQ(mode_of(path_), 0644U);
}

TEST_F(SecretFile, AFileThatOthersMayAccessIsRefusedWithTheFix) {
  ASSERT_TRUE(create_secret_file(path_, as_bytes("content")).has_value());
  for (const mode_t mode : {0640, 0620, 0610, 0604, 0602, 0601}) {
    chmod(path_.c_str(), mode);
    EXPECT_NE(refusal().find("chmod 600 " + path_), std::string::npos) << refusal();
  }
  chmod(path_.c_str(), 0400);
  EXPECT_EQ(refusal(), "");
}

TEST_F(SecretFile, AFileOfAnotherUserIsRefusedWithTheFix) {
  ASSERT_TRUE(create_secret_file(path_, as_bytes("content")).has_value());
  if (chown(path_.c_str(), 12345, 12345) != 0) GTEST_SKIP() << "only root can give a file away";
  EXPECT_NE(refusal().find("chown 0 " + path_), std::string::npos) << refusal();
}

TEST_F(SecretFile, ASymbolicLinkIsRefused) {
  const std::string real = directory_.file("real");
  ASSERT_TRUE(create_secret_file(real, as_bytes("content")).has_value());
  ASSERT_EQ(symlink(real.c_str(), path_.c_str()), 0);
  EXPECT_NE(refusal().find("symbolic link"), std::string::npos) << refusal();
}

TEST_F(SecretFile, WhatIsNotARegularFileIsRefusedAtOnce) {
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  EXPECT_NE(refusal().find("not a regular file"), std::string::npos) << refusal();
  unlink(path_.c_str());
  ASSERT_EQ(mkdir(path_.c_str(), 0700), 0);
  EXPECT_NE(refusal().find("not a regular file"), std::string::npos) << refusal();
}

TEST_F(SecretFile, AFileThatIsTooLongIsRefused) {
  ASSERT_TRUE(create_secret_file(path_, Bytes(101)).has_value());
  EXPECT_NE(refusal().find("101 bytes"), std::string::npos) << refusal();
}

TEST_F(SecretFile, AMissingFileIsRefused) {
  EXPECT_FALSE(path_is_taken(path_));
  EXPECT_NE(refusal().find(path_), std::string::npos);
}

}  // namespace
}  // namespace trent::crypto
