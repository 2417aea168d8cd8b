#include "http/https_get.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <fmt/format.h>

#include <chrono>
#include <exception>
#include <utility>

#include "http/asio.h"

namespace trent::http {
namespace {

namespace beast = boost::beast;

using TlsStream = asio::ssl::stream<Socket>;
using Resolver = asio::ip::basic_resolver<Tcp, Executor>;

constexpr std::uint32_t kHeaderBytesMax = 16 * 1024;
// What has come and is not taken yet: the header, or the line before a chunk.
constexpr std::size_t kBufferBytesMax = 64 * 1024;

bool is_address(const std::string& host) {
  SystemError error;
  asio::ip::make_address(host, error);
  return !error;
}

// The certificate must be for `host`, and valid at `now`.
bool expect_peer(SSL* tls, const std::string& host, Timestamp now) {
  X509_VERIFY_PARAM* const rules = SSL_get0_param(tls);
  X509_VERIFY_PARAM_set_time(
      rules, std::chrono::system_clock::to_time_t(std::chrono::floor<std::chrono::seconds>(now)));
  if (is_address(host)) return X509_VERIFY_PARAM_set1_ip_asc(rules, host.c_str()) == 1;
  X509_VERIFY_PARAM_set_hostflags(
      rules, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
  return X509_VERIFY_PARAM_set1_host(rules, host.data(), host.size()) == 1 &&
         SSL_set_tlsext_host_name(tls, host.c_str()) == 1;
}

// One connection, one request, one answer.
class Exchange {
 public:
  Exchange(asio::io_context& context, SSL* tls, const HttpsUrl& url, std::size_t body_bytes_max)
      : stream_(Socket(context), tls) {
    request_.method(beast::http::verb::get);
    request_.target(url.target);
    request_.set(beast::http::field::host, url.authority());
    request_.set(beast::http::field::user_agent, "trent");
    request_.set(beast::http::field::accept, "application/json");
    request_.keep_alive(false);
    parser_.header_limit(kHeaderBytesMax);
    parser_.body_limit(body_bytes_max);
  }

  Awaitable<void> run(Resolver::results_type endpoints) {
    const auto [unreachable, endpoint] =
        co_await asio::async_connect(stream_.next_layer(), endpoints, kAwait);
    if (unreachable) co_return end("cannot connect", unreachable);
    const auto [no_tls] = co_await stream_.async_handshake(asio::ssl::stream_base::client, kAwait);
    if (no_tls) co_return end(no_tls_reason(), no_tls);
    const auto [unsent, sent_bytes] = co_await beast::http::async_write(stream_, request_, kAwait);
    if (unsent) co_return end("cannot send the request", unsent);
    const auto [unread, read_bytes] =
        co_await beast::http::async_read(stream_, buffer_, parser_, kAwait);
    if (unread) co_return end("cannot read the answer", unread);
    const unsigned status = parser_.get().result_int();
    if (status != 200)
      outcome_ = fail_internally(fmt::format("it answers with status {}", status));
    else
      outcome_ = std::move(parser_.get().body());
  }

  // Ends what is under way.
  void cut(Duration timeout) {
    SystemError ignored;
    stream_.next_layer().close(ignored);
    timed_out_ = timeout;
  }

  Result<std::string> take_outcome() { return std::move(outcome_); }

 private:
  std::string no_tls_reason() {
    const long fault = SSL_get_verify_result(stream_.native_handle());
    if (fault == X509_V_OK) return "no TLS connection";
    return fmt::format("its certificate is not trusted ({})", X509_verify_cert_error_string(fault));
  }

  void end(std::string_view what, SystemError error) {
    outcome_ =
        fail_internally(timed_out_ > Duration{0}
                            ? fmt::format("{}: it took longer than {} ms", what, timed_out_.count())
                            : fmt::format("{}: {}", what, error.message()));
  }

  TlsStream stream_;
  beast::http::request<beast::http::empty_body> request_;
  beast::flat_buffer buffer_{kBufferBytesMax};
  beast::http::response_parser<beast::http::string_body> parser_;
  Duration timed_out_{0};
  Result<std::string> outcome_ = fail_internally("nothing came of it");
};

Result<std::string> exchange(const HttpsUrl& url, const HttpsGetOptions& options) {
  const auto deadline = std::chrono::steady_clock::now() + options.timeout;
  asio::io_context context(1);
  SystemError unknown;
  Resolver resolver(context);
  const auto endpoints = resolver.resolve(url.host, std::to_string(url.port), unknown);
  if (unknown) return fail_internally(fmt::format("no such host: {}", unknown.message()));

  SSL* const tls = SSL_new(static_cast<SSL_CTX*>(options.tls_context.get()));
  if (tls == nullptr) return fail_internally("no memory for a TLS connection");
  Exchange exchange(context, tls, url, options.body_bytes_max);  // owns tls
  if (!expect_peer(tls, url.host, options.now))
    return fail_internally("no certificate can be for this host");
  std::exception_ptr thrown;
  asio::co_spawn(context.get_executor(), exchange.run(endpoints),
                 [&thrown](std::exception_ptr failure) { thrown = std::move(failure); });
  context.run_until(deadline);
  if (!context.stopped()) {
    exchange.cut(options.timeout);
    context.run();
  }
  if (thrown) std::rethrow_exception(thrown);
  return exchange.take_outcome();
}

}  // namespace

Result<std::string> https_get(const HttpsUrl& url, const HttpsGetOptions& options) {
  // What fails leaves entries in the thread's queue, which the next user of OpenSSL there would
  // take for its own.
  const auto fail_cleanly = [](std::string detail) {
    ERR_clear_error();
    return fail_internally(std::move(detail));
  };
  try {
    auto outcome = exchange(url, options);
    if (!outcome)
      return fail_cleanly(fmt::format("{}: {}", url.authority(), outcome.error().detail));
    return outcome;
  } catch (const std::exception& exception) {
    return fail_cleanly(exception.what());
  }
}

}  // namespace trent::http
