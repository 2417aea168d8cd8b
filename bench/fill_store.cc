// bench/fill_store DIRECTORY COUNT: so many more symmetric keys in the store of a deployment that
// has been started once, as CreateKey makes them in us-east-1, but a hundred in a commit.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "crypto/random.h"
#include "material/materials.h"
#include "policy/document.h"
#include "server/sealed_store.h"
#include "storage/record_cache.h"

namespace trent {
namespace {

// With more, SQLite spends its time in the journal of the statement: it grows with the transaction.
constexpr std::size_t kKeysInCommit = 100;
const keys::Region kRegion("us-east-1");

Result<storage::Batch> new_keys(const material::Materials& materials, const keys::Scope& scope,
                                std::size_t count) {
  storage::Batch batch;
  const Timestamp now = SystemClock().now();
  for (std::size_t i = 0; i < count; ++i) {
    keys::KeyRecord key{
        .ref = {scope, keys::KeyId(crypto::random_uuid())},
        .spec = keys::KeySpec::SYMMETRIC_DEFAULT,
        .usage = keys::KeyUsage::ENCRYPT_DECRYPT,
        .origin = keys::Origin::AWS_KMS,
        .created = now,
        .policy = policy::default_key_policy(keys::root_arn_of(scope.account, scope.region))};
    TRY_ASSIGN(auto material, materials.generate(key, now));
    key.materials.push_back(std::move(material));
    batch.push_back(storage::PutKey{std::move(key)});
  }
  return batch;
}

Result<void> fill(const server::Config& config, std::size_t count) {
  TRY_ASSIGN(const server::SealedStore sealed, server::open_sealed_store(config));
  storage::RecordCache records(*sealed.store);
  const material::Materials materials(*sealed.deployment_keys, records, {});
  const keys::Scope scope{keys::AccountId(config.account_id), kRegion};
  for (std::size_t made = 0; made < count; made += kKeysInCommit) {
    TRY_ASSIGN(auto batch, new_keys(materials, scope, std::min(kKeysInCommit, count - made)));
    TRY(records.commit(std::move(batch)));
  }
  return {};
}

}  // namespace
}  // namespace trent

int main(int count, char** arguments) {
  if (count != 3) return 2;
  const auto filled =
      trent::fill({.data_directory = arguments[1]}, std::strtoul(arguments[2], nullptr, 10));
  if (!filled) std::fprintf(stderr, "%s\n", filled.error().detail.c_str());
  return filled ? 0 : 1;
}
