#include "http/event_loop.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <pthread.h>

#include <algorithm>
#include <utility>

namespace trent::http {
namespace {

// Often enough that no time-out is overdrawn by more than a quarter.
Duration sweep_interval(const Limits& limits) {
  const Duration shortest =
      std::min({limits.header_timeout, limits.body_timeout, limits.idle_timeout,
                limits.write_timeout, limits.tls_handshake_timeout, limits.linger_timeout});
  return std::clamp(shortest / 4, Duration{5}, Duration{1000});
}

}  // namespace

EventLoop::EventLoop(Service& service) : service_(service) {
  asio::co_spawn(executor(), sweep(), asio::detached);
}

EventLoop::~EventLoop() { stop(); }

void EventLoop::start() {
  thread_ = std::jthread([this] { context_.run(); });
  pthread_setname_np(thread_.native_handle(), "trent-http");
}

void EventLoop::stop() {
  context_.stop();
  if (thread_.joinable()) thread_.join();
  wait_until_all_are_done();
}

std::string_view EventLoop::date() {
  const Timestamp now = service_.clock().now();
  if (const auto second = std::chrono::floor<std::chrono::seconds>(now); second != date_time_) {
    date_ = http_date(now);
    date_time_ = second;
  }
  return date_;
}

Awaitable<bool> EventLoop::settled() {
  return asio::async_initiate<const asio::use_awaitable_t<Executor>&, void(bool)>(
      [this](auto resume) {
        unsettled_.emplace_back(std::move(resume));
        // Behind the requests that have arrived already, which will want to be settled too.
        if (!std::exchange(settles_, true)) asio::post(executor(), [this] { settle(); });
      },
      asio::use_awaitable_t<Executor>());
}

void EventLoop::settle() {
  settling_.swap(unsettled_);
  Handler& handler = service_.handler();
  if (!handler.settling_waits_for_disk()) return resume_settled(handler.settle());
  // The loop goes on meanwhile; who comes then is settled next.
  Pool& pool = service_.pool(Lane::Blocking);
  pool.reserve();
  pool.submit([this, &handler] {
    asio::post(executor(), [this, outcome = handler.settle()] { resume_settled(outcome); });
  });
}

void EventLoop::resume_settled(bool outcome) {
  for (Resume& resume : settling_) std::exchange(resume, nullptr)(outcome);
  settling_.clear();
  settles_ = !unsettled_.empty();
  if (settles_) asio::post(executor(), [this] { settle(); });
}

Awaitable<void> EventLoop::done(Unfinished& unfinished) {
  return asio::async_initiate<const asio::use_awaitable_t<Executor>&, void()>(
      [this, &unfinished](auto resume) {
        ++unfinished_;
        to_begin_.push_back({unfinished, std::move(resume)});
        // Behind the requests that have arrived already.
        if (to_begin_.size() == 1) asio::post(executor(), [this] { begin_unfinished(); });
      },
      asio::use_awaitable_t<Executor>());
}

void EventLoop::begin_unfinished() {
  std::vector<Begun> all = std::exchange(to_begin_, {});
  {
    const std::lock_guard lock(done_mutex_);
    announced_ += all.size();
  }
  for (auto& [unfinished, resume] : all)
    unfinished.begin(
        [this, resume = std::move(resume)]() mutable { note_done(std::move(resume)); });
}

// On whatever thread. All of it under the lock: stop() may be waiting to let this object go.
void EventLoop::note_done(ResumeDone resume) {
  const std::lock_guard lock(done_mutex_);
  done_.push_back(std::move(resume));
  if (done_.size() == 1) asio::post(executor(), [this] { resume_done(); });
  if (--announced_ == 0) all_done_.notify_all();
}

void EventLoop::resume_done() {
  std::vector<ResumeDone> done;
  {
    const std::lock_guard lock(done_mutex_);
    done.swap(done_);
  }
  unfinished_ -= done.size();
  for (ResumeDone& resume : done) std::exchange(resume, nullptr)();
}

void EventLoop::wait_until_all_are_done() {
  std::unique_lock lock(done_mutex_);
  all_done_.wait(lock, [this] { return announced_ == 0; });
}

// Never ends, and so keeps the loop running as well.
Awaitable<void> EventLoop::sweep() {
  Timer timer(executor());
  for (;;) {
    timer.expires_after(sweep_interval(service_.limits()));
    co_await timer.async_wait(kAwait);
    deadlines_.sweep();
  }
}

}  // namespace trent::http
