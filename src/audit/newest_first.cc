#include "audit/newest_first.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <utility>

namespace trent::audit {
namespace {

constexpr std::size_t kBlockBytes = 64 * 1024;
constexpr std::size_t kLineBytes = 2048;  // of most lines

std::optional<int> number_at(std::string_view text, std::size_t position, std::size_t size) {
  int number = 0;
  const char* const begin = text.data() + position;
  const auto [stopped, error] = std::from_chars(begin, begin + size, number);
  if (error != std::errc{} || stopped != begin + size) return std::nullopt;
  return number;
}

}  // namespace

Result<NewestFirst> NewestFirst::open(const std::string& directory, TooNew too_new) {
  NewestFirst records(std::move(too_new));
  // Opened before the others are listed: should the log be rotated meanwhile, this file is among
  // them, and next() leaves out what it has returned already.
  const std::string path = log_path(directory);
  Result<File> newest = File::open_to_read(path);
  if (!newest && errno != ENOENT) return std::unexpected(std::move(newest).error());
  TRY_ASSIGN(records.older_paths_, list_log_files(directory));
  std::erase(records.older_paths_, path);
  if (newest) TRY(records.enter(path, *std::move(newest)));
  return records;
}

Result<std::optional<Line>> NewestFirst::next() {
  while (true) {
    TRY_ASSIGN(const auto text, line_before());
    if (!text) {
      TRY_ASSIGN(const bool entered, enter_older_file());
      if (!entered) return std::nullopt;
      continue;
    }
    const auto link = read_link(*text);
    if (!link || (last_sequence_ && link->head.sequence >= *last_sequence_)) continue;
    const Line line{*link, *text};
    if (too_new_(line)) continue;
    last_sequence_ = link->head.sequence;
    return line;
  }
}

Result<bool> NewestFirst::enter_older_file() {
  if (older_paths_.empty()) return false;
  std::string path = std::move(older_paths_.back());
  older_paths_.pop_back();
  TRY_ASSIGN(File file, File::open_to_read(path));
  TRY(enter(std::move(path), std::move(file)));
  return true;
}

Result<void> NewestFirst::enter(std::string path, File file) {
  path_ = std::move(path);
  file_ = std::move(file);
  tail_.clear();
  TRY_ASSIGN(const auto last, read_last_line(file_, path_));
  start_ = last ? last->end : 0;
  if (!last) return {};
  const auto link = read_link(last->text);
  if (!link || too_new_({*link, last->text})) {
    TRY_ASSIGN(start_, find_end(start_));
  }
  return {};
}

// Where the first line starts that is too new, of the lines before `end`.
Result<std::uint64_t> NewestFirst::find_end(std::uint64_t end) {
  std::uint64_t low = 0, high = end;  // lines before low are not too new, those from high on are
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    TRY_ASSIGN(const std::uint64_t start, line_start_from(middle, high));
    if (start >= high) {
      high = middle;
      continue;
    }
    TRY_ASSIGN(const std::string text, line_at(start));
    const auto link = read_link(text);
    if (link && !too_new_({*link, text}))
      low = start + text.size() + 1;
    else
      high = middle;
  }
  return low;
}

// The start of the first line that starts at `offset` or later, or `end` if there is none before.
Result<std::uint64_t> NewestFirst::line_start_from(std::uint64_t offset, std::uint64_t end) {
  if (offset == 0) return 0;
  for (std::uint64_t at = offset - 1; at < end; at += kLineBytes) {
    TRY_ASSIGN(const std::string block, read(at, kLineBytes));
    const std::size_t feed = block.find('\n');
    if (feed != std::string::npos) return std::min(at + feed + 1, end);
    if (block.empty()) break;
  }
  return end;
}

// Up to its line feed, or to the end of the file.
Result<std::string> NewestFirst::line_at(std::uint64_t offset) {
  for (std::size_t size = kLineBytes;; size *= 2) {
    TRY_ASSIGN(std::string text, read(offset, size));
    const auto feed = std::ranges::find(text, '\n');
    if (feed == text.end() && text.size() == size) continue;
    text.erase(feed, text.end());
    return text;
  }
}

// The last line of the file before what was returned; nothing at its start.
Result<std::optional<std::string_view>> NewestFirst::line_before() {
  while (true) {
    const std::size_t before =
        tail_.size() < 2 ? std::string::npos : tail_.rfind('\n', tail_.size() - 2);
    if (before != std::string::npos || (start_ == 0 && !tail_.empty())) {
      const std::size_t begin = before == std::string::npos ? 0 : before + 1;
      line_ = tail_.substr(begin, tail_.size() - 1 - begin);
      tail_.resize(begin);
      return std::string_view(line_);
    }
    if (start_ == 0) return std::nullopt;
    const std::size_t size = std::min<std::uint64_t>(start_, kBlockBytes);
    TRY_ASSIGN(std::string block, read(start_ - size, size));
    if (block.size() < size) return fail_internally("cannot read all of " + path_);
    start_ -= size;
    tail_.insert(0, block);
  }
}

Result<std::string> NewestFirst::read(std::uint64_t offset, std::size_t size_bytes) {
  bytes_read_ += size_bytes;
  return read_at(file_, offset, size_bytes, path_);
}

std::optional<Timestamp> event_time_of(std::string_view line) {
  constexpr std::string_view member = R"(,"eventTime":")";
  constexpr std::string_view form = "2026-01-02T03:04:05Z";
  const std::size_t at = line.find(member);
  if (at == std::string_view::npos || line.size() < at + member.size() + form.size())
    return std::nullopt;
  const std::string_view text = line.substr(at + member.size(), form.size());
  const auto year = number_at(text, 0, 4), month = number_at(text, 5, 2),
             day = number_at(text, 8, 2);
  const auto hour = number_at(text, 11, 2), minute = number_at(text, 14, 2),
             second = number_at(text, 17, 2);
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
         std::chrono::seconds(*second);
}

}  // namespace trent::audit
