#include "access/compiled_policies.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace trent::access {
namespace {

using Compiled = std::shared_ptr<const policy::CompiledPolicy>;

struct Entry {
  policy::DocumentKind kind{};
  std::string text;
  KnownPrincipals known;
  std::uint64_t last_used = 0;
  Compiled policy;
};

constexpr std::size_t kWays = 4;
constexpr std::size_t kSets = 256;
using Set = std::array<Entry, kWays>;

struct Table {
  std::vector<Set> sets{kSets};
  std::uint64_t clock = 0;
};

// Of the ends only: documents are up to 32 KiB, and whether it is the right one is decided by
// comparing all of it.
std::size_t hash_of(std::string_view text) {
  constexpr std::size_t kEnd = 96;
  const std::hash<std::string_view> hash;
  if (text.size() <= 2 * kEnd) return hash(text);
  return hash(text.substr(0, kEnd)) ^ (hash(text.substr(text.size() - kEnd)) * 31) ^ text.size();
}

Result<Compiled> compile(policy::DocumentKind kind, std::string_view text,
                         const KnownPrincipals& known) {
  const auto document = policy::parse_policy(kind, text);
  if (!document) return fail_internally("a stored policy document cannot be read");
  std::vector<policy::KnownPrincipal> principals;
  principals.reserve(known.size());
  for (const auto& [arn, id] : known) principals.push_back({arn, id});
  return std::make_shared<const policy::CompiledPolicy>(*document, principals);
}

}  // namespace

Result<Compiled> compiled(policy::DocumentKind kind, std::string_view text,
                          const KnownPrincipals& known) {
  thread_local Table table;
  Set& set = table.sets[hash_of(text) % kSets];
  const auto hit = std::ranges::find_if(set, [&](const Entry& entry) {
    return entry.policy && entry.kind == kind && entry.text == text && entry.known == known;
  });
  if (hit != set.end()) {
    hit->last_used = ++table.clock;
    return hit->policy;
  }
  TRY_ASSIGN(Compiled made, compile(kind, text, known));
  Entry& victim = *std::ranges::min_element(set, {}, &Entry::last_used);
  victim = {kind, std::string(text), known, ++table.clock, made};
  return made;
}

}  // namespace trent::access
