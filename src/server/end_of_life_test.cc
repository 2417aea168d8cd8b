// What is left of a key after its deletion date: nothing. Operations and the sweeper on one
// deployment, whose data directory is searched byte by byte.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/log.h"
#include "jobs/sweeper.h"
#include "operations/testing/deployment.h"
#include "storage/sqlite/sqlite_store.h"
#include "storage/testing/temporary_directory.h"

namespace trent::server {
namespace {

using operations::testing::Answer;
using operations::testing::Deployment;

constexpr std::chrono::days kDay{1};

// A key with everything that a key can have, and words that are nobody else's.
struct FullKey {
  std::string members;  // of CreateKey
  std::string use;      // an operation that unwraps its material, and the members of its request
  std::string use_members;
  bool rotates;
};
const FullKey kSymmetric{R"("KeyUsage":"ENCRYPT_DECRYPT")", "Encrypt", R"("Plaintext":"AA==")",
                         /*rotates=*/true};
const FullKey kKeyPair{R"("KeySpec":"ECC_NIST_P256","KeyUsage":"SIGN_VERIFY")", "Sign",
                       R"("Message":"AA==","SigningAlgorithm":"ECDSA_SHA_256")", /*rotates=*/false};

class EndOfLifeTest : public ::testing::Test {
 protected:
  EndOfLifeTest() { log::set_level(log::Level::Error); }

  Answer call(std::string_view operation, const std::string& key, const std::string& more = "") {
    return trent_.call(operation, naming(key) + (more.empty() ? "" : "," + more));
  }
  static std::string naming(const std::string& key) { return fmt::format(R"("KeyId":"{}")", key); }

  // `word` marks what belongs to the key: description, policy, tag and alias.
  std::string create(const FullKey& full, const std::string& word) {
    std::string key = trent_.create_key(
        full.members +
        fmt::format(R"(,"Description":"{0}-text","Tags":[{{"TagKey":"{0}-tag","TagValue":"v"}}],)"
                    R"("Policy":"{{\"Statement\":[{{\"Sid\":\"{1}sid\",\"Effect\":\"Allow\",)"
                    R"(\"Principal\":\"*\",\"Action\":\"kms:*\",\"Resource\":\"*\"}}]}}")",
                    word, word));
    for (const char* const alias : {"one", "two"})
      trent_.call("CreateAlias",
                  fmt::format(R"("AliasName":"alias/{}-{}","TargetKeyId":"{}")", word, alias, key));
    if (full.rotates) {
      EXPECT_EQ(call("EnableKeyRotation", key).exception, "");
      EXPECT_EQ(call("RotateKeyOnDemand", key).exception, "");
    }
    EXPECT_EQ(call(full.use, key, full.use_members).exception, "");
    EXPECT_TRUE(trent_.last_usage->flush());
    return key;
  }
  keys::KeyRef ref_of(const std::string& key) const {
    return {{keys::AccountId("000000000000"), keys::Region("eu-central-1")}, keys::KeyId(key)};
  }
  keys::KeyRecord record_of(const std::string& key) const {
    return **trent_.store->find_key(ref_of(key));
  }

  void pass(Duration time) {
    trent_.clock.advance(time);
    ASSERT_TRUE(sweeper_.sweep());
  }

  bool on_disk(std::string_view what) const {
    for (const auto& entry : std::filesystem::directory_iterator(directory_.path())) {
      std::ifstream file(entry.path(), std::ios::binary);
      const std::string content(std::istreambuf_iterator<char>(file), {});
      if (content.contains(what)) return true;
    }
    return false;
  }
  // Half of the wrapped bytes would be found as well.
  bool material_on_disk(const keys::KeyRecord& record) const {
    constexpr std::size_t kPiece = 8;
    for (const keys::MaterialVersion& material : record.materials)
      for (std::size_t offset = 0; offset + kPiece <= material.wrapped.size(); offset += kPiece)
        if (on_disk(as_text(material.wrapped).substr(offset, kPiece))) return true;
    return false;
  }
  void expect_traces(bool expected, const keys::KeyRecord& record, const std::string& word) {
    EXPECT_EQ(material_on_disk(record), expected);
    for (const std::string& text :
         {record.ref.id.str(), record.materials[0].id.str(), word + "-text", word + "-tag",
          word + "sid", "alias/" + word + "-one", "alias/" + word + "-two"})
      EXPECT_EQ(on_disk(text), expected) << text;
  }

  void expect_no_answers(const FullKey& full, const std::string& key, const std::string& word) {
    for (const char* const operation :
         {"DescribeKey", "GetKeyPolicy", "ListResourceTags", "GetKeyLastUsage", "ListAliases",
          "CancelKeyDeletion", "EnableKey"})
      EXPECT_EQ(call(operation, key).exception, "NotFoundException") << operation;
    EXPECT_EQ(call(full.use, key, full.use_members).exception, "NotFoundException");
    EXPECT_EQ(call(full.use, "alias/" + word + "-one", full.use_members).exception,
              "NotFoundException");
    EXPECT_EQ(trent_.call("ListKeys").body.at("Keys").as_array().size(), 1U);
    EXPECT_EQ(trent_.customers_aliases().size(), 2U);
    EXPECT_EQ(trent_.records.find_key(ref_of(key)).error().code, ErrorCode::NotFound);
    EXPECT_EQ(trent_.last_usage->find(ref_of(key)).error().code, ErrorCode::NotFound);
    EXPECT_EQ(trent_.store->find_last_usage(ref_of(key)).error().code, ErrorCode::NotFound);
  }

  // Puts the record back behind the caches' backs, with nothing in it to unwrap: who can use it
  // then has the material from a cache.
  void expect_nothing_in_the_caches(const FullKey& full, keys::KeyRecord record) {
    record.revision = 0;
    for (keys::MaterialVersion& material : record.materials)
      material.wrapped.assign(material.wrapped.size(), 0);
    const std::string key = record.ref.id.str();
    ASSERT_TRUE(trent_.store->commit({storage::PutKey{std::move(record)}}));
    EXPECT_EQ(
        trent_.call_expecting_a_fault(full.use, naming(key) + "," + full.use_members).exception,
        "KMSInternalException");
  }

  void expect_to_vanish(const FullKey& full) {
    const std::string other = create(full, "survivor");
    const std::string key = create(full, "victim");
    const keys::KeyRecord record = record_of(key);
    expect_traces(true, record, "victim");

    ASSERT_EQ(call("ScheduleKeyDeletion", key, R"("PendingWindowInDays":7)").exception, "");
    pass(7 * kDay - Duration(1));
    EXPECT_EQ(trent_.state(key), "PendingDeletion");  // and so it is in the record cache
    expect_traces(true, record, "victim");

    pass(Duration(1));
    expect_traces(false, record, "victim");
    expect_traces(true, record_of(other), "survivor");
    expect_no_answers(full, key, "victim");
    EXPECT_EQ(call(full.use, other, full.use_members).exception, "");
    expect_nothing_in_the_caches(full, record);
  }

  const storage::TemporaryDirectory directory_;
  Deployment trent_{*storage::open_sqlite_store(directory_.path())};
  jobs::Sweeper sweeper_{trent_.records, trent_.materials(), trent_.clock};
};

TEST_F(EndOfLifeTest, NothingIsLeftOfASymmetricKeyAndItsOldMaterial) {
  expect_to_vanish(kSymmetric);
}

TEST_F(EndOfLifeTest, NothingIsLeftOfAKeyPair) { expect_to_vanish(kKeyPair); }

}  // namespace
}  // namespace trent::server
