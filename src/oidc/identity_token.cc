#include "oidc/identity_token.h"

#include "base/encoding.h"
#include "oidc/members.h"
#include "wire/document.h"

namespace trent::oidc {
namespace {

struct Parts {
  std::string_view header;
  std::string_view claims;
  std::string_view signature;
};

std::optional<Parts> parts_of(std::string_view text) {
  const std::size_t first = text.find('.');
  const std::size_t second = text.find('.', first + 1);
  if (first == std::string_view::npos || second == std::string_view::npos) return std::nullopt;
  const Parts parts{text.substr(0, first), text.substr(first + 1, second - first - 1),
                    text.substr(second + 1)};
  if (parts.signature.contains('.')) return std::nullopt;
  return parts;
}

bool parse(std::string_view encoded, wire::Document& document) {
  const auto bytes = bytes_from_base64url(encoded);
  return bytes && document.parse(as_text(*bytes)).has_value();
}

bool read_header(std::string_view encoded, IdentityToken& token) {
  wire::Document header;
  if (!parse(encoded, header)) return false;
  // What has to be understood is not understood here.
  if (header.object().contains("crit")) return false;
  const auto algorithm =
      enum_from_name<Algorithm>(text_member(header.object(), "alg").value_or(""));
  if (!algorithm) return false;
  token.algorithm = *algorithm;
  token.key_id = text_member(header.object(), "kid").value_or("");
  return true;
}

bool read_claims(std::string_view encoded, IdentityToken& token) {
  wire::Document claims;
  if (!parse(encoded, claims)) return false;
  const auto expires = time_member(claims.object(), "exp");
  const auto issued = time_member(claims.object(), "iat");
  token.issuer = text_member(claims.object(), "iss").value_or("");
  token.subject = text_member(claims.object(), "sub").value_or("");
  token.audiences = texts_member(claims.object(), "aud");
  token.not_before = time_member(claims.object(), "nbf");
  if (!expires || !issued) return false;
  if (!token.not_before && claims.object().contains("nbf")) return false;
  token.expires = *expires;
  token.issued = *issued;
  return !token.issuer.empty() && !token.subject.empty() && !token.audiences.empty();
}

}  // namespace

std::optional<IdentityToken> read_identity_token(std::string_view text) {
  const auto parts = parts_of(text);
  if (!parts) return std::nullopt;
  auto signature = bytes_from_base64url(parts->signature);
  if (!signature) return std::nullopt;
  IdentityToken token;
  if (!read_header(parts->header, token) || !read_claims(parts->claims, token)) return std::nullopt;
  token.signed_text = text.substr(0, parts->header.size() + 1 + parts->claims.size());
  token.signature = *std::move(signature);
  return token;
}

}  // namespace trent::oidc
