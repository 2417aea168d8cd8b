#include "http/server.h"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <thread>
#include <utility>
#include <vector>

#include "base/log.h"
#include "http/event_loop.h"
#include "http/listener.h"
#include "http/service.h"

namespace trent::http {

class Server::Impl {
 public:
  Impl(const Options& options, Handler& handler, const Clock& clock);
  ~Impl();

  Result<void> listen(const std::string& host, std::uint16_t port);
  void start();
  void drain();
  std::uint16_t port() const { return listeners_.front()->endpoint().port(); }

 private:
  Result<void> listen_on(Tcp::endpoint endpoint);

  // In this order: what is further down uses what is further up.
  Service service_;
  EventLoops loops_;
  std::vector<std::unique_ptr<Listener>> listeners_;
};

Server::Impl::Impl(const Options& options, Handler& handler, const Clock& clock)
    : service_(options, handler, clock) {
  const unsigned loops =
      options.loops > 0 ? options.loops : std::max(1U, std::thread::hardware_concurrency());
  for (unsigned i = 0; i < loops; ++i) loops_.push_back(std::make_unique<EventLoop>(service_));
}

// First the loops' threads end, then the workers, which may still hand results to the loops; only
// then may the connections go.
Server::Impl::~Impl() {
  for (const auto& loop : loops_) loop->stop();
  service_.stop_pools();
}

Result<void> Server::Impl::listen(const std::string& host, std::uint16_t port) {
  TRY_ASSIGN(const std::vector<Tcp::endpoint> endpoints, resolve(host, port));
  for (Tcp::endpoint endpoint : endpoints) {
    if (!listeners_.empty()) endpoint.port(this->port());
    TRY(listen_on(endpoint));
  }
  return {};
}

Result<void> Server::Impl::listen_on(Tcp::endpoint endpoint) {
  if (endpoint.port() != 0) TRY(check_that_nobody_listens(endpoint));
  for (const auto& loop : loops_) {
    TRY_ASSIGN(auto listener, Listener::open(*loop, loops_, endpoint));
    endpoint = listener->endpoint();
    listeners_.push_back(std::move(listener));
  }
  return {};
}

void Server::Impl::start() {
  for (const auto& listener : listeners_) listener->start();
  for (const auto& loop : loops_) loop->start();
}

void Server::Impl::drain() {
  service_.start_draining();
  for (const auto& listener : listeners_) {
    EventLoop& loop = listener->loop();
    // Counts as a connection for as long as it listens: the port must be free when all are gone.
    asio::post(loop.executor(),
               [&listener = *listener, slot = std::make_unique<ConnectionSlot>(
                                           service_, loop.connections())] { listener.close(); });
  }
  for (const auto& loop : loops_)
    asio::post(loop->executor(), [&loop = *loop] { loop.deadlines().drain(); });
  if (!service_.wait_until_no_connection_is_open())
    log::warning("connections were still open when the time to drain had passed");
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Server::~Server() = default;

Result<std::unique_ptr<Server>> Server::start(const Options& options, Handler& handler,
                                              const Clock& clock) {
  auto impl = std::make_unique<Impl>(options, handler, clock);
  TRY(impl->listen(options.host, options.port));
  impl->start();
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

std::uint16_t Server::port() const { return impl_->port(); }

void Server::drain() { impl_->drain(); }

}  // namespace trent::http
