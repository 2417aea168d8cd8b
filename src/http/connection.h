// http/connection.h: one client, from its first byte to its last. Internal to http/.
#pragma once

#include "http/asio.h"
#include "http/event_loop.h"

namespace trent::http {

// Serves `socket` on `loop` until either side has had enough. Never throws. For the loop's thread.
void serve_connection(EventLoop& loop, Socket socket);

}  // namespace trent::http
