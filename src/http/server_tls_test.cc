// The same server behind TLS.
#include <boost/asio/buffer.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>
#include <thread>

#include "http/asio.h"
#include "http/testing/raw_client.h"
#include "http/testing/running_server.h"
#include "http/testing/tls.h"

namespace trent::http {
namespace {

using testing::Answer;
using testing::RawClient;
using testing::RunningServer;
using testing::server_context;
using testing::text_response;

constexpr Duration kShort{50};

Options with_tls(Limits limits = {}) { return {.limits = limits, .tls_context = server_context()}; }

// Trusts anybody.
class TlsClient {
 public:
  explicit TlsClient(std::uint16_t port) : stream_(io_, context_) {
    stream_.next_layer().connect({asio::ip::address_v4::loopback(), port});
    stream_.handshake(asio::ssl::stream_base::client);
  }

  void send(std::string_view bytes) {
    SystemError ignored;
    asio::write(stream_, asio::buffer(bytes), ignored);
  }

  Answer read_answer() {
    SystemError error;
    const std::size_t head_size =
        asio::read_until(stream_, asio::dynamic_buffer(unread_), "\r\n\r\n", error);
    if (error) return {};
    Answer answer = testing::answer_with_head(unread_.substr(0, head_size));
    unread_.erase(0, head_size);
    const std::size_t body_size = std::stoul(answer.header("Content-Length"));
    while (unread_.size() < body_size && !error) read_more(error);
    answer.body = unread_.substr(0, body_size);
    unread_.erase(0, body_size);
    return answer;
  }

  Answer exchange(std::string_view bytes) {
    send(bytes);
    return read_answer();
  }

  // The server says that it closes, as TLS demands, rather than just going away.
  bool is_closed_in_order() {
    SystemError error;
    while (!error) read_more(error);
    return error == asio::error::eof;
  }

  // Closes in the rudest way there is (RST).
  void reset() {
    stream_.next_layer().set_option(Socket::linger(true, 0));
    stream_.next_layer().close();
  }

 private:
  void read_more(SystemError& error) {
    std::array<char, 4096> bytes;
    const std::size_t size = stream_.read_some(asio::buffer(bytes), error);
    unread_.append(bytes.data(), size);
  }

  asio::io_context io_;
  asio::ssl::context context_{asio::ssl::context::tls_client};
  asio::ssl::stream<Socket> stream_;
  std::string unread_;
};

std::string post(std::string_view target, std::string_view body) {
  return "POST " + std::string(target) +
         " HTTP/1.1\r\nHost: test\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         std::string(body);
}

TEST(ServerTls, ServesRequestsOfEveryLane) {
  RunningServer running(with_tls());
  TlsClient client(running.port());
  for (const char* target : {"/", "/compute", "/blocking", "/"})
    EXPECT_EQ(client.exchange(post(target, target)).body, target);
  EXPECT_TRUE(running.handler.seen()[0].tls);
}

TEST(ServerTls, SendsAndReadsMoreThanARecord) {
  RunningServer running(with_tls());
  TlsClient client(running.port());
  const std::string large(1'000'000, 'x');
  EXPECT_EQ(client.exchange(post("/", large)).body, large);
  EXPECT_EQ(client.exchange(post("/", "small")).body, "small");
}

// More than the sockets on the way hold, so that the server has to wait in the middle of a record.
TEST(ServerTls, SendsToAClientThatReadsLate) {
  const std::string large(20'000'000, 'x');
  RunningServer running(with_tls(), [&](const Request&) { return text_response(large); });
  TlsClient client(running.port());
  client.send(post("/", ""));
  std::this_thread::sleep_for(kShort);
  EXPECT_EQ(client.read_answer().body, large);
  EXPECT_EQ(client.exchange(post("/", "")).body, large);
}

TEST(ServerTls, GivesUpOnAClientThatDoesNotRead) {
  RunningServer running(with_tls({.write_timeout = kShort, .linger_timeout = kShort}),
                        [](const Request&) { return text_response(std::string(20'000'000, 'x')); });
  TlsClient client(running.port());
  client.send(post("/", ""));
  while (running.handler.seen().empty()) std::this_thread::yield();
  running.server->drain();  // returns when the connection is gone
  EXPECT_NE(client.read_answer().body.size(), 20'000'000U);
}

TEST(ServerTls, AnswersPipelinedRequestsInOrder) {
  RunningServer running(with_tls());
  TlsClient client(running.port());
  client.send(post("/", "1") + post("/compute", "2") + post("/", "3"));
  for (const char* body : {"1", "2", "3"}) EXPECT_EQ(client.read_answer().body, body);
}

TEST(ServerTls, RefusesWithAnAnswerAndThenClosesInOrder) {
  RunningServer running(with_tls());
  TlsClient client(running.port());
  EXPECT_EQ(client.exchange("GET / HTTP/1.1\r\n\r\n").status, 400);
  EXPECT_TRUE(client.is_closed_in_order());
}

TEST(ServerTls, AnswersASlowHeader) {
  RunningServer running(with_tls({.header_timeout = kShort}));
  TlsClient client(running.port());
  EXPECT_EQ(client.exchange("GET / HT").status, 408);
  EXPECT_TRUE(client.is_closed_in_order());
}

TEST(ServerTls, ClosesIdleConnectionsInOrder) {
  RunningServer running(with_tls({.idle_timeout = kShort}));
  TlsClient client(running.port());
  EXPECT_EQ(client.exchange(post("/", "")).status, 200);
  EXPECT_TRUE(client.is_closed_in_order());
}

TEST(ServerTls, DropsAClientThatDoesNotShakeHands) {
  RunningServer running(with_tls({.tls_handshake_timeout = kShort}));
  RawClient silent(running.port());
  EXPECT_TRUE(silent.is_closed_by_server());
  RawClient slow(running.port());
  slow.send("\x16\x03\x01\x02");
  EXPECT_TRUE(slow.is_closed_by_server());
}

TEST(ServerTls, DropsAClientThatSpeaksPlainHttp) {
  RunningServer running(with_tls());
  RawClient client(running.port());
  client.send(post("/", ""));
  EXPECT_EQ(client.read_answer().status, 0);
  EXPECT_TRUE(running.handler.seen().empty());
}

TEST(ServerTls, PlainServerAnswersAClientThatSpeaksTls) {
  RunningServer running;
  RawClient client(running.port());
  client.send("\x16\x03\x01\x02");
  EXPECT_EQ(client.read_answer().status, 400);
}

TEST(ServerTls, ServesNobodyBeyondTheBoundOfConnections) {
  RunningServer running(with_tls({.connections_max = 1}));
  TlsClient first(running.port());
  EXPECT_EQ(first.exchange(post("/", "")).status, 200);
  TlsClient second(running.port());
  EXPECT_EQ(second.read_answer().status, 503);
  EXPECT_TRUE(second.is_closed_in_order());
}

TEST(ServerTls, SurvivesResets) {
  RunningServer running(with_tls(),
                        [](const Request&) { return text_response(std::string(5'000'000, 'x')); });
  for (const char* sent : {"", "GET", "GET / HTTP/1.1\r\nHost: a\r\n\r\n"}) {
    TlsClient client(running.port());
    client.send(sent);
    client.reset();
  }
  TlsClient client(running.port());
  EXPECT_EQ(client.exchange(post("/", "")).status, 200);
}

TEST(ServerTls, DrainsInOrder) {
  RunningServer running(with_tls({.linger_timeout = kShort}));
  TlsClient client(running.port());
  EXPECT_EQ(client.exchange(post("/", "")).status, 200);
  std::jthread drain([&] { running.server->drain(); });
  EXPECT_TRUE(client.is_closed_in_order());
}

}  // namespace
}  // namespace trent::http
