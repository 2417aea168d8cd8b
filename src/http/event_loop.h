// http/event_loop.h: a thread, and all that belongs to it alone. Internal to http/.
#pragma once

#include <string>
#include <string_view>
#include <thread>

#include "http/asio.h"
#include "http/deadlines.h"
#include "http/service.h"

namespace trent::http {

class EventLoop {
 public:
  explicit EventLoop(Service& service);
  ~EventLoop();  // as stop()
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  void start();
  // Ends the thread; what waits in the loop is dropped when the loop is destroyed.
  void stop();

  Service& service() { return service_; }
  Executor executor() { return context_.get_executor(); }
  asio::io_context& context() { return context_; }

  // For the thread of the loop only.
  Deadlines& deadlines() { return deadlines_; }
  // The value of the Date field now. Until the next call.
  std::string_view date();

 private:
  Awaitable<void> sweep();

  Service& service_;
  Deadlines deadlines_;  // before context_: connections end with it, and leave the deadlines then
  asio::io_context context_{1};
  std::chrono::sys_seconds date_time_ = std::chrono::sys_seconds::min();
  std::string date_;
  std::jthread thread_;
};

}  // namespace trent::http
