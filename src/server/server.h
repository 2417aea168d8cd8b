// server/server.h: builds the whole server from its configuration, and takes it down again.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/error.h"
#include "server/config.h"

namespace trent::server {

class Server {
 public:
  // Returns once the server answers. `clock` must outlive it.
  // Errors: Internal, with a detail that tells the operator what to do.
  static Result<std::unique_ptr<Server>> start(const Config& config, const Clock& clock);
  ~Server();

  // "http://127.0.0.1:4599"
  std::string url() const;

  // Opens the audit log's file anew, for after somebody has moved it away.
  void reopen_audit_log();

  // Stops accepting and lets what is in flight finish. What the answers rest on is durable then,
  // the last usage of keys included.
  void drain();

 private:
  struct Parts;
  explicit Server(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace trent::server
