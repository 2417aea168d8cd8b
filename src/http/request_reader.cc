#include "http/request_reader.h"

#include <boost/beast/http/basic_parser.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "base/assert.h"

namespace trent::http {
namespace {

namespace beast = boost::beast;

constexpr std::size_t kFirstBufferBytes = 4096;
constexpr std::size_t kKeptBodyBytesMax = 64 * 1024;
constexpr std::size_t kTrailersMax = 16;
constexpr std::size_t kChunkExtensionBytesMax = 256;

// Chunk headers and trailers may take as much again as the body, and a little more.
std::size_t framed_bytes_max(const Limits& limits) {
  return 2 * limits.body_bytes_max + limits.header_bytes_max;
}

// Collects what Beast finds. The views it hands to us point into what it was given, since folded
// lines, the one case where they do not, have been refused before.
class BeastParser final : public beast::http::basic_parser<true> {
 public:
  BeastParser(const Limits& limits, Request& request, std::vector<Header>& headers,
              SecretBuffer& body)
      : request_(request), headers_(headers), body_(body) {
    header_limit(static_cast<std::uint32_t>(limits.header_bytes_max));
    body_limit(limits.body_bytes_max);
    eager(true);
  }

 private:
  using Field = beast::http::field;
  using Text = beast::string_view;
  using ErrorCode = beast::error_code;

  void on_request_impl(beast::http::verb, Text method, Text target, int, ErrorCode&) override {
    request_.method = method;
    request_.target = target;
  }

  void on_response_impl(int, Text, int, ErrorCode&) override {}

  void on_field_impl(Field field, Text name, Text value, ErrorCode& error) override {
    if (is_header_done()) return on_trailer_field_impl(field, name, value, error);
    headers_.push_back({name, value});
  }

  // Overrides a function of Boost 1.90; earlier ones call on_field_impl. Trailers are dropped.
  void on_trailer_field_impl(Field, Text, Text, ErrorCode& error) {
    if (++trailers_ > kTrailersMax) error = beast::http::error::header_limit;
  }

  void on_header_impl(ErrorCode&) override { request_.headers = headers_; }
  void on_body_init_impl(const boost::optional<std::uint64_t>&, ErrorCode&) override {}

  std::size_t on_body_impl(Text text, ErrorCode&) override {
    body_.insert(body_.end(), text.begin(), text.end());
    return text.size();
  }

  // Beast takes any byte between quotation marks, line ends included.
  void on_chunk_header_impl(std::uint64_t, Text extensions, ErrorCode& error) override {
    if (extensions.size() > kChunkExtensionBytesMax || !is_field_text(extensions))
      error = beast::http::error::bad_chunk_extension;
  }

  std::size_t on_chunk_body_impl(std::uint64_t, Text text, ErrorCode& error) override {
    return on_body_impl(text, error);
  }

  void on_finish_impl(ErrorCode&) override {}

  Request& request_;
  std::vector<Header>& headers_;
  SecretBuffer& body_;
  std::size_t trailers_ = 0;
};

}  // namespace

// Beast's parsers are for one message each; this is a place for one after the other.
class RequestReader::Parser {
 public:
  template <class... Arguments>
  BeastParser& restart(Arguments&&... arguments) {
    return parser_.emplace(std::forward<Arguments>(arguments)...);
  }
  BeastParser& current() {
    TRENT_ASSERT(parser_.has_value());
    return *parser_;
  }

 private:
  std::optional<BeastParser> parser_;
};

RequestReader::RequestReader(const Limits& limits)
    : limits_(limits),
      buffer_(std::min(kFirstBufferBytes, limits.header_bytes_max)),
      scanner_(limits),
      parser_(std::make_unique<Parser>()) {}

RequestReader::~RequestReader() = default;

void RequestReader::set_peer(std::string_view peer, bool tls) {
  request_.peer = peer;
  request_.tls = tls;
}

std::span<char> RequestReader::space() {
  if (begin_ == end_) {
    begin_ = end_ = 0;
  } else if (end_ == buffer_.size() && begin_ > 0) {
    std::ranges::copy(unread(), buffer_.begin());
    end_ -= begin_;
    begin_ = 0;
  } else if (full()) {
    buffer_.resize(std::min(2 * buffer_.size(), limits_.header_bytes_max));
  }
  TRENT_ASSERT(end_ < buffer_.size());
  return std::span(buffer_).subspan(end_);
}

RequestReader::State RequestReader::received(std::size_t size_bytes) {
  end_ += size_bytes;
  used_bytes_ = std::max(used_bytes_, end_);
  return in_body_ ? advance_body() : advance_head();
}

RequestReader::State RequestReader::next_request() {
  const std::size_t left_bytes = end_ - begin_;
  std::ranges::copy(unread(), buffer_.begin());
  wipe(buffer_.data() + left_bytes, used_bytes_ - left_bytes);
  begin_ = 0;
  end_ = used_bytes_ = left_bytes;
  release_body();
  wipe(head_.data(), head_.size());
  request_.body = {};
  request_.headers = {};
  headers_.clear();
  in_body_ = false;
  scanner_ = HeaderScanner(limits_);
  return unread().empty() ? State::NeedHead : advance_head();
}

void RequestReader::release_body() {
  wipe(body_.data(), body_.size());
  body_.clear();
  if (body_.capacity() > kKeptBodyBytesMax) body_ = SecretBuffer();
}

RequestReader::State RequestReader::advance_head() {
  switch (scanner_.scan(unread())) {
    case HeaderScanner::State::Refused: return refuse(scanner_.refusal());
    case HeaderScanner::State::Complete: return take_head();
    case HeaderScanner::State::NeedMore: break;
  }
  if (unread().size() < limits_.header_bytes_max) return State::NeedHead;
  return refuse(scanner_.in_request_line() ? 414 : 431);
}

RequestReader::State RequestReader::take_head() {
  const std::string_view head = unread().substr(0, scanner_.head_size_bytes());
  head_.assign(head.begin(), head.end());
  begin_ += head.size();

  BeastParser& parser = parser_->restart(limits_, request_, headers_, body_);
  beast::error_code error;
  parser.put({head_.data(), head_.size()}, error);
  if (error == beast::http::error::body_limit) return refuse(413);
  if (error || !parser.is_header_done()) return refuse(400);
  in_body_ = true;
  framed_bytes_ = 0;
  return parser.is_done() ? complete() : advance_body();
}

RequestReader::State RequestReader::advance_body() {
  if (unread().empty()) return State::NeedBody;
  BeastParser& parser = parser_->current();
  beast::error_code error;
  const std::size_t taken_bytes = parser.put({unread().data(), unread().size()}, error);
  begin_ += taken_bytes;
  framed_bytes_ += taken_bytes;
  if (error == beast::http::error::body_limit) return refuse(413);
  if (error && error != beast::http::error::need_more) return refuse(400);
  if (parser.is_done()) return complete();

  // Beast wants a chunk header or the trailers in one piece.
  const bool piece_too_big = unread().size() >= limits_.header_bytes_max;
  if (piece_too_big || framed_bytes_ > framed_bytes_max(limits_)) return refuse(400);
  return State::NeedBody;
}

RequestReader::State RequestReader::complete() {
  request_.body = view_of(body_);
  return State::Complete;
}

RequestReader::State RequestReader::refuse(unsigned status) {
  refusal_ = status;
  return State::Refused;
}

bool RequestReader::keeps_alive() const { return parser_->current().keep_alive(); }

}  // namespace trent::http
