#include "http/listener.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <utility>

#include "base/log.h"
#include "http/connection.h"

namespace trent::http {
namespace {

constexpr Duration kAcceptPause{100};

std::string text_of(const Tcp::endpoint& endpoint) {
  return endpoint.address().to_string() + " port " + std::to_string(endpoint.port());
}

std::unexpected<Error> cannot(const char* do_what, const std::string& where, SystemError error) {
  return fail_internally(std::string("cannot ") + do_what + " " + where + ": " + error.message());
}

SystemError share_port(Acceptor& acceptor) {
  const int on = 1;
  if (setsockopt(acceptor.native_handle(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) == 0)
    return {};
  return {errno, boost::system::system_category()};
}

enum class Port : std::uint8_t { Exclusive, Shared };

SystemError open_and_bind(Acceptor& acceptor, const Tcp::endpoint& endpoint, Port port) {
  SystemError error;
  acceptor.open(endpoint.protocol(), error);
  if (error) return error;
  acceptor.set_option(Acceptor::reuse_address(true), error);
  if (error) return error;
  // "::" means every address, those of IPv4 included, whatever the system's default.
  if (endpoint.address().is_v6()) {
    acceptor.set_option(asio::ip::v6_only(false), error);
    if (error) return error;
  }
  if (port == Port::Shared) {
    error = share_port(acceptor);
    if (error) return error;
  }
  acceptor.bind(endpoint, error);
  return error;
}

bool can_be_bound(const asio::ip::address& address) {
  asio::io_context context;
  Acceptor acceptor(context);
  return !open_and_bind(acceptor, Tcp::endpoint(address, 0), Port::Exclusive);
}

}  // namespace

Result<std::vector<Tcp::endpoint>> resolve(const std::string& host, std::uint16_t port) {
  asio::io_context context;
  asio::ip::basic_resolver<Tcp, Executor> resolver(context);
  SystemError error;
  const auto found = resolver.resolve(host, std::to_string(port), Tcp::resolver::passive, error);
  if (error) return cannot("find", host, error);
  std::vector<Tcp::endpoint> endpoints;
  for (const auto& entry : found)
    if (can_be_bound(entry.endpoint().address())) endpoints.push_back(entry.endpoint());
  if (endpoints.empty()) return fail_internally("no address of this machine: " + host);
  return endpoints;
}

Result<void> check_that_nobody_listens(const Tcp::endpoint& endpoint) {
  asio::io_context context;
  Acceptor acceptor(context);
  if (const SystemError error = open_and_bind(acceptor, endpoint, Port::Exclusive))
    return cannot("listen on", text_of(endpoint), error);
  return {};
}

Result<std::unique_ptr<Listener>> Listener::open(EventLoop& loop, const EventLoops& all,
                                                 const Tcp::endpoint& endpoint) {
  Acceptor acceptor(loop.context());
  SystemError error = open_and_bind(acceptor, endpoint, Port::Shared);
  if (!error) acceptor.listen(Acceptor::max_listen_connections, error);
  if (error) return cannot("listen on", text_of(endpoint), error);
  const Tcp::endpoint bound = acceptor.local_endpoint(error);
  if (error) return cannot("listen on", text_of(endpoint), error);
  return std::unique_ptr<Listener>(new Listener(loop, all, std::move(acceptor), bound));
}

void Listener::start() { asio::co_spawn(loop_.executor(), accept_connections(), asio::detached); }

// The kernel picks a listener by chance, which leaves a few connections, as most clients have them,
// on one loop as often as not.
EventLoop& Listener::least_busy() const {
  EventLoop* chosen = &loop_;
  for (const auto& loop : all_)
    if (loop->connections() < chosen->connections()) chosen = loop.get();
  return *chosen;
}

void Listener::hand_over(Socket socket) {
  EventLoop& loop = least_busy();
  if (&loop == &loop_) return serve_connection(loop_, std::move(socket));
  SystemError error;
  const auto descriptor = socket.release(error);
  if (error) return;
  Socket moved(loop.executor());
  moved.assign(endpoint_.protocol(), descriptor, error);
  if (!error) return serve_connection(loop, std::move(moved));
  ::close(descriptor);
}

Awaitable<void> Listener::accept_connections() {
  Timer pause(loop_.executor());
  bool complained = false;
  while (acceptor_.is_open()) {
    auto [error, socket] = co_await acceptor_.async_accept(kAwait);
    if (!error) {
      complained = false;
      hand_over(std::move(socket));
    } else if (error != asio::error::operation_aborted &&
               error != asio::error::connection_aborted) {
      // Out of descriptors or memory, most likely. Trying again at once would only burn the core.
      if (!std::exchange(complained, true))
        log::error("cannot accept connections", {{"reason", error.message()}});
      pause.expires_after(kAcceptPause);
      co_await pause.async_wait(kAwait);
    }
  }
}

void Listener::close() {
  SystemError error;
  acceptor_.non_blocking(true, error);
  while (!error) {
    Socket socket = acceptor_.accept(error);
    if (!error) serve_connection(loop_, std::move(socket));
  }
  acceptor_.close(error);
}

}  // namespace trent::http
