#include "http/streams.h"

namespace trent::http {
namespace {

// Else writing would wait, with the whole event loop.
Socket without_waiting(Socket socket) {
  SystemError ignored;
  socket.non_blocking(true, ignored);
  return socket;
}

}  // namespace

PlainStream::PlainStream(Socket socket) : socket_(without_waiting(std::move(socket))) {}

SystemError PlainStream::write(std::string_view& rest) {
  SystemError error;
  while (!rest.empty() && !error)
    rest.remove_prefix(socket_.write_some(asio::buffer(rest.data(), rest.size()), error));
  return error == asio::error::try_again ? asio::error::would_block : error;
}

std::size_t TlsStream::send(std::string_view encrypted) {
  std::string_view rest = encrypted;
  send_error_ = plain_.write(rest);
  return encrypted.size() - rest.size();
}

Awaitable<SystemError> TlsStream::shake_hands() {
  for (;;) {
    const Outcome outcome = tls_.shake_hands();
    if (outcome == Outcome::Done) co_return SystemError{};
    const SystemError error = co_await until_able(outcome);
    if (error) co_return error;
  }
}

Awaitable<ReadOutcome> TlsStream::read_some(std::span<char> space) {
  for (;;) {
    const auto [outcome, size_bytes] = tls_.read(space);
    if (outcome == Outcome::Done) co_return ReadOutcome{SystemError{}, size_bytes};
    const SystemError error = co_await until_able(outcome);
    if (error) co_return ReadOutcome{error, 0};
  }
}

Awaitable<SystemError> TlsStream::until_able(Outcome outcome) {
  if (outcome == Outcome::NeedsInput) {
    const auto [error, size_bytes] = co_await plain_.read_some(received_);
    tls_.feed(std::span(received_).first(size_bytes));
    if (error == asio::error::eof) co_return asio::error::connection_reset;
    co_return error;
  }
  const SystemError error = error_of(outcome);
  if (error != asio::error::would_block) co_return error;
  const auto [waited] = co_await until_writable();
  co_return waited;
}

SystemError TlsStream::error_of(Outcome outcome) const {
  switch (outcome) {
    case Outcome::Done: return {};
    case Outcome::NeedsOutput: return send_error_;
    case Outcome::Closed: return asio::error::eof;
    case Outcome::NeedsInput:  // is never the outcome of a write
    case Outcome::Broken: break;
  }
  return asio::error::connection_aborted;
}

}  // namespace trent::http
