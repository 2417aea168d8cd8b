// server/config.h: everything an operator can decide about a server. Filled in by cli/.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/log.h"
#include "http/server.h"
#include "keys/resource_quotas.h"
#include "throttle/quotas.h"

namespace trent::server {

struct TlsConfig {
  std::string certificate_path;  // PEM, the server's certificate first
  std::string key_path;          // PEM
  bool self_signed = false;      // make and keep a certificate in the data directory
  bool enabled() const { return self_signed || !certificate_path.empty(); }
};

struct AuditConfig {
  bool enabled = true;
  std::string directory;  // empty: "audit" in the data directory
  bool sync = false;      // an answer waits for the disk; else for the operating system
  std::uint64_t file_bytes_max = 100 * 1024 * 1024;  // then a new file begins
};

struct Config {
  std::string host = "127.0.0.1";
  std::uint16_t port = 4599;  // 0: the system picks one
  std::string data_directory;
  std::string account_id = "000000000000";           // of the account that the first start makes
  std::vector<std::string> accounts;                 // more that there must be; made at the start
  std::optional<std::string> passphrase_path;        // root key from a passphrase instead of a file
  std::optional<std::string> attestation_root_path;  // PEM, one or several; none: no Recipient
  std::map<std::string, std::string> oidc_jwks;      // issuer -> file or https URL of its keys
  std::optional<std::string> oidc_authorities_path;  // PEM; none: those of the system
  TlsConfig tls;
  AuditConfig audit;
  log::Level log_level = log::Level::Info;
  http::Limits limits;
  keys::ResourceQuotas quotas;
  throttle::Quotas request_quotas;  // as they are made: no limits
  unsigned loops = 0;               // event-loop threads; 0: one for each hardware thread
  unsigned blocking_threads = 32;   // requests that read or write the disk at one time
};

}  // namespace trent::server
