#include "cli/serve.h"

#include <csignal>
#include <cstdio>

#include "base/clock.h"
#include "base/log.h"
#include "server/hardening.h"
#include "server/server.h"

namespace trent::cli {
namespace {

// Blocked in every thread that is made from here on, so that only run_until_stopped() sees them.
sigset_t block_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

void run_until_stopped(server::Server& server, const sigset_t& signals) {
  int signal = 0;
  while (sigwait(&signals, &signal) == 0 && signal == SIGHUP) server.reopen_audit_log();
}

}  // namespace

int serve(const server::Config& config) {
  log::set_level(config.log_level);
  server::harden_process();
  const sigset_t signals = block_signals();
  const SystemClock clock;
  auto server = server::Server::start(config, clock);
  if (!server) {
    std::fprintf(stderr, "trent: %s\n", server.error().detail.c_str());
    return 1;
  }
  std::printf("listening on %s\n", (*server)->url().c_str());
  std::fflush(stdout);
  run_until_stopped(**server, signals);
  log::info("draining");
  (*server)->drain();
  return 0;
}

}  // namespace trent::cli
