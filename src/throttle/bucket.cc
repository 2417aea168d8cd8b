#include "throttle/bucket.h"

#include <algorithm>

namespace trent::throttle {

void Bucket::limit_to(double per_second) {
  // Rounded down, so that a second holds the whole allowance.
  interval_ = static_cast<std::int64_t>(1e9 / per_second);
  capacity_ = std::max<std::int64_t>(1, static_cast<std::int64_t>(per_second));
}

bool Bucket::take(Timestamp now, unsigned requests) {
  if (interval_ == 0) return true;
  const std::int64_t cost = std::min<std::int64_t>(requests, capacity_) * interval_;
  const std::int64_t at = std::chrono::nanoseconds(now.time_since_epoch()).count();
  const std::int64_t empty = at + capacity_ * interval_;  // full_at_ of an empty bucket
  std::int64_t full_at = full_at_.load(std::memory_order_relaxed);
  std::int64_t after = 0;
  do {
    const bool clock_was_set_back = full_at > empty + kClockSkew.count();
    after = clock_was_set_back ? empty : std::max(full_at, at) + cost;
    if (after > empty) return false;
  } while (!full_at_.compare_exchange_weak(full_at, after, std::memory_order_relaxed));
  return true;
}

}  // namespace trent::throttle
