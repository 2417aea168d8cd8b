// http/testing/running_server.h: a server on a port of its own, for as long as a test needs it.
#pragma once

#include <memory>

#include "base/assert.h"
#include "http/server.h"
#include "http/testing/fake_handler.h"

namespace trent::http::testing {

// "Fri, 02 Jan 2026 03:04:05 GMT", to the millisecond.
inline constexpr Timestamp kStartTime{Duration{1'767'323'045'000}};

// For who takes a port a second time: no other test, running beside it, takes it in between.
inline constexpr const char* kQuietAddress = "127.0.0.2";

struct RunningServer {
  // One loop and one thread a pool unless the test says otherwise: what can be in the way, is.
  explicit RunningServer(Options options = {},
                         std::function<Response(const Request&)> respond = {}) {
    if (options.loops == 0) options.loops = 1;
    if (options.compute_threads == 0) options.compute_threads = 1;
    handler.respond = std::move(respond);
    auto started = Server::start(options, handler, clock);
    TRENT_ASSERT(started.has_value());
    server = *std::move(started);
  }

  std::uint16_t port() const { return server->port(); }

  ManualClock clock{kStartTime};
  FakeHandler handler;
  std::unique_ptr<Server> server;
};

}  // namespace trent::http::testing
