#include "server/identity_provider_keys.h"

#include <fmt/format.h>

#include "crypto/tls_context.h"
#include "http/https_get.h"

namespace trent::server {
namespace {

// Where Debian's ca-certificates has them. Not what OpenSSL takes by default: ours is linked in,
// and knows only the folder it was built for.
constexpr const char* kSystemAuthorities = "/etc/ssl/certs/ca-certificates.crt";

Result<http::HttpsUrl> url_of(const std::string& text) {
  auto url = http::parse_https_url(text);
  if (!url) return fail_internally(fmt::format("not an https URL: {}", text));
  return *std::move(url);
}

// The authorities are read anew each time, so that new ones count without a restart.
oidc::Fetch fetch_from(std::string authorities, const Clock& clock) {
  return [authorities = std::move(authorities),
          &clock](const std::string& text) -> Result<std::string> {
    TRY_ASSIGN(const http::HttpsUrl url, url_of(text));
    http::HttpsGetOptions options{.now = clock.now()};
    TRY_ASSIGN(options.tls_context, crypto::tls_client_context(authorities));
    return http::https_get(url, options);
  };
}

}  // namespace

Result<oidc::ProviderKeys> open_identity_provider_keys(const Config& config, const Clock& clock) {
  const std::string authorities = config.oidc_authorities_path.value_or(kSystemAuthorities);
  // Half of those that wait for the disk as well.
  oidc::ProviderKeys keys(config.oidc_jwks, fetch_from(authorities, clock), clock,
                          config.blocking_threads / 2);
  TRY(keys.check_files());
  for (const auto& [issuer, place] : config.oidc_jwks)
    if (oidc::is_fetched(place)) TRY(url_of(place));
  if (keys.fetches_any() || config.oidc_authorities_path)
    TRY(crypto::tls_client_context(authorities));
  return keys;
}

}  // namespace trent::server
