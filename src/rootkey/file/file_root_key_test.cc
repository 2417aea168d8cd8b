#include "rootkey/file/file_root_key.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/encoding.h"
#include "crypto/digest.h"
#include "crypto/secret_file.h"
#include "crypto/testing/temporary_directory.h"

namespace trent::rootkey {
namespace {

using crypto::testing::mode_of;
using crypto::testing::read_text;
using crypto::testing::write_text;

class FileRootKey : public ::testing::Test {
 protected:
  void create() { ASSERT_TRUE(open_file_root_key(path_, true).has_value()); }

  // Puts `content` in place of the file that create() made.
  void replace(const std::string& content) const { write_text(path_, content); }

  // The detail of the refusal to open the file; "none" when it was opened.
  std::string refusal(bool create = false) const {
    const auto key = open_file_root_key(path_, create);
    if (key.has_value()) return "none";
    EXPECT_EQ(key.error().code, ErrorCode::Internal);
    EXPECT_NE(key.error().detail.find(path_), std::string::npos) << key.error().detail;
    return key.error().detail;
  }
  bool is_refused_saying(const std::string& text) const {
    return refusal(false).find(text) != std::string::npos &&
           refusal(true).find(text) != std::string::npos;
  }

  crypto::testing::TemporaryDirectory directory_;
  std::string path_ = directory_.file("rootkey");
};

TEST_F(FileRootKey, UnwrapsAfterARestart) {
  const auto first = open_file_root_key(path_, true);
  ASSERT_TRUE(first.has_value()) << first.error().detail;
  const auto wrapped = (*first)->wrap(SecretBytes::copy_of("key"), as_bytes("context"));
  ASSERT_TRUE(wrapped.has_value());
  for (const bool create : {false, true}) {
    const auto again = open_file_root_key(path_, create);
    ASSERT_TRUE(again.has_value()) << again.error().detail;
    const auto unwrapped = (*again)->unwrap(*wrapped, as_bytes("context"));
    ASSERT_TRUE(unwrapped.has_value());
    EXPECT_EQ(as_text(unwrapped->reveal()), "key");
  }
}

TEST_F(FileRootKey, IsDescribedAsAFile) {
  EXPECT_EQ(open_file_root_key(path_, true).value()->description(), "file");
}

// docs/formats/root-key-file.md.
TEST_F(FileRootKey, TheFileHasTheDocumentedBytes) {
  create();
  const std::string content = read_text(path_);
  ASSERT_EQ(content.size(), 63U);
  EXPECT_EQ(content.substr(0, 15), "trent-root-key\x01");
  const auto digest = crypto::sha256(as_bytes(content).first(47));
  EXPECT_EQ(hex(as_bytes(content).last(16)), hex(ByteView(digest).first(16)));
  EXPECT_EQ(mode_of(path_), 0600U);
  EXPECT_EQ(directory_.entry_count(), 1U);
}

TEST_F(FileRootKey, EveryNewKeyIsAnother) {
  create();
  const std::string first = read_text(path_);
  unlink(path_.c_str());
  create();
  EXPECT_NE(read_text(path_), first);
}

TEST_F(FileRootKey, AnExistingFileIsNeverReplaced) {
  create();
  const std::string first = read_text(path_);
  create();
  EXPECT_EQ(read_text(path_), first);
}

TEST_F(FileRootKey, AMissingFileIsRefusedAndNotMade) {
  EXPECT_NE(refusal().find("restore it from a backup"), std::string::npos);
  EXPECT_EQ(directory_.entry_count(), 0U);
}

TEST_F(FileRootKey, AFileThatOthersMayAccessIsRefusedWithTheFix) {
  create();
  for (const mode_t mode : {0640, 0604, 0660, 0644}) {
    chmod(path_.c_str(), mode);
    EXPECT_TRUE(is_refused_saying("chmod 600 " + path_)) << refusal();
  }
}

TEST_F(FileRootKey, ASymbolicLinkIsRefused) {
  create();
  ASSERT_EQ(rename(path_.c_str(), directory_.file("real").c_str()), 0);
  ASSERT_EQ(symlink(directory_.file("real").c_str(), path_.c_str()), 0);
  EXPECT_TRUE(is_refused_saying("symbolic link")) << refusal();
}

TEST_F(FileRootKey, ALinkThatLeadsNowhereIsRefusedAndNotFollowed) {
  ASSERT_EQ(symlink(directory_.file("nowhere").c_str(), path_.c_str()), 0);
  EXPECT_TRUE(is_refused_saying("symbolic link")) << refusal();
  EXPECT_FALSE(crypto::path_is_taken(directory_.file("nowhere")));
}

TEST_F(FileRootKey, ADirectoryIsRefused) {
  ASSERT_EQ(mkdir(path_.c_str(), 0700), 0);
  EXPECT_TRUE(is_refused_saying("not a regular file")) << refusal();
}

TEST_F(FileRootKey, AFileOfAnotherUserIsRefusedWithTheFix) {
  create();
  if (chown(path_.c_str(), 12345, 12345) != 0) GTEST_SKIP() << "only root can give a file away";
  EXPECT_TRUE(is_refused_saying("run: chown ")) << refusal();
}

TEST_F(FileRootKey, AFileOfAnotherSizeIsRefused) {
  create();
  const std::string content = read_text(path_);
  replace(content + "\n");
  EXPECT_TRUE(is_refused_saying("is damaged")) << refusal();
  replace(content.substr(0, 62));
  EXPECT_TRUE(is_refused_saying("is damaged")) << refusal();
  replace("");
  EXPECT_TRUE(is_refused_saying("is not a root key file")) << refusal();
}

TEST_F(FileRootKey, AnyChangedByteIsRefused) {
  create();
  std::string content = read_text(path_);
  for (char& byte : content) {
    byte = static_cast<char>(byte ^ 1);
    replace(content);
    EXPECT_NE(refusal(), "none");
    byte = static_cast<char>(byte ^ 1);
  }
  replace(content);
  EXPECT_EQ(refusal(), "none");
}

TEST_F(FileRootKey, ALaterVersionIsRefusedAsSuchWhateverItsSize) {
  create();
  replace(std::string("trent-root-key\x02") + std::string(500, 'x'));
  EXPECT_TRUE(is_refused_saying("version 2")) << refusal();
}

TEST_F(FileRootKey, AnotherKindOfFileIsRefusedAsSuch) {
  create();
  replace("trent-passphrase\x01");
  EXPECT_TRUE(is_refused_saying("is not a root key file")) << refusal();
}

TEST_F(FileRootKey, NoRefusalQuotesTheKey) {
  create();
  const std::string content = read_text(path_);
  replace(content + "x");
  EXPECT_EQ(refusal().find(content.substr(15, 4)), std::string::npos);
  EXPECT_EQ(refusal().find(hex(as_bytes(content).subspan(15, 4))), std::string::npos);
}

TEST_F(FileRootKey, ADirectoryThatIsNotThereIsRefused) {
  const auto key = open_file_root_key(directory_.file("none/rootkey"), true);
  ASSERT_FALSE(key.has_value());
  EXPECT_EQ(key.error().code, ErrorCode::Internal);
}

}  // namespace
}  // namespace trent::rootkey
