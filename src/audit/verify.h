// audit/verify.h: reads an audit log and finds what was changed in it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "audit/chain.h"
#include "base/error.h"
#include "base/secret_bytes.h"

namespace trent::audit {

struct Fault {
  std::string file;
  std::uint64_t line = 0;  // from 1 on; 0: about the end of the log
  std::string text;        // "record 12 was changed"
};

struct Verdict {
  std::uint64_t records = 0;
  std::uint64_t first = 0;  // the number of the first record; 1 for a log that is complete
  std::uint64_t last = 0;
  bool ends_in_torn_line = false;  // as a crash may leave it, or a record that is being written
  std::vector<Fault> faults;       // at most kFaultsMax
};
inline constexpr std::size_t kFaultsMax = 100;

// Verifies `files`, oldest first, which continue each other. `head`: how far the log must reach, if
// that is known. Errors: Internal, for a file that cannot be read.
Result<Verdict> verify(const std::vector<std::string>& files, const std::optional<ChainHead>& head,
                       const SecretBytes& chain_key);

}  // namespace trent::audit
