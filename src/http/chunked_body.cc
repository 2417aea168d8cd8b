#include "http/chunked_body.h"

#include <algorithm>
#include <charconv>

#include "http/header_scan.h"

namespace trent::http {
namespace {

constexpr std::size_t kLineBytesMax = 1024;
constexpr std::size_t kTrailersMax = 16;
// More could overflow 64 bits; none so large is ever admitted.
constexpr std::size_t kSizeDigitsMax = 15;

}  // namespace

ChunkedBody::State ChunkedBody::take(std::string_view& bytes, SecretBuffer& body) {
  State state = State::NeedMore;
  while (state == State::NeedMore && !bytes.empty())
    state = part_ == Part::Data ? take_data(bytes, body) : take_line(bytes, body.size());
  return state;
}

ChunkedBody::State ChunkedBody::take_data(std::string_view& bytes, SecretBuffer& body) {
  const std::string_view data = bytes.substr(0, data_left_bytes_);
  append(body, data);
  bytes.remove_prefix(data.size());
  data_left_bytes_ -= data.size();
  if (data_left_bytes_ == 0) part_ = Part::EndOfData;
  return State::NeedMore;
}

ChunkedBody::State ChunkedBody::take_line(std::string_view& bytes, std::size_t body_size_bytes) {
  const std::size_t line_feed = bytes.find('\n');
  const bool ends = line_feed != std::string_view::npos;
  const std::string_view piece = bytes.substr(0, ends ? line_feed + 1 : bytes.size());
  bytes.remove_prefix(piece.size());
  framing_bytes_ += piece.size();
  if (line_.size() + piece.size() > kLineBytesMax) return refuse(400);
  if (framing_bytes_ > framing_bytes_max_) return refuse(400);
  line_ += piece;
  if (!ends) return State::NeedMore;

  if (!line_.ends_with("\r\n")) return refuse(400);
  line_.resize(line_.size() - 2);
  const State state = end_line(line_, body_size_bytes);
  line_.clear();
  return state;
}

ChunkedBody::State ChunkedBody::end_line(std::string_view line, std::size_t body_size_bytes) {
  if (part_ == Part::Size) return begin_chunk(line, body_size_bytes);
  if (part_ == Part::EndOfData) {
    part_ = Part::Size;
    return line.empty() ? State::NeedMore : refuse(400);
  }
  if (line.empty()) return State::Complete;
  return is_field_line(line) && ++trailers_ <= kTrailersMax ? State::NeedMore : refuse(400);
}

// chunk-size [ ";" chunk-ext ]
ChunkedBody::State ChunkedBody::begin_chunk(std::string_view line, std::size_t body_size_bytes) {
  const std::string_view digits = line.substr(0, line.find(';'));
  if (digits.size() > kSizeDigitsMax || !is_field_text(line)) return refuse(400);
  std::size_t size_bytes = 0;
  const char* const end = digits.data() + digits.size();
  const auto [parsed_to, error] = std::from_chars(digits.data(), end, size_bytes, 16);
  if (error != std::errc() || parsed_to != end) return refuse(400);
  if (size_bytes > body_bytes_max_ - std::min(body_size_bytes, body_bytes_max_)) return refuse(413);

  data_left_bytes_ = size_bytes;
  part_ = size_bytes == 0 ? Part::Trailers : Part::Data;
  return State::NeedMore;
}

ChunkedBody::State ChunkedBody::refuse(unsigned status) {
  refusal_ = status;
  return State::Refused;
}

}  // namespace trent::http
