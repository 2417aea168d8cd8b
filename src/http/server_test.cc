// A running server and clients of raw bytes: what it answers, and when it closes.
#include "http/server.h"

#include <gtest/gtest.h>

#include <string>

#include "base/log.h"
#include "http/testing/raw_client.h"
#include "http/testing/running_server.h"

namespace trent::http {
namespace {

using testing::Answer;
using testing::RawClient;
using testing::RunningServer;
using testing::text_response;

std::string post(std::string_view target, std::string_view body, std::string_view fields = {}) {
  return "POST " + std::string(target) + " HTTP/1.1\r\nHost: test\r\n" + std::string(fields) +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

TEST(Server, AnswersWithWhatTheHandlerReturns) {
  RunningServer running({}, [](const Request&) {
    Response response = text_response("hello");
    response.status = 404;
    response.headers = "x-amzn-RequestId: 1\r\n";
    return response;
  });
  RawClient client(running.port());
  const Answer answer = client.exchange(post("/", "{}"));
  EXPECT_EQ(answer.head,
            "HTTP/1.1 404 Not Found\r\nDate: Fri, 02 Jan 2026 03:04:05 GMT\r\n"
            "Content-Type: text/plain\r\nContent-Length: 5\r\nx-amzn-RequestId: 1\r\n\r\n");
  EXPECT_EQ(answer.body, "hello");
}

TEST(Server, TellsTheHandlerWhatTheClientSent) {
  RunningServer running;
  RawClient client(running.port());
  client.exchange(post("/a?b", "body", "X-Two:  1 \r\nx-two: 2\r\n"));
  const auto seen = running.handler.seen();
  ASSERT_EQ(seen.size(), 1);
  EXPECT_EQ(seen[0].method, "POST");
  EXPECT_EQ(seen[0].target, "/a?b");
  EXPECT_EQ(seen[0].body, "body");
  EXPECT_TRUE(seen[0].peer.starts_with("127.0.0.1:"));
  EXPECT_FALSE(seen[0].tls);
  const decltype(seen[0].headers) headers{
      {"Host", "test"}, {"X-Two", "1"}, {"x-two", "2"}, {"Content-Length", "4"}};
  EXPECT_EQ(seen[0].headers, headers);
}

TEST(Server, TellsTheTimeOfItsClock) {
  RunningServer running;
  RawClient client(running.port());
  client.exchange(post("/", ""));
  running.clock.advance(std::chrono::hours(24));
  EXPECT_EQ(client.exchange(post("/", "")).header("Date"), "Sat, 03 Jan 2026 03:04:05 GMT");
}

TEST(Server, ServesManyRequestsOnAConnection) {
  RunningServer running;
  RawClient client(running.port());
  for (int i = 0; i < 100; ++i)
    ASSERT_EQ(client.exchange(post("/", std::to_string(i))).body, std::to_string(i));
}

TEST(Server, AnswersPipelinedRequestsInOrder) {
  RunningServer running;
  RawClient client(running.port());
  constexpr int kRequests = 2000;
  std::string burst;
  for (int i = 0; i < kRequests; ++i)
    burst += post(i % 100 == 0 ? "/compute" : "/", std::to_string(i));
  std::jthread sender([&] { client.send(burst); });
  for (int i = 0; i < kRequests; ++i) ASSERT_EQ(client.read_answer().body, std::to_string(i));
}

TEST(Server, ReadsChunkedBodies) {
  RunningServer running;
  RawClient client(running.port());
  const Answer answer = client.exchange(
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
      "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n");
  EXPECT_EQ(answer.body, "hello world");
  EXPECT_EQ(client.exchange(post("/", "next")).body, "next");
}

TEST(Server, SendsLargeResponses) {
  const std::string large(3'000'000, 'x');
  RunningServer running({}, [&](const Request&) { return text_response(large); });
  RawClient client(running.port());
  EXPECT_EQ(client.exchange(post("/", "")).body, large);
  EXPECT_EQ(client.exchange(post("/compute", "")).body, large);
}

TEST(Server, AnswersHeadWithoutABody) {
  RunningServer running({}, [](const Request&) { return text_response("hello"); });
  RawClient client(running.port());
  client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.read_answer(/*head_only=*/true).header("Content-Length"), "5");
  EXPECT_EQ(client.exchange(post("/", "")).body, "hello");
}

TEST(Server, ClosesAfterTheAnswerWhenTheClientAsks) {
  RunningServer running;
  RawClient client(running.port());
  EXPECT_EQ(client.exchange(post("/", "", "Connection: close\r\n")).header("Connection"), "close");
  EXPECT_TRUE(client.is_closed_by_server());
}

TEST(Server, ClosesAfterTheAnswerWhenTheHandlerAsks) {
  RunningServer running({}, [](const Request&) { return Response{.close = true}; });
  RawClient client(running.port());
  EXPECT_EQ(client.exchange(post("/", "")).header("Connection"), "close");
  EXPECT_TRUE(client.is_closed_by_server());
}

TEST(Server, KeepsConnectionsOfHttp10OnlyIfAsked) {
  RunningServer running;
  RawClient client(running.port());
  const Answer kept = client.exchange("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n");
  EXPECT_EQ(kept.status, 200);
  EXPECT_EQ(kept.header("Connection"), "keep-alive");
  const Answer last = client.exchange("GET / HTTP/1.0\r\n\r\n");
  EXPECT_EQ(last.status, 200);
  EXPECT_EQ(last.header("Connection"), "close");
  EXPECT_TRUE(client.is_closed_by_server());
}

TEST(Server, AnswersAClientThatHasFinishedSending) {
  RunningServer running;
  RawClient client(running.port());
  client.send(post("/compute", "hello"));
  client.finish_sending();
  EXPECT_EQ(client.read_answer().body, "hello");
  EXPECT_TRUE(client.is_closed_by_server());
}

TEST(Server, SaysContinueBeforeItReadsTheBody) {
  RunningServer running;
  RawClient client(running.port());
  client.send("PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
  EXPECT_EQ(client.read_answer().head, "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("he");
  EXPECT_EQ(client.exchange("llo").body, "hello");
}

TEST(Server, DoesNotSayContinueToABodyItRefuses) {
  RunningServer running({.limits = {.body_bytes_max = 4}});
  RawClient client(running.port());
  client.send("PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
  EXPECT_EQ(client.read_answer().status, 413);
}

TEST(Server, AnswersForAHandlerThatThrows) {
  log::set_level(log::Level::Off);
  RunningServer running({}, [](const Request&) -> Response { throw std::runtime_error("no"); });
  for (const char* target : {"/", "/compute"}) {
    RawClient client(running.port());
    EXPECT_EQ(client.exchange(post(target, "")).status, 500);
    EXPECT_TRUE(client.is_closed_by_server());
  }
  log::set_level(log::Level::Info);
}

// --- where it listens ----------------------------------------------------------------------------

bool machine_has_ipv6() {
  testing::FakeHandler handler;
  const SystemClock clock;
  return Server::start({.host = "::1", .loops = 1}, handler, clock).has_value();
}

TEST(Server, ListensOnIPv6) {
  if (!machine_has_ipv6()) GTEST_SKIP();
  RunningServer running({.host = "::1"});
  RawClient client(running.port(), "::1");
  EXPECT_EQ(client.exchange(post("/", "six")).body, "six");
  EXPECT_TRUE(running.handler.seen()[0].peer.starts_with("[::1]:"));
}

TEST(Server, ListensOnBothFamiliesForTheUnspecifiedAddressOfIPv6) {
  if (!machine_has_ipv6()) GTEST_SKIP();
  RunningServer running({.host = "::"});
  RawClient client(running.port(), "127.0.0.1");
  EXPECT_EQ(client.exchange(post("/", "four")).body, "four");
  EXPECT_TRUE(running.handler.seen()[0].peer.starts_with("127.0.0.1:"));
}

TEST(Server, ListensOnAName) {
  RunningServer running({.host = "localhost"});
  RawClient client(running.port(), "127.0.0.1");
  EXPECT_EQ(client.exchange(post("/", "")).status, 200);
}

TEST(Server, ServesFromEveryLoop) {
  RunningServer running({.loops = 4});
  for (int i = 0; i < 32; ++i) {
    RawClient client(running.port());
    EXPECT_EQ(client.exchange(post("/", "")).status, 200);
  }
}

TEST(Server, SharesItsConnectionsOutAmongItsLoops) {
  constexpr std::size_t loops = 3, each = 4;
  RunningServer running({.loops = loops});
  std::vector<std::unique_ptr<RawClient>> clients;
  for (std::size_t i = 0; i < loops * each; ++i) {
    clients.push_back(std::make_unique<RawClient>(running.port()));
    EXPECT_EQ(clients.back()->exchange(post("/", "")).status, 200);
  }
  std::map<std::thread::id, std::size_t> connections;
  for (const auto& request : running.handler.seen()) ++connections[request.thread];
  ASSERT_EQ(connections.size(), loops);
  for (const auto& [thread, number] : connections) EXPECT_EQ(number, each);
}

TEST(Server, DoesNotShareAPortWithAnotherServer) {
  RunningServer running;
  const auto second =
      Server::start({.port = running.port(), .loops = 1}, running.handler, running.clock);
  ASSERT_FALSE(second.has_value());
  EXPECT_NE(second.error().detail.find("127.0.0.1"), std::string::npos);
}

TEST(Server, CannotStartOnAHostThatIsNotThere) {
  testing::FakeHandler handler;
  const SystemClock clock;
  EXPECT_FALSE(Server::start({.host = "192.0.2.1"}, handler, clock).has_value());
  EXPECT_FALSE(Server::start({.host = std::string(64, 'a')}, handler, clock).has_value());
}

TEST(Server, CanStartAgainOnThePortItHad) {
  auto first = std::make_unique<RunningServer>(Options{.host = testing::kQuietAddress});
  const std::uint16_t port = first->port();
  RawClient client(port, testing::kQuietAddress);
  client.exchange(post("/", ""));
  first.reset();
  RunningServer second({.host = testing::kQuietAddress, .port = port});
  RawClient other(port, testing::kQuietAddress);
  EXPECT_EQ(other.exchange(post("/", "")).status, 200);
}

}  // namespace
}  // namespace trent::http
