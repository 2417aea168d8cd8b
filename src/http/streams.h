// http/streams.h: what a connection reads from and writes to: a socket, or TLS over one. Internal
// to http/.
//
// Both have the same functions. Writing is tried at once, without waiting, since a socket nearly
// always takes a whole answer; reading waits, since the next request is hardly ever there yet.
#pragma once

#include <boost/asio/buffer.hpp>

#include <array>
#include <span>
#include <string_view>
#include <tuple>
#include <utility>

#include "crypto/tls_connection.h"
#include "http/asio.h"

namespace trent::http {

// asio::error::eof: the other side has said that it sends no more.
using ReadOutcome = std::tuple<SystemError, std::size_t>;

class PlainStream {
 public:
  explicit PlainStream(Socket socket);

  Socket& socket() { return socket_; }

  Awaitable<ReadOutcome> read_some(std::span<char> space) {
    return socket_.async_read_some(asio::buffer(space.data(), space.size()), kAwait);
  }
  // Takes from the front of `rest` what can be sent now. An error if that is not all of it:
  // would_block, which ends when until_writable() does, or what came of the connection.
  SystemError write(std::string_view& rest);
  Awaitable<std::tuple<SystemError>> until_writable() {
    return socket_.async_wait(Socket::wait_write, kAwait);
  }

 private:
  Socket socket_;
};

// Stays where it is made.
class TlsStream final : private crypto::TlsOutput {
 public:
  TlsStream(Socket socket, void* context) : plain_(std::move(socket)), tls_(context, *this) {}
  TlsStream(const TlsStream&) = delete;
  TlsStream& operator=(const TlsStream&) = delete;

  Socket& socket() { return plain_.socket(); }
  crypto::TlsConnection::Agreement agreement() const { return tls_.agreement(); }

  Awaitable<SystemError> shake_hands();
  // As PlainStream's. A connection that ends without TLS saying so has been cut: no eof.
  Awaitable<ReadOutcome> read_some(std::span<char> space);
  SystemError write(std::string_view& rest) { return error_of(tls_.write(rest)); }
  Awaitable<std::tuple<SystemError>> until_writable() { return plain_.until_writable(); }
  void close() { tls_.close(); }

 private:
  using Outcome = crypto::TlsConnection::Outcome;

  std::size_t send(std::string_view encrypted) override;
  // Until the step that came to `outcome` can be taken again.
  Awaitable<SystemError> until_able(Outcome outcome);
  SystemError error_of(Outcome outcome) const;

  PlainStream plain_;
  SystemError send_error_;  // the last one's
  std::array<char, 4096> received_{};
  crypto::TlsConnection tls_;
};

}  // namespace trent::http
