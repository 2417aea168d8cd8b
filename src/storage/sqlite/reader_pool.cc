#include "storage/sqlite/reader_pool.h"

#include <utility>

namespace trent::storage::sqlite {

Result<ReaderPool::Lease> ReaderPool::acquire() {
  {
    std::unique_lock lock(mutex_);
    given_back_.wait(lock, [this] { return !idle_.empty() || opened_ < readers_max_; });
    if (!idle_.empty()) {
      Lease lease(idle_.back().release(), GiveBack{this});
      idle_.pop_back();
      return lease;
    }
    ++opened_;
  }
  auto connection = open_one();
  if (connection) return Lease(connection->release(), GiveBack{this});
  {
    const std::lock_guard lock(mutex_);
    --opened_;
  }
  given_back_.notify_one();
  return std::unexpected(std::move(connection).error());
}

Result<std::unique_ptr<Connection>> ReaderPool::open_one() const {
  TRY_ASSIGN(auto connection, Connection::open(database_, Access::ReadOnly, vfs_));
  // Only recovery and the very end of a checkpoint make a reader wait.
  sqlite3_busy_timeout(connection->handle(), 5000);
  TRY(connection->run("PRAGMA temp_store = MEMORY"));
  return connection;
}

void ReaderPool::give_back(Connection* connection) {
  {
    const std::lock_guard lock(mutex_);
    idle_.emplace_back(connection);
  }
  given_back_.notify_one();
}

}  // namespace trent::storage::sqlite
