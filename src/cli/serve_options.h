// cli/serve_options.h: the options of `trent serve`, as flags, TRENT_* variables and config file
// keys.
#pragma once

#include <CLI/CLI.hpp>

#include <cstdint>
#include <string>
#include <vector>

#include "keys/resource_quotas.h"
#include "server/config.h"

namespace trent::cli {

struct ServeOptions {
  std::string config_path;
  std::string listen = "127.0.0.1:4599";
  std::string data_directory;
  std::string account_id = "000000000000";
  std::vector<std::string> accounts;
  std::string passphrase_path;
  std::string attestation_root_path;
  std::vector<std::string> oidc_jwks;  // ISSUER=FILE, ISSUER=https://...
  std::string oidc_authorities_path;
  std::string tls_certificate_path;
  std::string tls_key_path;
  bool tls_self_signed = false;
  std::string log_level = "info";
  std::string audit_log;
  std::string audit_sync = "os";
  std::uint64_t audit_file_bytes_max = server::AuditConfig{}.file_bytes_max;
  std::string request_quotas = "off";
  std::vector<std::string> request_quota;
  unsigned threads = 0;
  double header_timeout_seconds = 10;
  double body_timeout_seconds = 30;
  double idle_timeout_seconds = 60;
  double drain_timeout_seconds = 30;
  std::size_t connections_max = 10'000;
  std::size_t body_bytes_max = 1024 * 1024;
  keys::ResourceQuotas quotas;
};

// Where the server keeps everything unless told otherwise.
std::string default_data_directory();

void add_serve_options(CLI::App& command, ServeOptions& options);

// Throws CLI::ValidationError where options do not fit together.
server::Config config_from(const ServeOptions& options);

}  // namespace trent::cli
