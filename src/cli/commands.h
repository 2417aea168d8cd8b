// cli/commands.h: `trent` and its commands.
#pragma once

namespace trent::cli {

// Returns the exit status: 0 for success, 1 when the command failed, 2 or more when its words are
// off.
int run(int argc, char** argv);

}  // namespace trent::cli
