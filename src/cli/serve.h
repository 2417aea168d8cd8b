// cli/serve.h: runs the server in the foreground until it is told to stop.
#pragma once

#include "server/config.h"

namespace trent::cli {

// Prints `listening on URL` on standard output once the server answers. SIGTERM or SIGINT drains
// it. Returns the exit status.
int serve(const server::Config& config);

}  // namespace trent::cli
