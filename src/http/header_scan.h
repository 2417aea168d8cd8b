// http/header_scan.h: the strict gate in front of the parser.
//
// Beast reads the head of a request; this decides, on the raw bytes, whether it may. Everything two
// implementations could read differently is refused (request smuggling: RFC 9112 sections 5, 6,
// 11), also where a parser, or the RFC, would be lenient: bare LF or CR, folded lines, white space
// before the colon, control characters, repeated or combined Content-Length and Transfer-Encoding.
#pragma once

#include <cstddef>
#include <string_view>

#include "http/server.h"

namespace trent::http {

// True if `text` has no control characters but tabs.
bool is_field_text(std::string_view text);
// True if `line`, without its end, is one well-formed field.
bool is_field_line(std::string_view line);

class HeaderScanner {
 public:
  enum class State : std::uint8_t { NeedMore, Complete, Refused };

  explicit HeaderScanner(const Limits& limits)
      : target_bytes_max_(limits.target_bytes_max), fields_max_(limits.header_fields_max) {}

  // Looks at everything that has arrived of the head so far: the bytes of the call before and any
  // further ones. Each line is looked at once. Refuses at the first fault, not at the end.
  State scan(std::string_view bytes);

  // Once Complete: how long the head is, the empty line included.
  std::size_t head_size_bytes() const { return line_start_; }
  bool is_http_1_0() const { return version_minor_ == 0; }
  // Once Complete: the client waits for a 100 (Continue) before it sends the body.
  bool expects_continue() const { return expects_continue_; }
  // Once Refused: 400, 414, 417, 431, 501 or 505.
  unsigned refusal() const { return refusal_; }

  bool in_request_line() const { return version_minor_ < 0; }

 private:
  State scan_line(std::string_view line);
  State scan_partial_line(std::string_view line);
  State scan_request_line(std::string_view line);
  State scan_field(std::string_view line);
  State note_field(std::string_view name, std::string_view value);
  State finish();
  State refuse(unsigned status);

  std::size_t target_bytes_max_;
  std::size_t fields_max_;

  std::size_t line_start_ = 0;
  std::size_t searched_ = 0;  // no line end before this, from line_start_ on
  int version_minor_ = -1;    // -1: the request line has not been seen
  std::size_t fields_ = 0;
  unsigned hosts_ = 0;
  unsigned content_lengths_ = 0;
  unsigned transfer_encodings_ = 0;
  bool chunked_ = false;
  bool expects_continue_ = false;
  bool expects_else_ = false;
  unsigned refusal_ = 0;
};

}  // namespace trent::http
