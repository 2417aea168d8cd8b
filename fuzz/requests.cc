// fuzz/requests.cc: JSON requests to every operation of KMS, several after each other.
//
// A line names the operation, and after a space who asks (Deployment::caller_named); the next line
// is the body. A line "wait SECONDS" lets time pass. What was encrypted, signed or authenticated
// must afterwards be decrypted and verified, by the same caller, with the same result.
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "base/assert.h"
#include "support/deployment.h"
#include "support/lines.h"
#include "support/well_formed.h"

namespace trent::fuzz {
namespace {

constexpr int kRequestsMax = 6;
constexpr std::int64_t kWaitSecondsMax = 1'000'000'000;

// These take RSA keys of the size that the request says: up to seconds each, for nothing to find.
bool would_make_rsa_key(std::string_view operation, std::string_view body) {
  constexpr std::array<std::string_view, 4> kMakers{"CreateKey", "GenerateDataKeyPair",
                                                    "GenerateDataKeyPairWithoutPlaintext",
                                                    "GetParametersForImport"};
  return std::ranges::find(kMakers, operation) != kMakers.end() && body.contains("RSA_");
}

std::optional<std::int64_t> seconds_in(std::string_view text) {
  std::int64_t seconds = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (read.ec != std::errc{} || seconds < 0 || seconds > kWaitSecondsMax) return std::nullopt;
  return seconds;
}

// An operation whose answer another one takes back.
struct WayBack {
  std::string_view there;
  std::string_view made;  // the member of the answer
  std::string_view back;
  std::string_view taken;    // what the way back calls it
  std::string_view checked;  // the member of the request, and of the way back's answer, if any
};

constexpr std::array kWaysBack{
    WayBack{"Encrypt", "CiphertextBlob", "Decrypt", "CiphertextBlob", "Plaintext"},
    WayBack{"GenerateMac", "Mac", "VerifyMac", "Mac", ""},
    WayBack{"Sign", "Signature", "Verify", "Signature", ""},
};

// Those members that mean the same both ways.
boost::json::object common_members(const boost::json::object& request) {
  constexpr std::array<std::string_view, 8> kCommon{
      "KeyId",   "EncryptionAlgorithm", "EncryptionContext", "GrantTokens",
      "Message", "MessageType",         "MacAlgorithm",      "SigningAlgorithm"};
  boost::json::object members;
  for (const std::string_view name : kCommon)
    if (const auto* value = request.if_contains(name)) members[name] = *value;
  return members;
}

void go_back(Deployment& deployment, std::string_view caller, const WayBack& way,
             std::string_view body, const SecretBuffer& answer) {
  const boost::json::object request = json_object(body);
  boost::json::object members = common_members(request);
  members[way.taken] = json_object(view_of(answer)).at(way.made);
  const auto outcome = deployment.call(caller, way.back, boost::json::serialize(members));
  if (!outcome) {
    // Who may encrypt need not be allowed to decrypt.
    TRENT_ASSERT(outcome.error().code == ErrorCode::AccessDenied);
    return;
  }
  if (!way.checked.empty())
    TRENT_ASSERT(json_object(view_of(*outcome)).at(way.checked) == request.at(way.checked));
}

void ask(Deployment& deployment, std::string_view line, std::string_view members) {
  const std::string_view operation = cut(line, ' ');
  if (would_make_rsa_key(operation, members)) return;
  const std::string body = Deployment::named(members);
  const auto outcome = deployment.call(line, operation, body);
  const auto* const way = std::ranges::find(kWaysBack, operation, &WayBack::there);
  if (outcome && way != kWaysBack.end()) go_back(deployment, line, *way, body, *outcome);
}

}  // namespace
}  // namespace trent::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size_bytes) {
  using namespace trent::fuzz;
  std::string_view rest = text_of(data, size_bytes);
  Deployment deployment;
  for (int request = 0; request < kRequestsMax && !rest.empty(); ++request) {
    std::string_view line = cut(rest);
    constexpr std::string_view kWait = "wait ";
    if (!line.starts_with(kWait)) {
      ask(deployment, line, cut(rest));
    } else if (const auto seconds = seconds_in(line.substr(kWait.size()))) {
      deployment.wait(std::chrono::seconds(*seconds));
    }
  }
  return 0;
}
