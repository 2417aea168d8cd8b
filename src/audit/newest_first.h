// audit/newest_first.h: the records of an audit log, the newest first, without reading more of its
// files than is asked for.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/chain.h"
#include "audit/files.h"
#include "base/clock.h"
#include "base/error.h"

namespace trent::audit {

struct Line {
  Link link;
  std::string_view text;  // without its end
};

class NewestFirst {
 public:
  // Of a line that is to be left out; then so are all lines after it.
  using TooNew = std::function<bool(const Line& line)>;

  // Errors: Internal.
  static Result<NewestFirst> open(const std::string& directory, TooNew too_new);

  // The next older record; nothing when there is none. Good until the next call. Lines that are no
  // records are left out. Errors: Internal.
  Result<std::optional<Line>> next();

  std::uint64_t bytes_read() const { return bytes_read_; }

 private:
  explicit NewestFirst(TooNew too_new) : too_new_(std::move(too_new)) {}

  Result<void> enter(std::string path, File file);
  Result<bool> enter_older_file();
  Result<std::uint64_t> find_end(std::uint64_t end);
  Result<std::string> line_at(std::uint64_t offset);
  Result<std::uint64_t> line_start_from(std::uint64_t offset, std::uint64_t end);
  Result<std::optional<std::string_view>> line_before();
  Result<std::string> read(std::uint64_t offset, std::size_t size_bytes);

  TooNew too_new_;
  std::vector<std::string> older_paths_;  // the next one last
  std::string path_;
  File file_;
  std::uint64_t start_ = 0;  // where in the file `tail_` begins
  std::string tail_;         // ends with a line that was not returned yet
  std::string line_;         // that was returned
  std::optional<std::uint64_t> last_sequence_;
  std::uint64_t bytes_read_ = 0;
};

// When the event of a record was; nothing for a line without time.
std::optional<Timestamp> event_time_of(std::string_view line);

}  // namespace trent::audit
