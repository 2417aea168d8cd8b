#include "http/header_scan.h"

#include <gtest/gtest.h>

#include <string>

namespace trent::http {
namespace {

using State = HeaderScanner::State;

struct Verdict {
  State state;
  unsigned refusal;
  bool operator==(const Verdict&) const = default;
  friend std::ostream& operator<<(std::ostream& out, const Verdict& verdict) {
    return out << (verdict.state == State::Complete ? "complete" : "not complete") << ' '
               << verdict.refusal;
  }
};

constexpr Verdict kComplete{State::Complete, 0};
constexpr Verdict kNeedMore{State::NeedMore, 0};

Verdict scan_at_once(std::string_view head, const Limits& limits = {}) {
  HeaderScanner scanner(limits);
  const State state = scanner.scan(head);
  return {state, scanner.refusal()};
}

Verdict scan_byte_by_byte(std::string_view head) {
  HeaderScanner scanner(Limits{});
  State state = State::NeedMore;
  for (std::size_t size = 1; size <= head.size() && state == State::NeedMore; ++size)
    state = scanner.scan(head.substr(0, size));
  return {state, scanner.refusal()};
}

// clang-format off
constexpr std::string_view kAccepted[] = {
  "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
  "GET / HTTP/1.1\r\nHost:\r\n\r\n",
  "GET / HTTP/1.0\r\n\r\n",
  "GET /a%20b?c=d&e#f HTTP/1.1\r\nHost: a\r\n\r\n",
  "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
  "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 0\r\n\r\n",
  "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \t 5 \t\r\n\r\n",
  "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
  "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: ChunKed\r\n\r\n",
  "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\n\r\n",
  "POST / HTTP/1.0\r\nExpect: something\r\n\r\n",
  "GET / HTTP/1.1\r\nHost: a\r\nX: \xc3\xa9 \"quoted\"\ttab\r\n\r\n",
  "GET / HTTP/1.1\r\nHost: a\r\nX:\r\nX: \r\nX: again\r\n\r\n",
};

struct RefusedCase {
  std::string_view name;
  unsigned status;
  std::string_view head;
};

using namespace std::literals;

constexpr RefusedCase kRefused[] = {
  {"no request line",               400, "\r\n"},
  {"leading empty line",            400, "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"},
  {"leading space",                 400, " GET / HTTP/1.1\r\n"},
  {"TLS greeting",                  400, "\x16\x03\x01\x02"},
  {"bare LF after request line",    400, "GET / HTTP/1.1\nHost: a\r\n\r\n"},
  {"bare LF after a field",         400, "GET / HTTP/1.1\r\nHost: a\nX: y\r\n\r\n"},
  {"bare LF as empty line",         400, "GET / HTTP/1.1\r\nHost: a\r\n\n"},
  {"bare LFs throughout",           400, "GET / HTTP/1.1\nHost: a\n\n"},
  {"bare CR in the request line",   400, "GET /\r HTTP/1.1\r\nHost: a\r\n\r\n"},
  {"bare CR in a value",            400, "GET / HTTP/1.1\r\nHost: a\rX: y\r\n\r\n"},
  {"two CRs",                       400, "GET / HTTP/1.1\r\nHost: a\r\r\n\r\n"},
  {"folded line, space",            400, "GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n z\r\n\r\n"},
  {"folded line, tab",              400, "GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n\tz\r\n\r\n"},
  {"folded first field",            400, "GET / HTTP/1.1\r\n Host: a\r\n\r\n"},
  {"space before the colon",        400, "GET / HTTP/1.1\r\nHost : a\r\n\r\n"},
  {"tab before the colon",          400, "GET / HTTP/1.1\r\nHost\t: a\r\n\r\n"},
  {"space in a name",               400, "GET / HTTP/1.1\r\nHost: a\r\nContent Length: 1\r\n\r\n"},
  {"no colon",                      400, "GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n"},
  {"no name",                       400, "GET / HTTP/1.1\r\nHost: a\r\n: y\r\n\r\n"},
  {"NUL in a value",                400, "GET / HTTP/1.1\r\nHost: a\r\nX: y\0z\r\n\r\n"sv},
  {"NUL in a name",                 400, "GET / HTTP/1.1\r\nHost: a\r\nX\0Y: z\r\n\r\n"sv},
  {"NUL in the target",             400, "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n"sv},
  {"control character in a value",  400, "GET / HTTP/1.1\r\nHost: a\r\nX: \x01\r\n\r\n"},
  {"DEL in a value",                400, "GET / HTTP/1.1\r\nHost: a\r\nX: \x7f\r\n\r\n"},
  {"obs-text in a name",            400, "GET / HTTP/1.1\r\nHost: a\r\nX\xc3\xa9: y\r\n\r\n"},
  {"obs-text in the target",        400, "GET /\xc3\xa9 HTTP/1.1\r\nHost: a\r\n\r\n"},
  {"tab in the request line",       400, "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n"},
  {"two spaces after the method",   400, "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"},
  {"space in the target",           400, "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n"},
  {"space after the version",       400, "GET / HTTP/1.1 \r\nHost: a\r\n\r\n"},
  {"no target",                     400, "GET HTTP/1.1\r\nHost: a\r\n\r\n"},
  {"empty target",                  400, "GET  HTTP/1.1\r\nHost: a\r\n\r\n"},
  {"no version",                    400, "GET /\r\n"},
  {"method is no token",            400, "G[T / HTTP/1.1\r\nHost: a\r\n\r\n"},
  {"endless method",                400, "GGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGG / HTTP/1.1\r\n"},
  {"lower-case http",               400, "GET / http/1.1\r\nHost: a\r\n\r\n"},
  {"version of two digits",         400, "GET / HTTP/1.10\r\nHost: a\r\n\r\n"},
  {"version 0.9",                   505, "GET / HTTP/0.9\r\n\r\n"},
  {"version 1.2",                   505, "GET / HTTP/1.2\r\nHost: a\r\n\r\n"},
  {"version 2.0",                   505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
  {"no Host",                       400, "GET / HTTP/1.1\r\n\r\n"},
  {"two Hosts",                     400, "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"},
  {"two Hosts in HTTP/1.0",         400, "GET / HTTP/1.0\r\nHost: a\r\nhOST: b\r\n\r\n"},
  {"length and chunked",            400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"},
  {"chunked and length",            400, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n"},
  {"equal lengths",                 400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n"},
  {"different lengths",             400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\ncontent-length: 6\r\n\r\n"},
  {"list of equal lengths",         400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 5\r\n\r\n"},
  {"empty length",                  400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n"},
  {"signed length",                 400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\n"},
  {"negative length",               400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n"},
  {"hexadecimal length",            400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x5\r\n\r\n"},
  {"length with a fraction",        400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5.0\r\n\r\n"},
  {"length with a space inside",    400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5 5\r\n\r\n"},
  {"length of 2^64 and more",       400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 18446744073709551621\r\n\r\n"},
  {"unknown coding",                501, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n"},
  {"coding before chunked",         501, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"},
  {"identity coding",               501, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n"},
  {"empty coding",                  501, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n\r\n"},
  {"quoted chunked",                501, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \"chunked\"\r\n\r\n"},
  {"vertical tab before chunked",   400, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \vchunked\r\n\r\n"},
  {"chunked twice",                 400, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n"},
  {"chunked in HTTP/1.0",           400, "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"},
  {"other expectation",             417, "POST / HTTP/1.1\r\nHost: a\r\nExpect: 200-ok\r\n\r\n"},
  {"second expectation",            417, "POST / HTTP/1.1\r\nHost: a\r\nExpect: x\r\nExpect: 100-continue\r\n\r\n"},
};
// clang-format on

TEST(HeaderScanner, AcceptsWhatIsUnambiguous) {
  for (const std::string_view head : kAccepted) {
    EXPECT_EQ(scan_at_once(head), kComplete) << head;
    EXPECT_EQ(scan_byte_by_byte(head), kComplete) << head;
  }
}

TEST(HeaderScanner, RefusesWhatCouldBeReadInTwoWays) {
  for (const auto& [name, status, head] : kRefused) {
    const Verdict refused{State::Refused, status};
    EXPECT_EQ(scan_at_once(head), refused) << name;
    EXPECT_EQ(scan_byte_by_byte(head), refused) << name;
  }
}

TEST(HeaderScanner, WaitsForTheEndOfAnyPrefixOfAGoodHead) {
  for (const std::string_view head : kAccepted)
    for (std::size_t size = 0; size < head.size(); ++size)
      EXPECT_EQ(scan_at_once(head.substr(0, size)), kNeedMore) << head.substr(0, size);
}

TEST(HeaderScanner, SaysWhereTheHeadEnds) {
  HeaderScanner scanner(Limits{});
  const std::string_view head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  ASSERT_EQ(scanner.scan(std::string(head) + "GET /next HTTP/1.1\nbad"), State::Complete);
  EXPECT_EQ(scanner.head_size_bytes(), head.size());
}

TEST(HeaderScanner, TellsWhetherTheClientWaitsForContinue) {
  const auto expects_continue = [](std::string_view head) {
    HeaderScanner scanner(Limits{});
    EXPECT_EQ(scanner.scan(head), State::Complete);
    return scanner.expects_continue();
  };
  EXPECT_TRUE(expects_continue("PUT / HTTP/1.1\r\nHost: a\r\nexpect: 100-CONTINUE\r\n\r\n"));
  EXPECT_FALSE(expects_continue("PUT / HTTP/1.1\r\nHost: a\r\n\r\n"));
  EXPECT_FALSE(expects_continue("PUT / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n"));
}

TEST(HeaderScanner, RefusesATargetBeyondTheLimitBeforeItEnds) {
  const Limits limits{.target_bytes_max = 10};
  EXPECT_EQ(scan_at_once("GET /123456789 HTTP/1.1\r\nHost: a\r\n\r\n", limits), kComplete);
  EXPECT_EQ(scan_at_once("GET /1234567890 HTTP/1.1\r\nHost: a\r\n\r\n", limits),
            (Verdict{State::Refused, 414}));
  EXPECT_EQ(scan_at_once("GET /" + std::string(100, 'a'), limits), (Verdict{State::Refused, 414}));
}

TEST(HeaderScanner, RefusesMoreFieldsThanTheLimit) {
  const Limits limits{.header_fields_max = 2};
  EXPECT_EQ(scan_at_once("GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n\r\n", limits), kComplete);
  EXPECT_EQ(scan_at_once("GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\nX: 2\r\n\r\n", limits),
            (Verdict{State::Refused, 431}));
}

}  // namespace
}  // namespace trent::http
