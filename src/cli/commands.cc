#include "cli/commands.h"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <iostream>

#include "cli/administration.h"
#include "cli/audit_verify.h"
#include "cli/config_file.h"
#include "cli/serve.h"
#include "cli/serve_options.h"
#include "server/api_description.h"

namespace trent::cli {
namespace {

constexpr const char* kVersion = "0.1.0";

CLI::App* add_audit_verify(CLI::App& app, AuditVerifyOptions& options) {
  CLI::App* audit_command = app.add_subcommand("audit", "Audit records");
  audit_command->require_subcommand(1);
  CLI::App* verify_command =
      audit_command->add_subcommand("verify", "Find records that were changed, removed or moved");
  verify_command->add_option("--data", options.data_directory, "The server's data directory")
      ->envname("TRENT_DATA");
  verify_command->add_option("--audit-log", options.log_directory,
                             "Directory of the log, where it is not in the data directory");
  verify_command->add_option("files", options.files,
                             "Verify these files, oldest first, instead of the directory");
  return verify_command;
}

}  // namespace

int run(int argc, char** argv) {
  CLI::App app("Trent: a key management service that speaks the AWS KMS API", "trent");
  app.set_version_flag("--version", kVersion);
  app.require_subcommand(1);
  ServeOptions options;
  CLI::App* serve_command = app.add_subcommand("serve", "Run the server");
  add_serve_options(*serve_command, options);
  AuditVerifyOptions verify_options;
  CLI::App* verify_command = add_audit_verify(app, verify_options);
  AdministrationOptions administration_options;
  add_administration(app, administration_options);
  CLI::App* describe_command =
      app.add_subcommand("describe-api", "Print the operations and their members as JSON");
  try {
    app.parse(argc, argv);
    if (describe_command->parsed()) {
      std::cout << server::describe_api() << '\n';
      return 0;
    }
    if (is_administration(app)) return run_administration(app, administration_options);
    if (verify_command->parsed()) {
      if (verify_options.data_directory.empty())
        verify_options.data_directory = default_data_directory();
      return verify_audit_log(verify_options);
    }
    apply_config_file(*serve_command, options.config_path);
    return serve(config_from(options));
  } catch (const CLI::ParseError& error) {
    return app.exit(error);
  }
}

}  // namespace trent::cli
