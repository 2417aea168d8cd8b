// oidc/testing/fake_provider.h: what answers in place of the network.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>

#include "oidc/key_fetch.h"

namespace trent::oidc::testing {

// Safe from any thread.
class FakeProvider {
 public:
  void publish(const std::string& url, const std::string& text) {
    const std::lock_guard lock(mutex_);
    pages_[url] = text;
  }
  void go_away() {
    const std::lock_guard lock(mutex_);
    pages_.clear();
  }

  // What every answer waits for. To be set before anybody asks.
  std::function<void()> before_answering;

  int times_asked() const { return times_asked_; }

  // For as long as this provider lives.
  Fetch fetch() {
    return [this](const std::string& url) { return answer(url); };
  }

 private:
  Result<std::string> answer(const std::string& url) {
    ++times_asked_;
    if (before_answering) before_answering();
    const std::lock_guard lock(mutex_);
    const auto page = pages_.find(url);
    if (page == pages_.end()) return fail_internally("nobody there");
    return page->second;
  }

  std::mutex mutex_;
  std::map<std::string, std::string> pages_;
  std::atomic<int> times_asked_ = 0;
};

}  // namespace trent::oidc::testing
