// http/request_reader.h: turns the bytes of a connection into requests. Does no input or output.
//
// Bytes of the next request that came along (pipelining) are kept for it. Everything a request
// occupied is wiped when the next one begins. Of one connection, hence of one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/secret_bytes.h"
#include "http/chunked_body.h"
#include "http/header_scan.h"
#include "http/message.h"
#include "http/server.h"

namespace trent::http {

class RequestReader {
 public:
  enum class State : std::uint8_t { NeedHead, NeedBody, Complete, Refused };

  explicit RequestReader(const Limits& limits);
  ~RequestReader();
  RequestReader(const RequestReader&) = delete;
  RequestReader& operator=(const RequestReader&) = delete;

  // Where the next bytes from the client go. Never empty in NeedHead and NeedBody.
  std::span<char> space();
  // Takes note of `size_bytes` more bytes in space().
  State received(std::size_t size_bytes);
  // Forgets the request that was Complete; goes on with bytes that are already here.
  State next_request();

  // Nothing of a request has arrived.
  bool idle() const { return !in_body_ && unread().empty(); }

  // Once Complete, until next_request().
  const Request& request() const { return request_; }
  // Once past NeedHead.
  bool keeps_alive() const;
  bool is_http_1_0() const { return scanner_.is_http_1_0(); }
  // In NeedBody: the client sends nothing more before it gets a 100 (Continue).
  bool awaits_continue() const { return scanner_.expects_continue() && unread().empty(); }
  // Once Refused: the status to answer before closing.
  unsigned refusal() const { return refusal_; }

  void set_peer(std::string_view peer, bool tls);
  void set_tls_session(const TlsSession& session) { request_.tls_session = session; }

 private:
  class Parser;  // Beast's

  std::string_view unread() const { return {buffer_.data() + begin_, end_ - begin_}; }
  State advance_head();
  State take_head();
  State advance_body();
  State take_chunks(std::string_view& bytes);
  State take_counted(std::string_view& bytes);
  State refuse(unsigned status);
  void release_body();

  const Limits& limits_;
  SecretBuffer buffer_;  // as it came from the client; [begin_, end_) is not read yet
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::size_t used_bytes_ = 0;  // of buffer_, since it was last wiped

  HeaderScanner scanner_;
  std::unique_ptr<Parser> parser_;
  SecretBuffer head_;  // what the views in request_ point into
  std::vector<Header> headers_;
  bool in_body_ = false;
  std::optional<ChunkedBody> chunks_;
  std::size_t body_left_bytes_ = 0;  // of a body that is not in chunks
  SecretBuffer body_;
  Request request_;
  unsigned refusal_ = 0;
};

}  // namespace trent::http
