// oidc/fetched_keys.h: the keys of one identity provider, fetched and kept for a while.
//
// Who has a token pays for a fetch only where it names a key that is not known; refresh() does the
// rest. Whoever makes up tokens can neither make us ask the provider more often than
// kBetweenFetches allows, nor take more threads than there are places to wait in.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <semaphore>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/error.h"
#include "oidc/json_web_keys.h"
#include "oidc/key_fetch.h"

namespace trent::oidc {

using JsonWebKeysPtr = std::shared_ptr<const JsonWebKeys>;

inline constexpr Duration kRefreshedAfter = std::chrono::minutes(5);
// Of a provider that cannot be reached, the last keys count for so long.
inline constexpr Duration kUsableFor = std::chrono::hours(1);
// From one attempt to the next, whatever came of it.
inline constexpr Duration kBetweenFetches = std::chrono::seconds(10);
// Of real time, for a fetch that somebody else has begun.
inline constexpr Duration kWaitMax = std::chrono::seconds(5);

// How many threads may fetch or wait at one time for the sake of a request.
using WaitingPlaces = std::counting_semaphore<>;

// Safe from any thread.
class FetchedKeys {
 public:
  // `clock` and `places` must outlive it.
  FetchedKeys(std::string issuer, std::string url, Fetch fetch, const Clock& clock,
              WaitingPlaces& places, Duration wait_max = kWaitMax);

  // The keys, for a token that names this one (empty: none). Fetches them first where they may not
  // be used any more or the key is not among them, or waits for who does so already; unless that
  // was tried just now, or all places are taken. So it is up to verify() whether the key is there.
  // Errors: Internal (there are no keys that may be used; the detail says why).
  Result<JsonWebKeysPtr> keys_for(std::string_view key_id);

  // Fetches keys that are older than kRefreshedAfter, unless that was tried just now. To be called
  // every second or so.
  void refresh();

 private:
  using Lock = std::unique_lock<std::mutex>;

  Duration time_since(Timestamp then) const;
  bool are_usable() const;
  bool may_fetch() const;
  void fetch(Lock& lock);
  Result<JsonWebKeysPtr> fetch_now() const;

  const std::string issuer_;
  const std::string url_;
  const Fetch fetch_;
  const Clock& clock_;
  WaitingPlaces& places_;
  const Duration wait_max_;

  std::mutex mutex_;  // guards what follows; not held while fetching
  std::condition_variable fetched_;
  bool fetching_ = false;
  JsonWebKeysPtr keys_;  // null: none yet
  Timestamp keys_from_{};
  std::optional<Timestamp> tried_;
  std::string failure_ = "not fetched yet";
};

}  // namespace trent::oidc
