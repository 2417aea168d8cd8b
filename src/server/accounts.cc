#include "server/accounts.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/log.h"
#include "material/access_keys.h"
#include "server/credentials_file.h"
#include "server/sealed_store.h"
#include "storage/sqlite/sqlite_store.h"

namespace trent::server {
namespace {

Result<bool> has_account(const storage::Store& store, const keys::AccountId& account) {
  TRY_ASSIGN(const auto accounts, store.list_accounts());
  return std::ranges::find(accounts, account, &identity::AccountRecord::id) != accounts.end();
}

}  // namespace

Result<void> make_account(storage::Store& store, const material::DeploymentKeys& keys,
                          const keys::AccountId& account, const std::string& credentials_path,
                          Timestamp now) {
  TRY_ASSIGN(const bool exists, has_account(store, account));
  if (exists) return fail_internally(fmt::format("account {} exists already", account.view()));
  material::NewAccessKey made = material::make_access_key(keys, account, "", now);
  // The file first: a crash between the two leaves a file that the next attempt replaces, and never
  // an account whose secret nobody knows.
  TRY(write_credentials_file(credentials_path, made.record.id, made.secret));
  TRY(store.commit({
      storage::PutAccount{{.id = account, .created = now}},
      storage::PutAccessKey{std::move(made.record)},
  }));
  log::info("account made", {{"account", account.view()}, {"credentials", credentials_path}});
  return {};
}

std::string credentials_path(const Config& config, const keys::AccountId& account) {
  if (account.view() == config.account_id) return in_directory(config, "credentials");
  return in_directory(config, fmt::format("credentials-{}", account.view()));
}

Result<void> make_missing_accounts(storage::Store& store, const material::DeploymentKeys& keys,
                                   const Config& config, Timestamp now) {
  TRY_ASSIGN(const auto accounts, store.list_accounts());
  std::vector<std::string> wanted = config.accounts;
  // The first start's; later ones may name another without making it.
  if (accounts.empty()) wanted.push_back(config.account_id);
  for (const std::string& id : wanted) {
    const keys::AccountId account(id);
    TRY_ASSIGN(const bool exists, has_account(store, account));
    if (!exists) TRY(make_account(store, keys, account, credentials_path(config, account), now));
  }
  return {};
}

Result<void> create_account(const Config& config, const keys::AccountId& account, Timestamp now) {
  TRY_ASSIGN(const SealedStore opened, open_sealed_store(config));
  return make_account(*opened.store, *opened.deployment_keys, account,
                      credentials_path(config, account), now);
}

Result<std::vector<keys::AccountId>> list_accounts(const Config& config) {
  TRY_ASSIGN(const auto store, storage::open_sqlite_store_to_read(config.data_directory));
  TRY_ASSIGN(const auto accounts, store->list_accounts());
  std::vector<keys::AccountId> ids;
  ids.reserve(accounts.size());
  for (const identity::AccountRecord& account : accounts) ids.push_back(account.id);
  return ids;
}

}  // namespace trent::server
