#include "audit/log.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <utility>

#include "base/log.h"

namespace trent::audit {
namespace {

// A system call for each record would cost as much as writing it.
constexpr std::chrono::milliseconds kFileCheckInterval{20};

Result<void> make_directory(const std::string& directory) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (!error) std::filesystem::permissions(directory, std::filesystem::perms::owner_all, error);
  if (error) return fail_internally(fmt::format("cannot make {}: {}", directory, error.message()));
  return {};
}

// Where the chain is after the last line of the files, as far as that can be read.
Result<std::optional<ChainHead>> last_in_files(const std::string& directory) {
  TRY_ASSIGN(const auto paths, list_log_files(directory));
  for (auto path = paths.rbegin(); path != paths.rend(); ++path) {
    TRY_ASSIGN(const File file, File::open_to_read(*path));
    TRY_ASSIGN(const auto line, read_last_line(file, *path));
    if (!line) continue;
    const auto link = read_link(line->text);
    return link ? std::optional(link->head) : std::nullopt;
  }
  return ChainHead();
}

struct Beginning {
  ChainHead head;
  bool lines_went = false;
};

// The head file is written after the lines: it may be behind them, and ahead only when lines went.
// Going on after what it says leaves the gap for `trent audit verify` to find.
Result<Beginning> find_beginning(const std::string& directory) {
  TRY_ASSIGN(const auto in_files, last_in_files(directory));
  TRY_ASSIGN(const auto noted, read_head(directory));
  if (in_files && (!noted || noted->sequence <= in_files->sequence)) return Beginning{*in_files};
  log::error("audit records are missing at the end of the log, or were changed there",
             {{"directory", directory}});
  if (noted) return Beginning{*noted, true};
  return fail_internally(
      fmt::format("the last line of the audit log in {} cannot be read; move "
                  "the log away to start anew",
                  directory));
}

// Returns the size that is left.
Result<std::uint64_t> cut_torn_line(const File& file, const std::string& path) {
  TRY_ASSIGN(const std::uint64_t size_bytes, file.size_bytes());
  TRY_ASSIGN(const auto line, read_last_line(file, path));
  const std::uint64_t end = line ? line->end : 0;
  if (end == size_bytes) return size_bytes;
  log::warning("a record that was never finished is removed from the audit log", {{"file", path}});
  if (::ftruncate(file.number(), static_cast<off_t>(end)) != 0)
    return fail_with_errno("shorten", path);
  return end;
}

}  // namespace

Result<std::unique_ptr<Log>> Log::open(Options options, SecretBytes chain_key) {
  TRY(make_directory(options.directory));
  if (!options.write) options.write = ::write;
  const std::string path = log_path(options.directory);
  TRY_ASSIGN(const Beginning beginning, find_beginning(options.directory));
  TRY_ASSIGN(File file, File::open_to_append(path));
  TRY_ASSIGN(const std::uint64_t size_bytes, cut_torn_line(file, path));
  TRY_ASSIGN(File head_file, File::open_to_replace(head_path(options.directory)));
  std::unique_ptr<Log> log(new Log(std::move(options), std::move(chain_key), beginning.head,
                                   std::move(file), std::move(head_file), size_bytes));
  log->follows_a_gap_ = beginning.lines_went;
  return log;
}

Log::Log(Options options, SecretBytes chain_key, const ChainHead& head, File file, File head_file,
         std::uint64_t size_bytes)
    : options_(std::move(options)),
      chain_(std::move(chain_key), head),
      file_(std::move(file)),
      head_file_(std::move(head_file)),
      size_bytes_(size_bytes) {}

Log::~Log() { note_head(); }

Result<void> Log::enqueue(std::string_view record) {
  const std::lock_guard lock(queueing_);
  if (queue_.records.size() + record.size() > options_.waiting_bytes_max) {
    ++dropped_;
    return fail_internally("the audit log cannot be written, and its queue is full");
  }
  queue_.records.append(record).push_back('\n');
  ++queue_.last_ticket;
  return {};
}

Result<void> Log::settle() {
  const std::uint64_t ticket = last_ticket();
  const std::lock_guard lock(writing_);
  if (kept_ticket_ >= ticket) return {};  // whoever had the file before has written it
  return write_waiting();
}

bool Log::works() {
  if (!failing_.load(std::memory_order_relaxed)) return true;
  const std::lock_guard lock(writing_);
  if (write_waiting()) return true;
  ++refused_;
  return false;
}

Result<void> Log::reopen() {
  const std::lock_guard lock(writing_);
  if (const auto written = write_waiting(); !written)
    log::warning("audit records wait for the new file", {{"detail", written.error().detail}});
  return open_files();
}

Result<void> Log::open_files() {
  const std::string path = log_path(options_.directory);
  TRY_ASSIGN(File file, File::open_to_append(path));
  TRY_ASSIGN(File head_file, File::open_to_replace(head_path(options_.directory)));
  TRY_ASSIGN(size_bytes_, cut_torn_line(file, path));
  file_ = std::move(file);
  head_file_ = std::move(head_file);
  name_is_unsynced_ = true;
  file_is_gone_ = false;
  return {};
}

// A file without a name is kept by nobody. Whoever takes the directory away finds requests refused
// until it is there again; a missing file in it is made anew, and the chain shows what is missing.
Result<void> Log::require_file_exists() {
  const auto now = std::chrono::steady_clock::now();
  if (!file_is_gone_ && now - file_checked_ < kFileCheckInterval) return {};
  file_checked_ = now;
  struct stat status;
  if (::fstat(file_.number(), &status) != 0)
    return fail_with_errno("examine", log_path(options_.directory));
  if (status.st_nlink > 0) return {};
  if (!std::exchange(file_is_gone_, true))
    log::error("the file of the audit log was deleted", {{"directory", options_.directory}});
  return open_files();
}

Result<void> Log::write_waiting() {
  Result<void> outcome = finish_batch();
  while (outcome && take_queue()) {
    begin_batch();
    outcome = finish_batch();
  }
  note_outcome(outcome);
  return outcome;
}

std::uint64_t Log::last_ticket() {
  const std::lock_guard lock(queueing_);
  return queue_.last_ticket;
}

// Into taken_, whose memory the queue gets in exchange. False: there is nothing to take.
bool Log::take_queue() {
  taken_.records.clear();
  const std::lock_guard lock(queueing_);
  taken_.records.swap(queue_.records);
  taken_.last_ticket = queue_.last_ticket;
  return !taken_.records.empty();
}

void Log::begin_batch() {
  rotate_before(taken_.records.size());
  std::string_view rest = taken_.records;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    const bool begins_file = size_bytes_ == 0 && lines_.empty() && !follows_a_gap_;
    chain_.append(rest.substr(0, end), begins_file, lines_);
    follows_a_gap_ = false;
    rest.remove_prefix(end + 1);
  }
  lines_ticket_ = taken_.last_ticket;
}

// Each step may fail and is then where the next attempt goes on.
Result<void> Log::finish_batch() {
  TRY(write_lines());
  if (options_.sync) TRY(sync());
  kept_ticket_ = lines_ticket_;
  return {};
}

Result<void> Log::write_lines() {
  if (lines_.empty()) return {};
  TRY(require_file_exists());
  std::size_t done = 0;
  Result<void> outcome;
  while (done < lines_.size() && outcome) {
    const ssize_t count =
        options_.write(file_.number(), lines_.data() + done, lines_.size() - done);
    if (count >= 0)
      done += static_cast<std::size_t>(count);
    else if (errno != EINTR)
      outcome = fail_with_errno("write", log_path(options_.directory));
  }
  if (!outcome) done = keep_whole_lines(done);
  head_is_behind_ |= done > 0;
  unsynced_bytes_ += done;
  size_bytes_ += done;
  lines_.erase(0, done);
  return outcome;
}

// Of `done` bytes of lines_ that a failing disk took, those of whole lines stay in the file, so
// that the next attempt may go into another one. Returns how many bytes stay.
std::size_t Log::keep_whole_lines(std::size_t done) {
  const std::size_t whole = done == 0 ? 0 : lines_.rfind('\n', done - 1) + 1;
  if (whole == done || ::ftruncate(file_.number(), static_cast<off_t>(size_bytes_ + whole)) != 0)
    return done;
  return whole;
}

void Log::note_head() {
  const std::lock_guard lock(writing_);
  if (!lines_.empty() || !head_is_behind_) return;
  if (const auto written = write_head(); !written)
    log::error("head of the audit log not written", {{"detail", written.error().detail}});
}

Result<void> Log::write_head() {
  const std::string text = head_text(chain_.head());
  const ssize_t count = ::pwrite(head_file_.number(), text.data(), text.size(), 0);
  if (count != static_cast<ssize_t>(text.size()))
    return fail_with_errno("write", head_path(options_.directory));
  head_is_behind_ = false;
  return {};
}

Result<void> Log::sync() {
  if (unsynced_bytes_ > 0 && ::fdatasync(file_.number()) != 0)
    return fail_with_errno("sync", log_path(options_.directory));
  unsynced_bytes_ = 0;
  if (name_is_unsynced_) TRY(sync_directory(options_.directory));
  name_is_unsynced_ = false;
  return {};
}

// A file that cannot be rotated grows.
void Log::rotate_before(std::size_t size_bytes) {
  if (size_bytes_ == 0 || size_bytes_ + size_bytes <= options_.file_bytes_max) return;
  const std::string path = log_path(options_.directory);
  const std::string rotated = rotated_path(options_.directory, chain_.head().sequence);
  // Not there: an earlier attempt got this far, or somebody has moved it.
  if (std::rename(path.c_str(), rotated.c_str()) != 0 && errno != ENOENT) {
    const auto failed = fail_with_errno("rename", path);
    return log::error("audit log not rotated", {{"detail", failed.error().detail}});
  }
  Result<File> fresh = File::open_to_append(path);
  if (!fresh) return log::error("audit log not rotated", {{"detail", fresh.error().detail}});
  file_ = *std::move(fresh);
  size_bytes_ = 0;
  name_is_unsynced_ = true;
}

void Log::note_outcome(const Result<void>& outcome) {
  const bool failed_before = failing_.exchange(!outcome);
  if (!outcome && !failed_before)
    log::error("the audit log cannot be written: requests are refused until it can",
               {{"detail", outcome.error().detail}});
  if (!outcome || !failed_before) return;
  const std::lock_guard lock(queueing_);
  log::warning("the audit log is written again",
               {{"requests refused", std::to_string(refused_.exchange(0))},
                {"records lost", std::to_string(dropped_)}});
  dropped_ = 0;
}

}  // namespace trent::audit
