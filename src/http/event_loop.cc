#include "http/event_loop.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <pthread.h>

#include <algorithm>

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
}

std::string_view EventLoop::date() {
  const Timestamp now = service_.clock().now();
  if (const auto second = std::chrono::floor<std::chrono::seconds>(now); second != date_time_) {
    date_ = http_date(now);
    date_time_ = second;
  }
  return date_;
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
