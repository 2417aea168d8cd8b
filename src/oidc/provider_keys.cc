#include "oidc/provider_keys.h"

#include <utility>

#include "oidc/key_file.h"

namespace trent::oidc {

ProviderKeys::ProviderKeys(const std::map<std::string, std::string>& places, const Fetch& fetch,
                           const Clock& clock, unsigned waiting_max)
    : waiting_places_(std::make_unique<WaitingPlaces>(waiting_max)) {
  for (const auto& [issuer, place] : places) {
    const std::string name(without_scheme(issuer));
    if (is_fetched(place))
      fetched_.emplace(name,
                       std::make_unique<FetchedKeys>(name, place, fetch, clock, *waiting_places_));
    else
      files_.emplace(name, place);
  }
}

Result<JsonWebKeysPtr> ProviderKeys::keys_for(const std::string& issuer,
                                              std::string_view key_id) const {
  if (const auto fetched = fetched_.find(issuer); fetched != fetched_.end())
    return fetched->second->keys_for(key_id);
  const auto file = files_.find(issuer);
  if (file == files_.end()) return fail_silently(ErrorCode::NotFound);
  TRY_ASSIGN(JsonWebKeys keys, read_key_file(issuer, file->second));
  return std::make_shared<const JsonWebKeys>(std::move(keys));
}

Result<void> ProviderKeys::check_files() const {
  for (const auto& [issuer, path] : files_) TRY(read_key_file(issuer, path));
  return {};
}

void ProviderKeys::refresh() const {
  for (const auto& [issuer, keys] : fetched_) keys->refresh();
}

}  // namespace trent::oidc
