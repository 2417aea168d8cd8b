// audit/log.h: the audit log: chained lines in files of a directory.
//
// Records of several threads are written together: each joins a queue, and the first to get the
// file writes all that is in it. So settle() costs one write for one thread and less for many.
//
// A record that could not be written stays in the queue and is written first when that works again.
// Past a bound, records are dropped, and the operator's log says how many.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "audit/chain.h"
#include "audit/files.h"
#include "audit/sink.h"
#include "base/clock.h"
#include "base/error.h"

namespace trent::audit {

inline constexpr Duration kHeadInterval = std::chrono::seconds(1);

class Log final : public Sink {
 public:
  struct Options {
    std::string directory;
    std::uint64_t file_bytes_max = 100 * 1024 * 1024;
    bool sync = false;  // settle() waits for the disk; else for the operating system
    std::size_t waiting_bytes_max = 16 * 1024 * 1024;
    // What writes; tests have it fail.
    std::function<ssize_t(int file, const void* bytes, std::size_t size_bytes)> write;
  };

  // Makes the directory and the files where there are none, and goes on where the log ends. What
  // was left of a line that a crash cut short is removed: its request was never answered.
  // Errors: Internal, with a detail for the operator.
  static Result<std::unique_ptr<Log>> open(Options options, SecretBytes chain_key);

  ~Log() override;

  Result<void> enqueue(std::string_view record) override;
  Result<void> settle() override;
  bool works() override;
  bool waits_for_disk() const override { return options_.sync; }

  // Writes down how far the log has got, for `trent audit verify`: every kHeadInterval, and at the
  // end. Whoever cuts the log off shows against what was written down last.
  void note_head();

  // Opens the files anew, for after somebody has moved it away. Errors: Internal; the log then goes
  // on in the file it has.
  Result<void> reopen();

 private:
  // Records that wait, one after the other, each ending in a line feed.
  struct Queue {
    std::string records;
    std::uint64_t last_ticket = 0;
  };

  Log(Options options, SecretBytes chain_key, const ChainHead& head, File file, File head_file,
      std::uint64_t size_bytes);

  // These need writing_.
  Result<void> write_waiting();
  Result<void> finish_batch();
  Result<void> open_files();
  Result<void> require_file_exists();
  bool take_queue();
  void begin_batch();
  void rotate_before(std::size_t size_bytes);
  Result<void> write_lines();
  std::size_t keep_whole_lines(std::size_t done);
  Result<void> write_head();
  Result<void> sync();
  void note_outcome(const Result<void>& outcome);

  std::uint64_t last_ticket();  // of what is enqueued

  const Options options_;

  std::mutex queueing_;  // guards the queue; never held during I/O
  Queue queue_;
  std::uint64_t dropped_ = 0;

  std::mutex writing_;  // guards all below
  Chain chain_;
  File file_;
  File head_file_;
  std::uint64_t size_bytes_;        // of the file
  Queue taken_;                     // being chained
  std::string lines_;               // chained and not written yet
  std::uint64_t lines_ticket_ = 0;  // of the last record in lines_
  std::uint64_t kept_ticket_ = 0;   // up to here all is kept
  std::uint64_t unsynced_bytes_ = 0;
  bool head_is_behind_ = false;
  bool name_is_unsynced_ = true;  // the file may be new
  bool file_is_gone_ = false;
  // Lines before the next one were lost: it must not vouch for what it follows, as the first line
  // of a file does, or the loss would pass for files that were put elsewhere.
  bool follows_a_gap_ = false;
  std::chrono::steady_clock::time_point file_checked_{};

  std::atomic<bool> failing_ = false;
  std::atomic<std::uint64_t> refused_ = 0;  // requests, since it fails
};

}  // namespace trent::audit
