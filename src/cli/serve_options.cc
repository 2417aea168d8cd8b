#include "cli/serve_options.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <map>

#include "keys/ids.h"

namespace trent::cli {
namespace {

const std::map<std::string, log::Level> kLogLevels{{"debug", log::Level::Debug},
                                                   {"info", log::Level::Info},
                                                   {"warning", log::Level::Warning},
                                                   {"error", log::Level::Error},
                                                   {"off", log::Level::Off}};

// "--tls-cert" is TRENT_TLS_CERT in the environment.
std::string variable_for(const std::string& flag) {
  std::string name = "TRENT_" + flag.substr(2);
  std::ranges::transform(name, name.begin(), [](unsigned char c) {
    return c == '-' ? '_' : static_cast<char>(std::toupper(c));
  });
  return name;
}

template <class Value>
CLI::Option* add(CLI::App& command, const std::string& flag, Value& value,
                 const std::string& text) {
  return command.add_option(flag, value, text)->envname(variable_for(flag))->capture_default_str();
}

// HOST:PORT, with an IPv6 address in brackets.
void split_address(const std::string& listen, server::Config& config) {
  const std::size_t colon = listen.rfind(':');
  if (colon == std::string::npos || colon == 0)
    throw CLI::ValidationError("--listen", "must be HOST:PORT");
  config.host = listen.substr(0, colon);
  if (config.host.starts_with('[') && config.host.ends_with(']'))
    config.host = config.host.substr(1, config.host.size() - 2);
  const char* end = listen.data() + listen.size();
  const auto [stopped, error] = std::from_chars(listen.data() + colon + 1, end, config.port);
  if (error != std::errc{} || stopped != end)
    throw CLI::ValidationError("--listen", "the port must be a number from 0 to 65535");
}

// The profile, and over it what is said of single groups.
throttle::Quotas request_quotas(const ServeOptions& options) {
  if (options.request_quotas != "off" && options.request_quotas != "aws")
    throw CLI::ValidationError("--request-quotas", "must be off or aws");
  throttle::Quotas quotas =
      options.request_quotas == "aws" ? throttle::Quotas::aws() : throttle::Quotas();
  for (const std::string& group_and_rate : options.request_quota) {
    const auto set = quotas.set(group_and_rate);
    if (!set) throw CLI::ValidationError("--request-quota", set.error().detail);
  }
  return quotas;
}

std::map<std::string, std::string> oidc_jwks(const ServeOptions& options) {
  std::map<std::string, std::string> places;
  for (const std::string& text : options.oidc_jwks) {
    const std::size_t sign = text.find('=');
    if (sign == 0 || sign == std::string::npos || sign + 1 == text.size())
      throw CLI::ValidationError("--oidc-jwks", "must be ISSUER=FILE or ISSUER=https://HOST/PATH");
    const std::string place = text.substr(sign + 1);
    if (place.contains("://") && !place.starts_with("https://"))
      throw CLI::ValidationError("--oidc-jwks", "keys are fetched by https:// only");
    places.insert_or_assign(text.substr(0, sign), place);
  }
  return places;
}

server::AuditConfig audit_config(const ServeOptions& options) {
  if (options.audit_sync != "os" && options.audit_sync != "always")
    throw CLI::ValidationError("--audit-sync", "must be os or always");
  return {.enabled = options.audit_log != "off",
          .directory = options.audit_log,
          .sync = options.audit_sync == "always",
          .file_bytes_max = options.audit_file_bytes_max};
}

Duration seconds(double value) { return Duration(static_cast<std::int64_t>(value * 1000)); }

}  // namespace

std::string default_data_directory() {
  const auto variable = [](const char* name) -> std::string {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): there is one thread yet
    const char* value = std::getenv(name);
    return value ? value : "";
  };
  if (const std::string data_home = variable("XDG_DATA_HOME"); !data_home.empty())
    return data_home + "/trent";
  return variable("HOME") + "/.local/share/trent";
}

void add_serve_options(CLI::App& command, ServeOptions& options) {
  command.add_option("--config", options.config_path, "TOML file with these options as keys")
      ->envname("TRENT_CONFIG");
  add(command, "--listen", options.listen, "HOST:PORT to listen on; port 0 picks a free one");
  add(command, "--data", options.data_directory, "Directory for keys and credentials");
  add(command, "--account-id", options.account_id, "Account that the first start makes");
  add(command, "--account", options.accounts,
      "Another account, made at the start where there is none yet; may be repeated")
      ->delimiter(',');
  add(command, "--root-key-passphrase-file", options.passphrase_path,
      "Seal under the passphrase in this file instead of a root key file");
  add(command, "--attestation-root", options.attestation_root_path,
      "PEM file with the root certificates that attestation documents (Recipient) are trusted "
      "under");
  add(command, "--oidc-jwks", options.oidc_jwks,
      "ISSUER=FILE or ISSUER=https://HOST/PATH: the keys (JWKS) of an OpenID Connect provider "
      "whose tokens AssumeRoleWithWebIdentity takes; may be repeated")
      ->delimiter(',');
  add(command, "--oidc-ca", options.oidc_authorities_path,
      "PEM file with the certificate authorities of these URLs, instead of the system's");
  add(command, "--tls-cert", options.tls_certificate_path, "PEM file with the certificate chain");
  add(command, "--tls-key", options.tls_key_path, "PEM file with the certificate's private key");
  command
      .add_flag("--tls-self-signed", options.tls_self_signed,
                "Serve HTTPS with a certificate of our own making")
      ->envname("TRENT_TLS_SELF_SIGNED");
  add(command, "--log-level", options.log_level, "debug, info, warning, error or off");
  add(command, "--audit-log", options.audit_log,
      "Directory for audit records, instead of `audit` in the data directory; or off");
  add(command, "--audit-sync", options.audit_sync,
      "os: records survive a crash of the server; always: of the machine, and each request waits "
      "for the disk");
  add(command, "--audit-max-file-bytes", options.audit_file_bytes_max,
      "Bytes of audit records after which a new file begins")
      ->check(CLI::PositiveNumber);
  add(command, "--request-quotas", options.request_quotas,
      "Throttle as AWS does, with its numbers: off or aws");
  add(command, "--request-quota", options.request_quota,
      "GROUP=RATE: requests a second, or off, for one group of operations; may be repeated")
      ->delimiter(',');
  add(command, "--threads", options.threads, "Event-loop threads; 0: one for each processor")
      ->check(CLI::NonNegativeNumber);
  add(command, "--header-timeout", options.header_timeout_seconds, "Seconds for a request's header")
      ->check(CLI::PositiveNumber);
  add(command, "--body-timeout", options.body_timeout_seconds, "Seconds for a request's body")
      ->check(CLI::PositiveNumber);
  add(command, "--idle-timeout", options.idle_timeout_seconds, "Seconds between two requests")
      ->check(CLI::PositiveNumber);
  add(command, "--drain-timeout", options.drain_timeout_seconds,
      "Seconds for requests in flight at the end")
      ->check(CLI::PositiveNumber);
  add(command, "--max-connections", options.connections_max, "Connections at one time")
      ->check(CLI::PositiveNumber);
  add(command, "--max-body-bytes", options.body_bytes_max, "Bytes of a request's body")
      ->check(CLI::PositiveNumber);
  add(command, "--keys-max", options.quotas.keys_max,
      "Customer managed keys in one account and Region")
      ->check(CLI::PositiveNumber);
  add(command, "--aliases-per-key-max", options.quotas.aliases_per_key_max, "Aliases of one key")
      ->check(CLI::PositiveNumber);
}

server::Config config_from(const ServeOptions& options) {
  server::Config config;
  split_address(options.listen, config);
  config.data_directory =
      options.data_directory.empty() ? default_data_directory() : options.data_directory;
  config.account_id = options.account_id;
  if (!keys::is_account_id(config.account_id))
    throw CLI::ValidationError("--account-id", "must be 12 digits");
  config.accounts = options.accounts;
  for (const std::string& account : config.accounts)
    if (!keys::is_account_id(account)) throw CLI::ValidationError("--account", "must be 12 digits");
  if (!options.passphrase_path.empty()) config.passphrase_path = options.passphrase_path;
  if (!options.attestation_root_path.empty())
    config.attestation_root_path = options.attestation_root_path;
  config.oidc_jwks = oidc_jwks(options);
  if (!options.oidc_authorities_path.empty())
    config.oidc_authorities_path = options.oidc_authorities_path;
  config.tls = {options.tls_certificate_path, options.tls_key_path, options.tls_self_signed};
  if (config.tls.certificate_path.empty() != config.tls.key_path.empty())
    throw CLI::ValidationError("--tls-cert", "and --tls-key go together");
  if (config.tls.self_signed && !config.tls.certificate_path.empty())
    throw CLI::ValidationError("--tls-self-signed", "excludes --tls-cert");
  const auto level = kLogLevels.find(options.log_level);
  if (level == kLogLevels.end())
    throw CLI::ValidationError("--log-level", "must be debug, info, warning, error or off");
  config.log_level = level->second;
  config.audit = audit_config(options);
  config.request_quotas = request_quotas(options);
  config.loops = options.threads;
  config.limits.header_timeout = seconds(options.header_timeout_seconds);
  config.limits.body_timeout = seconds(options.body_timeout_seconds);
  config.limits.idle_timeout = seconds(options.idle_timeout_seconds);
  config.limits.drain_timeout = seconds(options.drain_timeout_seconds);
  config.limits.connections_max = options.connections_max;
  config.limits.body_bytes_max = options.body_bytes_max;
  config.quotas = options.quotas;
  return config;
}

}  // namespace trent::cli
