#include "server/session_keys.h"

#include <array>
#include <atomic>
#include <optional>
#include <string>
#include <utility>

#include "crypto/digest.h"
#include "identity/names.h"
#include "material/session_tokens.h"
#include "policy/document.h"

namespace trent::server {
namespace {

using AccessKeyPtr = std::shared_ptr<const identity::AccessKey>;

struct Remembered {
  std::uint64_t owner = 0;        // the number of a SessionKeys
  crypto::Sha256Digest digest{};  // of access key id and token
  AccessKeyPtr key;
  std::string made_by;
  // As it was when the session was opened. Weak: a key that is gone must not live on here.
  std::weak_ptr<const identity::AccessKey> maker;

  bool is_current(const identity::AccessKeys& long_term) const {
    if (made_by.empty()) return true;
    const AccessKeyPtr now = long_term.find(made_by);
    return now && now == maker.lock();
  }
};

// Direct-mapped: the newest of those that share a place stays.
class Memory {
 public:
  Remembered& place_of(const crypto::Sha256Digest& digest) {
    return places_[digest.front() % kPlaces];
  }

 private:
  static constexpr std::size_t kPlaces = 256;
  std::array<Remembered, kPlaces> places_;
};

Memory& memory_of_this_thread() {
  thread_local Memory memory;
  return memory;
}

std::uint64_t next_number() {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

// By digest: a comparison that stops at the first difference tells nothing about a token then.
crypto::Sha256Digest digest_of(std::string_view access_key_id, std::string_view token) {
  return crypto::sha256({as_bytes(access_key_id), as_bytes(":"), as_bytes(token)});
}

// Null when a policy that this server made a token with cannot be read any more.
AccessKeyPtr key_of(std::string_view access_key_id, material::OpenedSession opened,
                    const AccessKeyPtr& maker) {
  material::SessionContents& contents = opened.contents;
  if (contents.inline_policy && contents.session.policies) {
    const auto document =
        policy::parse_policy(policy::DocumentKind::IdentityPolicy, *contents.inline_policy);
    if (!document) return nullptr;
    contents.session.policies->inline_policy.emplace(*document);
  }
  auto key = std::make_shared<identity::AccessKey>();
  key->id = access_key_id;
  key->secret = std::move(opened.secret);
  key->account = contents.account;
  key->principal = contents.principal;
  key->unique_id = std::move(contents.unique_id);
  key->name = std::move(contents.name);
  key->path = std::move(contents.path);
  if (maker) {  // a user, which may have been renamed since
    key->name = maker->name;
    key->path = maker->path;
  }
  key->session = std::make_shared<const identity::Session>(std::move(contents.session));
  return key;
}

}  // namespace

SessionKeys::SessionKeys(const material::DeploymentKeys& keys,
                         const identity::AccessKeys& long_term)
    : keys_(keys), long_term_(long_term), number_(next_number()) {}

AccessKeyPtr SessionKeys::find(std::string_view access_key_id,
                               std::string_view session_token) const {
  const crypto::Sha256Digest digest = digest_of(access_key_id, session_token);
  Remembered& place = memory_of_this_thread().place_of(digest);
  if (place.owner == number_ && place.digest == digest && place.is_current(long_term_))
    return place.key;
  auto opened = material::open_session(keys_, access_key_id, session_token);
  if (!opened) return nullptr;
  const std::string made_by = opened->contents.made_by;
  AccessKeyPtr maker;
  if (!made_by.empty()) {
    maker = long_term_.find(made_by);
    if (!maker || maker->unique_id != opened->contents.unique_id) return nullptr;
  }
  AccessKeyPtr key = key_of(access_key_id, *std::move(opened), maker);
  if (key) place = {number_, digest, key, made_by, maker};
  return key;
}

}  // namespace trent::server
