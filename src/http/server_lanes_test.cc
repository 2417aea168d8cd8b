// Work off the loop's thread, and stopping while it is under way.
#include <gtest/gtest.h>

#include <future>
#include <semaphore>
#include <string>
#include <thread>

#include "http/testing/raw_client.h"
#include "http/testing/running_server.h"

namespace trent::http {
namespace {

using testing::Answer;
using testing::get;
using testing::RawClient;
using testing::RunningServer;
using testing::text_response;

// A door that requests to ".../wait" stand in front of until it is opened.
class Door {
 public:
  ~Door() { open(); }

  Response pass(const Request& request) {
    if (request.target.ends_with("/wait")) {
      arrived_.release();
      opened_.wait();
    }
    return text_response(request.target);
  }

  void wait_for_someone() { arrived_.acquire(); }
  void open() {
    if (!std::exchange(is_open_, true)) open_.set_value();
  }

 private:
  std::counting_semaphore<> arrived_{0};
  std::promise<void> open_;
  std::shared_future<void> opened_ = open_.get_future().share();
  bool is_open_ = false;
};

struct ServerWithDoor {
  explicit ServerWithDoor(Options options = {})
      : running(std::move(options), [this](const Request& request) { return door.pass(request); }) {
  }
  ~ServerWithDoor() { door.open(); }

  Door door;
  RunningServer running;
};

TEST(ServerLanes, InlineRequestsRunOnTheThreadOfTheLoop) {
  RunningServer running;
  RawClient client(running.port());
  for (const char* target : {"/1", "/2", "/compute", "/blocking"}) client.exchange(get(target));
  const auto seen = running.handler.seen();
  EXPECT_EQ(seen[0].thread, seen[1].thread);
  EXPECT_NE(seen[0].thread, seen[2].thread);
  EXPECT_NE(seen[0].thread, seen[3].thread);
  EXPECT_NE(seen[2].thread, seen[3].thread);
}

TEST(ServerLanes, PooledRequestsDoNotDelayOthersOfTheSameLoop) {
  ServerWithDoor server({.blocking_threads = 1});
  RawClient computing(server.running.port());
  computing.send(get("/compute/wait"));
  server.door.wait_for_someone();
  RawClient blocking(server.running.port());
  blocking.send(get("/blocking/wait"));
  server.door.wait_for_someone();

  RawClient client(server.running.port());
  EXPECT_EQ(client.exchange(get("/inline")).body, "/inline");
  server.door.open();
  EXPECT_EQ(computing.read_answer().body, "/compute/wait");
  EXPECT_EQ(blocking.read_answer().body, "/blocking/wait");
}

TEST(ServerLanes, AFullPoolSaysSoAndKeepsTheConnection) {
  ServerWithDoor server({.limits = {.pool_queue_max = 1}});
  RawClient running(server.running.port());
  running.send(get("/compute/wait"));
  server.door.wait_for_someone();
  // One of the next two waits in the queue; there is no place for the other.
  RawClient second(server.running.port());
  RawClient third(server.running.port());
  second.send(get("/compute"));
  third.send(get("/compute"));
  bool second_refused = false;
  while (!second_refused && !third.wait_for_bytes(5)) second_refused = second.wait_for_bytes(5);
  RawClient& refused = second_refused ? second : third;
  RawClient& queued = second_refused ? third : second;

  const Answer answer = refused.read_answer();
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.header("Retry-After"), "1");
  EXPECT_EQ(refused.exchange(get("/inline")).body, "/inline");
  server.door.open();
  EXPECT_EQ(running.read_answer().status, 200);
  EXPECT_EQ(queued.read_answer().status, 200);
}

TEST(ServerLanes, AClientMayLeaveWhileItsRequestIsWorkedOn) {
  ServerWithDoor server;
  RawClient client(server.running.port());
  client.send(get("/compute/wait"));
  server.door.wait_for_someone();
  client.reset();
  RawClient other(server.running.port());
  EXPECT_EQ(other.exchange(get("/inline")).status, 200);
  server.door.open();
  EXPECT_EQ(other.exchange(get("/compute")).status, 200);
}

TEST(ServerLanes, TheServerMayGoWhileRequestsAreOpen) {
  ServerWithDoor server({.limits = {.drain_timeout = Duration{0}}});
  RawClient computing(server.running.port());
  computing.send(get("/compute/wait"));
  server.door.wait_for_someone();
  RawClient queued(server.running.port());
  queued.send(get("/compute"));
  RawClient reading(server.running.port());
  reading.send("GET / HTTP/1.1\r\n");
  RawClient idle(server.running.port());
  EXPECT_EQ(idle.exchange(get("/inline")).status, 200);

  std::jthread opener([&] { server.door.open(); });
  server.running.server.reset();
  EXPECT_TRUE(idle.is_closed_by_server());
}

// --- drain ---------------------------------------------------------------------------------------

TEST(ServerDrain, FinishesRequestsInFlightAndClosesTheIdle) {
  ServerWithDoor server({.limits = {.linger_timeout = Duration{50}}});
  RawClient idle(server.running.port());
  EXPECT_EQ(idle.exchange(get("/inline")).status, 200);
  RawClient half(server.running.port());
  half.send("GET /half HTTP/1.1\r\n");
  RawClient computing(server.running.port());
  computing.send(get("/compute/wait"));
  server.door.wait_for_someone();

  std::jthread drain([&] { server.running.server->drain(); });
  EXPECT_TRUE(idle.is_closed_by_server());
  const Answer half_answer = half.exchange("Host: a\r\n\r\n");
  EXPECT_EQ(half_answer.status, 200);
  EXPECT_EQ(half_answer.header("Connection"), "close");
  server.door.open();
  const Answer answer = computing.read_answer();
  EXPECT_EQ(answer.body, "/compute/wait");
  EXPECT_EQ(answer.header("Connection"), "close");
  EXPECT_TRUE(computing.is_closed_by_server());
}

TEST(ServerDrain, ReturnsAtOnceWhenNobodyIsConnected) {
  RunningServer running;
  running.server->drain();
}

TEST(ServerDrain, DoesNotWaitForeverForARequest) {
  ServerWithDoor server({.limits = {.drain_timeout = Duration{20}}});
  RawClient client(server.running.port());
  client.send(get("/compute/wait"));
  server.door.wait_for_someone();
  server.running.server->drain();
  server.door.open();
}

TEST(ServerDrain, FreesThePortForTheNextServer) {
  RunningServer running({.host = testing::kQuietAddress});
  RawClient client(running.port(), testing::kQuietAddress);
  EXPECT_EQ(client.exchange(get("/")).status, 200);
  running.server->drain();
  RunningServer next({.host = testing::kQuietAddress, .port = running.port()});
  RawClient other(next.port(), testing::kQuietAddress);
  EXPECT_EQ(other.exchange(get("/")).status, 200);
}

}  // namespace
}  // namespace trent::http
