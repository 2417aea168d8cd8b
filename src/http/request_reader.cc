#include "http/request_reader.h"

#include <boost/beast/http/basic_parser.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "base/assert.h"
#include "http/request_target.h"

namespace trent::http {
namespace {

namespace beast = boost::beast;

constexpr std::size_t kFirstBufferBytes = 4096;
constexpr std::size_t kKeptBodyBytesMax = 64 * 1024;

// Beast reads the head only. The views it hands to us point into what it was given, since folded
// lines, the one case where they do not, have been refused before.
class BeastParser final : public beast::http::basic_parser<true> {
 public:
  BeastParser(const Limits& limits, Request& request, std::vector<Header>& headers)
      : request_(request), headers_(headers) {
    header_limit(static_cast<std::uint32_t>(limits.header_bytes_max));
    body_limit(limits.body_bytes_max);
  }

 private:
  using Field = beast::http::field;
  using Text = beast::string_view;
  using Fault = beast::error_code;

  void on_request_impl(beast::http::verb, Text method, Text target, int, Fault&) override {
    request_.method = method;
    request_.target = origin_form(target);
  }
  void on_field_impl(Field, Text name, Text value, Fault&) override {
    headers_.push_back({name, value});
  }
  void on_header_impl(Fault&) override { request_.headers = headers_; }

  // Never called: this is for requests, and is not given a body.
  void on_response_impl(int, Text, int, Fault&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, Fault&) override {}
  std::size_t on_body_impl(Text, Fault&) override { return 0; }
  void on_chunk_header_impl(std::uint64_t, Text, Fault&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, Text, Fault&) override { return 0; }
  void on_trailer_field_impl(Field, Text, Text, Fault&) {}  // pure virtual from Boost 1.90 on
  void on_finish_impl(Fault&) override {}

  Request& request_;
  std::vector<Header>& headers_;
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

// Bytes are left over only of a head, which is at the front then: next_request() sees to that.
std::span<char> RequestReader::space() {
  if (begin_ == end_) begin_ = end_ = 0;
  TRENT_ASSERT(begin_ == 0);
  if (end_ == buffer_.size())
    buffer_.resize(std::min(2 * buffer_.size(), limits_.header_bytes_max));
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

  BeastParser& parser = parser_->restart(limits_, request_, headers_);
  beast::error_code error;
  parser.put({head_.data(), head_.size()}, error);
  if (error == beast::http::error::body_limit) return refuse(413);
  if (error || !parser.is_header_done()) return refuse(400);

  in_body_ = true;
  body_left_bytes_ = static_cast<std::size_t>(parser.content_length().value_or(0));
  if (parser.chunked())
    chunks_.emplace(limits_);
  else
    chunks_.reset();
  return advance_body();
}

RequestReader::State RequestReader::advance_body() {
  std::string_view bytes = unread();
  const State state = chunks_ ? take_chunks(bytes) : take_counted(bytes);
  begin_ = end_ - bytes.size();
  request_.body = view_of(body_);
  return state;
}

RequestReader::State RequestReader::take_chunks(std::string_view& bytes) {
  TRENT_ASSERT(chunks_.has_value());
  switch (chunks_->take(bytes, body_)) {
    case ChunkedBody::State::NeedMore: return State::NeedBody;
    case ChunkedBody::State::Complete: return State::Complete;
    case ChunkedBody::State::Refused: break;
  }
  return refuse(chunks_->refusal());
}

RequestReader::State RequestReader::take_counted(std::string_view& bytes) {
  const std::string_view taken = bytes.substr(0, body_left_bytes_);
  append(body_, taken);
  bytes.remove_prefix(taken.size());
  body_left_bytes_ -= taken.size();
  return body_left_bytes_ == 0 ? State::Complete : State::NeedBody;
}

RequestReader::State RequestReader::refuse(unsigned status) {
  refusal_ = status;
  return State::Refused;
}

bool RequestReader::keeps_alive() const { return parser_->current().keep_alive(); }

}  // namespace trent::http
