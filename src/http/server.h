// http/server.h: an HTTP/1.1 server. Sockets, TLS, framing, limits and time-outs end here; what is
// left for a Handler is a well-formed request.
//
// One event loop a thread, each with its own listening socket (SO_REUSEPORT); a connection stays on
// the loop that accepted it. Deadlines are measured with std::chrono::steady_clock, which stands
// apart from the injected Clock on purpose: moving the time of day must not cut connections.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/error.h"
#include "http/message.h"

namespace trent::http {

// What a client may take of us. Whoever exceeds one gets an answer that says so, then a close.
struct Limits {
  std::size_t header_bytes_max = 16 * 1024;             // request line and fields; above: 431
  std::size_t header_fields_max = 100;                  // above: 431
  std::size_t target_bytes_max = 8 * 1024;              // above: 414
  std::size_t body_bytes_max = 1024 * 1024;             // above: 413
  std::size_t connections_max = 10'000;                 // above: 503
  std::size_t requests_per_connection_max = 1'000'000;  // the last one is answered with a close
  std::size_t pool_queue_max = 1024;  // requests that wait, per pool, and for each loop; above: 503

  Duration header_timeout{10'000};  // from connecting, or the first byte, to the end of the header
  Duration body_timeout{30'000};    // from the end of the header to the end of the body
  Duration idle_timeout{60'000};    // between two requests
  Duration write_timeout{30'000};   // to take a whole response
  Duration tls_handshake_timeout{10'000};
  Duration linger_timeout{2'000};  // for the client to read our last answer, after we are done
  Duration drain_timeout{30'000};  // see Server::drain
};

struct Options {
  // An IPv4 or IPv6 address, or a name, which then is served at all its addresses.
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;         // 0: the system picks one
  unsigned loops = 0;             // event-loop threads; 0: one for each hardware thread
  unsigned compute_threads = 0;   // of Lane::Compute; 0: one for each hardware thread
  unsigned blocking_threads = 4;  // of Lane::Blocking
  Limits limits;
  // An SSL_CTX that is ready for use, from crypto/tls_context.h; none: plain HTTP.
  std::shared_ptr<void> tls_context;
};

class Server {
 public:
  // Returns once the server listens. `handler` and `clock` must outlive it.
  //
  // Errors     Internal, with the reason for the operator in `detail`: the host is unknown, the
  //            address is in use (also by another server with SO_REUSEPORT) or may not be used.
  static Result<std::unique_ptr<Server>> start(const Options& options, Handler& handler,
                                               const Clock& clock);

  // Cuts what is still connected. Waits for handlers that are running.
  ~Server();

  std::uint16_t port() const;

  // Stops accepting, closes idle connections, lets requests in flight finish and answers them with
  // "Connection: close". Returns when none is left, or after drain_timeout. Call it once.
  void drain();

 private:
  class Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace trent::http
