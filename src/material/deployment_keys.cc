#include "material/deployment_keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>

#include "crypto/kdf.h"
#include "crypto/random.h"
#include "crypto/sealed_box.h"

namespace trent::material {
namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::string_view kDomainKeyPrefix = "domain-key/";
constexpr std::string_view kIdentifierKey = "identifier-key";
constexpr std::string_view kImportTokenKey = "import-token-key";
constexpr std::string_view kMarkerKey = "marker-key";
constexpr std::string_view kGrantTokenKey = "grant-token-key";
constexpr std::string_view kApartLabel = "trent-sealed-apart-v1";
constexpr std::size_t kSaltBytes = 16;

using Secrets = std::map<std::string, SecretBytes>;

std::string domain_key_name(std::uint32_t number) {
  return fmt::format("{}{}", kDomainKeyPrefix, number);
}

std::optional<std::uint32_t> domain_key_number(std::string_view name) {
  if (!name.starts_with(kDomainKeyPrefix)) return std::nullopt;
  name.remove_prefix(kDomainKeyPrefix.size());
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  if (error != std::errc{} || end != name.data() + name.size()) return std::nullopt;
  return number;
}

// What `stored` lacks. A directory has its first secrets all or none: without one of them it is
// damaged, and a new one would not help.
std::vector<std::string> names_to_make(const std::vector<storage::DeploymentSecret>& stored) {
  std::vector<std::string> names;
  if (stored.empty())
    names = {domain_key_name(1), std::string(kIdentifierKey), std::string(kImportTokenKey),
             std::string(kMarkerKey)};
  // Came with grants: data directories from before them have the others only.
  if (std::ranges::find(stored, kGrantTokenKey, &storage::DeploymentSecret::name) == stored.end())
    names.emplace_back(kGrantTokenKey);
  return names;
}

// Makes them in one batch, so that there never is half a set.
Result<void> make_secrets(storage::Store& store, const rootkey::RootKey& root_key,
                          const std::vector<std::string>& names) {
  storage::Batch batch;
  for (const std::string& name : names) {
    TRY_ASSIGN(Bytes sealed, root_key.wrap(crypto::random_secret(kKeyBytes), as_bytes(name)));
    batch.push_back(storage::PutDeploymentSecret{name, std::move(sealed)});
  }
  TRY(store.commit(std::move(batch)));
  return {};
}

Result<Secrets> unwrap_secrets(const std::vector<storage::DeploymentSecret>& stored,
                               const rootkey::RootKey& root_key) {
  Secrets secrets;
  for (const storage::DeploymentSecret& secret : stored) {
    auto unwrapped = root_key.unwrap(secret.sealed, as_bytes(secret.name));
    if (!unwrapped)
      return fail_internally(
          fmt::format("the root key ({}) does not open '{}' of this data directory: it is not the "
                      "root key this "
                      "data was sealed under, or the data is damaged",
                      root_key.description(), secret.name));
    secrets.emplace(secret.name, *std::move(unwrapped));
  }
  return secrets;
}

Result<SecretBytes> take(Secrets& secrets, std::string_view name) {
  auto found = secrets.extract(std::string(name));
  if (found.empty())
    return fail_internally(fmt::format("the data directory is damaged: it has no '{}'", name));
  return std::move(found.mapped());
}

SecretBytes key_apart(const SecretBytes& domain_key, ByteView salt) {
  return crypto::counter_kdf_hmac_sha256(domain_key.reveal(), as_bytes(kApartLabel), {salt},
                                         kKeyBytes);
}

Result<SecretBytes> opened(const SecretBytes& key, ByteView context, ByteView box) {
  auto secret = crypto::open_box(key.reveal(), context, box);
  if (!secret) return fail_internally("a sealed record is damaged, or belongs to something else");
  return secret;
}

}  // namespace

Result<std::unique_ptr<DeploymentKeys>> DeploymentKeys::open(storage::Store& store,
                                                             const rootkey::RootKey& root_key) {
  TRY_ASSIGN(auto stored, store.list_deployment_secrets());
  // First of all: nothing is to be sealed under a root key that is not this directory's.
  TRY_ASSIGN(Secrets secrets, unwrap_secrets(stored, root_key));
  if (const auto names = names_to_make(stored); !names.empty()) {
    TRY(make_secrets(store, root_key, names));
    TRY_ASSIGN(stored, store.list_deployment_secrets());
    TRY_ASSIGN(secrets, unwrap_secrets(stored, root_key));
  }
  std::unique_ptr<DeploymentKeys> keys(new DeploymentKeys);
  TRY_ASSIGN(keys->identifier_key_, take(secrets, kIdentifierKey));
  TRY_ASSIGN(keys->import_token_key_, take(secrets, kImportTokenKey));
  TRY_ASSIGN(keys->marker_key_, take(secrets, kMarkerKey));
  TRY_ASSIGN(keys->grant_token_key_, take(secrets, kGrantTokenKey));
  for (auto& [name, secret] : secrets)
    if (const auto number = domain_key_number(name))
      keys->domain_keys_.emplace(*number, std::move(secret));
  if (keys->domain_keys_.empty())
    return fail_internally("the data directory is damaged: it has no domain key");
  return keys;
}

Sealed DeploymentKeys::seal(const SecretBytes& secret, ByteView context) const {
  const auto& [number, key] = *domain_keys_.rbegin();
  return {number, crypto::seal_box(key.reveal(), context, secret.reveal())};
}

Result<const SecretBytes*> DeploymentKeys::find_domain_key(std::uint32_t number) const {
  const auto key = domain_keys_.find(number);
  if (key == domain_keys_.end())
    return fail_internally(fmt::format("there is no domain key {}", number));
  return &key->second;
}

Result<SecretBytes> DeploymentKeys::unseal(std::uint32_t domain_key, ByteView sealed,
                                           ByteView context) const {
  TRY_ASSIGN(const SecretBytes* key, find_domain_key(domain_key));
  return opened(*key, context, sealed);
}

Sealed DeploymentKeys::seal_apart(const SecretBytes& secret, ByteView context) const {
  const auto& [number, key] = *domain_keys_.rbegin();
  Bytes salt = crypto::random_bytes(kSaltBytes);
  const Bytes box = crypto::seal_box(key_apart(key, salt).reveal(), context, secret.reveal());
  salt.insert(salt.end(), box.begin(), box.end());
  return {number, std::move(salt)};
}

Result<SecretBytes> DeploymentKeys::unseal_apart(std::uint32_t domain_key, ByteView sealed,
                                                 ByteView context) const {
  TRY_ASSIGN(const SecretBytes* key, find_domain_key(domain_key));
  if (sealed.size() < kSaltBytes) return fail_internally("a sealed text is too short");
  return opened(key_apart(*key, sealed.first(kSaltBytes)), context, sealed.subspan(kSaltBytes));
}

}  // namespace trent::material
