#include "storage/sqlite/writer.h"

#include <algorithm>
#include <chrono>
#include <future>
#include <iterator>
#include <utility>

#include "storage/sqlite/batch_writer.h"

namespace trent::storage::sqlite {
namespace {

// More would make the first of a group wait for the last without saving much.
constexpr std::size_t kGroupBatchesMax = 256;
constexpr std::chrono::seconds kRetryInterval{1};

}  // namespace

Result<std::unique_ptr<Writer>> Writer::start(std::unique_ptr<Connection> connection,
                                              LogKeeper::Limits limits) {
  TRY_ASSIGN(const std::int64_t last_change,
             connection->number("SELECT value FROM meta WHERE name = 'last_change'"));
  std::unique_ptr<Writer> writer(
      new Writer(std::move(connection), limits, static_cast<ChangeNumber>(last_change)));
  // A crash may have come between an erasing commit and the truncation it owed.
  writer->log_.truncate();
  writer->thread_ = std::thread([raw = writer.get()] { raw->run(); });
  return writer;
}

Writer::Writer(std::unique_ptr<Connection> connection, LogKeeper::Limits limits,
               ChangeNumber last_change)
    : connection_(std::move(connection)), log_(*connection_, limits), last_change_(last_change) {}

Writer::~Writer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  arrived_.notify_one();
  if (thread_.joinable()) thread_.join();
  log_.truncate();
}

Result<ChangeNumber> Writer::write(Batch batch, Kind kind) {
  std::promise<Result<ChangeNumber>> promise;
  auto answer = promise.get_future();
  submit({kind, std::move(batch), [promise = std::move(promise)](auto result) mutable {
            promise.set_value(std::move(result));
          }});
  return answer.get();
}

void Writer::submit(Submission submission) {
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(std::move(submission));
  }
  arrived_.notify_one();
}

void Writer::run() {
  for (;;) {
    Group group = next_group();
    if (!group.empty()) {
      serve(group);
      continue;
    }
    const std::lock_guard lock(mutex_);
    if (stopping_ && queue_.empty()) return;
  }
}

// Waits for work. Meanwhile, and before every group, tries to truncate a log that owes it.
Writer::Group Writer::next_group() {
  log_.retry();
  std::unique_lock lock(mutex_);
  const auto awaited = [this] { return stopping_ || !queue_.empty(); };
  if (log_.owes_truncation())
    arrived_.wait_for(lock, kRetryInterval, awaited);
  else
    arrived_.wait(lock, awaited);

  const std::size_t count = std::min(queue_.size(), kGroupBatchesMax);
  const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(count);
  Group group(std::make_move_iterator(queue_.begin()), std::make_move_iterator(end));
  queue_.erase(queue_.begin(), end);
  return group;
}

// Batches that erase nothing are answered as soon as they are durable.
void Writer::serve(Group& group) {
  auto outcomes = write_group(group);
  if (!outcomes) {
    log_.owe_truncation();
    for (Submission& each : group) each.done(std::unexpected(outcomes.error()));
    return;
  }
  bool erases = false;
  for (std::size_t i = 0; i < group.size(); ++i) {
    Outcome& outcome = (*outcomes)[i];
    if (outcome.erases)
      erases = true;
    else
      group[i].done(std::move(outcome.result));
  }
  if (!erases) return log_.bound();
  log_.truncate();
  for (std::size_t i = 0; i < group.size(); ++i)
    if ((*outcomes)[i].erases) group[i].done(std::move((*outcomes)[i].result));
}

Result<std::vector<Writer::Outcome>> Writer::write_group(const Group& group) {
  Transaction transaction(*connection_, "BEGIN IMMEDIATE");
  TRY(transaction.begun());
  std::vector<Outcome> outcomes;
  ChangeNumber change = last_change_;
  for (const Submission& submission : group) {
    TRY_ASSIGN(Outcome outcome, write_one(submission, change + 1));
    if (outcome.result) change = *outcome.result;
    outcomes.push_back(std::move(outcome));
  }
  if (change != last_change_)
    TRY(connection_->run("UPDATE meta SET value = ?1 WHERE name = 'last_change'", change));
  TRY(transaction.commit());
  last_change_ = change;
  return outcomes;
}

// An error of this function, other than one inside the outcome, is the end of the whole group.
Result<Writer::Outcome> Writer::write_one(const Submission& submission, ChangeNumber change) {
  TRY(connection_->run("SAVEPOINT batch"));
  TRY_ASSIGN(Outcome outcome, write_inside_savepoint(submission, change));
  // Fails if SQLite, for want of disk or memory, has given up the whole transaction.
  if (!outcome.result) TRY(connection_->run("ROLLBACK TO batch"));
  TRY(connection_->run("RELEASE batch"));
  return outcome;
}

Result<Writer::Outcome> Writer::write_inside_savepoint(const Submission& submission,
                                                       ChangeNumber change) {
  if (submission.kind == Kind::Probe) {
    TRY(connection_->run("UPDATE meta SET value = value + 1 WHERE name = 'probe'"));
    return Outcome{change - 1};
  }
  const auto effect = write_batch(*connection_, submission.batch);
  if (!effect) return Outcome{std::unexpected(effect.error())};
  return Outcome{change, effect->erases};
}

}  // namespace trent::storage::sqlite
