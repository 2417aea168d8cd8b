#include "material/access_keys.h"

#include "base/byte_io.h"
#include "base/encoding.h"
#include "crypto/random.h"
#include "identity/names.h"

namespace trent::material {
namespace {

constexpr std::string_view kSecretLabel = "trent-access-key-v1";

Bytes secret_context(const identity::AccessKeyRecord& record) {
  ByteWriter writer;
  writer.field(kSecretLabel).field(record.id).field(record.account.view());
  return writer.take();
}

}  // namespace

SecretBytes make_secret_access_key() { return base64(crypto::random_secret(kSecretChars / 4 * 3)); }

NewAccessKey make_access_key(const DeploymentKeys& keys, const keys::AccountId& account,
                             const std::string& owner, Timestamp now) {
  NewAccessKey made;
  made.record.id = identity::access_key_id(crypto::random_bytes(identity::kAccessKeyRandomBytes));
  made.record.account = account;
  made.record.owner = owner;
  made.record.created = now;
  made.secret = make_secret_access_key();
  Sealed sealed = keys.seal(made.secret, secret_context(made.record));
  made.record.domain_key = sealed.domain_key;
  made.record.sealed_secret = std::move(sealed.bytes);
  return made;
}

Result<SecretBytes> unseal_access_key(const DeploymentKeys& keys,
                                      const identity::AccessKeyRecord& record) {
  return keys.unseal(record.domain_key, record.sealed_secret, secret_context(record));
}

}  // namespace trent::material
