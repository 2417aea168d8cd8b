// http/connection.h: one client, from its first byte to its last. Internal to http/.
#pragma once

#include "http/asio.h"
#include "http/event_loop.h"

namespace trent::http {

// Serves `socket`, which is one of `loop`, until either side has had enough. Never throws. From any
// thread.
void serve_connection(EventLoop& loop, Socket socket);

}  // namespace trent::http
