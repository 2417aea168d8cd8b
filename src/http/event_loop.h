// http/event_loop.h: a thread, and all that belongs to it alone. Internal to http/.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

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

  // How many connections it has. From any thread.
  std::atomic<std::size_t>& connections() { return connections_; }

  // For the thread of the loop only.
  Deadlines& deadlines() { return deadlines_; }
  // The value of the Date field now. Until the next call.
  std::string_view date();
  // Waits for Handler::settle(), which is called once for all who wait by the time the loop has
  // done what is ready to be done. Returns what it did.
  Awaitable<bool> settled();
  // Begins `unfinished`, and waits until it is done. What has come together begins together, once
  // the loop has done what is ready to be done, so that it can be done together; and what is done
  // at the same time wakes the loop once.
  Awaitable<void> done(Unfinished& unfinished);
  // How many are not done yet.
  std::size_t unfinished() const { return unfinished_; }

 private:
  using Resume = std::move_only_function<void(bool)>;
  using ResumeDone = std::move_only_function<void()>;

  Awaitable<void> sweep();
  void settle();
  void resume_settled(bool outcome);
  void begin_unfinished();
  void note_done(ResumeDone resume);
  void resume_done();
  void wait_until_all_are_done();

  Service& service_;
  std::atomic<std::size_t> connections_ = 0;
  Deadlines deadlines_;  // before context_: connections end with it, and leave the deadlines then
  asio::io_context context_{1};
  // Connections that wait, after context_ as well: the first for a call of settle() to begin, the
  // others for one to end.
  std::vector<Resume> unsettled_;
  std::vector<Resume> settling_;
  bool settles_ = false;  // a call is under way, or will be soon
  struct Begun {
    Unfinished& unfinished;
    ResumeDone resume;
  };
  std::vector<Begun> to_begin_;
  std::size_t unfinished_ = 0;

  std::mutex done_mutex_;  // guards the two below
  std::vector<ResumeDone> done_;
  std::size_t announced_ = 0;  // how many are going to be done, each with a last use of this object
  std::condition_variable all_done_;

  std::chrono::sys_seconds date_time_ = std::chrono::sys_seconds::min();
  std::string date_;
  std::jthread thread_;
};

using EventLoops = std::vector<std::unique_ptr<EventLoop>>;

}  // namespace trent::http
