// bench/authorization: one decision as the gate asks for it, with all that is gathered for it: the
// compiled policies from their cache, the caller's own policies, the grants of the key and what
// conditions ask about the request. `allocations` is per decision.
//
// Default: AWS's default key policy, asked by the root and by a user with an identity policy.
// Large: a key policy of 32 KB that helps nobody and 1,000 grants on the key, one of which lets the
// user in, or none.
#include <fmt/format.h>

#include "access/policy_authorizer.h"
#include "counted_allocations.h"
#include "large_policy.h"
#include "storage/memory/memory_store.h"

namespace trent::access {
namespace {

const keys::AccountId kAccount("111122223333");
const keys::Region kRegion("eu-central-1");
constexpr std::string_view kUserArn = "arn:aws:iam::111122223333:user/alice";
constexpr std::string_view kUserId = "AIDAALICEALICEALICE22";
constexpr int kGrants = 1000;

class Decisions {
 public:
  explicit Decisions(std::string policy) {
    key.ref = {{kAccount, kRegion}, keys::KeyId("0f1e2d3c-0000-4000-8000-000000000001")};
    key.policy = std::move(policy);
    commit({storage::PutKey{key}});
  }

  void put_user(identity::Permissions permissions) {
    commit(
        {storage::PutEntity{{.ref = {kAccount, identity::EntityKind::User, "alice"},
                             .id = std::string(kUserId),
                             .name = "alice",
                             .details = identity::User{.permissions = std::move(permissions)}}}});
  }

  // To others, the last to `last`.
  void put_grants(std::string_view last) {
    for (int number = 1; number <= kGrants; ++number) {
      const std::string other =
          fmt::format("arn:aws:iam::{}:role/worker-{:04}", kAccount.view(), number);
      commit({storage::PutGrant{
          {.id = grants::GrantId(fmt::format("{:064x}", number)),
           .key = key.ref,
           .grantee = *grants::parse_principal(number == kGrants ? last : other, "aws"),
           .operations = {grants::GrantOperation::Encrypt, grants::GrantOperation::Decrypt},
           .issuing_account = kAccount}}});
    }
  }

  Result<void> ask(const identity::Caller& caller) const {
    const Asking asking{.caller = caller,
                        .scope = {kAccount, kRegion},
                        .now = Timestamp{std::chrono::days(20000)},
                        .transport = {.source_ip = "192.0.2.1", .user_agent = "bench"},
                        .encryption_context = &context_};
    return authorizer_.authorize(asking, "Encrypt", key, "");
  }

  keys::KeyRecord key;

 private:
  void commit(storage::Batch batch) {
    if (!records_.commit(std::move(batch))) std::abort();
  }

  const keys::EncryptionContext context_{{"department", "research"}};
  const std::unique_ptr<storage::Store> store_ = storage::make_memory_store();
  storage::RecordCache records_{*store_};
  const PolicyAuthorizer authorizer_{records_};
};

identity::Caller root() {
  return {.account = kAccount, .arn = keys::root_arn_of(kAccount, kRegion)};
}
identity::Caller user() {
  return {.account = kAccount,
          .type = identity::PrincipalType::User,
          .arn = std::string(kUserArn),
          .unique_id = std::string(kUserId),
          .user_name = "alice",
          .entity = identity::EntityRef{kAccount, identity::EntityKind::User, "alice"}};
}

std::string default_policy() {
  return policy::default_key_policy(keys::root_arn_of(kAccount, kRegion));
}

void run(benchmark::State& state, const Decisions& decisions, const identity::Caller& caller,
         bool allowed) {
  if (decisions.ask(caller).has_value() != allowed) state.SkipWithError("another decision");
  run_counted(state, [&] { benchmark::DoNotOptimize(decisions.ask(caller)); });
}

void default_policy_root(benchmark::State& state) {
  run(state, Decisions(default_policy()), root(), true);
}
BENCHMARK(default_policy_root);

void default_policy_user(benchmark::State& state) {
  Decisions decisions(default_policy());
  decisions.put_user(
      {.inline_policies = {
           {"use",
            R"({"Statement":{"Effect":"Allow","Action":"kms:*","Resource":"arn:aws:kms:*:111122223333:key/*"}})"}}});
  run(state, decisions, user(), true);
}
BENCHMARK(default_policy_user);

void large_policy_and_grants(benchmark::State& state, std::string_view last, bool allowed) {
  Decisions decisions(large_key_policy(kAccount.view()));
  decisions.put_user({});
  decisions.put_grants(last);
  run(state, decisions, user(), allowed);
}
BENCHMARK_CAPTURE(large_policy_and_grants, one_allows, kUserArn, true);
BENCHMARK_CAPTURE(large_policy_and_grants, none_allows,
                  "arn:aws:iam::111122223333:role/worker-0000", false);

}  // namespace
}  // namespace trent::access

BENCHMARK_MAIN();
