// jobs/periodic.h: a thread that does one thing again and again until it is destroyed.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "base/clock.h"

namespace trent::jobs {

class Periodic {
 public:
  // Calls `job` every `interval` of real time, never twice at once.
  Periodic(Duration interval, std::function<void()> job);
  // Waits for a job that is running.
  ~Periodic();
  Periodic(const Periodic&) = delete;
  Periodic& operator=(const Periodic&) = delete;

 private:
  void run(Duration interval);

  const std::function<void()> job_;
  std::mutex mutex_;
  std::condition_variable stop_asked_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace trent::jobs
