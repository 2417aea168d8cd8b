#include "server/pipeline.h"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "access/testing/account_authorizer.h"
#include "base/log.h"
#include "material/testing/fixed_root_key.h"
#include "operations/aws_managed_keys.h"
#include "sigv4/testing/signer.h"
#include "storage/testing/faulty_store.h"

namespace trent::server {
namespace {

constexpr std::string_view kAccessKeyId = "AKIAIOSFODNN7EXAMPLE";

class OneKey final : public identity::AccessKeys {
 public:
  OneKey() {
    key_->id = kAccessKeyId;
    key_->secret = SecretBytes::copy_of(std::string_view("secret"));
    key_->account = keys::AccountId("000000000000");
  }
  std::shared_ptr<const identity::AccessKey> find(std::string_view id) const override {
    return id == key_->id ? key_ : nullptr;
  }
  std::shared_ptr<const identity::AccessKey> find_temporary(std::string_view,
                                                            std::string_view) const override {
    return nullptr;
  }
  void make_temporary(Timestamp expires) {
    key_->session =
        std::make_shared<const identity::Session>(identity::Session{.expires = expires});
  }

 private:
  std::shared_ptr<identity::AccessKey> key_ = std::make_shared<identity::AccessKey>();
};

class PipelineTest : public ::testing::Test {
 protected:
  http::Response send(std::vector<http::Header> headers, std::string_view body,
                      std::string_view method = "POST", std::string_view target = "/") {
    return pipeline_.handle({.method = method, .target = target, .headers = headers, .body = body});
  }
  http::Response send_json(std::string_view amz_target, std::string_view body) {
    return send({{"Host", "localhost"},
                 {"Content-Type", "application/x-amz-json-1.1"},
                 {"X-Amz-Target", amz_target}},
                body);
  }

  // Calls `with` with the request, which lives as long.
  template <class With>
  void with_signed(std::string_view amz_target, std::string_view body, std::string_view body_sent,
                   const With& with) {
    std::vector<http::Header> headers{{"Host", "localhost"},
                                      {"Content-Type", "application/x-amz-json-1.1"},
                                      {"X-Amz-Target", amz_target}};
    std::vector<sigv4::HeaderView> signed_headers;
    for (const auto& [name, value] : headers) signed_headers.push_back({name, value});
    const auto signature = sigv4::testing::sign({.request = {.method = "POST",
                                                             .target = "/",
                                                             .headers = signed_headers,
                                                             .body = as_bytes(body)},
                                                 .access_key_id = kAccessKeyId,
                                                 .secret = "secret",
                                                 .region = "eu-central-1",
                                                 .time = clock_.now()});
    headers.push_back({"Authorization", signature.authorization});
    headers.push_back({"X-Amz-Date", signature.amz_date});
    with(http::Request{.method = "POST", .target = "/", .headers = headers, .body = body_sent});
  }

  http::Response send_signed(std::string_view amz_target, std::string_view body,
                             std::string_view body_sent) {
    http::Response response;
    with_signed(amz_target, body, body_sent,
                [&](const http::Request& request) { response = pipeline_.handle(request); });
    return response;
  }
  http::Response send_signed(std::string_view amz_target, std::string_view body) {
    return send_signed(amz_target, body, body);
  }

  std::string made_key() {
    const auto made = boost::json::parse(view_of(send_signed("TrentService.CreateKey", "{}").body));
    return std::string(made.at("KeyMetadata").at("KeyId").as_string());
  }
  std::string tags_of(const std::string& key) {
    const std::string body = R"({"KeyId":")" + key + R"("})";
    return std::string(view_of(send_signed("TrentService.ListResourceTags", body).body));
  }
  static std::string tag_request(const std::string& key, const std::string& name) {
    return R"({"KeyId":")" + key + R"(","Tags":[{"TagKey":")" + name + R"(","TagValue":"v"}]})";
  }

  ManualClock clock_{Timestamp{std::chrono::days(20000)}};
  std::unique_ptr<storage::FaultyStore> store_ = std::make_unique<storage::FaultyStore>();
  storage::RecordCache records_{*store_};
  material::testing::FixedRootKey root_key_;
  std::unique_ptr<material::DeploymentKeys> keys_ =
      *material::DeploymentKeys::open(*store_, root_key_);
  material::Materials materials_{*keys_, records_, {}};
  access::testing::AccountAuthorizer authorizer_;
  const operations::AwsManagedKeys aws_managed_keys_{records_, materials_};
  access::Gate gate_{records_, authorizer_, aws_managed_keys_};
  attestation::TrustAnchors attestation_anchors_;
  std::unique_ptr<usage::LastUsageTracker> last_usage_ =
      *usage::LastUsageTracker::open(records_, clock_.now());
  usage::AccessKeyTracker access_key_uses_{records_};
  operations::Services services_{records_,     gate_, materials_, *keys_, attestation_anchors_,
                                 *last_usage_, {}};
  OneKey access_keys_;
  sigv4::Verifier verifier_{{}, access_keys_, clock_};
  oidc::ProviderKeys no_identity_providers_;
  Pipeline pipeline_{services_,    verifier_,        records_,
                     access_keys_, access_key_uses_, no_identity_providers_,
                     clock_};
};

TEST_F(PipelineTest, WhatIsNoKmsRequestIsToldSo) {
  EXPECT_EQ(send({}, "", "GET").status, 403U);
  EXPECT_EQ(send({{"X-Amz-Target", "TrentService.ListKeys"}}, "{}").status, 404U);
  EXPECT_EQ(view_of(send_json("Other.ListKeys", "{}").body),
            R"({"__type":"UnknownOperationException"})");
  EXPECT_EQ(view_of(send_json("TrentService.listKeys", "{}").body),
            R"({"__type":"UnknownOperationException"})");
}

TEST_F(PipelineTest, SyntaxComesBeforeTheSignatureAndTypesAfterIt) {
  EXPECT_EQ(view_of(send_json("TrentService.ListKeys", "{").body),
            R"({"__type":"SerializationException"})");
  EXPECT_EQ(view_of(send_json("TrentService.ListKeys", R"({"Limit":"x"})").body)
                .find(R"({"__type":"MissingAuthenticationTokenException")"),
            0U);
  EXPECT_EQ(send_json("TrentService.ListKeys", "{}").status, 400U);
}

TEST_F(PipelineTest, ASignedRequestIsAnswered) {
  const std::string_view target = "TrentService.ListKeys", body = R"({"Limit":1})";
  EXPECT_EQ(view_of(send_signed(target, body).body), R"({"Keys":[],"Truncated":false})");
  EXPECT_EQ(send_signed(target, body, R"({"Limit":2})").status, 400U);
}

TEST_F(PipelineTest, OnlyRequestsWhoseSignatureIsVerifiedCountAgainstAQuota) {
  throttle::Quotas quotas;
  ASSERT_TRUE(quotas.set("ListKeys=1"));
  throttle::Throttle throttle(quotas);
  services_.throttle = &throttle;
  const std::string_view target = "TrentService.ListKeys";
  const std::string throttled =
      R"({"__type":"ThrottlingException","message":"You have exceeded the rate at which you may )"
      R"(call KMS. Reduce the frequency of your calls."})";
  for (int i = 0; i < 3; ++i) {
    EXPECT_NE(view_of(send_json(target, "{}").body), throttled);
    EXPECT_NE(view_of(send_signed(target, "{}", R"({"Limit":1})").body), throttled);
  }
  // Members are not looked at before.
  EXPECT_NE(view_of(send_signed(target, R"({"Limit":"x"})").body), throttled);
  const http::Response refused = send_signed(target, R"({"Limit":"x"})");
  EXPECT_EQ(refused.status, 400U);
  EXPECT_EQ(view_of(refused.body), throttled);
  EXPECT_EQ(refused.headers.find("x-amzn-RequestId: "), 0U);
}

TEST_F(PipelineTest, TheRequestIdOfAnAnswerIsTheOneThatIsRemembered) {
  const boost::json::value made =
      boost::json::parse(view_of(send_signed("TrentService.CreateKey", "{}").body));
  const std::string key(made.at("KeyMetadata").at("KeyId").as_string());
  const http::Response used = send_signed("TrentService.GenerateDataKey",
                                          R"({"KeySpec":"AES_256","KeyId":")" + key + R"("})");
  const boost::json::value told = boost::json::parse(
      view_of(send_signed("TrentService.GetKeyLastUsage", R"({"KeyId":")" + key + R"("})").body));
  const std::string request(told.at("KeyLastUsage").at("KmsRequestId").as_string());
  EXPECT_EQ(used.headers.find("x-amzn-RequestId: " + request + "\r\n"), 0U);
}

TEST_F(PipelineTest, AnAccessKeyIsUsedByWhatItSignedAndByNothingElse) {
  ASSERT_TRUE(records_.commit({storage::PutAccessKey{{.id = std::string(kAccessKeyId)}}}));
  const auto last_use = [&] { return access_key_uses_.find(kAccessKeyId)->last_use; };
  send_signed("TrentService.ListKeys", "{}", R"({"Limit":1})");
  send_json("TrentService.ListKeys", "{}");
  EXPECT_EQ(last_use(), std::nullopt);
  // Refused for what it says, not for who says it.
  EXPECT_EQ(send_signed("TrentService.ListKeys", R"({"Limit":"x"})").status, 400U);
  EXPECT_EQ(last_use(), (identity::AccessKeyUse{clock_.now(), "kms", "eu-central-1"}));
}

TEST_F(PipelineTest, TemporaryAccessKeysAreNotTracked) {
  ASSERT_TRUE(records_.commit({storage::PutAccessKey{{.id = std::string(kAccessKeyId)}}}));
  access_keys_.make_temporary(clock_.now() + std::chrono::hours(1));
  EXPECT_EQ(send_signed("TrentService.ListKeys", "{}").status, 200U);
  EXPECT_EQ(access_key_uses_.find(kAccessKeyId)->last_use, std::nullopt);
}

TEST_F(PipelineTest, WhatIsBegunIsWrittenOnlyWhenItsAnswerIsFinished) {
  const std::string key = made_key(), body = tag_request(key, "one");
  with_signed("TrentService.TagResource", body, body, [&](const http::Request& request) {
    const http::Response begun = pipeline_.begin(request);
    ASSERT_TRUE(begun.unfinished);
    EXPECT_EQ(tags_of(key).find("one"), std::string::npos);
    bool done = false;
    begun.unfinished->begin([&] { done = true; });
    EXPECT_TRUE(done);
    EXPECT_NE(tags_of(key).find("one"), std::string::npos);
    const auto answer = begun.unfinished->finish();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 200U);
    EXPECT_EQ(answer->headers.find("x-amzn-RequestId: "), 0U);
  });
}

TEST_F(PipelineTest, WhatChangesNothingOrFailsIsFinishedAtOnce) {
  for (const auto& [target, body] :
       {std::pair("TrentService.ListKeys", std::string("{}")),
        std::pair("TrentService.EnableKey", R"({"KeyId":")" + made_key() + R"("})"),
        std::pair("TrentService.TagResource", tag_request("unknown", "one"))})
    with_signed(target, body, body, [&](const http::Request& request) {
      EXPECT_FALSE(pipeline_.begin(request).unfinished);
    });
}

TEST_F(PipelineTest, WhatMeetsAnotherChangeIsRepeatedAndCountedOnce) {
  throttle::Quotas quotas;
  ASSERT_TRUE(quotas.set("TagResource=1"));
  const std::string key = made_key(), body = tag_request(key, "one");
  with_signed("TrentService.TagResource", body, body, [&](const http::Request& request) {
    const http::Response begun = pipeline_.begin(request);
    ASSERT_TRUE(begun.unfinished);
    EXPECT_EQ(send_signed("TrentService.TagResource", tag_request(key, "other")).status, 200U);
    throttle::Throttle throttle(quotas);
    services_.throttle = &throttle;
    begun.unfinished->begin([] {});
    EXPECT_FALSE(begun.unfinished->finish());
    for (int i = 0; i < 3; ++i) EXPECT_EQ(begun.unfinished->repeat().status, 200U);
    services_.throttle = nullptr;
  });
  EXPECT_NE(tags_of(key).find("one"), std::string::npos);
  EXPECT_NE(tags_of(key).find("other"), std::string::npos);
}

TEST_F(PipelineTest, WhatTheDiskRefusesIsAServerError) {
  const std::string key = made_key(), body = tag_request(key, "one");
  with_signed("TrentService.TagResource", body, body, [&](const http::Request& request) {
    const http::Response begun = pipeline_.begin(request);
    ASSERT_TRUE(begun.unfinished);
    store_->fail_commits(1);
    begun.unfinished->begin([] {});
    const auto answer = begun.unfinished->finish();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 500U);
  });
  EXPECT_EQ(tags_of(key).find("one"), std::string::npos);
}

TEST_F(PipelineTest, EveryAnswerHasTheHeadersOfKms) {
  const http::Response response = send_json("TrentService.ListKeys", "{}");
  EXPECT_EQ(response.content_type, "application/x-amz-json-1.1");
  EXPECT_EQ(response.headers.find("x-amzn-RequestId: "), 0U);
  EXPECT_NE(
      response.headers.find("Cache-Control: no-cache, no-store, must-revalidate, private\r\n"),
      std::string::npos);
}

TEST_F(PipelineTest, HealthNeedsNoSignature) {
  EXPECT_EQ(send({}, "", "GET", "/livez").status, 200U);
  EXPECT_EQ(send({}, "", "HEAD", "/readyz").status, 200U);
  EXPECT_EQ(send({}, "", "GET", "/readyz?verbose").status, 200U);
}

TEST_F(PipelineTest, WorkGoesToItsLane) {
  const auto lane = [&](std::string_view target, std::string_view body = "{}") {
    const std::vector<http::Header> headers{{"Content-Type", "application/x-amz-json-1.1"},
                                            {"X-Amz-Target", target}};
    return pipeline_.lane({.method = "POST", .target = "/", .headers = headers, .body = body});
  };
  EXPECT_EQ(lane("TrentService.Encrypt"), http::Lane::Inline);
  EXPECT_EQ(lane("TrentService.CreateKey"), http::Lane::Inline);
  EXPECT_EQ(lane("TrentService.GetParametersForImport"), http::Lane::Compute);
  EXPECT_EQ(lane("nonsense"), http::Lane::Inline);
  // Their records are settled at once, which may wait for the disk.
  EXPECT_EQ(pipeline_.lane({.method = "GET", .target = "/"}), http::Lane::Blocking);
  EXPECT_EQ(pipeline_.lane({.method = "POST", .target = "/"}), http::Lane::Blocking);

  const std::string_view rsa = R"({"EncryptionAlgorithm":"RSAES_OAEP_SHA_256"})";
  EXPECT_EQ(lane("TrentService.Encrypt", rsa), http::Lane::Compute);
  EXPECT_EQ(lane("TrentService.Decrypt", R"({"EncryptionAlgorithm":"\u0052SAES_OAEP_SHA_1"})"),
            http::Lane::Compute);
  EXPECT_EQ(lane("TrentService.GenerateRandom", R"({"Recipient":{"AttestationDocument":""}})"),
            http::Lane::Compute);
  EXPECT_EQ(lane("TrentService.CreateKey", R"({"KeySpec":"RSA_4096"})"), http::Lane::Compute);
  EXPECT_EQ(lane("TrentService.CreateKey", R"({"KeySpec":"ECC_NIST_P256"})"), http::Lane::Blocking);
  EXPECT_EQ(lane("TrentService.CreateKey", R"({"Policy":"{}"})"), http::Lane::Blocking);
  EXPECT_EQ(lane("TrentService.TagResource"), http::Lane::Inline);
  EXPECT_EQ(lane("TrentService.PutKeyPolicy"), http::Lane::Blocking);
}

}  // namespace
}  // namespace trent::server
