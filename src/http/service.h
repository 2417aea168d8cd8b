// http/service.h: what all connections of a server share.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>

#include "base/clock.h"
#include "http/message.h"
#include "http/pool.h"
#include "http/server.h"

namespace trent::http {

class Service {
 public:
  Service(const Options& options, Handler& handler, const Clock& clock);

  Handler& handler() { return handler_; }
  const Clock& clock() const { return clock_; }
  const Limits& limits() const { return limits_; }
  void* tls_context() const { return tls_context_.get(); }
  Pool& pool(Lane lane) { return lane == Lane::Compute ? compute_ : blocking_; }
  void stop_pools();

  bool draining() const { return draining_.load(std::memory_order_relaxed); }
  void start_draining() { draining_ = true; }
  // False: some are still open after drain_timeout.
  bool wait_until_no_connection_is_open();

 private:
  friend class ConnectionSlot;
  void connection_closed();

  Handler& handler_;
  const Clock& clock_;
  const Limits limits_;
  const std::shared_ptr<void> tls_context_;
  Pool compute_;
  Pool blocking_;

  std::atomic<bool> draining_ = false;
  std::atomic<std::size_t> connections_ = 0;
  std::mutex mutex_;  // so that the wait for the last connection misses nothing
  std::condition_variable closed_;
};

// Counts a connection for as long as it exists; once more in `on_its_loop`.
class ConnectionSlot {
 public:
  ConnectionSlot(Service& service, std::atomic<std::size_t>& on_its_loop)
      : service_(service),
        on_its_loop_(on_its_loop),
        number_(service.connections_.fetch_add(1) + 1) {
    ++on_its_loop_;
  }
  ~ConnectionSlot() {
    --on_its_loop_;
    service_.connection_closed();
  }
  ConnectionSlot(const ConnectionSlot&) = delete;
  ConnectionSlot& operator=(const ConnectionSlot&) = delete;

  // More are open than may be: this one only gets an answer that says so.
  bool too_many() const { return number_ > service_.limits().connections_max; }
  // Not even that.
  bool far_too_many() const {
    return number_ > service_.limits().connections_max + kRefusedConnectionsMax;
  }

 private:
  static constexpr std::size_t kRefusedConnectionsMax = 256;

  Service& service_;
  std::atomic<std::size_t>& on_its_loop_;
  std::size_t number_;
};

}  // namespace trent::http
