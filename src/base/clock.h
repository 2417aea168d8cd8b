// base/clock.h: the one source of time. Nothing else in the server reads a clock.
//
// What a key may do is a function of its record and *now*; tests move `now` with ManualClock.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <string>
#include <string_view>

namespace trent {

using Duration = std::chrono::milliseconds;
// Milliseconds since the Unix epoch, UTC: the precision KMS shows.
using Timestamp = std::chrono::sys_time<Duration>;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Timestamp now() const = 0;
};

class SystemClock final : public Clock {
 public:
  Timestamp now() const override;
};

// Stands still until moved. Safe from any thread.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Timestamp start) : now_(start) {}
  Timestamp now() const override { return now_.load(); }
  void advance(Duration by) { now_.store(now_.load() + by); }
  void set(Timestamp now) { now_.store(now); }

 private:
  std::atomic<Timestamp> now_;
};

// "20260102T030405Z", the form Signature Version 4 uses.
std::string iso8601_basic(Timestamp time);
// "2026-01-02T03:04:05Z", the form of audit records.
std::string iso8601(Timestamp time);
// The same without memory from the heap.
class Iso8601Text {
 public:
  explicit Iso8601Text(Timestamp time);
  std::string_view view() const { return {text_.data(), size_}; }

 private:
  std::array<char, 40> text_{};  // more than the last year there is needs
  std::size_t size_ = 0;
};
// "Jan 2, 2026, 3:04:05 AM", the form of dates inside audit records.
std::string us_date(Timestamp time);
// "Fri, 02 Jan 2026 03:04:05 GMT", the form of the HTTP Date header (RFC 9110, 5.6.7).
std::string http_date(Timestamp time);

}  // namespace trent
