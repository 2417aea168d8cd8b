#include "cli/administration.h"

#include <cstdio>

#include "base/clock.h"
#include "base/log.h"
#include "cli/serve_options.h"
#include "keys/ids.h"
#include "server/accounts.h"
#include "server/explain_policy.h"
#include "server/hardening.h"
#include "storage/sqlite/sqlite_store.h"

namespace trent::cli {
namespace {

int report(const Error& error, int status) {
  std::fprintf(stderr, "trent: %s\n", error.detail.c_str());
  return status;
}

server::Config config_for(const AdministrationOptions& options) {
  server::Config config;
  config.data_directory =
      options.data_directory.empty() ? default_data_directory() : options.data_directory;
  if (!options.passphrase_path.empty()) config.passphrase_path = options.passphrase_path;
  return config;
}

int create_account(const AdministrationOptions& options) {
  if (!keys::is_account_id(options.account))
    throw CLI::ValidationError("ACCOUNT", "must be 12 digits");
  const server::Config config = config_for(options);
  const keys::AccountId account(options.account);
  const auto created = server::create_account(config, account, SystemClock().now());
  if (!created) return report(created.error(), 1);
  std::printf("%s\n", server::credentials_path(config, account).c_str());
  return 0;
}

int list_accounts(const AdministrationOptions& options) {
  const auto accounts = server::list_accounts(config_for(options));
  if (!accounts) return report(accounts.error(), 1);
  for (const keys::AccountId& account : *accounts) std::printf("%s\n", account.str().c_str());
  return 0;
}

std::map<std::string, std::string> context_of(const AdministrationOptions& options) {
  std::map<std::string, std::string> context;
  for (const std::string& text : options.context) {
    const std::size_t sign = text.find('=');
    if (sign == 0 || sign == std::string::npos)
      throw CLI::ValidationError("--context", "must be NAME=VALUE");
    context.insert_or_assign(text.substr(0, sign), text.substr(sign + 1));
  }
  return context;
}

int explain_policy(const AdministrationOptions& options) {
  const server::PolicyQuestion question{.principal = options.principal,
                                        .action = options.action,
                                        .key = options.key,
                                        .region = options.region,
                                        .context = context_of(options)};
  const auto store = storage::open_sqlite_store_to_read(config_for(options).data_directory);
  if (!store) return report(store.error(), 2);
  const auto explained = server::explain_policy(**store, question, SystemClock().now());
  if (!explained) return report(explained.error(), 2);
  std::printf("%s\n", explained->text.c_str());
  return explained->allowed ? 0 : 1;
}

void add_data(CLI::App& command, AdministrationOptions& options) {
  command.add_option("--data", options.data_directory, "The server's data directory")
      ->envname("TRENT_DATA");
}

}  // namespace

void add_administration(CLI::App& app, AdministrationOptions& options) {
  CLI::App* account = app.add_subcommand("account", "Accounts of a deployment");
  account->require_subcommand(1);
  CLI::App* create = account->add_subcommand(
      "create", "Make an account with a root access key, while no server runs");
  create->add_option("ACCOUNT", options.account, "12 digits")->required();
  create->add_option("--root-key-passphrase-file", options.passphrase_path,
                     "The passphrase, where there is no root key file");
  add_data(*create, options);
  add_data(*account->add_subcommand("list", "Print the accounts, one a line"), options);

  CLI::App* policy = app.add_subcommand("policy", "Policies and grants");
  policy->require_subcommand(1);
  CLI::App* explain = policy->add_subcommand(
      "explain", "Say whether somebody may do something, and what decides it");
  explain->add_option("--principal", options.principal, "ARN of a root, user, role or session")
      ->required();
  explain->add_option("--action", options.action, "kms:Decrypt, for instance")->required();
  explain->add_option("--key", options.key, "Key id, key ARN, alias name or alias ARN")->required();
  explain->add_option("--context", options.context,
                      "NAME=VALUE of a condition key, kms:EncryptionContext:App=a for instance; "
                      "may be repeated");
  explain->add_option("--region", options.region, "Region of the request")->envname("AWS_REGION");
  add_data(*explain, options);
}

bool is_administration(const CLI::App& app) {
  return app.got_subcommand("account") || app.got_subcommand("policy");
}

int run_administration(const CLI::App& app, AdministrationOptions& options) {
  log::set_level(log::Level::Warning);
  server::harden_process();
  if (app.got_subcommand("policy")) return explain_policy(options);
  const CLI::App* account = app.get_subcommand("account");
  return account->got_subcommand("create") ? create_account(options) : list_accounts(options);
}

}  // namespace trent::cli
