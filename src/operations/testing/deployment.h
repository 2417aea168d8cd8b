// operations/testing/deployment.h: a whole deployment without network: memory store unless a test
// brings another, fixed root key and a clock that tests move. Requests go in as JSON and come out
// as JSON, through the gate.
#pragma once

#include <boost/json.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "access/policy_authorizer.h"
#include "material/testing/fixed_root_key.h"
#include "operations/aws_managed_keys.h"
#include "operations/registry.h"
#include "storage/memory/memory_store.h"
#include "wire/error_table.h"

namespace trent::operations::testing {

// What came back: a body, or an exception with or without a message.
struct Answer {
  std::string request_id;
  boost::json::object body;
  std::string exception;  // empty: success
  std::string message;

  std::string text(std::string_view member) const {
    const auto* value = body.if_contains(member);
    return value && value->is_string() ? std::string(value->get_string()) : "";
  }
  const boost::json::object& metadata() const { return body.at("KeyMetadata").get_object(); }
};

class Deployment {
 public:
  static constexpr Timestamp kStart{std::chrono::days(20000)};

  Deployment() : Deployment(policy_authorizer_) {}
  explicit Deployment(const access::Authorizer& authorizer)
      : gate_(records, authorizer, aws_managed_keys_) {}
  explicit Deployment(std::unique_ptr<storage::Store> opened)
      : store(std::move(opened)), gate_(records, policy_authorizer_, aws_managed_keys_) {}

  // The answer of `operation` to `members`, the inside of a JSON object.
  Answer call(std::string_view operation, const std::string& members = "") {
    return call_as(account_, operation, members);
  }
  // For a request that is to fail inside the server.
  Answer call_expecting_a_fault(std::string_view operation, const std::string& members) {
    expect_faults_ = true;
    Answer answer = call(operation, members);
    expect_faults_ = false;
    return answer;
  }
  // The aliases of the caller's own making: what ListAliases has besides the predefined ones.
  std::vector<std::string> customers_aliases() {
    const Answer listed = call("ListAliases", R"("Limit":100)");
    std::vector<std::string> names;
    for (const auto& entry : listed.body.at("Aliases").as_array()) {
      const std::string_view name = entry.at("AliasName").as_string();
      if (!name.starts_with("alias/aws/")) names.emplace_back(name);
    }
    return names;
  }
  Answer call_as(const keys::AccountId& account, std::string_view operation,
                 const std::string& members) {
    wire::Document document;
    EXPECT_TRUE(document.parse("{" + members + "}")) << members;
    const identity::Caller caller{.account = account,
                                  .arn = keys::root_arn_of(account, region_),
                                  .access_key_id = "AKIATEST"};
    const std::string request_id = fmt::format("request {}", ++requests_);
    audit::Event event;
    Answer answer = answer_of(run(*find_operation(operation), services_,
                                  {.caller = caller,
                                   .scope = {account, region_},
                                   .now = clock.now(),
                                   .request_id = request_id},
                                  document, event));
    answer.request_id = request_id;
    return answer;
  }

  // From now on, requests come in there.
  void go_to(std::string_view region) { region_ = keys::Region(std::string(region)); }

  // Makes a key and returns its id. `members` as for CreateKey.
  std::string create_key(const std::string& members = "") {
    const Answer answer = call("CreateKey", members);
    EXPECT_EQ(answer.exception, "") << answer.message;
    return std::string(answer.metadata().at("KeyId").get_string());
  }

  std::string arn(const std::string& key_id) const {
    return keys::arn_of(keys::KeyRef{{account_, region_}, keys::KeyId(key_id)});
  }
  std::string state(const std::string& key_id) {
    const Answer answer = call("DescribeKey", fmt::format(R"("KeyId":"{}")", key_id));
    return std::string(answer.metadata().at("KeyState").get_string());
  }

  // From here on; null for no more.
  void throttle_by(throttle::Throttle* throttle) { services_.throttle = throttle; }

  const Services& services() const { return services_; }
  void limit(keys::ResourceQuotas quotas) { services_.quotas = quotas; }

  const material::Materials& materials() const { return materials_; }

  ManualClock clock{kStart};
  std::unique_ptr<storage::Store> store = storage::make_memory_store();
  storage::RecordCache records{*store};
  attestation::TrustAnchors attestation_anchors;  // none until a test puts some here
  std::unique_ptr<usage::LastUsageTracker> last_usage =
      *usage::LastUsageTracker::open(records, kStart);

 private:
  Answer answer_of(const Result<SecretBuffer>& outcome) const {
    Answer answer;
    if (!outcome) {
      answer.exception = wire::wire_error(outcome.error().code).name;
      answer.message = outcome.error().message.value_or("");
      EXPECT_EQ(answer.exception == "KMSInternalException", expect_faults_)
          << outcome.error().detail;
    } else if (!outcome->empty()) {
      answer.body = boost::json::parse(view_of(*outcome)).as_object();
    }
    return answer;
  }

  bool expect_faults_ = false;
  std::atomic<int> requests_ = 0;  // tests call from many threads
  const keys::AccountId account_{"000000000000"};
  keys::Region region_{"eu-central-1"};
  material::testing::FixedRootKey root_key_;
  std::unique_ptr<material::DeploymentKeys> deployment_keys_ =
      *material::DeploymentKeys::open(*store, root_key_);
  material::Materials materials_{*deployment_keys_, records, {}};
  access::PolicyAuthorizer policy_authorizer_{records};
  const AwsManagedKeys aws_managed_keys_{records, materials_};
  access::Gate gate_;
  Services services_{records,     gate_, materials_, *deployment_keys_, attestation_anchors,
                     *last_usage, {}};
};

}  // namespace trent::operations::testing
