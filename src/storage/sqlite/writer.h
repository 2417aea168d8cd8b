// storage/sqlite/writer.h: the one thread that writes.
//
// Batches that wait at the same time share a transaction, and so one wait for the disk (group
// commit). Inside it each batch has a savepoint: what fails one of them does not hurt the others.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "storage/sqlite/connection.h"
#include "storage/sqlite/log_keeper.h"
#include "storage/store.h"

namespace trent::storage::sqlite {

class Writer {
 public:
  // `connection`: configured and migrated. Nobody else may use it any more.
  static Result<std::unique_ptr<Writer>> start(std::unique_ptr<Connection> connection,
                                               LogKeeper::Limits limits);
  // Finishes what is queued.
  ~Writer();

  // Safe from any thread; waits for the disk.
  Result<ChangeNumber> commit(Batch batch) { return write(std::move(batch), Kind::Batch); }
  Result<ChangeNumber> probe() { return write({}, Kind::Probe); }
  // Safe from any thread; calls `done` from the writer's.
  void begin_commit(Batch batch, Committed done) {
    submit({Kind::Batch, std::move(batch), std::move(done)});
  }

  ChangeNumber last_change() const { return last_change_.load(); }

 private:
  enum class Kind : std::uint8_t { Batch, Probe };
  struct Submission {
    Kind kind;
    Batch batch;
    Committed done;
  };
  struct Outcome {
    Result<ChangeNumber> result;
    bool erases = false;
  };
  using Group = std::vector<Submission>;

  Writer(std::unique_ptr<Connection> connection, LogKeeper::Limits limits,
         ChangeNumber last_change);

  Result<ChangeNumber> write(Batch batch, Kind kind);
  void submit(Submission submission);
  void run();
  Group next_group();
  void serve(Group& group);
  Result<std::vector<Outcome>> write_group(const Group& group);
  Result<Outcome> write_one(const Submission& submission, ChangeNumber change);
  Result<Outcome> write_inside_savepoint(const Submission& submission, ChangeNumber change);

  const std::unique_ptr<Connection> connection_;
  LogKeeper log_;
  std::atomic<ChangeNumber> last_change_;

  std::mutex mutex_;  // guards the two below; never held during I/O
  Group queue_;
  bool stopping_ = false;
  std::condition_variable arrived_;

  std::thread thread_;  // last: uses all of the above
};

}  // namespace trent::storage::sqlite
