// cli/administration.h: `trent account` and `trent policy`, for the operator of a deployment.
#pragma once

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

namespace trent::cli {

struct AdministrationOptions {
  std::string data_directory;   // empty: the default
  std::string passphrase_path;  // empty: a root key file
  std::string account;
  std::string principal;
  std::string action;
  std::string key;
  std::string region = "us-east-1";
  std::vector<std::string> context;  // NAME=VALUE
};

// What `run_administration` does, by the subcommand that was given.
void add_administration(CLI::App& app, AdministrationOptions& options);

// True when one of these subcommands was given.
bool is_administration(const CLI::App& app);

// Returns the exit status: 0; 1 for an action that is denied, or for what could not be done; 2 for
// a question that cannot be answered. Throws CLI::ValidationError.
int run_administration(const CLI::App& app, AdministrationOptions& options);

}  // namespace trent::cli
