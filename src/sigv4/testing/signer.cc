#include "sigv4/testing/signer.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/assert.h"
#include "base/encoding.h"
#include "crypto/digest.h"
#include "sigv4/authorization.h"
#include "sigv4/canonical_request.h"
#include "sigv4/credential_scope.h"
#include "sigv4/header_names.h"
#include "sigv4/percent_encoding.h"
#include "sigv4/signing_key.h"

namespace trent::sigv4::testing {
namespace {

std::string scope_of(const SigningInput& input) {
  std::string scope = iso8601_basic(input.time).substr(0, 8);
  for (const std::string_view part : {input.region, input.service, kTerminator})
    scope.append("/").append(part);
  return scope;
}

std::string credential_of(const SigningInput& input) {
  return std::string(input.access_key_id) + "/" + scope_of(input);
}

// "host;x-amz-date;...": all names, in lower case, sorted, each once.
std::string names_of(std::span<const HeaderView> headers) {
  std::vector<std::string> names;
  for (const HeaderView& header : headers)
    std::ranges::transform(header.name, std::back_inserter(names.emplace_back()), to_lower);
  std::ranges::sort(names);
  names.erase(std::ranges::unique(names).begin(), names.end());
  std::string list;
  for (const std::string& name : names) list.append(list.empty() ? "" : ";").append(name);
  return list;
}

std::string signature(const SigningInput& input, std::span<const HeaderView> headers,
                      std::string_view target) {
  const std::string list = names_of(headers);
  const SignedHeaders covered(list, headers);
  const std::size_t mark = std::min(target.find('?'), target.size());
  const auto parameters = parse_query(target.substr(std::min(mark + 1, target.size())));
  TRENT_ASSERT(parameters.has_value());
  const std::string hash = input.payload_hash.empty() ? hex(crypto::sha256(input.request.body))
                                                      : std::string(input.payload_hash);
  const std::string canonical =
      canonical_request({input.request.method, target.substr(0, mark), *parameters, covered, hash});
  const std::string credential = credential_of(input);
  const CredentialScope scope = *parse_credential(credential);
  return std::string(signature_of(string_to_sign(iso8601_basic(input.time), scope.text, canonical),
                                  derive_signing_key(as_bytes(input.secret), scope))
                         .view());
}

}  // namespace

Signature sign(const SigningInput& input) {
  const std::string date = iso8601_basic(input.time);
  std::vector<HeaderView> headers(input.request.headers.begin(), input.request.headers.end());
  headers.push_back({"x-amz-date", date});
  const std::string value = signature(input, headers, input.request.target);
  return {std::string(kAlgorithm) + " Credential=" + credential_of(input) +
              ", SignedHeaders=" + names_of(headers) + ", Signature=" + value,
          date};
}

std::string presigned_target(const SigningInput& input, std::chrono::seconds lifetime) {
  const std::vector<std::pair<std::string_view, std::string>> parameters{
      {"X-Amz-Algorithm", std::string(kAlgorithm)},
      {"X-Amz-Credential", credential_of(input)},
      {"X-Amz-Date", iso8601_basic(input.time)},
      {"X-Amz-Expires", std::to_string(lifetime.count())},
      {"X-Amz-SignedHeaders", names_of(input.request.headers)}};
  std::string target(input.request.target);
  for (const auto& [name, value] : parameters) {
    target.append(target.contains('?') ? "&" : "?").append(name).append("=");
    append_percent_encoded(value, target);
  }
  return target + "&X-Amz-Signature=" + signature(input, input.request.headers, target);
}

}  // namespace trent::sigv4::testing
