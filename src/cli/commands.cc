#include "cli/commands.h"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <iostream>

#include "cli/config_file.h"
#include "cli/serve.h"
#include "cli/serve_options.h"
#include "server/api_description.h"

namespace trent::cli {
namespace {

constexpr const char* kVersion = "0.1.0";

}  // namespace

int run(int argc, char** argv) {
  CLI::App app("Trent: a key management service that speaks the AWS KMS API", "trent");
  app.set_version_flag("--version", kVersion);
  app.require_subcommand(1);
  ServeOptions options;
  CLI::App* serve_command = app.add_subcommand("serve", "Run the server");
  add_serve_options(*serve_command, options);
  CLI::App* describe_command =
      app.add_subcommand("describe-api", "Print the operations and their members as JSON");
  try {
    app.parse(argc, argv);
    if (describe_command->parsed()) {
      std::cout << server::describe_api() << '\n';
      return 0;
    }
    apply_config_file(*serve_command, options.config_path);
    return serve(config_from(options));
  } catch (const CLI::ParseError& error) {
    return app.exit(error);
  }
}

}  // namespace trent::cli
