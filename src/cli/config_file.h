// cli/config_file.h: options from a TOML file. Flags and environment variables go before it.
#pragma once

#include <CLI/CLI.hpp>

#include <string>

namespace trent::cli {

// Gives every option of `command` that was not set yet the value its key has in the file: `listen`
// for --listen. An array is for options that may be repeated. Does nothing without a path. Throws
// CLI::ParseError for an unreadable file, an unknown key or a value that does not fit.
void apply_config_file(CLI::App& command, const std::string& path);

}  // namespace trent::cli
