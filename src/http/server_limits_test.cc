// Clients that ask for too much, too slowly, or in no way that HTTP knows: each gets an answer, and
// nobody else notices.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "base/log.h"
#include "http/testing/raw_client.h"
#include "http/testing/running_server.h"

namespace trent::http {
namespace {

using testing::Answer;
using testing::RawClient;
using testing::RunningServer;
using testing::text_response;

constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
constexpr std::string_view kPostHead = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n";
// Short for the clients that are meant to run into it; no test needs to stay below it.
constexpr Duration kShort{50};

struct RefusedCase {
  unsigned status;
  std::string bytes;
};

TEST(ServerLimits, RefusesWithAnAnswerAndThenCloses) {
  RunningServer running({.limits = {.body_bytes_max = 1000}});
  const RefusedCase cases[] = {
      {400, "nonsense\r\n"},
      {400, "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"},
      {400, "GET / HTTP/1.1\nHost: a\n\n"},
      {400, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"},
      {413, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n"},
      {413, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n"},
      {414, "GET /" + std::string(9000, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n"},
      {417, "GET / HTTP/1.1\r\nHost: a\r\nExpect: more\r\n\r\n"},
      {431, "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(20'000, 'a') + "\r\n\r\n"},
      {501, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: br\r\n\r\n"},
      {505, "GET / HTTP/3.0\r\nHost: a\r\n\r\n"},
  };
  for (const auto& [status, bytes] : cases) {
    RawClient client(running.port());
    const Answer answer = client.exchange(bytes);
    EXPECT_EQ(answer.status, status) << bytes.substr(0, 100);
    EXPECT_EQ(answer.header("Connection"), "close");
    EXPECT_EQ(answer.header("Content-Length"), "0");
    EXPECT_TRUE(client.is_closed_by_server());
  }
  EXPECT_TRUE(running.handler.seen().empty());
  RawClient client(running.port());
  EXPECT_EQ(client.exchange(kGet).status, 200);
}

TEST(ServerLimits, DoesNotServeWhatFollowsARefusedRequest) {
  RunningServer running;
  RawClient client(running.port());
  EXPECT_EQ(client.exchange("GET / HTTP/1.1\r\n\r\n" + std::string(kGet)).status, 400);
  EXPECT_TRUE(client.is_closed_by_server());
  EXPECT_TRUE(running.handler.seen().empty());
}

TEST(ServerLimits, LetsAClientThatIsStillSendingReadTheAnswer) {
  RunningServer running({.limits = {.body_bytes_max = 1000}});
  RawClient client(running.port());
  EXPECT_TRUE(client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n"));
  EXPECT_TRUE(client.send(std::string(2'000'000, 'x')));
  EXPECT_EQ(client.read_answer().status, 413);
}

TEST(ServerLimits, AnswersASlowHeader) {
  RunningServer running({.limits = {.header_timeout = kShort}});
  RawClient client(running.port());
  EXPECT_EQ(client.exchange("GET / HTTP/1.1\r\nHos").status, 408);
  EXPECT_TRUE(client.is_closed_by_server());
}

TEST(ServerLimits, AnswersASlowHeaderOfALaterRequest) {
  RunningServer running({.limits = {.header_timeout = kShort}});
  RawClient client(running.port());
  EXPECT_EQ(client.exchange(kGet).status, 200);
  EXPECT_EQ(client.exchange("G").status, 408);
}

TEST(ServerLimits, AnswersASlowBody) {
  RunningServer running({.limits = {.body_timeout = kShort}});
  RawClient client(running.port());
  EXPECT_EQ(client.exchange(std::string(kPostHead) + "123").status, 408);
  EXPECT_TRUE(client.is_closed_by_server());
}

TEST(ServerLimits, AHeaderThatDripsInIsNotGivenMoreTime) {
  RunningServer running({.limits = {.header_timeout = kShort}});
  RawClient client(running.port());
  client.send("GET / HTTP/1.1\r\nX: ");
  while (!client.wait_for_bytes(5)) client.send("x");
  EXPECT_EQ(client.read_answer().status, 408);
}

TEST(ServerLimits, ClosesIdleConnectionsWithoutAWord) {
  RunningServer running({.limits = {.header_timeout = kShort, .idle_timeout = kShort}});
  RawClient silent(running.port());
  EXPECT_TRUE(silent.is_closed_by_server());
  RawClient idle(running.port());
  EXPECT_EQ(idle.exchange(kGet).status, 200);
  EXPECT_TRUE(idle.is_closed_by_server());
}

TEST(ServerLimits, AnswersHalfARequest) {
  RunningServer running;
  RawClient client(running.port());
  client.send(std::string(kPostHead) + "123");
  client.finish_sending();
  EXPECT_EQ(client.read_answer().status, 400);
  EXPECT_TRUE(client.is_closed_by_server());
}

TEST(ServerLimits, ServesNobodyBeyondTheBoundOfConnections) {
  RunningServer running({.limits = {.connections_max = 1}});
  RawClient first(running.port());
  EXPECT_EQ(first.exchange(kGet).status, 200);
  RawClient second(running.port());
  const Answer answer = second.read_answer();
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.header("Retry-After"), "1");
  EXPECT_TRUE(second.is_closed_by_server());
  EXPECT_EQ(first.exchange(kGet).status, 200);
}

// Tries until the only place for a connection is free again.
unsigned eventual_status(std::uint16_t port) {
  for (;;) {
    RawClient client(port);
    const unsigned status = client.exchange(kGet).status;
    if (status != 503 && status != 0) return status;
  }
}

TEST(ServerLimits, GivesUpOnAClientThatDoesNotRead) {
  RunningServer running(
      {.limits = {.connections_max = 1, .write_timeout = kShort, .linger_timeout = kShort}},
      [](const Request& request) {
        return text_response(std::string(request.target == "/large" ? 20'000'000 : 1, 'x'));
      });
  RawClient deaf(running.port());
  deaf.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(eventual_status(running.port()), 200);
}

TEST(ServerLimits, GivesUpOnAClientThatNeitherReadsItsRefusalNorCloses) {
  RunningServer running({.limits = {.connections_max = 1, .linger_timeout = kShort}});
  RawClient stubborn(running.port());
  EXPECT_EQ(stubborn.exchange("nonsense\r\n").status, 400);
  EXPECT_EQ(eventual_status(running.port()), 200);
}

TEST(ServerLimits, SurvivesResetsAtAnyMoment) {
  RunningServer running({},
                        [](const Request&) { return text_response(std::string(5'000'000, 'x')); });
  for (const std::string_view sent : {std::string_view(""), kGet.substr(0, 10), kGet, kPostHead}) {
    RawClient client(running.port());
    client.send(sent);
    client.reset();
  }
  RawClient in_mid_write(running.port());
  in_mid_write.send(kGet);
  EXPECT_TRUE(in_mid_write.wait_for_bytes());
  in_mid_write.reset();
  RawClient client(running.port());
  EXPECT_EQ(client.exchange(kGet).status, 200);
}

TEST(ServerLimits, SlowClientsDoNotDelayOthers) {
  RunningServer running;
  std::vector<std::unique_ptr<RawClient>> slow;
  for (int i = 0; i < 100; ++i) {
    slow.push_back(std::make_unique<RawClient>(running.port()));
    slow.back()->send("POST / HTTP/1.1\r\nHost:");
  }
  RawClient client(running.port());
  EXPECT_EQ(client.exchange(kGet).status, 200);
}

TEST(ServerLimits, ClosesAConnectionThatHasHadItsShareOfRequests) {
  RunningServer running({.limits = {.requests_per_connection_max = 2}});
  RawClient client(running.port());
  EXPECT_EQ(client.exchange(kGet).header("Connection"), "");
  EXPECT_EQ(client.exchange(kGet).header("Connection"), "close");
  EXPECT_TRUE(client.is_closed_by_server());
}

// No file can be opened beyond those that are open, for as long as this lives.
class NoMoreDescriptors {
 public:
  NoMoreDescriptors() {
    getrlimit(RLIMIT_NOFILE, &before_);
    const int next = dup(STDERR_FILENO);
    close(next);
    const rlimit none_left{static_cast<rlim_t>(next), before_.rlim_max};
    setrlimit(RLIMIT_NOFILE, &none_left);
  }
  ~NoMoreDescriptors() { setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

TEST(ServerLimits, AcceptsAgainAfterItRanOutOfDescriptors) {
#ifdef __SANITIZE_ADDRESS__
  // UBSan's vptr check opens a pipe to look at memory: without descriptors it sees faults
  // everywhere.
  GTEST_SKIP() << "the sanitizers need descriptors themselves; runs in builds without them";
#endif
  log::set_level(log::Level::Off);
  RunningServer running;
  std::unique_ptr<RawClient> client;
  {
    // The client's own descriptor has to be there before; the server's must not.
    const int reserved = dup(STDERR_FILENO);
    NoMoreDescriptors none;
    close(reserved);
    client = std::make_unique<RawClient>(running.port());
    client->send(kGet);
    EXPECT_FALSE(client->wait_for_bytes(50));
  }
  EXPECT_EQ(client->read_answer().status, 200);
  log::set_level(log::Level::Info);
}

}  // namespace
}  // namespace trent::http
