#include "server/access_key_ring.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <semaphore>
#include <sstream>
#include <thread>

#include "base/log.h"
#include "material/access_keys.h"
#include "material/testing/fixed_root_key.h"
#include "server/accounts.h"
#include "storage/memory/memory_store.h"
#include "storage/record_cache.h"

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
    Config config{.data_directory = directory_};
    EXPECT_TRUE(make_missing_accounts(*store_, *keys_, config, {}));
    auto ring = AccessKeyRing::open(*store_, *keys_);
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

// --- users' keys, and changes while the ring is in use
// --------------------------------------------

class ChangingRing : public AccessKeyRingTest {
 protected:
  ChangingRing() {
    records_.on_identity_change(
        [this](auto entities, auto keys) { ring_->refresh(entities, keys); });
    commit(storage::PutEntity{user_});
    ++user_.revision;
    commit(storage::PutAccessKey{made_.record});
    ++made_.record.revision;
  }
  template <class... Writes>
  void commit(Writes... writes) {
    EXPECT_TRUE(records_.commit({std::move(writes)...}));
  }
  std::shared_ptr<const identity::AccessKey> found() const { return ring_->find(made_.record.id); }

  storage::RecordCache records_{*store_};
  std::unique_ptr<AccessKeyRing> ring_ = open();
  identity::EntityRecord user_{
      .ref = {keys::AccountId("000000000000"), identity::EntityKind::User, "bob"},
      .id = "AIDABOB",
      .name = "Bob",
      .path = "/"};
  material::NewAccessKey made_ =
      material::make_access_key(*keys_, keys::AccountId("000000000000"), "AIDABOB", {});
};

TEST_F(ChangingRing, AUsersKeyIsFoundAtOnceWithWhoseItIs) {
  const auto key = found();
  ASSERT_TRUE(key);
  EXPECT_EQ(key->principal, identity::PrincipalType::User);
  EXPECT_EQ(key->unique_id, "AIDABOB");
  EXPECT_EQ(key->name, "Bob");
  EXPECT_EQ(as_text(key->secret.reveal()), as_text(made_.secret.reveal()));
}

TEST_F(ChangingRing, AnInactiveKeyIsNotFoundInAnyThread) {
  std::shared_ptr<const identity::AccessKey> before, after;
  std::binary_semaphore looked{0}, changed{0};
  std::jthread other([&] {
    before = found();
    looked.release();
    changed.acquire();
    after = found();
  });
  looked.acquire();
  made_.record.status = identity::AccessKeyStatus::Inactive;
  commit(storage::PutAccessKey{made_.record});
  changed.release();
  other.join();
  EXPECT_TRUE(before);
  EXPECT_FALSE(after);
  EXPECT_FALSE(open()->find(made_.record.id));
}

TEST_F(ChangingRing, ADeletedKeyIsNotFound) {
  commit(storage::DeleteAccessKey{made_.record.id, 1});
  EXPECT_FALSE(found());
}

TEST_F(ChangingRing, ARenamedUserKeepsItsKey) {
  identity::EntityRecord renamed = user_;
  renamed.ref.name = "ann";
  renamed.name = "Ann";
  renamed.path = "/team/";
  renamed.revision = 0;
  commit(storage::DeleteEntity{user_.ref, 1}, storage::PutEntity{renamed});
  ASSERT_TRUE(found());
  EXPECT_EQ(found()->name, "Ann");
  EXPECT_EQ(found()->path, "/team/");
  EXPECT_EQ(open()->find(made_.record.id)->name, "Ann");
}

TEST_F(ChangingRing, AUsersOtherChangesLeaveTheKeyAsItIs) {
  const auto before = found();
  user_.details = identity::User{.tags = {{"a", "b"}}};
  commit(storage::PutEntity{user_});
  EXPECT_EQ(found(), before);
}

TEST_F(ChangingRing, ADeletedUserHasNoKeys) {
  commit(storage::DeleteAccessKey{made_.record.id, 1}, storage::DeleteEntity{user_.ref, 1});
  EXPECT_FALSE(found());
  EXPECT_TRUE(open());
}

}  // namespace
}  // namespace trent::server
