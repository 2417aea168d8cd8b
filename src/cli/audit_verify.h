// cli/audit_verify.h: `trent audit verify`, which finds what was changed in an audit log.
#pragma once

#include <string>
#include <vector>

namespace trent::cli {

struct AuditVerifyOptions {
  std::string data_directory;      // where the chain's key is; empty: the default
  std::string log_directory;       // empty: `audit` in the data directory
  std::vector<std::string> files;  // instead of the directory: these, oldest first
};

// Prints what it found: faults on standard error, each with its file and line. Returns the exit
// status: 0 for a log that is whole, 1 for one that is not or cannot be read.
int verify_audit_log(const AuditVerifyOptions& options);

}  // namespace trent::cli
