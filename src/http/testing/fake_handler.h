// http/testing/fake_handler.h: a handler that tells what it was asked.
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "http/message.h"

namespace trent::http::testing {

// A request that outlives its connection.
struct SeenRequest {
  std::string method;
  std::string target;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::string peer;
  bool tls = false;
  std::thread::id thread;
};

Response text_response(std::string_view body);

// Answers with the body of the request. A target that starts with "/compute" or "/blocking" is for
// that lane, any other is inline.
class FakeHandler final : public Handler {
 public:
  Lane lane(const Request& request) const override;
  Response handle(const Request& request) override;
  bool settle() override { return !on_settle || on_settle(); }
  bool settling_waits_for_disk() const override { return waits_for_disk; }

  // What to answer or to do instead. To be set before the server starts.
  std::function<Response(const Request&)> respond;
  std::function<bool()> on_settle;
  bool waits_for_disk = false;

  std::vector<SeenRequest> seen() const;

 private:
  mutable std::mutex mutex_;
  std::vector<SeenRequest> seen_;
};

}  // namespace trent::http::testing
