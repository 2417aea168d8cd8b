#include "server/hardening.h"

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <csignal>
#include <system_error>

#include "base/log.h"

namespace trent::server {
namespace {

void forbid_core_dumps() {
  const rlimit none{0, 0};
  if (setrlimit(RLIMIT_CORE, &none) != 0 || prctl(PR_SET_DUMPABLE, 0) != 0)
    log::warning("core dumps could not be forbidden",
                 {{"reason", std::generic_category().message(errno)}});
}

// Locking all of memory with a small limit would make later allocations fail, so it is all or
// nothing.
void keep_out_of_swap() {
  rlimit limit{};
  getrlimit(RLIMIT_MEMLOCK, &limit);
  const bool may_lock_all = limit.rlim_cur == RLIM_INFINITY;
  if (may_lock_all && mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) == 0) return;
  log::info("memory is not locked: keys may reach the swap space",
            {{"fix", "run with LimitMEMLOCK=infinity, or without swap"}});
}

}  // namespace

void harden_process() {
  forbid_core_dumps();
  keep_out_of_swap();
  std::signal(SIGPIPE, SIG_IGN);  // a write to a closed connection is an error, not the end
  std::signal(SIGXFSZ, SIG_IGN);  // so is a write beyond the file size limit
}

}  // namespace trent::server
