// throttle/bucket.h: a token bucket in one atomic number, so that taking from it takes no lock.
//
// It holds one second's worth of requests, at least one, and is full at first. What is kept is the
// time at which it will be full again: the "theoretical arrival time" of the generic cell rate
// algorithm (ITU-T I.371). Safe from any thread.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

#include "base/clock.h"

namespace trent::throttle {

class Bucket {
 public:
  Bucket() = default;  // without a limit

  // Requests a second, from kRateMin to kRateMax. Not while another thread takes.
  void limit_to(double per_second);

  // Takes `requests`, or nothing when there are not so many: then false. More than fit into the
  // bucket count as a full one, which could otherwise never be had.
  //
  // Threads may come with times that are a little out of order. A clock that was set back by more
  // than kClockSkew empties the bucket but for this one request, and it fills from there.
  bool take(Timestamp now, unsigned requests);

  static constexpr std::chrono::nanoseconds kClockSkew = std::chrono::seconds(1);

 private:
  std::int64_t interval_ = 0;             // nanoseconds between two requests; 0: no limit
  std::int64_t capacity_ = 0;             // requests
  std::atomic<std::int64_t> full_at_{0};  // nanoseconds since the Unix epoch
};

}  // namespace trent::throttle
