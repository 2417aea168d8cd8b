#include "oidc/fetched_keys.h"

#include <fmt/format.h>

#include <exception>
#include <utility>

#include "base/log.h"

namespace trent::oidc {
namespace {

// One of the places to wait in, if there is one.
class Place {
 public:
  explicit Place(WaitingPlaces& places) : places_(places), taken_(places.try_acquire()) {}
  ~Place() {
    if (taken_) places_.release();
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

  bool taken() const { return taken_; }

 private:
  WaitingPlaces& places_;
  const bool taken_;
};

}  // namespace

FetchedKeys::FetchedKeys(std::string issuer, std::string url, Fetch fetch, const Clock& clock,
                         WaitingPlaces& places, Duration wait_max)
    : issuer_(std::move(issuer)),
      url_(std::move(url)),
      fetch_(std::move(fetch)),
      clock_(clock),
      places_(places),
      wait_max_(wait_max) {}

Result<JsonWebKeysPtr> FetchedKeys::keys_for(std::string_view key_id) {
  Lock lock(mutex_);
  if (!are_usable() || !keys_->may_have(key_id)) {
    const Place place(places_);
    if (place.taken() && fetching_)
      fetched_.wait_for(lock, wait_max_, [this] { return !fetching_; });
    else if (place.taken() && may_fetch())
      fetch(lock);
  }
  if (are_usable()) return keys_;
  return fail_internally(fmt::format("no keys from {}: {}", url_, failure_));
}

void FetchedKeys::refresh() {
  Lock lock(mutex_);
  const bool is_due = !keys_ || time_since(keys_from_) >= kRefreshedAfter;
  if (is_due && may_fetch()) fetch(lock);
}

// Time has passed too where the clock was set back: it must not make keys last longer.
Duration FetchedKeys::time_since(Timestamp then) const {
  return std::chrono::abs(clock_.now() - then);
}

bool FetchedKeys::are_usable() const { return keys_ && time_since(keys_from_) < kUsableFor; }

bool FetchedKeys::may_fetch() const {
  return !fetching_ && (!tried_ || time_since(*tried_) >= kBetweenFetches);
}

void FetchedKeys::fetch(Lock& lock) {
  fetching_ = true;
  const Timestamp now = clock_.now();
  tried_ = now;
  lock.unlock();
  auto keys = fetch_now();
  if (!keys)
    log::warning("keys of an identity provider not fetched",
                 {{"issuer", issuer_}, {"url", url_}, {"detail", keys.error().detail}});
  lock.lock();
  if (keys) {
    keys_ = *std::move(keys);
    keys_from_ = now;
  } else {
    failure_ = std::move(keys.error().detail);
  }
  fetching_ = false;
  fetched_.notify_all();
}

// What a library throws must not leave others waiting for a fetch that has ended.
Result<JsonWebKeysPtr> FetchedKeys::fetch_now() const try {
  TRY_ASSIGN(JsonWebKeys keys, fetch_keys(fetch_, issuer_, url_));
  return std::make_shared<const JsonWebKeys>(std::move(keys));
} catch (const std::exception& exception) {
  return fail_internally(exception.what());
}

}  // namespace trent::oidc
