#include "http/service.h"

#include <algorithm>
#include <thread>

namespace trent::http {
namespace {

unsigned or_hardware_threads(unsigned threads) {
  return threads > 0 ? threads : std::max(1U, std::thread::hardware_concurrency());
}

}  // namespace

Service::Service(const Options& options, Handler& handler, const Clock& clock)
    : handler_(handler),
      clock_(clock),
      limits_(options.limits),
      tls_context_(options.tls_context),
      // Or a minute of RSA keys would be a minute of slow everything.
      compute_("trent-compute", Pool::Share::Small, or_hardware_threads(options.compute_threads),
               options.limits.pool_queue_max),
      blocking_("trent-blocking", Pool::Share::Equal, std::max(1U, options.blocking_threads),
                options.limits.pool_queue_max) {}

void Service::stop_pools() {
  compute_.stop();
  blocking_.stop();
}

void Service::connection_closed() {
  if (connections_.fetch_sub(1) != 1 || !draining()) return;
  const std::lock_guard lock(mutex_);
  closed_.notify_all();
}

bool Service::wait_until_no_connection_is_open() {
  std::unique_lock lock(mutex_);
  return closed_.wait_for(lock, limits_.drain_timeout, [this] { return connections_ == 0; });
}

}  // namespace trent::http
