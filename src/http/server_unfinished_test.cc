// Answers that wait for something other than a thread.
#include <gtest/gtest.h>

#include <atomic>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "http/testing/raw_client.h"
#include "http/testing/running_server.h"

namespace trent::http {
namespace {

using testing::get;
using testing::RawClient;
using testing::RunningServer;

// What waits, until the test says that it is done.
class Waiting {
 public:
  void add(std::move_only_function<void()> done) {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(done));
  }
  std::vector<std::move_only_function<void()>> take(std::size_t count) {
    for (;;) {
      {
        const std::lock_guard lock(mutex_);
        if (waiting_.size() >= count) return std::exchange(waiting_, {});
      }
      std::this_thread::yield();
    }
  }
  void end(std::size_t count) {
    for (auto& done : take(count)) done();
  }

 private:
  std::mutex mutex_;
  std::vector<std::move_only_function<void()>> waiting_;
};

// To "/.../again" its answer is that of repeat().
class Held final : public Unfinished {
 public:
  Held(Waiting& waiting, std::string target) : waiting_(waiting), target_(std::move(target)) {}
  void begin(std::move_only_function<void()> done) override { waiting_.add(std::move(done)); }
  std::optional<Response> finish() override {
    if (target_.ends_with("/throw")) throw std::runtime_error("a fault");
    if (target_.ends_with("/again")) return std::nullopt;
    return testing::text_response(target_);
  }
  Response repeat() override { return testing::text_response("repeated"); }

 private:
  Waiting& waiting_;
  const std::string target_;
};

class ServerUnfinished : public ::testing::Test {
 protected:
  static Options options() {
    Options options;
    options.limits.pool_queue_max = 2;
    return options;
  }

  Waiting waiting_;
  RunningServer running_{options(), [this](const Request& request) {
                           if (request.target == "/free") return testing::text_response("free");
                           Response response;
                           response.unfinished =
                               std::make_unique<Held>(waiting_, std::string(request.target));
                           return response;
                         }};
};

TEST_F(ServerUnfinished, AnswersLeaveWhenTheyAreDoneWhicheverTheirLane) {
  RawClient client(running_.port());
  for (const char* target : {"/inline", "/compute", "/blocking"}) {
    client.send(get(target));
    std::thread([&] { waiting_.end(1); }).join();
    EXPECT_EQ(client.read_answer().body, target);
  }
}

TEST_F(ServerUnfinished, AnswersKeepNobodyWaiting) {
  RawClient one(running_.port());
  RawClient two(running_.port());
  one.send(get("/inline"));
  two.send(get("/blocking"));
  auto dones = waiting_.take(2);
  EXPECT_EQ(RawClient(running_.port()).exchange(get("/free")).body, "free");
  for (auto& done : dones) done();
  EXPECT_EQ(one.read_answer().body, "/inline");
  EXPECT_EQ(two.read_answer().body, "/blocking");
}

TEST_F(ServerUnfinished, AnswersAreMadeOnceMoreWhenThatIsNeeded) {
  RawClient client(running_.port());
  client.send(get("/inline/again"));
  waiting_.end(1);
  EXPECT_EQ(client.read_answer().body, "repeated");
}

TEST_F(ServerUnfinished, AnswersThatThrowAreServerErrors) {
  RawClient client(running_.port());
  client.send(get("/inline/throw"));
  waiting_.end(1);
  EXPECT_EQ(client.read_answer().status, 500);
}

TEST_F(ServerUnfinished, AnswersBeyondTheLimitAreRefused) {
  std::deque<RawClient> clients;
  for (int i = 0; i < 2; ++i) {
    clients.emplace_back(running_.port());
    clients.back().send(get("/blocking"));
  }
  auto dones = waiting_.take(2);
  EXPECT_EQ(RawClient(running_.port()).exchange(get("/blocking")).status, 503);
  EXPECT_EQ(RawClient(running_.port()).exchange(get("/inline")).status, 503);
  for (auto& done : dones) done();
  for (RawClient& client : clients) EXPECT_EQ(client.read_answer().body, "/blocking");
}

TEST_F(ServerUnfinished, AnswersAreWaitedForWhenTheServerStops) {
  RawClient client(running_.port());
  client.send(get("/inline"));
  auto dones = waiting_.take(1);
  std::atomic<bool> done = false;
  std::thread ending([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    done = true;
    dones.front()();
  });
  running_.server.reset();
  EXPECT_TRUE(done);
  ending.join();
}

}  // namespace
}  // namespace trent::http
