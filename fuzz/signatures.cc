// fuzz/signatures.cc: who signed a request.
//
// The input is a request without version: "METHOD TARGET", headers as "Name: value", an empty line,
// the body. One that carries a signature has it of nobody, as the secret differs in each process:
// it must be refused. Any other is signed here, in both forms; then it must be accepted, and no
// more once anything has been changed that a signature covers.
#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "base/assert.h"
#include "base/encoding.h"
#include "crypto/random.h"
#include "sigv4/claimed_access_key.h"
#include "sigv4/header_names.h"
#include "sigv4/query_string.h"
#include "sigv4/testing/known_keys.h"
#include "sigv4/testing/sample_request.h"
#include "sigv4/verifier.h"
#include "support/lines.h"

namespace trent::fuzz {
namespace {

using sigv4::testing::SampleRequest;

constexpr Timestamp kNow{std::chrono::days(20000)};
constexpr std::string_view kId = "AKIAAAAAAAAAAAAAAAAA";
constexpr std::string_view kTemporaryId = "ASIAAAAAAAAAAAAAAAAA";
constexpr std::string_view kExpiredId = "ASIABBBBBBBBBBBBBBBB";
constexpr std::string_view kToken = "token";
constexpr std::string_view kRegion = "eu-central-1";

struct Known {
  Known() {
    keys.put(std::string(kId), secret);
    keys.put_temporary(std::string(kTemporaryId), secret, std::string(kToken),
                       kNow + std::chrono::hours(1));
    keys.put_temporary(std::string(kExpiredId), secret, std::string(kToken), kNow);
  }
  Result<sigv4::Verified> verify(SampleRequest& request) const {
    return verifier.verify(request.view(), std::nullopt);
  }

  std::string secret = hex(crypto::random_bytes(20));
  sigv4::testing::KnownKeys keys;
  ManualClock clock{kNow};
  sigv4::Verifier verifier{{}, keys, clock};
};

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

SampleRequest request_of(std::string_view rest) {
  SampleRequest request;
  std::string_view target = cut(rest);
  request.method = cut(target, ' ');
  request.target = target;
  for (std::string_view line = cut(rest); !line.empty(); line = cut(rest)) {
    const std::string_view name = cut(line, ':');
    request.add(std::string(name), std::string(trimmed(line)));
  }
  request.body = rest;
  return request;
}

bool is_token_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_';
}

// Whether http/ would hand it up, as far as a signature depends on it.
bool is_http(const SampleRequest& request) {
  return std::ranges::all_of(request.headers, [](const auto& header) {
    return !header.first.empty() && std::ranges::all_of(header.first, is_token_char);
  });
}

std::optional<sigv4::QueryParameters> query_of(const SampleRequest& request) {
  std::string_view query = request.target;
  cut(query, '?');
  auto parameters = sigv4::parse_query(query);
  if (!parameters) return std::nullopt;
  return *std::move(parameters);
}

// What says nothing about a signature yet, has a host, and can be read.
bool can_be_signed(const SampleRequest& request) {
  constexpr std::array<std::string_view, 5> kHeaders{
      "authorization", "x-amz-date", "date", "x-amz-security-token", "x-amz-content-sha256"};
  const auto is_named = [&](const auto& header) {
    return std::ranges::any_of(kHeaders,
                               [&](auto name) { return sigv4::is_header(header.first, name); });
  };
  const auto is_host = [](const auto& header) { return sigv4::is_header(header.first, "host"); };
  const auto query = query_of(request);
  return is_http(request) && std::ranges::none_of(request.headers, is_named) &&
         std::ranges::any_of(request.headers, is_host) && query &&
         std::ranges::none_of(*query,
                              [](const auto& each) { return each.name.starts_with("X-Amz-"); });
}

void require_refused(const Known& known, SampleRequest request) {
  const auto verified = known.verify(request);
  TRENT_ASSERT(!verified);
  TRENT_ASSERT(is_utf8(verified.error().message.value_or("")));
  TRENT_ASSERT(verified.error().code != ErrorCode::Internal);
}

void require_accepted(const Known& known, SampleRequest request, std::string_view id) {
  const auto verified = known.verify(request);
  TRENT_ASSERT(verified.has_value() && verified->key->id == id && verified->signed_at == kNow);
  TRENT_ASSERT(verified->region.view() == kRegion);
  TRENT_ASSERT(sigv4::claimed_access_key_id(request.view()) == id);
}

void require_covers_all(const Known& known, const SampleRequest& genuine) {
  const auto changed = [&](auto change) {
    SampleRequest request = genuine;
    change(request);
    require_refused(known, request);
  };
  changed([](SampleRequest& request) { request.body += 'x'; });
  changed([](SampleRequest& request) { request.method += 'X'; });
  changed([](SampleRequest& request) { request.add("X-Amz-Target", "TrentService.Other"); });
  changed([](SampleRequest& request) {
    request.target += request.target.contains('?') ? "&z=1" : "?z=1";
  });
  for (std::size_t i = 0; i < genuine.headers.size(); ++i)
    changed([&](SampleRequest& request) { request.headers[i].second += 'x'; });
  if (!genuine.body.empty()) changed([](SampleRequest& request) { request.body.pop_back(); });
}

void sign_and_verify(const Known& known, const SampleRequest& request) {
  SampleRequest::Signing signing{
      .access_key_id = kId, .secret = known.secret, .region = kRegion, .time = kNow};
  SampleRequest in_headers = request;
  in_headers.sign(signing);
  require_accepted(known, in_headers, kId);
  require_covers_all(known, in_headers);

  SampleRequest in_query = request;
  in_query.presign(std::chrono::seconds(60), signing);
  require_accepted(known, in_query, kId);
  require_covers_all(known, in_query);

  // A token may be added after signing. One of a long-term key is none.
  in_headers.add("X-Amz-Security-Token", std::string(kToken));
  require_refused(known, in_headers);
  for (const std::string_view id : {kTemporaryId, kExpiredId}) {
    signing.access_key_id = id;
    SampleRequest temporary = request;
    temporary.sign(signing);
    require_refused(known, temporary);
    temporary.add("X-Amz-Security-Token", std::string(kToken));
    if (id == kTemporaryId)
      require_accepted(known, temporary, id);
    else
      require_refused(known, temporary);
  }
}

}  // namespace
}  // namespace trent::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size_bytes) {
  using namespace trent::fuzz;
  static const Known known;
  const SampleRequest request = request_of(text_of(data, size_bytes));
  require_refused(known, request);
  if (can_be_signed(request)) sign_and_verify(known, request);
  return 0;
}
