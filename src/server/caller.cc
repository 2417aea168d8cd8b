#include "server/caller.h"

#include <array>
#include <span>
#include <utility>
#include <vector>

#include "identity/names.h"
#include "sigv4/claimed_access_key.h"

namespace trent::server {
namespace {

// sigv4/ has its own view of a header, so that it need not know http/.
class SignedHeaders {
 public:
  explicit SignedHeaders(std::span<const http::Header> headers) : count_(headers.size()) {
    if (count_ > kInline) many_.resize(count_);
    sigv4::HeaderView* out = many_.empty() ? few_.data() : many_.data();
    for (std::size_t i = 0; i < count_; ++i) out[i] = {headers[i].name, headers[i].value};
  }
  std::span<const sigv4::HeaderView> view() const {
    return {many_.empty() ? few_.data() : many_.data(), count_};
  }

 private:
  static constexpr std::size_t kInline = 32;  // SDKs send about a dozen
  std::array<sigv4::HeaderView, kInline> few_;
  std::vector<sigv4::HeaderView> many_;
  std::size_t count_;
};

using identity::EntityKind;
using identity::PrincipalType;

sigv4::SignedRequest signed_request(const http::Request& request, const SignedHeaders& headers) {
  return {.method = request.method,
          .target = request.target,
          .headers = headers.view(),
          .body = as_bytes(request.body),
          .tls = request.tls};
}

EntityKind kind_of_owner(const identity::AccessKey& key) {
  return key.principal == PrincipalType::AssumedRole ? EntityKind::Role : EntityKind::User;
}

// Of the user or role that a key belongs to; of none, the root's.
std::string owner_arn(const identity::AccessKey& key, const keys::Region& region) {
  if (key.unique_id.empty()) return keys::root_arn_of(key.account, region);
  return identity::arn_of(kind_of_owner(key), key.account, key.path + key.name,
                          keys::partition_of(region));
}

std::string session_arn(const identity::AccessKey& key, const keys::Region& region) {
  const std::string_view partition = keys::partition_of(region);
  if (key.principal == PrincipalType::AssumedRole)
    return identity::role_session_arn(key.account, key.name, key.session->name, partition);
  return identity::federated_user_arn(key.account, key.session->name, partition);
}

std::optional<identity::EntityRef> entity_of(const identity::AccessKey& key) {
  if (key.unique_id.empty()) return std::nullopt;
  return identity::EntityRef{key.account, kind_of_owner(key), identity::folded(key.name)};
}

identity::Caller caller_of(const sigv4::Verified& verified) {
  const identity::AccessKey& key = *verified.key;
  identity::Caller caller{.account = key.account,
                          .type = key.principal,
                          .arn = owner_arn(key, verified.region),
                          .access_key_id = key.id,
                          .unique_id = key.unique_id,
                          .user_name = key.principal == PrincipalType::User ? key.name : "",
                          .issuer_arn = {},
                          .entity = entity_of(key),
                          .session = key.session};
  if (key.principal == PrincipalType::AssumedRole || key.principal == PrincipalType::FederatedUser)
    caller.issuer_arn = std::exchange(caller.arn, session_arn(key, verified.region));
  return caller;
}

}  // namespace

Result<Authenticated> authenticate(const sigv4::Verifier& verifier, usage::AccessKeyTracker& uses,
                                   const http::Request& request,
                                   const std::optional<keys::Region>& host_region,
                                   audit::Event& event) {
  const SignedHeaders headers(request.headers);
  TRY_ASSIGN(const sigv4::Verified verified,
             verifier.verify(signed_request(request, headers), host_region));
  const bool is_long_term = !verified.key->session;
  if (is_long_term)
    uses.mark(verified.key->id, verifier.service(), verified.region.view(), event.time);
  event.region = verified.region.str();
  return Authenticated{event.caller.emplace(caller_of(verified)), verified.region};
}

std::string claimed_access_key_id(const http::Request& request) {
  const SignedHeaders headers(request.headers);
  return sigv4::claimed_access_key_id(signed_request(request, headers));
}

// The address of "[2001:db8::1]:443" and "192.0.2.1:443".
std::string_view address_in(std::string_view peer) {
  peer = peer.substr(0, peer.rfind(':'));
  if (peer.starts_with('[') && peer.ends_with(']')) peer = peer.substr(1, peer.size() - 2);
  return peer;
}

access::Transport transport_of(const http::Request& request) {
  return {.source_ip = address_in(request.peer),
          .tls = request.tls,
          .user_agent = request.header("user-agent"),
          .referer = request.header("referer")};
}

}  // namespace trent::server
