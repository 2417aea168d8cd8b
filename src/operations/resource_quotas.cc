#include "operations/resource_quotas.h"

#include <fmt/format.h>

#include <utility>

namespace trent::operations {
namespace {

// The store's own LimitExceeded has no words. How many there are is for the caller alone to know:
// these are all about its own account.
template <class Words>
Result<void> commit_within(Call& call, storage::Batch batch, Words words) {
  const auto committed = call.commit(std::move(batch));
  if (committed) return {};
  if (committed.error().code == ErrorCode::LimitExceeded)
    return fail(ErrorCode::LimitExceeded, words());
  return std::unexpected(committed.error());
}

}  // namespace

Result<void> commit_new_key(Call& call, const keys::Scope& scope, storage::Batch writes) {
  const std::size_t max = call.services().quotas.keys_max;
  writes.insert(writes.begin(), storage::RequireFewerKeys{scope, max});
  return commit_within(call, std::move(writes), [&] {
    return fmt::format("Account {} has the maximum of {} KMS keys in {}.", scope.account.view(),
                       max, scope.region.view());
  });
}

Result<void> commit_new_alias_of_key(Call& call, keys::AliasRecord alias) {
  const std::size_t max = call.services().quotas.aliases_per_key_max;
  const keys::KeyRef key{alias.ref.scope, alias.target};
  return commit_within(
      call, {storage::RequireFewerAliases{key, max}, storage::PutAlias{std::move(alias)}},
      [&] { return fmt::format("{} has the maximum of {} aliases.", keys::arn_of(key), max); });
}

}  // namespace trent::operations
