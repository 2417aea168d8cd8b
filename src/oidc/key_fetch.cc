#include "oidc/key_fetch.h"

#include <fmt/format.h>

#include "oidc/issuer.h"
#include "oidc/members.h"
#include "wire/document.h"

namespace trent::oidc {
namespace {

constexpr std::string_view kDiscovery = "/.well-known/openid-configuration";

// What a stranger wrote is not for the log, so neither the issuer nor the URL found is told.
Result<std::string> jwks_uri(std::string_view text, std::string_view issuer) {
  wire::Document document;
  if (!document.parse(text)) return fail_internally("the configuration is not a JSON object");
  const std::string named = text_member(document.object(), "issuer").value_or("");
  if (!named.starts_with(kHttps) || without_scheme(named) != without_scheme(issuer))
    return fail_internally("the configuration is that of another issuer");
  auto url = text_member(document.object(), "jwks_uri");
  if (!url || !url->starts_with(kHttps))
    return fail_internally("the configuration has no jwks_uri with https");
  return *std::move(url);
}

}  // namespace

Result<JsonWebKeys> fetch_keys(const Fetch& fetch, std::string_view issuer,
                               const std::string& url) {
  TRY_ASSIGN(std::string text, fetch(url));
  if (url.ends_with(kDiscovery)) {
    TRY_ASSIGN(const std::string keys_url, jwks_uri(text, issuer));
    TRY_ASSIGN(text, fetch(keys_url));
  }
  auto keys = JsonWebKeys::parse(text);
  if (!keys)
    return fail_internally(
        fmt::format("the key set is not usable: {}", keys.error().message.value_or("")));
  return keys;
}

}  // namespace trent::oidc
