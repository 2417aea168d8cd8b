#include "http/request_reader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace trent::http {
namespace {

using State = RequestReader::State;
using namespace std::literals;

constexpr std::string_view kChunkedHead =
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

// Hands over `bytes` in pieces of at most `piece_bytes_max`, until there is a verdict.
State feed(RequestReader& reader, std::string_view bytes, std::size_t piece_bytes_max = 1 << 20) {
  State state = State::NeedHead;
  while (!bytes.empty() && (state == State::NeedHead || state == State::NeedBody)) {
    const std::span<char> space = reader.space();
    const std::string_view piece = bytes.substr(0, std::min(piece_bytes_max, space.size()));
    std::ranges::copy(piece, space.begin());
    state = reader.received(piece.size());
    bytes.remove_prefix(piece.size());
  }
  return state;
}

TEST(RequestReader, GivesWhatArrivedUnchanged) {
  const Limits limits;
  RequestReader reader(limits);
  ASSERT_EQ(feed(reader,
                 "Patch /%41?b=%20&a HTTP/1.1\r\nhOsT: a:1\r\nX-Twice: \t one  two \t\r\n"
                 "x-twice:\r\nContent-Length: 4\r\n\r\nb\0dy"s),
            State::Complete);
  const Request& request = reader.request();
  EXPECT_EQ(request.method, "Patch");
  EXPECT_EQ(request.target, "/%41?b=%20&a");
  EXPECT_EQ(request.body, "b\0dy"sv);
  ASSERT_EQ(request.headers.size(), 4);
  EXPECT_EQ(request.headers[0].name, "hOsT");
  EXPECT_EQ(request.headers[0].value, "a:1");
  EXPECT_EQ(request.headers[1].name, "X-Twice");
  EXPECT_EQ(request.headers[1].value, "one  two");
  EXPECT_EQ(request.headers[2].name, "x-twice");
  EXPECT_EQ(request.headers[2].value, "");
  EXPECT_TRUE(reader.keeps_alive());
}

TEST(RequestReader, DoesNotCareHowTheBytesAreCut) {
  const std::string bytes = std::string(kChunkedHead) +
                            "5;name=value\r\nhello\r\n0006\r\n world\r\n0\r\nTrailer: x\r\n\r\n";
  for (std::size_t piece_bytes = 1; piece_bytes <= bytes.size(); ++piece_bytes) {
    const Limits limits;
    RequestReader reader(limits);
    ASSERT_EQ(feed(reader, bytes, piece_bytes), State::Complete) << piece_bytes;
    EXPECT_EQ(reader.request().body, "hello world");
    EXPECT_EQ(reader.request().headers.size(), 2);
    EXPECT_EQ(reader.next_request(), State::NeedHead);
    EXPECT_TRUE(reader.idle());
  }
}

TEST(RequestReader, KeepsTheRequestsThatFollow) {
  const Limits limits;
  RequestReader reader(limits);
  State state = feed(reader,
                     "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n"
                     "POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\ntwo" +
                         std::string(kChunkedHead) + "5\r\nthree\r\n0\r\n\r\n" +
                         "POST /4 HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nfo");
  ASSERT_EQ(state, State::Complete);
  EXPECT_EQ(reader.request().target, "/1");
  ASSERT_EQ(reader.next_request(), State::Complete);
  EXPECT_EQ(reader.request().body, "two");
  ASSERT_EQ(reader.next_request(), State::Complete);
  EXPECT_EQ(reader.request().body, "three");
  ASSERT_EQ(reader.next_request(), State::NeedBody);
  EXPECT_FALSE(reader.idle());
  ASSERT_EQ(feed(reader, "ur"), State::Complete);
  EXPECT_EQ(reader.request().body, "four");
  EXPECT_EQ(reader.next_request(), State::NeedHead);
}

TEST(RequestReader, LeavesNothingOfARequestInItsBuffer) {
  const Limits limits;
  RequestReader reader(limits);
  const std::string request = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nsecret";
  ASSERT_EQ(feed(reader, request, 10), State::Complete);
  ASSERT_EQ(reader.next_request(), State::NeedHead);
  const std::span<char> space = reader.space();
  // What was never written may hold anything but this.
  constexpr std::size_t kTellingBytes = 4;
  for (std::size_t i = 0; i + kTellingBytes <= request.size(); ++i)
    EXPECT_FALSE(std::string_view(space.data(), space.size())
                     .contains(std::string_view(request).substr(i, kTellingBytes)));
}

unsigned refusal_of(const Limits& limits, const std::string& bytes) {
  RequestReader reader(limits);
  return feed(reader, bytes) == State::Refused ? reader.refusal() : 0;
}

TEST(RequestReader, RefusesBadChunks) {
  EXPECT_EQ(refusal_of({}, std::string(kChunkedHead) + "5\r\nhello world\r\n"), 400);
}

TEST(RequestReader, RefusesABodyBeyondTheLimitBeforeItArrives) {
  const Limits limits{.body_bytes_max = 10};
  const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ";
  EXPECT_EQ(refusal_of(limits, head + "10\r\n\r\n0123456789"), 0);
  EXPECT_EQ(refusal_of(limits, head + "11\r\n\r\n"), 413);
  EXPECT_EQ(refusal_of(limits, head + "999999999999999999\r\n\r\n"), 413);
  EXPECT_EQ(refusal_of(limits, std::string(kChunkedHead) + "b\r\n"), 413);
  EXPECT_EQ(refusal_of(limits, std::string(kChunkedHead) + "5\r\nhello\r\n6\r\n"), 413);
}

TEST(RequestReader, RefusesAHeadBeyondTheLimit) {
  const Limits limits{.header_bytes_max = 200, .target_bytes_max = 1000};
  const std::string start = "GET / HTTP/1.1\r\nHost: a\r\nX: ";
  const std::size_t rest = 200 - start.size() - 4;
  EXPECT_EQ(refusal_of(limits, start + std::string(rest, 'x') + "\r\n\r\n"), 0);
  EXPECT_EQ(refusal_of(limits, start + std::string(rest + 1, 'x') + "\r\n\r\n"), 431);
  EXPECT_EQ(refusal_of(limits, "GET /" + std::string(300, 'x')), 414);
}

TEST(RequestReader, GrowsItsBufferUpToTheLimitOfAHead) {
  const Limits limits;
  RequestReader reader(limits);
  ASSERT_EQ(
      feed(reader, "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(16'000, 'x') + "\r\n\r\n"),
      State::Complete);
  EXPECT_EQ(reader.request().header("X").size(), 16'000);
}

TEST(RequestReader, TakesABodyAsLargeAsTheLimit) {
  const Limits limits;
  RequestReader reader(limits);
  const std::string body(limits.body_bytes_max, 'b');
  ASSERT_EQ(feed(reader, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " +
                             std::to_string(body.size()) + "\r\n\r\n" + body),
            State::Complete);
  EXPECT_EQ(reader.request().body, body);
}

TEST(RequestReader, KnowsWhetherTheConnectionStaysOpen) {
  const auto keeps_alive = [](const std::string& head) {
    const Limits limits;
    RequestReader reader(limits);
    EXPECT_EQ(feed(reader, head + "\r\n"), State::Complete);
    return reader.keeps_alive();
  };
  EXPECT_TRUE(keeps_alive("GET / HTTP/1.1\r\nHost: a\r\n"));
  EXPECT_FALSE(keeps_alive("GET / HTTP/1.1\r\nHost: a\r\nConnection: Close\r\n"));
  EXPECT_FALSE(keeps_alive("GET / HTTP/1.1\r\nHost: a\r\nConnection: te, close\r\n"));
  EXPECT_FALSE(keeps_alive("GET / HTTP/1.0\r\n"));
  EXPECT_TRUE(keeps_alive("GET / HTTP/1.0\r\nConnection: keep-alive\r\n"));
}

}  // namespace
}  // namespace trent::http
