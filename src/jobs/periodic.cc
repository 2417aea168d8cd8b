#include "jobs/periodic.h"

#include <utility>

namespace trent::jobs {

Periodic::Periodic(Duration interval, std::function<void()> job)
    : job_(std::move(job)), thread_([this, interval] { run(interval); }) {}

Periodic::~Periodic() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stop_asked_.notify_all();
  thread_.join();
}

void Periodic::run(Duration interval) {
  std::unique_lock lock(mutex_);
  while (!stop_asked_.wait_for(lock, interval, [this] { return stopping_; })) {
    lock.unlock();
    job_();
    lock.lock();
  }
}

}  // namespace trent::jobs
