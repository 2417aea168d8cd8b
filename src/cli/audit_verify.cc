#include "cli/audit_verify.h"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <optional>

#include "audit/chain.h"
#include "audit/files.h"
#include "audit/verify.h"

namespace trent::cli {
namespace {

constexpr int kAttempts = 5;

std::string log_directory(const AuditVerifyOptions& options) {
  if (!options.log_directory.empty()) return options.log_directory;
  return fmt::format("{}/{}", options.data_directory, audit::kDirectoryName);
}

// A server may rotate the log while it is read; then it is read again.
Result<audit::Verdict> verify_directory(const std::string& directory, const SecretBytes& key) {
  for (int attempt = 1;; ++attempt) {
    // First: the files go on while they are read, and must reach at least this.
    TRY_ASSIGN(const auto head, audit::read_head(directory));
    TRY_ASSIGN(const auto files, audit::list_log_files(directory));
    auto verdict = audit::verify(files, head, key);
    TRY_ASSIGN(const auto files_afterwards, audit::list_log_files(directory));
    if (files == files_afterwards || attempt == kAttempts) return verdict;
  }
}

Result<audit::Verdict> verify(const AuditVerifyOptions& options) {
  TRY_ASSIGN(
      const SecretBytes key,
      audit::open_chain_key(fmt::format("{}/{}", options.data_directory, audit::kChainKeyFileName),
                            /*create=*/false));
  if (options.files.empty()) return verify_directory(log_directory(options), key);
  return audit::verify(options.files, std::nullopt, key);
}

void print(const audit::Fault& fault) {
  const std::string place =
      fault.line == 0 ? std::string() : fmt::format("{}:{}: ", fault.file, fault.line);
  std::fprintf(stderr, "trent: %s%s\n", place.c_str(), fault.text.c_str());
}

}  // namespace

int verify_audit_log(const AuditVerifyOptions& options) {
  const auto verdict = verify(options);
  if (!verdict) {
    std::fprintf(stderr, "trent: %s\n", verdict.error().detail.c_str());
    return 1;
  }
  for (const audit::Fault& fault : verdict->faults) print(fault);
  const std::string range = verdict->records == 0
                                ? std::string()
                                : fmt::format(", numbers {} to {}", verdict->first, verdict->last);
  const std::string torn = verdict->ends_in_torn_line
                               ? ", and one that is being written or was cut short by a crash"
                               : "";
  std::printf("%s: %s records%s%s\n", verdict->faults.empty() ? "intact" : "NOT INTACT",
              std::to_string(verdict->records).c_str(), range.c_str(), torn.c_str());
  return verdict->faults.empty() ? 0 : 1;
}

}  // namespace trent::cli
