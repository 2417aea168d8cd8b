#include "http/deadlines.h"

namespace trent::http {

Waiter::Waiter(Deadlines& deadlines) : deadlines_(deadlines), index_(deadlines.waiters_.size()) {
  deadlines_.waiters_.push_back(this);
}

Waiter::~Waiter() {
  Waiter* const last = deadlines_.waiters_.back();
  deadlines_.waiters_[index_] = last;
  last->index_ = index_;
  deadlines_.waiters_.pop_back();
}

void Deadlines::sweep() {
  const auto now = std::chrono::steady_clock::now();
  for (Waiter* const waiter : waiters_)
    if (waiter->deadline_ <= now) waiter->on_deadline();
}

void Deadlines::drain() {
  for (Waiter* const waiter : waiters_) waiter->on_drain();
}

}  // namespace trent::http
