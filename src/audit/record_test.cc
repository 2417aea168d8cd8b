#include "audit/record.h"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "audit/newest_first.h"
#include "base/encoding.h"

namespace trent::audit {
namespace {

namespace json = boost::json;

const keys::AccountId kAccount("111122223333");
const keys::KeyRef kKey{{kAccount, keys::Region("eu-central-1")},
                        keys::KeyId("1234abcd-12ab-34cd-56ef-1234567890ab")};

Event event() {
  Event made;
  made.name = "Encrypt";
  made.read_only = true;
  made.time = Timestamp(std::chrono::days(20000));
  made.request_id = "22345126-30d5-4b28-98b9-9153da559963";
  made.peer = "[2001:db8::1]:443";
  made.region = "eu-central-1";
  made.caller = identity::Caller{
      .account = kAccount, .arn = "arn:aws:iam::111122223333:root", .access_key_id = "AKIATEST"};
  return made;
}

json::object record_of(const Event& made) {
  SecretBuffer text;
  write_record(made, text);
  return json::parse(view_of(text)).as_object();
}

TEST(Record, HasWhatTheEventSays) {
  Event made = event();
  made.findings.note(kKey);
  made.findings.note(kKey);
  made.additional.emplace_back("keyMaterialId", "abc");
  const json::object record = record_of(made);
  EXPECT_EQ(record.at("sourceIPAddress").as_string(), "2001:db8::1");
  EXPECT_EQ(record.at("eventTime").as_string(), "2024-10-04T00:00:00Z");
  EXPECT_EQ(record.at("resources").as_array().size(), 1U);
  EXPECT_EQ(record.at("additionalEventData").at("keyMaterialId").as_string(), "abc");
  EXPECT_TRUE(record.at("requestParameters").is_null());
  EXPECT_FALSE(record.contains("errorCode"));
}

TEST(Record, ARefusedCallerIsNotToldOfAnothersKey) {
  Event made = event();
  made.findings.note({{keys::AccountId("999988887777"), kKey.scope.region}, kKey.id});
  EXPECT_EQ(record_of(made).at("resources").as_array().size(), 1U);
  made.error = Error{ErrorCode::AccessDenied, "no", {}, {}};
  const json::object record = record_of(made);
  EXPECT_EQ(record.at("resources").as_array().size(), 0U);
  EXPECT_EQ(record.at("errorCode").as_string(), "AccessDenied");
}

TEST(Record, FaultsOfOursKeepTheirDetailToThemselves) {
  Event made = event();
  made.error = Error{ErrorCode::Internal, "message", "detail", {}};
  const json::object record = record_of(made);
  EXPECT_FALSE(record.contains("errorMessage"));
  EXPECT_FALSE(json::serialize(record).contains("detail\""));
}

TEST(Record, IsOneLineOfUtf8WhateverTheClientSends) {
  Event made = event();
  const std::string agent = "evil\r\n{\"\x01\xff" + std::string(5000, 'x');
  made.user_agent = agent;
  const std::string_view parameters = "{\"userName\":\"\xff\xfe\"}";
  made.request_parameters.assign(parameters.begin(), parameters.end());
  SecretBuffer text;
  write_record(made, text);
  EXPECT_FALSE(view_of(text).contains('\n'));
  EXPECT_TRUE(is_utf8(view_of(text)));
  EXPECT_LE(json::parse(view_of(text)).at("userAgent").as_string().size(), 1024U);
}

TEST(Record, LargeParametersAreLeftOut) {
  Event made = event();
  const std::string parameters = "{\"a\":\"" + std::string(200'000, 'x') + "\"}";
  made.request_parameters.assign(parameters.begin(), parameters.end());
  EXPECT_TRUE(record_of(made).at("requestParameters").at("omitted").as_bool());
}

TEST(Record, WhoIsUnknownIsShownAsTheyClaim) {
  Event made = event();
  made.caller.reset();
  made.claimed_access_key_id = "AKIACLAIMED";
  const json::object record = record_of(made);
  EXPECT_EQ(record.at("userIdentity"),
            json::parse(R"({"type":"Unknown","accessKeyId":"AKIACLAIMED"})"));
  EXPECT_FALSE(record.contains("recipientAccountId"));
}

TEST(Record, AServiceEventHasNoRequest) {
  SecretBuffer text;
  write_record(ServiceEvent{.name = "RotateKey",
                            .key = kKey,
                            .names_key = true,
                            .details = {{"rotationType", "AUTOMATIC"}}},
               text);
  const json::object record = json::parse(view_of(text)).as_object();
  EXPECT_FALSE(record.contains("requestID"));
  EXPECT_EQ(record.at("eventType").as_string(), "AwsServiceEvent");
  EXPECT_EQ(record.at("serviceEventDetails").at("keyId").as_string(), kKey.id.view());
  EXPECT_EQ(record.at("serviceEventDetails").at("rotationType").as_string(), "AUTOMATIC");
}

TEST(EventId, IsAnotherUuidThatFollowsFromTheRequest) {
  const std::string request = "22345126-30d5-4b28-98b9-9153da559963";
  const std::string id = event_id_of(request);
  EXPECT_NE(id, request);
  EXPECT_EQ(id, event_id_of(request));
  EXPECT_EQ(id.size(), request.size());
  EXPECT_EQ(id[14], '4');
  EXPECT_EQ(event_id_of("no uuid"), "");
}

TEST(EventTime, IsReadFromALine) {
  EXPECT_EQ(event_time_of(R"({"a":1,"eventTime":"2024-10-04T00:00:01Z"})"),
            Timestamp(std::chrono::days(20000)) + std::chrono::seconds(1));
  for (const char* line :
       {"{}", R"({"a":1,"eventTime":"2024-13-04T00:00:01Z"})", R"({"a":1,"eventTime":"20)",
        R"({"a":"\"eventTime\":\"2024-10-04T00:00:01Z"})"})
    EXPECT_FALSE(event_time_of(line)) << line;
}

}  // namespace
}  // namespace trent::audit
