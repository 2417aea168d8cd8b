#include "http/https_get.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <gmock/gmock.h>

#include <chrono>
#include <latch>
#include <string>
#include <thread>

#include "http/testing/raw_client.h"
#include "http/testing/running_server.h"
#include "http/testing/tls.h"

namespace trent::http {
namespace {

using testing::client_context;
using ::testing::HasSubstr;
using testing::RunningServer;
using testing::server_context;
using testing::text_response;

constexpr Timestamp kValid{std::chrono::sys_days{std::chrono::January / 2 / 2027}};
constexpr Duration kShort{300};

HttpsGetOptions trusting() { return {.tls_context = client_context(), .now = kValid}; }

HttpsUrl url_at(std::uint16_t port, const std::string& host = "127.0.0.1") {
  return {.host = host, .port = port, .target = "/keys?all"};
}

void expect_refused(const Result<std::string>& outcome, const std::string& detail) {
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().code, ErrorCode::Internal);
  EXPECT_THAT(outcome.error().detail, HasSubstr(detail));
}

// Reads one request over TLS, sends these bytes, and then does as it is told with the connection.
class RawTlsServer {
 public:
  enum class Then : std::uint8_t { Close, CloseInOrder, Hang };

  RawTlsServer(std::string bytes, Then then)
      : thread_([this, bytes = std::move(bytes), then] { serve(bytes, then); }) {}
  ~RawTlsServer() { done_.count_down(); }

  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

 private:
  void serve(const std::string& bytes, Then then) {
    SystemError error;
    asio::ssl::stream<Socket> stream(acceptor_.accept(),
                                     SSL_new(static_cast<SSL_CTX*>(context_.get())));
    stream.handshake(asio::ssl::stream_base::server, error);
    std::string request;
    if (!error) asio::read_until(stream, asio::dynamic_buffer(request), "\r\n\r\n", error);
    if (!error) asio::write(stream, asio::buffer(bytes), error);
    if (then == Then::CloseInOrder) stream.shutdown(error);
    if (then == Then::Hang) done_.wait();
  }

  asio::io_context io_;
  Acceptor acceptor_{io_, Tcp::endpoint(asio::ip::address_v4::loopback(), 0)};
  std::shared_ptr<void> context_ = server_context();
  std::latch done_{1};
  std::jthread thread_;
};

class HttpsGet : public ::testing::Test {
 protected:
  static Options with_tls(std::string host = "127.0.0.1") {
    return {.host = std::move(host), .tls_context = server_context()};
  }
  // What comes of it when the server answers so, which it does once.
  static Result<std::string> outcome_of(Response response) {
    RunningServer running(with_tls(), [&](const Request&) { return std::move(response); });
    return https_get(url_at(running.port()), trusting());
  }
  static Result<std::string> outcome_of(const std::string& bytes, RawTlsServer::Then then) {
    RawTlsServer server(bytes, then);
    HttpsGetOptions options = trusting();
    options.timeout = Duration{2000};
    return https_get(url_at(server.port()), options);
  }
};

TEST_F(HttpsGet, ReadsADocument) {
  RunningServer running(with_tls(), [](const Request&) { return text_response("the keys"); });
  const auto body = https_get(url_at(running.port()), trusting());
  ASSERT_TRUE(body.has_value()) << body.error().detail;
  EXPECT_EQ(*body, "the keys");
  const testing::SeenRequest seen = running.handler.seen().at(0);
  EXPECT_EQ(seen.method, "GET");
  EXPECT_EQ(seen.target, "/keys?all");
  const std::pair<std::string, std::string> host{"Host",
                                                 "127.0.0.1:" + std::to_string(running.port())};
  EXPECT_THAT(seen.headers, ::testing::Contains(host));
}

TEST_F(HttpsGet, FindsAHostByItsName) {
  RunningServer running(with_tls("localhost"), [](const Request&) { return text_response("x"); });
  const auto body = https_get(url_at(running.port(), "localhost"), trusting());
  EXPECT_TRUE(body.has_value()) << body.error().detail;
  expect_refused(https_get(url_at(running.port(), "nobody.invalid"), trusting()), "no such host");
}

TEST_F(HttpsGet, RefusesAServerOfAnUnknownAuthority) {
  RunningServer running(with_tls());
  HttpsGetOptions options = trusting();
  options.tls_context = client_context("");
  expect_refused(https_get(url_at(running.port()), options), "its certificate is not trusted");
  EXPECT_TRUE(running.handler.seen().empty());
}

TEST_F(HttpsGet, RefusesACertificateForAnotherAddressOrName) {
  RunningServer running(with_tls("127.0.0.2"));
  expect_refused(https_get(url_at(running.port(), "127.0.0.2"), trusting()), "mismatch");
  RunningServer by_name(with_tls("127.0.0.1"));
  // The same address under a name of another form.
  expect_refused(https_get(url_at(by_name.port(), "127.1"), trusting()), "mismatch");
  EXPECT_TRUE(running.handler.seen().empty());
  EXPECT_TRUE(by_name.handler.seen().empty());
}

TEST_F(HttpsGet, RefusesACertificateThatIsNotValidNow) {
  RunningServer running(with_tls());
  HttpsGetOptions options = trusting();
  options.now = kValid + std::chrono::years(100);
  expect_refused(https_get(url_at(running.port()), options), "expired");
  options.now = kValid - std::chrono::years(1);
  expect_refused(https_get(url_at(running.port()), options), "not yet valid");
}

TEST_F(HttpsGet, RefusesAServerWithoutTls) {
  RunningServer running;
  expect_refused(https_get(url_at(running.port()), trusting()), "no TLS connection");
}

TEST_F(HttpsGet, TellsThatNobodyListens) {
  std::uint16_t port = 0;
  {
    port = RunningServer(with_tls()).port();
  }
  expect_refused(https_get(url_at(port), trusting()), "cannot connect");
}

TEST_F(HttpsGet, TakesNoOtherStatusThan200) {
  expect_refused(outcome_of({.status = 404}), "status 404");
  expect_refused(outcome_of({.status = 204}), "status 204");
  expect_refused(outcome_of({.status = 500}), "status 500");
  Response redirect{.status = 302};
  redirect.headers = "Location: https://127.0.0.1/\r\n";
  expect_refused(outcome_of(std::move(redirect)), "status 302");
}

TEST_F(HttpsGet, TakesSoManyBytesAndNoMore) {
  EXPECT_TRUE(outcome_of(text_response(std::string(1024 * 1024, 'x'))).has_value());
  expect_refused(outcome_of(text_response(std::string(1024 * 1024 + 1, 'x'))),
                 "cannot read the answer");
}

TEST_F(HttpsGet, TakesBodiesOfEveryFraming) {
  using Then = RawTlsServer::Then;
  const auto chunked = outcome_of(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n",
      Then::Hang);
  EXPECT_EQ(chunked.value_or("-"), "abcd");
  const auto to_the_end = outcome_of("HTTP/1.0 200 OK\r\n\r\nabcd", Then::CloseInOrder);
  EXPECT_EQ(to_the_end.value_or("-"), "abcd");
}

TEST_F(HttpsGet, RefusesWhatIsNotWhole) {
  using Then = RawTlsServer::Then;
  for (const Then then : {Then::Close, Then::CloseInOrder}) {
    expect_refused(outcome_of("", then), "cannot read the answer");
    expect_refused(outcome_of("HTTP/1.1 200 OK\r\n", then), "cannot read the answer");
    expect_refused(outcome_of("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcd", then),
                   "cannot read the answer");
  }
  // Whose end nobody vouches for.
  expect_refused(outcome_of("HTTP/1.0 200 OK\r\n\r\nabcd", Then::Close), "cannot read the answer");
}

TEST_F(HttpsGet, RefusesWhatIsNoHttpAndHeadersWithoutEnd) {
  using Then = RawTlsServer::Then;
  expect_refused(outcome_of("hello\r\n\r\n", Then::Hang), "cannot read the answer");
  expect_refused(outcome_of("HTTP/1.1 200 OK\r\nA: " + std::string(100'000, 'a'), Then::Hang),
                 "cannot read the answer");
  expect_refused(outcome_of("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;" +
                                std::string(100'000, 'a'),
                            Then::Hang),
                 "cannot read the answer");
}

TEST_F(HttpsGet, GivesUpOnAServerThatIsSlow) {
  HttpsGetOptions options = trusting();
  options.timeout = kShort;
  RawTlsServer half("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab", RawTlsServer::Then::Hang);
  const auto begin = std::chrono::steady_clock::now();
  expect_refused(https_get(url_at(half.port()), options), "it took longer than 300 ms");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(3));

  // One that accepts, and then says nothing.
  asio::io_context io;
  const Acceptor silent(io, Tcp::endpoint(asio::ip::address_v4::loopback(), 0));
  expect_refused(https_get(url_at(silent.local_endpoint().port()), options),
                 "no TLS connection: it took longer");
}

}  // namespace
}  // namespace trent::http
