#include "http/chunked_body.h"

#include <gtest/gtest.h>

#include <string>

namespace trent::http {
namespace {

using State = ChunkedBody::State;
using namespace std::literals;

struct Outcome {
  State state = State::NeedMore;
  unsigned refusal = 0;
  std::string body;
  std::string left;
  bool operator==(const Outcome&) const = default;
  friend std::ostream& operator<<(std::ostream& out, const Outcome& outcome) {
    return out << static_cast<int>(outcome.state) << ' ' << outcome.refusal << " \"" << outcome.body
               << "\" \"" << outcome.left << '"';
  }
};

Outcome take(std::string_view bytes, std::size_t piece_bytes, const Limits& limits = {}) {
  ChunkedBody chunks(limits);
  SecretBuffer body;
  Outcome outcome;
  while (outcome.state == State::NeedMore && !bytes.empty()) {
    std::string_view piece = bytes.substr(0, piece_bytes);
    const std::size_t given_bytes = piece.size();
    outcome.state = chunks.take(piece, body);
    bytes.remove_prefix(given_bytes - piece.size());
  }
  outcome.refusal = chunks.refusal();
  outcome.body = view_of(body);
  outcome.left = bytes;
  return outcome;
}

TEST(ChunkedBody, DoesNotCareHowTheBytesAreCut) {
  const std::string_view bytes =
      "5;name=value;q=\"a b\"\r\nhello\r\n0006\r\n\r\nwor\n\r\n1\r\n!\r\n0;x\r\nX: "
      "y\r\nZ:\r\n\r\nGET";
  const Outcome expected{State::Complete, 0, "hello\r\nwor\n!", "GET"};
  for (std::size_t piece_bytes = 1; piece_bytes <= bytes.size(); ++piece_bytes)
    EXPECT_EQ(take(bytes, piece_bytes), expected) << piece_bytes;
}

TEST(ChunkedBody, TakesSizesInEitherCase) {
  EXPECT_EQ(take("a\r\n0123456789\r\n0A\r\n0123456789\r\n00\r\n\r\n", 100).body.size(), 20);
}

// clang-format off
constexpr std::string_view kBad[] = {
  "\r\nhello\r\n",
  " 5\r\nhello\r\n0\r\n\r\n",
  "5 \r\nhello\r\n0\r\n\r\n",
  "5 ;a\r\nhello\r\n0\r\n\r\n",
  "+5\r\nhello\r\n0\r\n\r\n",
  "-5\r\nhello\r\n0\r\n\r\n",
  "0x5\r\nhello\r\n0\r\n\r\n",
  "5h\r\nhello\r\n0\r\n\r\n",
  ";a\r\nhello\r\n0\r\n\r\n",
  "5,5\r\nhello\r\n0\r\n\r\n",
  "5\nhello\r\n0\r\n\r\n",
  "5\rhello\r\n0\r\n\r\n",
  "5\r\r\nhello\r\n0\r\n\r\n",
  "5\r\nhello0\r\n\r\n",
  "5\r\nhello\n0\r\n\r\n",
  "5\r\nhello\r0\r\n\r\n",
  "5\r\nhello world\r\n0\r\n\r\n",
  "5;a=b\nc\r\nhello\r\n0\r\n\r\n",
  "5;a=\"b\nc\"\r\nhello\r\n0\r\n\r\n",
  "5;a=\"b\r\nc\"\r\nhello\r\n0\r\n\r\n",
  "5;a=\0\r\nhello\r\n0\r\n\r\n"sv,
  "0000000000000005\r\nhello\r\n0\r\n\r\n",
  "ffffffffffffffffff\r\nhello\r\n0\r\n\r\n",
  "0\r\nno colon\r\n\r\n",
  "0\r\n folded: x\r\n\r\n",
  "0\r\nX : y\r\n\r\n",
  "0\r\nX: y\n\r\n",
  "0\r\n\n",
};
// clang-format on

TEST(ChunkedBody, RefusesWhatCouldBeReadInTwoWays) {
  for (const std::string_view bytes : kBad)
    for (const std::size_t piece_bytes : {std::size_t{1}, bytes.size()}) {
      const Outcome outcome = take(bytes, piece_bytes);
      EXPECT_EQ(outcome.state, State::Refused) << bytes;
      EXPECT_EQ(outcome.refusal, 400) << bytes;
    }
}

TEST(ChunkedBody, BoundsTheBody) {
  const Limits limits{.body_bytes_max = 10};
  EXPECT_EQ(take("a\r\n0123456789\r\n0\r\n\r\n", 7, limits).body, "0123456789");
  EXPECT_EQ(take("b\r\n", 7, limits).refusal, 413);
  EXPECT_EQ(take("5\r\nhello\r\n6\r\n", 7, limits).refusal, 413);
  EXPECT_EQ(take("7fffffffffffffff\r\n"sv.substr(1), 7, limits).refusal, 413);
}

TEST(ChunkedBody, BoundsWhatSurroundsTheBody) {
  EXPECT_EQ(take("5;" + std::string(2000, 'x'), 100).refusal, 400);
  EXPECT_EQ(take("0\r\nX: " + std::string(2000, 'x'), 100).refusal, 400);
  std::string trailers;
  for (int i = 0; i < 17; ++i) trailers += "X: y\r\n";
  EXPECT_EQ(take("0\r\n" + trailers + "\r\n", 100).refusal, 400);
}

TEST(ChunkedBody, RefusesABodyThatIsMostlyFraming) {
  const Limits limits{.header_bytes_max = 1000, .body_bytes_max = 10'000};
  std::string chunks;
  for (int i = 0; i < 9'000; ++i) chunks += "1\r\nx\r\n";
  EXPECT_EQ(take(chunks, 5000, limits).refusal, 400);
}

}  // namespace
}  // namespace trent::http
