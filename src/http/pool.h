// http/pool.h: a bounded pool of worker threads.
//
// Bounded, so that a server with more work than it can do says so at once instead of letting every
// client wait. Safe from any thread.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

namespace trent::http {

class Pool {
 public:
  using Job = std::move_only_function<void()>;

  // What a thread that has something to do gets of a core that others want too.
  enum class Share : std::uint8_t { Equal, Small };

  // `name` is what the threads are called in ps and top, at most 15 characters.
  // `waiting_max` bounds the jobs that no thread has taken yet.
  Pool(const char* name, Share share, unsigned threads, std::size_t waiting_max);
  // As stop().
  ~Pool();

  // A place for one job, which submit() then uses up. False: the pool is full.
  [[nodiscard]] bool try_reserve();
  // The same, full or not.
  void reserve() { ++places_taken_; }
  void submit(Job job);

  // Waits for running jobs; drops waiting ones.
  void stop();

 private:
  void work(Share share, const std::stop_token& stop);

  const std::size_t waiting_max_;
  std::atomic<std::size_t> places_taken_ = 0;  // reserved or waiting

  std::mutex mutex_;  // guards waiting_
  std::condition_variable_any wake_;
  std::deque<Job> waiting_;

  std::vector<std::jthread> threads_;
};

}  // namespace trent::http
