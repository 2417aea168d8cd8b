// fuzz/support/deployment.h: a whole deployment for one input: two accounts, a key of every kind,
// and things made with them. Nothing outlives the input, so every find comes again.
#pragma once

#include <boost/json/object.hpp>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "access/policy_authorizer.h"
#include "attestation/document.h"
#include "material/deployment_keys.h"
#include "operations/aws_managed_keys.h"
#include "operations/registry.h"
#include "storage/record_cache.h"
#include "usage/last_usage_tracker.h"

namespace trent::fuzz {

inline constexpr Timestamp kStart{std::chrono::days(20000)};

// What an input calls things whose names differ in each process, and what they are called.
using Names = std::map<std::string, std::string, std::less<>>;

class Deployment {
 public:
  // "owner" (of the keys), "user" (of the owner's account, who may do everything that a key policy
  // lets the account decide), "stranger" (the root of another account).
  static identity::Caller caller_named(std::string_view name);

  // With all that Names speaks of.
  Deployment();

  // Stops the process if the answer, or the audit record of it, is not well formed.
  Result<SecretBuffer> call(std::string_view caller, std::string_view operation,
                            std::string_view body);
  void wait(Duration time) { now_ += time; }
  // The owner's call, of what cannot fail; `members` may use Names.
  boost::json::object must(std::string_view operation, std::string_view members);

  static const Names& names();
  // With each name between percent signs replaced by what it stands for.
  static std::string named(std::string_view text);

 private:
  struct Prepared;
  static const Prepared& prepared();
  Deployment(std::unique_ptr<storage::Store> store, const material::DeploymentKeys& keys,
             const attestation::TrustAnchors& anchors);

  Timestamp now_ = kStart;
  const Names* naming_ = nullptr;
  std::unique_ptr<storage::Store> store_;
  storage::RecordCache records_;
  std::unique_ptr<usage::LastUsageTracker> last_usage_;
  material::Materials materials_;
  access::PolicyAuthorizer authorizer_{records_};
  operations::AwsManagedKeys aws_managed_keys_{records_, materials_};
  access::Gate gate_{records_, authorizer_, aws_managed_keys_};
  operations::Services services_;
};

}  // namespace trent::fuzz
