// Answers that wait for Handler::settle().
#include <gtest/gtest.h>

#include <atomic>
#include <deque>
#include <future>
#include <semaphore>
#include <string>
#include <thread>

#include "http/testing/raw_client.h"
#include "http/testing/running_server.h"

namespace trent::http {
namespace {

using testing::get;
using testing::RawClient;
using testing::RunningServer;

// All but those to "/free" await it.
Response answer(const Request& request) {
  Response response = testing::text_response(request.target);
  response.awaits_settling = request.target != "/free";
  return response;
}

class ServerSettling : public ::testing::Test {
 protected:
  // Before the first request.
  void settle_with(std::function<bool()> settle, bool waits_for_disk = false) {
    running_.handler.on_settle = std::move(settle);
    running_.handler.waits_for_disk = waits_for_disk;
  }

  RunningServer running_{{}, answer};
};

TEST_F(ServerSettling, ComesBeforeTheAnswerOfEachLane) {
  std::atomic<int> settled = 0;
  settle_with([&] { return ++settled > 0; });
  RawClient client(running_.port());
  EXPECT_EQ(client.exchange(get("/free")).body, "/free");
  EXPECT_EQ(settled, 0);
  for (const char* target : {"/inline", "/compute", "/blocking"}) {
    const int before = settled;
    EXPECT_EQ(client.exchange(get(target)).body, target);
    EXPECT_EQ(settled, before + 1);
  }
}

TEST_F(ServerSettling, ThatFailsLeavesNoAnswer) {
  std::atomic<bool> works = false;
  settle_with([&] { return works.load(); });
  RawClient client(running_.port());
  const auto refused = client.exchange(get("/inline"));
  EXPECT_EQ(refused.status, 500);
  EXPECT_EQ(refused.body, "");
  works = true;
  EXPECT_EQ(client.exchange(get("/inline")).body, "/inline");
}

TEST_F(ServerSettling, ThatWaitsForTheDiskIsSharedAndDelaysNobodyElse) {
  std::counting_semaphore<> began{0};
  std::promise<void> open;
  std::shared_future<void> opened = open.get_future().share();
  std::atomic<int> settled = 0;
  settle_with(
      [&] {
        began.release();
        opened.wait();
        return ++settled > 0;
      },
      /*waits_for_disk=*/true);
  std::deque<RawClient> clients;
  const auto connect_and_send = [&] {
    clients.emplace_back(running_.port());
    clients.back().send(get("/inline"));
  };
  connect_and_send();
  began.acquire();
  for (int i = 0; i < 5; ++i) connect_and_send();
  RawClient other(running_.port());
  while (running_.handler.seen().size() < 6) std::this_thread::yield();
  EXPECT_EQ(other.exchange(get("/free")).body, "/free");
  EXPECT_EQ(settled, 0);
  open.set_value();
  for (RawClient& client : clients) EXPECT_EQ(client.read_answer().body, "/inline");
  EXPECT_EQ(settled, 2);
}

}  // namespace
}  // namespace trent::http
