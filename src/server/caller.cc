#include "server/caller.h"

#include <array>
#include <span>
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

sigv4::SignedRequest signed_request(const http::Request& request, const SignedHeaders& headers) {
  return {.method = request.method,
          .target = request.target,
          .headers = headers.view(),
          .body = as_bytes(request.body),
          .tls = request.tls};
}

std::string arn_of(const identity::AccessKey& key, const keys::Region& region) {
  if (key.principal == identity::PrincipalType::AccountRoot)
    return keys::root_arn_of(key.account, region);
  return identity::arn_of(identity::EntityKind::User, key.account, key.user_path + key.user_name,
                          keys::partition_of(region));
}

}  // namespace

Result<sigv4::Verified> verify(const sigv4::Verifier& verifier, const http::Request& request,
                               const std::optional<keys::Region>& host_region) {
  const SignedHeaders headers(request.headers);
  return verifier.verify(signed_request(request, headers), host_region);
}

std::string claimed_access_key_id(const http::Request& request) {
  const SignedHeaders headers(request.headers);
  return sigv4::claimed_access_key_id(signed_request(request, headers));
}

identity::Caller caller_of(const sigv4::Verified& verified) {
  return {.account = verified.key->account,
          .type = verified.key->principal,
          .arn = arn_of(*verified.key, verified.region),
          .access_key_id = verified.key->id,
          .unique_id = verified.key->unique_id,
          .user_name = verified.key->user_name};
}

}  // namespace trent::server
