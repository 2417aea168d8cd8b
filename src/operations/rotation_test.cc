#include "keys/rotation.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "operations/testing/import.h"

namespace trent::operations {
namespace {

using testing::Answer;
using testing::Deployment;
using testing::import;
using testing::material;

constexpr const char* kAll = R"(,"IncludeKeyMaterial":"ALL_KEY_MATERIAL")";
constexpr const char* kNew =
    R"("ExpirationModel":"KEY_MATERIAL_DOES_NOT_EXPIRE","ImportType":"NEW_KEY_MATERIAL")";
constexpr std::chrono::days kDay{1};

// Of a time without milliseconds.
std::int64_t seconds(Timestamp time) {
  return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

class RotationTest : public ::testing::Test {
 protected:
  Answer on(const std::string& key, std::string_view operation, const std::string& more = "") {
    return trent_.call(operation, fmt::format(R"("KeyId":"{}"{})", key, more));
  }
  Answer enable(const std::string& key, int period_days) {
    return on(key, "EnableKeyRotation", fmt::format(R"(,"RotationPeriodInDays":{})", period_days));
  }
  Answer rotate(const std::string& key) { return on(key, "RotateKeyOnDemand"); }
  boost::json::array rotations(const std::string& key, const std::string& more = "") {
    const Answer answer = on(key, "ListKeyRotations", more);
    EXPECT_EQ(answer.exception, "") << answer.message;
    return answer.body.at("Rotations").as_array();
  }
  std::string current(const std::string& key) {
    return std::string(on(key, "DescribeKey").metadata().at("CurrentKeyMaterialId").get_string());
  }
  std::string encrypt(const std::string& key) {
    const Answer answer = on(key, "Encrypt", R"(,"Plaintext":"AA==")");
    EXPECT_EQ(answer.exception, "") << answer.message;
    return answer.text("CiphertextBlob");
  }
  Answer decrypt(const std::string& blob) {
    return trent_.call("Decrypt", fmt::format(R"("CiphertextBlob":"{}")", blob));
  }
  std::int64_t next_date(const std::string& key) {
    return on(key, "GetKeyRotationStatus").body.at("NextRotationDate").to_number<std::int64_t>();
  }

  Deployment trent_;
  const std::string key_ = trent_.create_key();
  const std::string arn_ = trent_.arn(key_);
};

// --- the schedule -------------------------------------------------------------------------------

TEST_F(RotationTest, ANewKeyDoesNotRotate) {
  EXPECT_EQ(on(key_, "GetKeyRotationStatus").body,
            (boost::json::object{{"KeyId", arn_}, {"KeyRotationEnabled", false}}));
}

TEST_F(RotationTest, EnablingTakesAPeriodOr365Days) {
  EXPECT_EQ(on(key_, "EnableKeyRotation").exception, "");
  Answer status = on(key_, "GetKeyRotationStatus");
  EXPECT_EQ(status.body.at("RotationPeriodInDays"), 365);
  EXPECT_EQ(next_date(key_), seconds(trent_.clock.now() + 365 * kDay));
  trent_.clock.advance(kDay);
  for (const int period : {90, 2560}) {
    EXPECT_EQ(enable(key_, period).exception, "");
    status = on(key_, "GetKeyRotationStatus");
    EXPECT_EQ(status.body.at("RotationPeriodInDays"), period);
    EXPECT_EQ(status.body.at("KeyRotationEnabled"), true);
    EXPECT_EQ(next_date(key_), seconds(trent_.clock.now() + period * kDay));
  }
  EXPECT_EQ(on(key_, "EnableKeyRotation").exception, "");
  EXPECT_EQ(on(key_, "GetKeyRotationStatus").body.at("RotationPeriodInDays"), 365);
}

TEST_F(RotationTest, EnablingAgainWithTheSamePeriodKeepsTheDate) {
  enable(key_, 100);
  trent_.clock.advance(kDay);
  EXPECT_EQ(enable(key_, 100).exception, "");
  EXPECT_EQ(next_date(key_), seconds(Deployment::kStart + 100 * kDay));
}

TEST_F(RotationTest, APeriodHasBounds) {
  EXPECT_EQ(enable(key_, 89).message,
            "1 validation error detected: Value '89' at 'rotationPeriodInDays' failed to satisfy "
            "constraint: Member must have value greater than or equal to 90");
  EXPECT_EQ(enable(key_, 2561).message,
            "1 validation error detected: Value '2561' at 'rotationPeriodInDays' failed to satisfy "
            "constraint: Member must have value less than or equal to 2560");
}

TEST_F(RotationTest, DisablingEndsTheScheduleAndMayBeRepeated) {
  enable(key_, 90);
  EXPECT_EQ(on(key_, "DisableKeyRotation").exception, "");
  EXPECT_EQ(on(key_, "DisableKeyRotation").exception, "");
  EXPECT_EQ(on(key_, "GetKeyRotationStatus").body,
            (boost::json::object{{"KeyId", arn_}, {"KeyRotationEnabled", false}}));
}

TEST_F(RotationTest, KeysThatCannotRotateSaySo) {
  const std::string rsa =
      trent_.create_key(R"("KeySpec":"ECC_NIST_P256","KeyUsage":"SIGN_VERIFY")");
  const std::string mac =
      trent_.create_key(R"("KeySpec":"HMAC_256","KeyUsage":"GENERATE_VERIFY_MAC")");
  for (const std::string& key : {rsa, mac}) {
    for (const char* operation :
         {"EnableKeyRotation", "DisableKeyRotation", "RotateKeyOnDemand", "ListKeyRotations"}) {
      const Answer answer = on(key, operation);
      EXPECT_EQ(answer.exception, "UnsupportedOperationException") << operation;
      EXPECT_EQ(answer.message, "") << operation;
    }
    EXPECT_EQ(on(key, "GetKeyRotationStatus").body.at("KeyRotationEnabled"), false);
  }
}

TEST_F(RotationTest, ImportedKeysHaveNoScheduleInAnyState) {
  const std::string key = trent_.create_key(testing::kExternal);
  const std::string text =
      trent_.arn(key) + " origin is EXTERNAL which is not valid for this operation.";
  const auto expect_refused = [&] {
    for (const char* operation : {"EnableKeyRotation", "DisableKeyRotation"}) {
      EXPECT_EQ(on(key, operation).exception, "UnsupportedOperationException");
      EXPECT_EQ(on(key, operation).message, text);
    }
    EXPECT_EQ(on(key, "GetKeyRotationStatus").body.at("KeyRotationEnabled"), false);
  };
  expect_refused();
  import(trent_, key, material('a'));
  expect_refused();
  on(key, "DisableKey");
  expect_refused();
  on(key, "ScheduleKeyDeletion");
  expect_refused();
}

TEST_F(RotationTest, StatesDecideWhoMayChangeRotation) {
  enable(key_, 90);
  on(key_, "DisableKey");
  for (const char* operation : {"EnableKeyRotation", "DisableKeyRotation", "RotateKeyOnDemand"})
    EXPECT_EQ(on(key_, operation).message, arn_ + " is disabled.");
  EXPECT_EQ(on(key_, "GetKeyRotationStatus").body.at("KeyRotationEnabled"), true);
  on(key_, "ScheduleKeyDeletion");
  for (const char* operation : {"EnableKeyRotation", "DisableKeyRotation", "RotateKeyOnDemand"})
    EXPECT_EQ(on(key_, operation).message, arn_ + " is pending deletion.");
  EXPECT_EQ(on(key_, "GetKeyRotationStatus").body,
            (boost::json::object{{"KeyId", arn_}, {"KeyRotationEnabled", false}}));
  on(key_, "CancelKeyDeletion");
  EXPECT_EQ(next_date(key_), seconds(Deployment::kStart + 90 * kDay));
}

// --- on demand ----------------------------------------------------------------------------------

TEST_F(RotationTest, OnDemandMakesNewMaterialAndKeepsTheOld) {
  enable(key_, 90);
  const std::string first = current(key_);
  const std::string old_blob = encrypt(key_);
  trent_.clock.advance(kDay);
  EXPECT_EQ(rotate(key_).body, (boost::json::object{{"KeyId", arn_}}));
  const std::string second = current(key_);
  EXPECT_NE(second, first);

  EXPECT_EQ(decrypt(old_blob).text("Plaintext"), "AA==");
  EXPECT_EQ(decrypt(old_blob).text("KeyMaterialId"), first);
  EXPECT_EQ(decrypt(encrypt(key_)).text("KeyMaterialId"), second);
  EXPECT_EQ(on(key_, "GenerateDataKey", R"(,"KeySpec":"AES_256")").text("KeyMaterialId"), second);
  EXPECT_EQ(next_date(key_), seconds(Deployment::kStart + 90 * kDay));

  EXPECT_EQ(rotations(key_), (boost::json::array{{{"KeyId", arn_},
                                                  {"KeyMaterialId", second},
                                                  {"KeyMaterialState", "CURRENT"},
                                                  {"RotationDate", seconds(trent_.clock.now())},
                                                  {"RotationType", "ON_DEMAND"}}}));
  EXPECT_EQ(rotations(key_, kAll).at(0),
            (boost::json::object{
                {"KeyId", arn_}, {"KeyMaterialId", first}, {"KeyMaterialState", "NON_CURRENT"}}));
}

TEST_F(RotationTest, ReEncryptGoesFromTheOldMaterialToTheNew) {
  const std::string first = current(key_);
  const std::string old_blob = encrypt(key_);
  rotate(key_);
  const Answer moved = trent_.call(
      "ReEncrypt", fmt::format(R"("CiphertextBlob":"{}","DestinationKeyId":"{}")", old_blob, key_));
  EXPECT_EQ(moved.text("SourceKeyMaterialId"), first);
  EXPECT_EQ(moved.text("DestinationKeyMaterialId"), current(key_));
  EXPECT_EQ(decrypt(moved.text("CiphertextBlob")).text("KeyMaterialId"), current(key_));
}

TEST_F(RotationTest, OnDemandHappens25Times) {
  std::vector<std::string> blobs;
  for (int i = 0; i < 25; ++i) {
    blobs.push_back(encrypt(key_));
    ASSERT_EQ(rotate(key_).exception, "") << i;
  }
  const Answer refused = rotate(key_);
  EXPECT_EQ(refused.exception, "LimitExceededException");
  EXPECT_EQ(refused.message,
            "The on-demand rotations limit has been reached for the given keyId. No more on-demand "
            "rotations can be performed for this key: " +
                arn_);
  EXPECT_EQ(rotations(key_).size(), 25U);
  for (const std::string& blob : blobs) EXPECT_EQ(decrypt(blob).text("Plaintext"), "AA==");
}

TEST_F(RotationTest, RacingOnDemandRotationsStopAtTheLimitToo) {
  std::atomic<int> done = 0;
  {
    std::vector<std::jthread> racing;
    for (int i = 0; i < 5; ++i)
      racing.emplace_back([&] {
        for (int j = 0; j < 6; ++j)
          if (rotate(key_).exception.empty()) ++done;
      });
  }
  EXPECT_EQ(done, 25);
  EXPECT_EQ(rotations(key_).size(), 25U);
}

TEST_F(RotationTest, CloseToAnAutomaticOneThereIsAConflict) {
  enable(key_, 90);
  trent_.clock.advance(90 * kDay - keys::kAutomaticRotationGuard - Duration(1));
  EXPECT_EQ(rotate(key_).exception, "");
  trent_.clock.advance(Duration(1));
  EXPECT_EQ(rotate(key_).exception, "ConflictException");
  EXPECT_EQ(rotate(key_).message, "");
  on(key_, "DisableKeyRotation");
  EXPECT_EQ(rotate(key_).exception, "");
}

// --- imported material --------------------------------------------------------------------------

class ImportedRotationTest : public RotationTest {
 protected:
  Answer remove(const std::string& id) {
    return on(imported_, "DeleteImportedKeyMaterial", fmt::format(R"(,"KeyMaterialId":"{}")", id));
  }
  std::string import_new(char byte) {
    const Answer answer = import(trent_, imported_, material(byte), kNew);
    EXPECT_EQ(answer.exception, "") << answer.message;
    return answer.text("KeyMaterialId");
  }

  const std::string imported_ = trent_.create_key(testing::kExternal);
};

TEST_F(ImportedRotationTest, WithoutPendingMaterialThereIsNothingToRotateTo) {
  EXPECT_EQ(rotate(imported_).message, trent_.arn(imported_) + " is pending import.");
  import_new('a');
  const Answer refused = rotate(imported_);
  EXPECT_EQ(refused.exception, "KMSInvalidStateException");
  EXPECT_EQ(refused.message, "No available key material pending rotation for the key: " +
                                 trent_.arn(imported_) + ".");
}

TEST_F(ImportedRotationTest, PendingMaterialBecomesCurrentWhenItIsRotatedTo) {
  const std::string first = import_new('a');
  const std::string old_blob = encrypt(imported_);
  const std::string second = import_new('b');
  EXPECT_EQ(current(imported_), first);
  EXPECT_EQ(rotations(imported_).size(), 0U);
  EXPECT_EQ(rotate(imported_).text("KeyId"), trent_.arn(imported_));
  EXPECT_EQ(current(imported_), second);
  EXPECT_EQ(decrypt(old_blob).text("KeyMaterialId"), first);
  EXPECT_EQ(decrypt(encrypt(imported_)).text("KeyMaterialId"), second);
  EXPECT_EQ(rotations(imported_).size(), 1U);
  EXPECT_EQ(rotate(imported_).exception, "KMSInvalidStateException") << "it waits no more";
}

TEST_F(ImportedRotationTest, PendingMaterialMayBeTakenBackAndReplaced) {
  const std::string first = import_new('a');
  const std::string second = import_new('b');
  EXPECT_EQ(import(trent_, imported_, material('c'), kNew).exception, "KMSInvalidStateException");
  EXPECT_EQ(remove(second).text("KeyMaterialId"), second);
  EXPECT_EQ(trent_.state(imported_), "Enabled");
  EXPECT_EQ(rotations(imported_, kAll).size(), 1U);
  EXPECT_EQ(rotate(imported_).exception, "KMSInvalidStateException");
  const std::string third = import_new('c');
  EXPECT_EQ(rotate(imported_).exception, "");
  EXPECT_EQ(current(imported_), third);
  EXPECT_EQ(rotations(imported_, kAll).at(0).at("KeyMaterialId").get_string(), first);
}

TEST_F(ImportedRotationTest, EveryMaterialThatEverWasCurrentIsNeeded) {
  const std::string first = import_new('a');
  const std::string second = import_new('b');
  rotate(imported_);
  for (const auto& [id, byte] : {std::pair{first, 'a'}, {second, 'b'}}) {
    EXPECT_EQ(remove(id).exception, "");
    EXPECT_EQ(trent_.state(imported_), "PendingImport");
    EXPECT_EQ(rotate(imported_).message, trent_.arn(imported_) + " is pending import.");
    EXPECT_EQ(rotations(imported_).size(), 1U) << "its history stays";
    EXPECT_EQ(import(trent_, imported_, material(byte)).text("KeyMaterialId"), id);
    EXPECT_EQ(trent_.state(imported_), "Enabled");
  }
  EXPECT_EQ(current(imported_), second);
}

TEST_F(ImportedRotationTest, ExpiredPendingMaterialIsNotRotatedToNorListed) {
  import_new('a');
  const std::string expiry = fmt::format(R"("ValidTo":{},"ImportType":"NEW_KEY_MATERIAL")",
                                         seconds(trent_.clock.now() + kDay));
  EXPECT_EQ(import(trent_, imported_, material('b'), expiry).exception, "");
  EXPECT_EQ(rotations(imported_, kAll).size(), 2U);
  trent_.clock.advance(kDay);
  EXPECT_EQ(rotations(imported_, kAll).size(), 1U);
  EXPECT_EQ(rotate(imported_).exception, "KMSInvalidStateException");
}

TEST_F(ImportedRotationTest, TheListShowsWhatWasImportedAndWhatIsMissing) {
  const std::string arn = trent_.arn(imported_);
  const Timestamp valid_to = trent_.clock.now() + 7 * kDay;
  const std::string first =
      import(trent_, imported_, material('a'),
             fmt::format(R"("ValidTo":{},"KeyMaterialDescription":"first")", seconds(valid_to)))
          .text("KeyMaterialId");
  const std::string second = import_new('b');
  rotate(imported_);
  const std::string third = import_new('c');
  const boost::json::object pending{{"KeyId", arn},
                                    {"KeyMaterialId", third},
                                    {"ImportState", "IMPORTED"},
                                    {"KeyMaterialState", "PENDING_ROTATION"},
                                    {"ExpirationModel", "KEY_MATERIAL_DOES_NOT_EXPIRE"}};
  const boost::json::object rotated{{"KeyId", arn},
                                    {"KeyMaterialId", second},
                                    {"ImportState", "IMPORTED"},
                                    {"KeyMaterialState", "CURRENT"},
                                    {"ExpirationModel", "KEY_MATERIAL_DOES_NOT_EXPIRE"},
                                    {"RotationDate", seconds(trent_.clock.now())},
                                    {"RotationType", "ON_DEMAND"}};
  boost::json::object oldest{{"KeyId", arn},
                             {"KeyMaterialId", first},
                             {"KeyMaterialDescription", "first"},
                             {"ImportState", "IMPORTED"},
                             {"KeyMaterialState", "NON_CURRENT"},
                             {"ExpirationModel", "KEY_MATERIAL_EXPIRES"},
                             {"ValidTo", seconds(valid_to)}};
  EXPECT_EQ(rotations(imported_, kAll), (boost::json::array{oldest, rotated, pending}));
  EXPECT_EQ(rotations(imported_), (boost::json::array{rotated}));

  trent_.clock.advance(7 * kDay);
  oldest["ImportState"] = "PENDING_IMPORT";
  oldest.erase("ExpirationModel");
  oldest.erase("ValidTo");
  EXPECT_EQ(rotations(imported_, kAll), (boost::json::array{oldest, rotated, pending}));
}

// --- paging -------------------------------------------------------------------------------------

TEST_F(RotationTest, PagesShowEveryRotationOnce) {
  for (int i = 0; i < 5; ++i) rotate(key_);
  for (const std::string& include : {std::string(), std::string(kAll)}) {
    const boost::json::array whole = rotations(key_, include);
    EXPECT_EQ(whole.size(), include.empty() ? 5U : 6U);
    for (const int limit : {1, 2, 5, 6, 7}) {
      boost::json::array walked;
      std::string marker;
      do {
        const Answer page =
            on(key_, "ListKeyRotations", fmt::format(R"({},"Limit":{}{})", include, limit, marker));
        for (const auto& entry : page.body.at("Rotations").as_array()) walked.push_back(entry);
        EXPECT_EQ(page.body.at("Truncated"), page.body.contains("NextMarker"));
        marker = page.body.contains("NextMarker")
                     ? fmt::format(R"(,"Marker":"{}")", page.text("NextMarker"))
                     : "";
      } while (!marker.empty());
      EXPECT_EQ(walked, whole) << limit;
    }
  }
}

TEST_F(RotationTest, AMarkerFitsOneListOnly) {
  const std::string other = trent_.create_key();
  for (const std::string& key : {key_, other})
    for (int i = 0; i < 2; ++i) rotate(key);
  const std::string marker = fmt::format(
      R"(,"Marker":"{}")", on(key_, "ListKeyRotations", R"(,"Limit":1)").text("NextMarker"));
  EXPECT_EQ(on(key_, "ListKeyRotations", marker).exception, "");
  EXPECT_EQ(on(other, "ListKeyRotations", marker).exception, "InvalidMarkerException");
  EXPECT_EQ(on(key_, "ListKeyRotations", marker + kAll).exception, "InvalidMarkerException");
  EXPECT_EQ(on(key_, "ListKeyRotations", R"(,"Marker":"x")").exception, "InvalidMarkerException");
}

}  // namespace
}  // namespace trent::operations
