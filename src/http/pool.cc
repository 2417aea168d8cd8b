#include "http/pool.h"

#include <pthread.h>
#include <sys/resource.h>

#include <chrono>
#include <utility>

#include "base/assert.h"

namespace trent::http {

namespace {

// Of this thread alone, as Linux has it. Where it is not allowed, all threads are equal.
void take_a_small_share() {
  constexpr int nice = 10;  // about a tenth of the core
  setpriority(PRIO_PROCESS, 0, nice);
}

// Runs `job`; after a long one, whoever waits for this core goes first. Else they would wait until
// the kernel looks at its clock, after some milliseconds: as long as hundreds of cheap requests
// take. After a short one, that would cost more than it is worth.
void run_considerately(Pool::Job job) {
  constexpr std::chrono::microseconds kLong{100};  // less than an RSA signature
  const auto begin = std::chrono::steady_clock::now();
  job();
  if (std::chrono::steady_clock::now() - begin > kLong) std::this_thread::yield();
}

}  // namespace

Pool::Pool(const char* name, Share share, unsigned threads, std::size_t waiting_max)
    : waiting_max_(waiting_max) {
  for (unsigned i = 0; i < threads; ++i) {
    threads_.emplace_back([this, share](const std::stop_token& stop) {
      if (share == Share::Small) take_a_small_share();
      work(share, stop);
    });
    pthread_setname_np(threads_.back().native_handle(), name);
  }
}

Pool::~Pool() { stop(); }

bool Pool::try_reserve() {
  if (places_taken_.fetch_add(1) < waiting_max_) return true;
  places_taken_.fetch_sub(1);
  return false;
}

void Pool::submit(Job job) {
  TRENT_ASSERT(places_taken_.load() > 0);
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(job));
  }
  wake_.notify_one();
}

void Pool::work(Share share, const std::stop_token& stop) {
  for (;;) {
    Job job;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, stop, [this] { return !waiting_.empty(); });
      if (stop.stop_requested()) return;
      job = std::move(waiting_.front());
      waiting_.pop_front();
    }
    places_taken_.fetch_sub(1);
    if (share == Share::Small)
      run_considerately(std::move(job));
    else
      job();
  }
}

void Pool::stop() {
  for (std::jthread& thread : threads_) thread.request_stop();
  threads_.clear();  // joins
  waiting_.clear();
}

}  // namespace trent::http
