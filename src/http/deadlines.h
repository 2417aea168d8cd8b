// http/deadlines.h: when each connection of an event loop has waited long enough.
//
// One sweep over all of them now and then instead of a timer for each read: arming is a store. So a
// deadline is noticed up to one sweep late, never early. Of one event loop, hence of one thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

#include "base/clock.h"

namespace trent::http {

class Deadlines;

// Whoever waits.
class Waiter {
 public:
  explicit Waiter(Deadlines& deadlines);
  virtual ~Waiter();
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;

  // Ends what the waiter waits for. Called at every sweep while the deadline is armed and past.
  virtual void on_deadline() = 0;
  // The server stops: ends the wait for a request that has not begun.
  virtual void on_drain() = 0;

 protected:
  void arm(Duration timeout) { deadline_ = std::chrono::steady_clock::now() + timeout; }
  void disarm() { deadline_ = std::chrono::steady_clock::time_point::max(); }

 private:
  friend Deadlines;
  Deadlines& deadlines_;
  std::size_t index_;
  std::chrono::steady_clock::time_point deadline_ = std::chrono::steady_clock::time_point::max();
};

class Deadlines {
 public:
  void sweep();
  void drain();

 private:
  friend Waiter;
  std::vector<Waiter*> waiters_;
};

}  // namespace trent::http
