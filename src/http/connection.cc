#include "http/connection.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>

#include <array>
#include <exception>
#include <optional>
#include <string>
#include <utility>

#include "base/log.h"
#include "http/request_reader.h"
#include "http/response_head.h"
#include "http/streams.h"

namespace trent::http {
namespace {

constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
// A client that is still sending a body we refused gets our answer only if we let it finish.
constexpr std::size_t kLingerBytesMax = 4 * 1024 * 1024;
constexpr std::size_t kKeptOutputBytesMax = 64 * 1024;

template <class Stream>
constexpr bool kIsTls = std::is_same_v<Stream, TlsStream>;

constexpr const char* kRetryAfter = "Retry-After: 1\r\n";

// A handler answers; it does not throw. Should it, the fault stays with this one request.
template <class Step>
auto guarded(const Step& step) -> decltype(step()) {
  try {
    return step();
  } catch (const std::exception& exception) {
    log::error("handler threw", {{"what", exception.what()}});
  } catch (...) {
    log::error("handler threw");
  }
  return Response{.status = 500, .close = true};
}

// "192.0.2.1:443", "[2001:db8::1]:443". A client of IPv4 looks the same on a socket of IPv6.
std::string text_of(const Tcp::endpoint& endpoint) {
  namespace ip = asio::ip;
  const ip::address address = endpoint.address();
  const std::string port = ":" + std::to_string(endpoint.port());
  if (address.is_v4()) return address.to_string() + port;
  if (address.to_v6().is_v4_mapped())
    return ip::make_address_v4(ip::v4_mapped, address.to_v6()).to_string() + port;
  return "[" + address.to_string() + "]" + port;
}

// Runs `work` on a thread of `pool`, in which a place is reserved, and goes on on the loop's
// thread. What `work` refers to lives in the coroutine that waits, which nothing ends before.
template <class Work>
Awaitable<void> run_in(Pool& pool, Executor loop, Work work) {
  return asio::async_initiate<const asio::use_awaitable_t<Executor>&, void()>(
      [](auto resume, Pool* in, const Executor& executor, Work todo) {
        in->submit([resume = std::move(resume), executor, todo = std::move(todo)]() mutable {
          todo();
          asio::post(executor, std::move(resume));
        });
      },
      asio::use_awaitable_t<Executor>(), &pool, loop, std::move(work));
}

// What a connection waits for, which decides how long it may.
enum class Phase : std::uint8_t { Handshake, Idle, Header, Body, Handler, Write, Goodbye };

// How a connection ends.
enum class Ending : std::uint8_t {
  Abrupt,   // the other side is gone, or does not keep to the protocol
  Orderly,  // nothing is under way
  Linger,   // with an answer that has to arrive although we read no further
};

template <class Stream>
class Connection final : private Waiter {
 public:
  template <class... TlsContext>
  Connection(EventLoop& loop, std::unique_ptr<ConnectionSlot> slot, Socket socket, std::string peer,
             TlsContext... tls_context)
      : Waiter(loop.deadlines()),
        loop_(loop),
        limits_(loop.service().limits()),
        slot_(std::move(slot)),
        peer_(std::move(peer)),
        stream_(std::move(socket), tls_context...),
        reader_(limits_) {
    reader_.set_peer(peer_, kIsTls<Stream>);
  }

  Awaitable<void> serve() {
    const bool greeted = co_await shake_hands();
    if (!greeted) co_return;
    if (slot_->too_many()) co_await refuse(503);
    // Not `while (co_await ...)`, which GCC 12 miscompiles.
    for (bool goes_on = !slot_->too_many(); goes_on;) goes_on = co_await serve_request();
    co_await hang_up();
  }

 private:
  Socket& socket() { return stream_.socket(); }

  // --- waiting ---------------------------------------------------------------------------------

  void enter(Phase phase) {
    if (phase == phase_) return;
    phase_ = phase;
    if (phase == Phase::Handler)
      disarm();
    else
      arm(timeout_of(phase));
  }

  Duration timeout_of(Phase phase) const {
    switch (phase) {
      case Phase::Handshake: return limits_.tls_handshake_timeout;
      case Phase::Idle:
        return requests_served_ == 0 ? limits_.header_timeout : limits_.idle_timeout;
      case Phase::Header: return limits_.header_timeout;
      case Phase::Body: return limits_.body_timeout;
      case Phase::Handler:
      case Phase::Write: return limits_.write_timeout;
      case Phase::Goodbye: break;
    }
    return limits_.linger_timeout;
  }

  void on_deadline() override { cancel(); }

  void on_drain() override {
    if (phase_ == Phase::Idle) cancel();
  }

  // Whoever waits for this connection gets operation_aborted.
  void cancel() {
    SystemError ignored;
    socket().cancel(ignored);
  }

  // --- reading ---------------------------------------------------------------------------------

  Awaitable<bool> shake_hands() {
    if constexpr (kIsTls<Stream>) {
      enter(Phase::Handshake);
      const SystemError error = co_await stream_.shake_hands();
      if (error) co_return false;
      const auto [version, cipher, group] = stream_.agreement();
      reader_.set_tls_session({version, cipher, group});
    }
    co_return true;
  }

  // True: reader_ has a request. False: none will come; refusal_ says what to answer, if anything.
  Awaitable<bool> read_request() {
    using State = RequestReader::State;
    State state = reader_.next_request();
    while (state == State::NeedHead || state == State::NeedBody) {
      if (state == State::NeedBody && phase_ != Phase::Body && reader_.awaits_continue()) {
        const bool sent = co_await send(kContinue);
        if (!sent) co_return false;
      }
      enter(phase_of(state));
      if (need_not_wait()) co_return end_reading(asio::error::operation_aborted);

      const auto [error, size_bytes] = co_await stream_.read_some(reader_.space());
      if (!error)
        state = reader_.received(size_bytes);
      else if (!interrupted_by_drain(error))
        co_return end_reading(error);
    }
    if (state == State::Refused) refusal_ = reader_.refusal();
    co_return state == State::Complete;
  }

  Phase phase_of(RequestReader::State state) const {
    if (state == RequestReader::State::NeedBody) return Phase::Body;
    return reader_.idle() ? Phase::Idle : Phase::Header;
  }

  // The server drains, and no request has begun to arrive.
  bool need_not_wait() {
    if (phase_ != Phase::Idle || !loop_.service().draining()) return false;
    SystemError ignored;
    return socket().available(ignored) == 0;
  }

  bool interrupted_by_drain(SystemError error) const {
    return error == asio::error::operation_aborted && phase_ == Phase::Idle &&
           loop_.service().draining();
  }

  // What to make of it that no more bytes come. Always false, for read_request() to return.
  bool end_reading(SystemError error) {
    const bool timed_out = error == asio::error::operation_aborted;
    if (!timed_out && error != asio::error::eof)
      ending_ = Ending::Abrupt;
    else if (phase_ == Phase::Idle)
      ending_ = Ending::Orderly;
    else
      refusal_ = timed_out ? 408 : 400;  // half a request: its sender may still be listening
    return false;
  }

  // --- answering -------------------------------------------------------------------------------

  // False: this was the last one.
  Awaitable<bool> serve_request() {
    const bool arrived = co_await read_request();
    if (!arrived) {
      if (refusal_ != 0) co_await refuse(refusal_);
      co_return false;
    }
    enter(Phase::Handler);
    const Request& request = reader_.request();
    const Lane lane = loop_.service().handler().lane(request);
    const auto begin = [this, &request] { return loop_.service().handler().begin(request); };
    Response response;
    if (lane == Lane::Inline)
      response = guarded(begin);
    else
      response = co_await answer_in(loop_.service().pool(lane), begin);
    if (response.unfinished) response = co_await finished(std::move(response.unfinished));
    if (response.awaits_settling) {
      const bool settled = co_await loop_.settled();
      if (!settled) response = loop_.service().handler().refusal_of(std::move(response));
    }

    const ConnectionHeader connection = connection_header(response);
    compose(response, connection, request.method == "HEAD");
    const bool sent = co_await send_output();
    if (!sent) co_return false;
    co_return connection != ConnectionHeader::Close;
  }

  template <class Step>
  Awaitable<Response> answer_in(Pool& pool, Step step) {
    if (!pool.try_reserve()) co_return Response{.status = 503, .headers = kRetryAfter};
    Response response;
    co_await run_in(pool, loop_.executor(), [&step, &response] { response = guarded(step); });
    co_return response;
  }

  Awaitable<Response> finished(std::unique_ptr<Unfinished> unfinished) {
    if (loop_.unfinished() >= limits_.pool_queue_max)
      co_return Response{.status = 503, .headers = kRetryAfter};  // and nothing has happened
    co_await loop_.done(*unfinished);
    std::optional<Response> response = guarded([&] { return unfinished->finish(); });
    if (!response)
      response = co_await answer_in(loop_.service().pool(Lane::Blocking),
                                    [&] { return unfinished->repeat(); });
    co_return std::move(*response);
  }

  ConnectionHeader connection_header(const Response& response) {
    const bool last = ++requests_served_ >= limits_.requests_per_connection_max;
    if (last || response.close || !reader_.keeps_alive() || loop_.service().draining())
      return ConnectionHeader::Close;
    return reader_.is_http_1_0() ? ConnectionHeader::KeepAlive : ConnectionHeader::None;
  }

  Awaitable<void> refuse(unsigned status) {
    compose({.status = status, .headers = status == 503 ? kRetryAfter : ""},
            ConnectionHeader::Close, /*head_only=*/false);
    co_await send_output();
  }

  // Head and body in one piece: one write, and one TLS record where it fits.
  void compose(const Response& response, ConnectionHeader connection, bool head_only) {
    append_head(response, loop_.date(), connection, output_);
    if (!head_only && !is_bodiless(response.status)) append(output_, view_of(response.body));
    ending_ = connection == ConnectionHeader::Close ? Ending::Linger : Ending::Orderly;
  }

  Awaitable<bool> send_output() {
    const bool sent = co_await send(view_of(output_));
    wipe(output_.data(), output_.size());
    output_.clear();
    if (output_.capacity() > kKeptOutputBytesMax) output_ = SecretBuffer();
    co_return sent;
  }

  Awaitable<bool> send(std::string_view text) {
    SystemError error = stream_.write(text);
    while (error == asio::error::would_block) {
      enter(Phase::Write);
      const auto [waited] = co_await stream_.until_writable();
      error = waited ? waited : stream_.write(text);
    }
    if (error) ending_ = Ending::Abrupt;
    co_return !error;
  }

  // --- closing ---------------------------------------------------------------------------------

  Awaitable<void> hang_up() {
    if (ending_ == Ending::Abrupt) co_return;
    enter(Phase::Goodbye);
    if constexpr (kIsTls<Stream>) stream_.close();
    if (ending_ == Ending::Linger) co_await linger();
  }

  // Closing with bytes unread resets the connection, and the client may lose our answer with it.
  Awaitable<void> linger() {
    SystemError ignored;
    socket().shutdown(Socket::shutdown_send, ignored);
    std::array<char, 4096> discarded;
    for (std::size_t left_bytes = kLingerBytesMax; left_bytes > discarded.size();) {
      const auto [error, size_bytes] =
          co_await socket().async_read_some(asio::buffer(discarded), kAwait);
      if (error) break;
      left_bytes -= size_bytes;
    }
    wipe(discarded.data(), discarded.size());
  }

  EventLoop& loop_;
  const Limits& limits_;
  const std::unique_ptr<ConnectionSlot> slot_;
  const std::string peer_;  // for request_.peer

  Stream stream_;
  RequestReader reader_;
  SecretBuffer output_;
  Phase phase_ = Phase::Write;
  Ending ending_ = Ending::Abrupt;
  unsigned refusal_ = 0;  // status; 0: none
  std::size_t requests_served_ = 0;
};

template <class Stream>
Awaitable<void> serve(std::unique_ptr<Connection<Stream>> connection) {
  co_await connection->serve();
}

void log_failure(const std::exception_ptr& failure) {
  if (!failure) return;
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& exception) {
    log::error("connection failed", {{"what", exception.what()}});
  } catch (...) {
    log::error("connection failed");
  }
}

template <class Stream, class... TlsContext>
void start(EventLoop& loop, std::unique_ptr<ConnectionSlot> slot, Socket socket, std::string peer,
           TlsContext... tls_context) {
  auto connection = std::make_unique<Connection<Stream>>(loop, std::move(slot), std::move(socket),
                                                         std::move(peer), tls_context...);
  asio::co_spawn(loop.executor(), serve(std::move(connection)), log_failure);
}

// For the loop's thread.
void begin_serving(EventLoop& loop, std::unique_ptr<ConnectionSlot> slot, Socket socket) try {
  SystemError error;
  const Tcp::endpoint peer = socket.remote_endpoint(error);
  if (error) return;
  socket.set_option(Tcp::no_delay(true), error);

  void* const tls_context = loop.service().tls_context();
  if (tls_context == nullptr)
    start<PlainStream>(loop, std::move(slot), std::move(socket), text_of(peer));
  else
    start<TlsStream>(loop, std::move(slot), std::move(socket), text_of(peer), tls_context);
} catch (...) {
  log_failure(std::current_exception());  // out of memory; the next one may fare better
}

}  // namespace

void serve_connection(EventLoop& loop, Socket socket) try {
  auto slot = std::make_unique<ConnectionSlot>(loop.service(), loop.connections());
  if (slot->far_too_many()) return;
  asio::dispatch(loop.executor(),
                 [&loop, slot = std::move(slot), socket = std::move(socket)]() mutable {
                   begin_serving(loop, std::move(slot), std::move(socket));
                 });
} catch (...) {
  log_failure(std::current_exception());
}

}  // namespace trent::http
