#include "http/testing/fake_handler.h"

namespace trent::http::testing {

Response text_response(std::string_view body) {
  return {.content_type = "text/plain", .body = SecretBuffer(body.begin(), body.end())};
}

Lane FakeHandler::lane(const Request& request) const {
  if (request.target.starts_with("/compute")) return Lane::Compute;
  if (request.target.starts_with("/blocking")) return Lane::Blocking;
  return Lane::Inline;
}

Response FakeHandler::handle(const Request& request) {
  SeenRequest seen{.method = std::string(request.method),
                   .target = std::string(request.target),
                   .body = std::string(request.body),
                   .peer = std::string(request.peer),
                   .tls = request.tls,
                   .thread = std::this_thread::get_id()};
  for (const Header& header : request.headers) seen.headers.emplace_back(header.name, header.value);
  {
    const std::lock_guard lock(mutex_);
    seen_.push_back(std::move(seen));
  }
  return respond ? respond(request) : text_response(request.body);
}

std::vector<SeenRequest> FakeHandler::seen() const {
  const std::lock_guard lock(mutex_);
  return seen_;
}

}  // namespace trent::http::testing
