#include "server/access_key_ring.h"

#include "base/byte_io.h"
#include "base/encoding.h"
#include "base/log.h"
#include "crypto/random.h"
#include "server/credentials_file.h"

namespace trent::server {
namespace {

constexpr std::string_view kSecretLabel = "trent-access-key-v1";
constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::size_t kRandomSecretBytes = 30;  // 40 characters of base64

// "AKIA" and 16 characters of the base32 alphabet, as AWS makes them.
std::string new_access_key_id() {
  std::string id = "AKIA";
  for (const std::uint8_t byte : crypto::random_bytes(16)) id += kBase32[byte % kBase32.size()];
  return id;
}

SecretBytes new_secret() { return base64(crypto::random_secret(kRandomSecretBytes)); }

Bytes secret_context(const std::string& id, const keys::AccountId& account) {
  ByteWriter writer;
  writer.field(kSecretLabel).field(id).field(account.view());
  return writer.take();
}

Result<void> make_account(storage::Store& store, const material::DeploymentKeys& keys,
                          const keys::AccountId& account, const std::string& credentials_path,
                          Timestamp now) {
  const std::string id = new_access_key_id();
  const SecretBytes secret = new_secret();
  // The file first: a crash between the two leaves a file that the next start replaces, and never
  // an account whose secret nobody knows.
  TRY(write_credentials_file(credentials_path, id, secret));
  material::Sealed sealed = keys.seal(secret, secret_context(id, account));
  TRY(store.commit({
      storage::PutAccount{{.id = account, .created = now}},
      storage::PutAccessKey{{.id = id,
                             .account = account,
                             .created = now,
                             .domain_key = sealed.domain_key,
                             .sealed_secret = std::move(sealed.bytes)}},
  }));
  log::info("first start: account made",
            {{"account", account.view()}, {"credentials", credentials_path}});
  return {};
}

}  // namespace

Result<std::unique_ptr<AccessKeyRing>> AccessKeyRing::open(storage::Store& store,
                                                           const material::DeploymentKeys& keys,
                                                           const keys::AccountId& account,
                                                           const std::string& credentials_path,
                                                           Timestamp now) {
  TRY_ASSIGN(auto stored, store.list_access_keys());
  if (stored.empty()) {
    TRY(make_account(store, keys, account, credentials_path, now));
    TRY_ASSIGN(stored, store.list_access_keys());
  }
  auto ring = std::make_unique<AccessKeyRing>();
  for (const identity::AccessKeyRecord& record : stored) {
    TRY_ASSIGN(SecretBytes secret, keys.unseal(record.domain_key, record.sealed_secret,
                                               secret_context(record.id, record.account)));
    auto access_key = std::make_shared<identity::AccessKey>();
    access_key->id = record.id;
    access_key->secret = std::move(secret);
    access_key->account = record.account;
    ring->by_id_.emplace(record.id, std::move(access_key));
  }
  return ring;
}

std::shared_ptr<const identity::AccessKey> AccessKeyRing::find(
    std::string_view access_key_id) const {
  const auto found = by_id_.find(access_key_id);
  return found == by_id_.end() ? nullptr : found->second;
}

}  // namespace trent::server
