// oidc/provider_keys.h: where the keys of identity providers come from: for each issuer a file or
// an https URL (`--oidc-jwks ISSUER=FILE`, `ISSUER=https://...`).
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/error.h"
#include "oidc/fetched_keys.h"
#include "oidc/issuer.h"
#include "oidc/json_web_keys.h"

namespace trent::oidc {

// Whether this is a URL, and not a file.
inline bool is_fetched(std::string_view place) { return place.starts_with(kHttps); }

// Safe from any thread.
class ProviderKeys {
 public:
  // No providers.
  ProviderKeys() = default;
  // `places` by issuer, which is with or without "https://". `clock` must outlive it. Of the
  // requests that need a fetch, for whichever issuer, `waiting_max` at one time fetch or wait.
  ProviderKeys(const std::map<std::string, std::string>& places, const Fetch& fetch,
               const Clock& clock, unsigned waiting_max);

  // The keys for a token that names this key (empty: none). A file is read anew, so that new keys
  // count at once; for a URL see FetchedKeys::keys_for.
  // Errors: NotFound (nothing is named for this issuer), Internal (the file cannot be read, the
  // keys could not be fetched; the detail says which and why).
  Result<JsonWebKeysPtr> keys_for(const std::string& issuer, std::string_view key_id) const;

  // Whether every file can be read. Errors: Internal, as keys_for.
  Result<void> check_files() const;

  bool fetches_any() const { return !fetched_.empty(); }
  // For all URLs, one after the other, see FetchedKeys::refresh.
  void refresh() const;

 private:
  // By issuer without "https://".
  std::map<std::string, std::string> files_;
  std::map<std::string, std::unique_ptr<FetchedKeys>> fetched_;
  std::unique_ptr<WaitingPlaces> waiting_places_;  // of all in fetched_
};

}  // namespace trent::oidc
