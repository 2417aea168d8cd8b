#include "http/response_head.h"

#include <gtest/gtest.h>

namespace trent::http {
namespace {

std::string head_of(const Response& response, ConnectionHeader connection) {
  SecretBuffer out;
  append_head(response, "DATE", connection, out);
  return std::string(view_of(out));
}

Response hello(unsigned status) {
  const std::string_view text = "hello";
  return {.status = status,
          .content_type = "text/plain",
          .headers = "X-A: 1\r\nX-B: 2\r\n",
          .body = SecretBuffer(text.begin(), text.end())};
}

TEST(ResponseHead, SaysWhatTheResponseIs) {
  EXPECT_EQ(head_of(hello(200), ConnectionHeader::None),
            "HTTP/1.1 200 OK\r\nDate: DATE\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n"
            "X-A: 1\r\nX-B: 2\r\n\r\n");
}

TEST(ResponseHead, LeavesOutWhatIsEmpty) {
  EXPECT_EQ(head_of({.status = 400}, ConnectionHeader::Close),
            "HTTP/1.1 400 Bad Request\r\nDate: DATE\r\nContent-Length: 0\r\n"
            "Connection: close\r\n\r\n");
}

TEST(ResponseHead, TellsOldClientsThatTheConnectionStays) {
  EXPECT_EQ(head_of({.status = 503}, ConnectionHeader::KeepAlive),
            "HTTP/1.1 503 Service Unavailable\r\nDate: DATE\r\nContent-Length: 0\r\n"
            "Connection: keep-alive\r\n\r\n");
}

TEST(ResponseHead, HasNoLengthWhereThereIsNeverABody) {
  EXPECT_TRUE(is_bodiless(204));
  EXPECT_TRUE(is_bodiless(304));
  EXPECT_FALSE(is_bodiless(200));
  EXPECT_EQ(head_of({.status = 204}, ConnectionHeader::None),
            "HTTP/1.1 204 No Content\r\nDate: DATE\r\n\r\n");
}

TEST(ResponseHead, KnowsNoReasonForAnUnusualStatus) {
  EXPECT_TRUE(
      head_of({.status = 299}, ConnectionHeader::None).starts_with("HTTP/1.1 299 Status\r\n"));
}

}  // namespace
}  // namespace trent::http
