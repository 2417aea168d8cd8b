// bench/policy_decision: what one decision costs, and that it allocates nothing.
//
// Default: AWS's default key policy, asked by the root and by a user with an identity policy.
// Large: a key policy of 32 KB whose statements all name the action, half of them the caller, and
// test conditions that do not hold. Many principals: 32 KB of names. `allocations` is per decision.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "counted_allocations.h"
#include "large_policy.h"
#include "policy/evaluation.h"

namespace trent::policy {
namespace {

constexpr std::string_view kAccount = "111122223333";
constexpr std::string_view kRootArn = "arn:aws:iam::111122223333:root";
constexpr std::string_view kKeyArn =
    "arn:aws:kms:eu-central-1:111122223333:key/0f1e2d3c-0000-4000-8000-000000000001";

// As many keys as the requests of a symmetric key carry.
const std::vector<ContextEntry>& entries() {
  static const std::vector<ContextEntry> all = [] {
    std::vector<ContextEntry> made;
    for (const char* name : {"aws:CurrentTime",   "aws:EpochTime",
                             "aws:SourceIp",      "aws:SecureTransport",
                             "aws:UserAgent",     "aws:RequestedRegion",
                             "aws:PrincipalArn",  "aws:PrincipalAccount",
                             "aws:PrincipalType", "aws:userid",
                             "aws:username",      "aws:PrincipalIsAWSService",
                             "aws:ViaAWSService", "aws:ResourceAccount",
                             "kms:CallerAccount", "kms:KeyOrigin",
                             "kms:KeySpec",       "kms:KeyUsage",
                             "kms:MultiRegion",   "kms:EncryptionAlgorithm",
                             "kms:RequestAlias",  "kms:EncryptionContext:department"})
      made.push_back(one_value(name, "eu-central-1"));
    return made;
  }();
  return all;
}

CompiledPolicy compiled(DocumentKind kind, std::string_view text) {
  return CompiledPolicy(parse_policy(kind, text).value());
}

void run(benchmark::State& state, const Request& request, const ApplicablePolicies& policies,
         bool allowed) {
  if (decide(request, policies).allowed != allowed) state.SkipWithError("another decision");
  run_counted(state, [&] { benchmark::DoNotOptimize(decide(request, policies)); });
}

const ListedContext& context() {
  static const ListedContext listed(entries());
  return listed;
}

Request request_of(const Principal& principal) {
  return {.principal = principal,
          .action = action_of(keys::Operation::Encrypt),
          .resource = kKeyArn,
          .resource_account = kAccount,
          .context = context()};
}

constexpr Principal kRoot{PrincipalKind::AccountRoot, kAccount, kRootArn};
constexpr Principal kUser{PrincipalKind::User, kAccount, "arn:aws:iam::111122223333:user/alice",
                          "AIDAALICEALICEALICE22"};

void default_policy_root(benchmark::State& state) {
  const auto policy = compiled(DocumentKind::KeyPolicy, default_key_policy(kRootArn));
  const NamedPolicy named{"default", &policy};
  run(state, request_of(kRoot), {.resource = &named}, true);
}
BENCHMARK(default_policy_root);

void default_policy_user(benchmark::State& state) {
  const auto policy = compiled(DocumentKind::KeyPolicy, default_key_policy(kRootArn));
  const auto use = compiled(
      DocumentKind::IdentityPolicy,
      R"({"Statement":{"Effect":"Allow","Action":"kms:*","Resource":"arn:aws:kms:*:111122223333:key/*"}})");
  const NamedPolicy named{"default", &policy};
  const NamedPolicy identity{"use", &use};
  run(state, request_of(kUser), {.identity = Policies(&identity, 1), .resource = &named}, true);
}
BENCHMARK(default_policy_user);

void large_policy_nobody(benchmark::State& state) {
  const auto policy = compiled(DocumentKind::KeyPolicy, large_key_policy(kAccount));
  const NamedPolicy named{"default", &policy};
  state.counters["statements"] = static_cast<double>(policy.size());
  run(state, request_of(kUser), {.resource = &named}, false);
}
BENCHMARK(large_policy_nobody);

// Two thousand principals by name in one statement, the caller is none of them.
void many_principals(benchmark::State& state) {
  std::string text =
      R"({"Statement":{"Effect":"Allow","Action":"kms:*","Resource":"*","Principal":{"AWS":[)";
  for (int number = 0; text.size() < kKeyPolicyBytesMax - 60; ++number)
    text +=
        fmt::format(R"({}"arn:aws:iam::{}:user/{:05}")", number == 0 ? "" : ",", kAccount, number);
  const auto policy = compiled(DocumentKind::KeyPolicy, text + "]}}}");
  const NamedPolicy named{"default", &policy};
  run(state, request_of(kUser), {.resource = &named}, false);
}
BENCHMARK(many_principals);

void compile_large_policy(benchmark::State& state) {
  const std::string text = large_key_policy(kAccount);
  for (auto _ : state) benchmark::DoNotOptimize(compiled(DocumentKind::KeyPolicy, text));
}
BENCHMARK(compile_large_policy);

}  // namespace
}  // namespace trent::policy

BENCHMARK_MAIN();
