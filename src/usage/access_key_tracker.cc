#include "usage/access_key_tracker.h"

#include <chrono>
#include <utility>
#include <vector>

namespace trent::usage {
namespace {

identity::AccessKeyUse to_the_minute(identity::AccessKeyUse use) {
  use.at = std::chrono::floor<std::chrono::minutes>(use.at);
  return use;
}

}  // namespace

void AccessKeyTracker::mark(std::string_view id, std::string_view service, std::string_view region,
                            Timestamp at) {
  uses_.note(id, at, [&](identity::AccessKeyUse& use) {
    use.service = service;
    use.region = region;
  });
}

Result<identity::AccessKeyRecord> AccessKeyTracker::find(std::string_view id) {
  const auto unflushed = uses_.unflushed(id);
  TRY_ASSIGN(identity::AccessKeyRecord key, store_.find_access_key(id));
  if (!unflushed) return key;
  identity::AccessKeyUse use = to_the_minute(*unflushed);
  // A clock that was set back may have made the stored use the later.
  if (!key.last_use || key.last_use->at <= use.at) key.last_use = std::move(use);
  return key;
}

Result<Flushed> AccessKeyTracker::flush() {
  return uses_.flush([this](Uses::Part part) { return store(part); });
}

Result<std::size_t> AccessKeyTracker::store(Uses::Part part) {
  std::vector<storage::PutAccessKeyUse> writes;
  for (const auto& [id, exact] : part) {
    identity::AccessKeyUse use = to_the_minute(exact);
    if (!is_stored(id, use)) writes.push_back({id, std::move(use)});
  }
  if (writes.empty()) return 0;
  TRY(store_.commit(storage::Batch(writes.begin(), writes.end())));
  for (const storage::PutAccessKeyUse& write : writes) note_stored(write);
  return writes.size();
}

bool AccessKeyTracker::is_stored(const std::string& id, const identity::AccessKeyUse& use) const {
  const auto found = stored_.find(id);
  return found != stored_.end() && found->second == use;
}

void AccessKeyTracker::note_stored(const storage::PutAccessKeyUse& write) {
  if (write.use.at > stored_minute_) {
    stored_.clear();
    stored_minute_ = write.use.at;
  }
  if (write.use.at == stored_minute_) stored_.insert_or_assign(write.id, write.use);
}

}  // namespace trent::usage
