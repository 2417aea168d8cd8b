// http/listener.h: a listening socket that one event loop watches. Internal to http/.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "base/error.h"
#include "http/asio.h"
#include "http/event_loop.h"

namespace trent::http {

class Listener {
 public:
  // Listens at once; connections wait until start(). Port 0: the system picks one.
  // `all`: the loops among which the connections are shared out.
  static Result<std::unique_ptr<Listener>> open(EventLoop& loop, const EventLoops& all,
                                                const Tcp::endpoint& endpoint);

  Tcp::endpoint endpoint() const { return endpoint_; }
  // Accepts connections, on the loop's thread, until close().
  void start();
  // Serves what had connected already. For the loop's thread.
  void close();
  EventLoop& loop() { return loop_; }

 private:
  Listener(EventLoop& loop, const EventLoops& all, Acceptor acceptor, const Tcp::endpoint& endpoint)
      : loop_(loop), all_(all), acceptor_(std::move(acceptor)), endpoint_(endpoint) {}
  Awaitable<void> accept_connections();
  EventLoop& least_busy() const;
  void hand_over(Socket socket);

  EventLoop& loop_;
  const EventLoops& all_;
  Acceptor acceptor_;
  const Tcp::endpoint endpoint_;
};

// The addresses of a host that this machine has, with `port`.
Result<std::vector<Tcp::endpoint>> resolve(const std::string& host, std::uint16_t port);

// Fails if some other process listens there: SO_REUSEPORT alone would let two servers of one user
// share a port, and each get half of the requests.
Result<void> check_that_nobody_listens(const Tcp::endpoint& endpoint);

}  // namespace trent::http
