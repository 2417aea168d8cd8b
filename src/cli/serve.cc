#include "cli/serve.h"

#include <csignal>
#include <cstdio>

#include "base/clock.h"
#include "base/log.h"
#include "server/hardening.h"
#include "server/server.h"

namespace trent::cli {
namespace {

// Blocked in every thread that is made from here on, so that only wait_for_stop() sees them.
sigset_t block_stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

void wait_for_stop(const sigset_t& signals) {
  int signal = 0;
  sigwait(&signals, &signal);
}

}  // namespace

int serve(const server::Config& config) {
  log::set_level(config.log_level);
  server::harden_process();
  const sigset_t stop_signals = block_stop_signals();
  const SystemClock clock;
  auto server = server::Server::start(config, clock);
  if (!server) {
    std::fprintf(stderr, "trent: %s\n", server.error().detail.c_str());
    return 1;
  }
  std::printf("listening on %s\n", (*server)->url().c_str());
  std::fflush(stdout);
  wait_for_stop(stop_signals);
  log::info("draining");
  (*server)->drain();
  return 0;
}

}  // namespace trent::cli
