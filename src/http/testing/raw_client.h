// http/testing/raw_client.h: a client that sends exactly the bytes it is told to.
//
// Blocking. Whatever takes longer than ten seconds fails the test.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace trent::http::testing {

struct Answer {
  unsigned status = 0;  // 0: no answer came
  std::string head;     // with the status line and the empty line
  std::string body;

  // The value of the first field of this name, or an empty text.
  std::string header(std::string_view name) const;
};

// Takes the status and the fields out of what precedes a body.
Answer answer_with_head(std::string head);

// The bytes of a request for `target`, with no more than there has to be.
inline std::string get(std::string_view target) {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: a\r\n\r\n";
}

class RawClient {
 public:
  // Connects.
  explicit RawClient(std::uint16_t port, const std::string& address = "127.0.0.1");
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  // False: the server has closed the connection.
  bool send(std::string_view bytes);
  // Says that nothing more will be sent.
  void finish_sending();
  // Closes in the rudest way there is (RST).
  void reset();

  // The next answer, which has a Content-Length or, for `head_only`, no body.
  Answer read_answer(bool head_only = false);
  // Sends and reads.
  Answer exchange(std::string_view bytes);
  // Everything up to the end of the connection.
  std::string read_to_end();
  // The server closes without sending anything else.
  bool is_closed_by_server() { return read_to_end().empty(); }
  // An answer is there within ten seconds. Does not take it.
  bool wait_for_bytes(int timeout_ms = 10'000) const;

 private:
  bool read_more();

  int socket_ = -1;
  std::string unread_;
};

}  // namespace trent::http::testing
