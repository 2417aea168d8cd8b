#include "material/grant_tokens.h"

#include "base/byte_io.h"
#include "base/encoding.h"
#include "crypto/sealed_box.h"

namespace trent::material {
namespace {

constexpr std::uint8_t kTokenVersion = 1;
constexpr std::string_view kTokenLabel = "trent-grant-token-v1";

}  // namespace

std::string make_grant_token(const DeploymentKeys& keys, const GrantRef& grant) {
  ByteWriter contents;
  contents.field(grant.key.scope.account.view()).field(grant.key.scope.region.view());
  contents.field(grant.key.id.view()).field(grant.id.view());
  ByteWriter token;
  token.u8(kTokenVersion);
  token.raw(
      crypto::seal_box(keys.grant_token_key().reveal(), as_bytes(kTokenLabel), contents.view()));
  return base64(token.view());
}

Result<GrantRef> open_grant_token(const DeploymentKeys& keys, std::string_view token) {
  const auto bytes = bytes_from_base64(token);
  if (!bytes || bytes->empty() || bytes->front() != kTokenVersion)
    return fail_silently(ErrorCode::InvalidGrantToken);
  const auto contents = crypto::open_box(keys.grant_token_key().reveal(), as_bytes(kTokenLabel),
                                         ByteView(*bytes).subspan(1));
  if (!contents) return fail_silently(ErrorCode::InvalidGrantToken);
  ByteReader reader(contents->reveal());
  const auto next = [&reader] { return std::string(reader.text_field()); };
  GrantRef grant;
  grant.key.scope.account = keys::AccountId(next());
  grant.key.scope.region = keys::Region(next());
  grant.key.id = keys::KeyId(next());
  grant.id = grants::GrantId(next());
  if (!reader.finished()) return fail_silently(ErrorCode::InvalidGrantToken);
  return grant;
}

}  // namespace trent::material
