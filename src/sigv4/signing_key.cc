#include "sigv4/signing_key.h"

#include <algorithm>
#include <functional>

#include "base/encoding.h"
#include "crypto/digest.h"

namespace trent::sigv4 {
namespace {

constexpr std::string_view kSecretPrefix = "AWS4";

SecretBytes hmac(const SecretBytes& key, std::string_view text) {
  crypto::Sha256Digest digest = crypto::hmac_sha256(key.reveal(), {as_bytes(text)});
  SecretBytes secret = SecretBytes::copy_of(digest);
  wipe(digest.data(), digest.size());
  return secret;
}

SecretBytes prefixed(ByteView secret) {
  SecretBytes key(kSecretPrefix.size() + secret.size());
  const auto rest = std::ranges::copy(as_bytes(kSecretPrefix), key.reveal_mutable().begin()).out;
  std::ranges::copy(secret, rest);
  return key;
}

}  // namespace

SecretBytes derive_signing_key(ByteView secret, const CredentialScope& scope) {
  SecretBytes key = prefixed(secret);
  for (const std::string_view part : {scope.date, scope.region, scope.service, scope.terminator})
    key = hmac(key, part);
  return key;
}

Signature signature_of(std::string_view string_to_sign, const SecretBytes& signing_key) {
  return Signature(crypto::hmac_sha256(signing_key.reveal(), {as_bytes(string_to_sign)}));
}

bool SigningKeyCache::Entry::is_for(const std::shared_ptr<const identity::AccessKey>& key,
                                    const CredentialScope& wanted) const {
  return !owner.owner_before(key) && !key.owner_before(owner) && scope == wanted.text;
}

std::size_t SigningKeyCache::set_of(const identity::AccessKey& key) {
  return std::hash<std::string_view>{}(key.id) % kSets;
}

const SecretBytes* SigningKeyCache::find(const std::shared_ptr<const identity::AccessKey>& key,
                                         const CredentialScope& scope) const {
  for (const Entry& entry : sets_[set_of(*key)])
    if (entry.is_for(key, scope)) return &entry.signing_key;
  return nullptr;
}

void SigningKeyCache::insert(const std::shared_ptr<const identity::AccessKey>& key,
                             const CredentialScope& scope, SecretBytes signing_key) {
  for (Set& set : sets_)
    std::erase_if(set, [](const Entry& entry) { return entry.owner.expired(); });
  Set& set = sets_[set_of(*key)];
  if (set.size() == kEntriesPerSetMax) set.erase(set.begin());
  set.push_back({key, std::string(scope.text), std::move(signing_key)});
}

}  // namespace trent::sigv4
