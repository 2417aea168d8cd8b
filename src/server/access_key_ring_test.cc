#include "server/access_key_ring.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/log.h"
#include "material/testing/fixed_root_key.h"
#include "storage/memory/memory_store.h"

namespace trent::server {
namespace {

class AccessKeyRingTest : public ::testing::Test {
 protected:
  AccessKeyRingTest() {
    log::set_level(log::Level::Error);
    std::string pattern = (std::filesystem::temp_directory_path() / "trent-ring-XXXXXX").string();
    directory_ = mkdtemp(pattern.data());
  }
  ~AccessKeyRingTest() override { std::filesystem::remove_all(directory_); }

  std::unique_ptr<AccessKeyRing> open() {
    auto ring = AccessKeyRing::open(*store_, *keys_, keys::AccountId("000000000000"), path(), {});
    EXPECT_TRUE(ring) << ring.error().detail;
    return *std::move(ring);
  }
  std::string path() const { return directory_ + "/credentials"; }
  std::string file() const {
    std::ifstream in(path());
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
  }

  std::string directory_;
  std::unique_ptr<storage::Store> store_ = storage::make_memory_store();
  material::testing::FixedRootKey root_key_;
  std::unique_ptr<material::DeploymentKeys> keys_ =
      *material::DeploymentKeys::open(*store_, root_key_);
};

TEST_F(AccessKeyRingTest, TheFirstStartMakesOneKeyAndWritesItDown) {
  const auto ring = open();
  const std::string text = file();
  const std::string id = text.substr(text.find("AKIA"), 20);
  const auto key = ring->find(id);
  ASSERT_TRUE(key);
  EXPECT_EQ(key->account, keys::AccountId("000000000000"));
  EXPECT_EQ(text, "[default]\naws_access_key_id = " + id + "\naws_secret_access_key = " +
                      std::string(as_text(key->secret.reveal())) + "\n");
  EXPECT_EQ(key->secret.size_bytes(), 40U);
}

TEST_F(AccessKeyRingTest, TheFileIsForItsOwnerOnly) {
  open();
  struct stat status{};
  ASSERT_EQ(stat(path().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
}

TEST_F(AccessKeyRingTest, LaterStartsKeepTheKeyAndWriteNothing) {
  open();
  const std::string text = file();
  std::filesystem::remove(path());
  const auto ring = open();
  EXPECT_FALSE(std::filesystem::exists(path()));
  EXPECT_TRUE(ring->find(text.substr(text.find("AKIA"), 20)));
}

TEST_F(AccessKeyRingTest, AnUnknownKeyIsNotFound) { EXPECT_FALSE(open()->find("AKIANOBODY")); }

}  // namespace
}  // namespace trent::server
