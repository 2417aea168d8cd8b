// storage/sqlite/reader_pool.h: a bounded number of read-only connections, opened when first
// needed.
//
// Safe from any thread.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "storage/sqlite/connection.h"

namespace trent::storage::sqlite {

class ReaderPool {
 public:
  ReaderPool(std::string database, std::string vfs, std::size_t readers_max)
      : database_(std::move(database)), vfs_(std::move(vfs)), readers_max_(readers_max) {}

  // Runs `work(connection)` in a read transaction: it sees one state of the database. Waits while
  // all connections are busy.
  template <class Work>
  auto read(Work work) -> decltype(work(std::declval<Connection&>())) {
    TRY_ASSIGN(Lease lease, acquire());
    const Transaction snapshot(*lease, "BEGIN");
    TRY(snapshot.begun());
    return work(*lease);
  }

 private:
  struct GiveBack {
    ReaderPool* pool;
    void operator()(Connection* connection) const { pool->give_back(connection); }
  };
  using Lease = std::unique_ptr<Connection, GiveBack>;

  Result<Lease> acquire();
  Result<std::unique_ptr<Connection>> open_one() const;
  void give_back(Connection* connection);

  const std::string database_;
  const std::string vfs_;
  const std::size_t readers_max_;

  std::mutex mutex_;  // guards all below; never held during I/O
  std::condition_variable given_back_;
  std::vector<std::unique_ptr<Connection>> idle_;
  std::size_t opened_ = 0;
};

}  // namespace trent::storage::sqlite
