#include "http/header_scan.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/text.h"
#include "http/message.h"
#include "http/request_target.h"

namespace trent::http {
namespace {

constexpr std::size_t kMethodBytesMax = 32;
// A Content-Length of more digits could overflow 64 bits; none so long is ever admitted.
constexpr std::size_t kLengthDigitsMax = 18;

enum : std::uint8_t { kToken = 1, kTarget = 2, kValue = 4 };

constexpr auto kClasses = [] {
  std::array<std::uint8_t, 256> classes{};
  for (unsigned c = 0x21; c <= 0x7e; ++c) classes[c] = kTarget | kValue;
  for (unsigned c = 0x80; c <= 0xff; ++c) classes[c] = kValue;  // obs-text
  classes[' '] = classes['\t'] = kValue;
  // token: RFC 9110 section 5.6.2
  for (const char c : std::string_view("!#$%&'*+-.^_`|~0123456789"
                                       "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"))
    classes[static_cast<unsigned char>(c)] |= kToken;
  return classes;
}();

bool is(std::uint8_t wanted, char character) {
  return (kClasses[static_cast<unsigned char>(character)] & wanted) != 0;
}

// Without a branch for each character: headers are most of the bytes we look at.
bool all(std::uint8_t wanted, std::string_view text) {
  std::uint8_t common = wanted;
  for (const char character : text) common &= kClasses[static_cast<unsigned char>(character)];
  return common != 0;
}

bool is_digit(char character) { return character >= '0' && character <= '9'; }

bool is_length(std::string_view value) {
  return !value.empty() && value.size() <= kLengthDigitsMax && std::ranges::all_of(value, is_digit);
}

// "HTTP/" DIGIT "." DIGIT
bool is_version(std::string_view text) {
  return text.size() == 8 && text.starts_with("HTTP/") && is_digit(text[5]) && text[6] == '.' &&
         is_digit(text[7]);
}

}  // namespace

bool is_field_text(std::string_view text) {
  // A tab may stand in it as well, but hardly ever does.
  const std::size_t plain = words::unsuspicious_prefix(text, [](words::Word word) {
    return words::holds_less_than(0x20, word) | words::holds(0x7f, word);
  });
  return all(kValue, text.substr(plain));
}

// field-name ":" OWS field-value OWS. A folded line fails here too: white space is no name.
bool is_field_line(std::string_view line) {
  const std::size_t colon = line.find(':');
  return colon != std::string_view::npos && colon > 0 && all(kToken, line.substr(0, colon)) &&
         is_field_text(line.substr(colon + 1));
}

HeaderScanner::State HeaderScanner::scan(std::string_view bytes) {
  for (;;) {
    const std::size_t line_feed = bytes.find('\n', searched_);
    if (line_feed == std::string_view::npos) {
      searched_ = bytes.size();
      return scan_partial_line(bytes.substr(line_start_));
    }
    if (line_feed == line_start_ || bytes[line_feed - 1] != '\r') return refuse(400);
    const std::string_view line = bytes.substr(line_start_, line_feed - 1 - line_start_);
    line_start_ = searched_ = line_feed + 1;
    if (line.empty()) return finish();
    if (const State state = scan_line(line); state != State::Complete) return state;
  }
}

// Complete: the line is good.
HeaderScanner::State HeaderScanner::scan_line(std::string_view line) {
  return in_request_line() ? scan_request_line(line) : scan_field(line);
}

// What can be told before the line has ended: this is not HTTP (a TLS greeting on a plain port,
// say), or its target has no end.
HeaderScanner::State HeaderScanner::scan_partial_line(std::string_view line) {
  if (!in_request_line() || line.empty()) return State::NeedMore;
  if (!is(kToken, line.front())) return refuse(400);
  if (line.size() > kMethodBytesMax + target_bytes_max_) return refuse(414);
  return State::NeedMore;
}

// method SP request-target SP HTTP-version
HeaderScanner::State HeaderScanner::scan_request_line(std::string_view line) {
  const std::size_t first_space = line.find(' ');
  const std::size_t last_space = line.rfind(' ');
  if (first_space == std::string_view::npos || first_space == last_space) return refuse(400);
  const std::string_view method = line.substr(0, first_space);
  const std::string_view target = line.substr(first_space + 1, last_space - first_space - 1);
  const std::string_view version = line.substr(last_space + 1);

  if (method.empty() || method.size() > kMethodBytesMax || !all(kToken, method)) return refuse(400);
  if (target.size() > target_bytes_max_) return refuse(414);
  if (target.empty() || !all(kTarget, target)) return refuse(400);
  if (!is_version(version)) return refuse(400);
  if (version != "HTTP/1.1" && version != "HTTP/1.0") return refuse(505);
  version_minor_ = version.back() - '0';
  return State::Complete;
}

HeaderScanner::State HeaderScanner::scan_field(std::string_view line) {
  if (!is_field_line(line)) return refuse(400);
  if (++fields_ > fields_max_) return refuse(431);
  const std::size_t colon = line.find(':');
  return note_field(line.substr(0, colon), trimmed(line.substr(colon + 1)));
}

// Keeps in mind what finish() judges.
HeaderScanner::State HeaderScanner::note_field(std::string_view name, std::string_view value) {
  if (equal_ignoring_case(name, "host")) {
    ++hosts_;
    if (!is_host(value)) return refuse(400);
  } else if (equal_ignoring_case(name, "content-length")) {
    ++content_lengths_;
    if (!is_length(value)) return refuse(400);
  } else if (equal_ignoring_case(name, "transfer-encoding")) {
    ++transfer_encodings_;
    chunked_ = equal_ignoring_case(value, "chunked");
  } else if (equal_ignoring_case(name, "expect")) {
    expects_continue_ = equal_ignoring_case(value, "100-continue");
    expects_else_ |= !expects_continue_;
  }
  return State::Complete;
}

HeaderScanner::State HeaderScanner::finish() {
  if (in_request_line()) return refuse(400);
  const bool http_1_0 = is_http_1_0();
  if (hosts_ > 1 || (hosts_ == 0 && !http_1_0)) return refuse(400);
  if (content_lengths_ + transfer_encodings_ > 1) return refuse(400);
  if (transfer_encodings_ == 1) {
    if (http_1_0) return refuse(400);
    if (!chunked_) return refuse(501);
  }
  // Expectations are of HTTP/1.1 (RFC 9110 section 10.1.1).
  if (http_1_0) expects_continue_ = false;
  if (expects_else_ && !http_1_0) return refuse(417);
  return State::Complete;
}

HeaderScanner::State HeaderScanner::refuse(unsigned status) {
  refusal_ = status;
  return State::Refused;
}

}  // namespace trent::http
