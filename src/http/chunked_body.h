// http/chunked_body.h: takes a body out of its chunks (RFC 9112 section 7.1). Does no input or
// output.
//
// Strict where Beast is not: it lets any byte pass between the quotation marks of an extension,
// line ends included, and a proxy in front of us may read those differently. Extensions and
// trailers are checked, and dropped.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/secret_bytes.h"
#include "http/server.h"

namespace trent::http {

class ChunkedBody {
 public:
  enum class State : std::uint8_t { NeedMore, Complete, Refused };

  explicit ChunkedBody(const Limits& limits)
      : body_bytes_max_(limits.body_bytes_max),
        framing_bytes_max_(limits.header_bytes_max + limits.body_bytes_max) {}

  // Takes what it can off the front of `bytes`, and appends what is data to `body`.
  State take(std::string_view& bytes, SecretBuffer& body);

  // Once Refused: 400 or 413.
  unsigned refusal() const { return refusal_; }

 private:
  enum class Part : std::uint8_t { Size, Data, EndOfData, Trailers };

  State take_data(std::string_view& bytes, SecretBuffer& body);
  State take_line(std::string_view& bytes, std::size_t body_size_bytes);
  State end_line(std::string_view line, std::size_t body_size_bytes);
  State begin_chunk(std::string_view line, std::size_t body_size_bytes);
  State refuse(unsigned status);

  std::size_t body_bytes_max_;
  std::size_t framing_bytes_max_;

  Part part_ = Part::Size;
  std::size_t data_left_bytes_ = 0;
  std::size_t framing_bytes_ = 0;
  std::size_t trailers_ = 0;
  std::string line_;  // as much as has come of it
  unsigned refusal_ = 0;
};

}  // namespace trent::http
