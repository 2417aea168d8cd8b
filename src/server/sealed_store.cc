#include "server/sealed_store.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "rootkey/file/file_root_key.h"
#include "rootkey/passphrase/passphrase_root_key.h"
#include "storage/sqlite/sqlite_store.h"

namespace trent::server {
namespace {

constexpr std::string_view kRootKeyFileName = "root.key";
constexpr std::string_view kPassphraseFileName = "rootkey.passphrase";

Result<SecretBytes> read_passphrase(const std::string& path) {
  std::ifstream file;
  file.rdbuf()->pubsetbuf(nullptr, 0);  // a buffer of the stream's would not be wiped
  file.open(path, std::ios::binary);
  SecretBuffer text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (!file.good() && !file.eof())
    return fail_internally(fmt::format("cannot read the passphrase file {}", path));
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  if (text.empty()) return fail_internally(fmt::format("the passphrase file {} is empty", path));
  return SecretBytes::copy_of(view_of(text));
}

// A root key is only ever made for a store that holds nothing yet: with another key, what is stored
// could not be read any more.
Result<std::unique_ptr<rootkey::RootKey>> open_root_key(const Config& config, bool create) {
  if (!config.passphrase_path)
    return rootkey::open_file_root_key(in_directory(config, kRootKeyFileName), create);
  TRY_ASSIGN(const SecretBytes passphrase, read_passphrase(*config.passphrase_path));
  return rootkey::open_passphrase_root_key(in_directory(config, kPassphraseFileName), passphrase,
                                           create);
}

// With a root key there was a database: a new one would hide that the old one is gone.
Result<void> require_database_beside_root_key(const Config& config) {
  const std::string database = in_directory(config, storage::kSqliteFileName);
  const bool has_root_key = std::filesystem::exists(in_directory(config, kRootKeyFileName)) ||
                            std::filesystem::exists(in_directory(config, kPassphraseFileName));
  std::error_code error;
  const bool has_database = std::filesystem::file_size(database, error) > 0 && !error;
  if (!has_root_key || has_database) return {};
  return fail_internally(fmt::format(
      "there is a root key but {} is missing or empty: restore it from a backup, or move the root "
      "key away to start anew",
      database));
}

}  // namespace

std::string in_directory(const Config& config, std::string_view name) {
  return (std::filesystem::path(config.data_directory) / name).string();
}

Result<SealedStore> open_sealed_store(const Config& config) {
  TRY(require_database_beside_root_key(config));
  SealedStore opened;
  TRY_ASSIGN(opened.store, storage::open_sqlite_store(config.data_directory));
  TRY_ASSIGN(const auto secrets, opened.store->list_deployment_secrets());
  TRY_ASSIGN(opened.root_key, open_root_key(config, /*create=*/secrets.empty()));
  TRY_ASSIGN(opened.deployment_keys,
             material::DeploymentKeys::open(*opened.store, *opened.root_key));
  return opened;
}

}  // namespace trent::server
