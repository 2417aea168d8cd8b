#include "sigv4/testing/sample_request.h"

#include <algorithm>

#include "base/assert.h"
#include "sigv4/header_names.h"

namespace trent::sigv4::testing {
namespace {

void replace(std::string& text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  TRENT_ASSERT(at != std::string::npos);
  text.replace(at, from.size(), to);
}

}  // namespace

SampleRequest SampleRequest::encrypt() {
  SampleRequest request;
  request.add("Host", "kms.us-east-1.amazonaws.com")
      .add("Content-Type", "application/x-amz-json-1.1")
      .add("X-Amz-Target", "TrentService.Encrypt")
      .body = R"({"KeyId":"alias/example","Plaintext":"aGVsbG8="})";
  return request;
}

SampleRequest& SampleRequest::add(std::string name, std::string value) {
  headers.emplace_back(std::move(name), std::move(value));
  return *this;
}

SampleRequest& SampleRequest::remove(std::string_view name) {
  std::erase_if(headers, [&](const auto& header) { return is_header(header.first, name); });
  return *this;
}

SampleRequest& SampleRequest::set(std::string name, std::string value) {
  std::string lower_case = name;
  std::ranges::transform(name, lower_case.begin(), to_lower);
  return remove(lower_case).add(std::move(name), std::move(value));
}

SampleRequest& SampleRequest::replace_in(std::string_view name, std::string_view from,
                                         std::string_view to) {
  const auto found = std::ranges::find(headers, name, [](const auto& h) { return h.first; });
  TRENT_ASSERT(found != headers.end());
  replace(found->second, from, to);
  return *this;
}

SampleRequest& SampleRequest::replace_in_target(std::string_view from, std::string_view to) {
  replace(target, from, to);
  return *this;
}

SampleRequest& SampleRequest::sign(const Signing& signing) {
  const Signature signature = testing::sign(input(signing));
  return add("X-Amz-Date", signature.amz_date).add("Authorization", signature.authorization);
}

SampleRequest& SampleRequest::presign(std::chrono::seconds lifetime, const Signing& signing) {
  target = presigned_target(input(signing), lifetime);
  return *this;
}

SignedRequest SampleRequest::view() {
  views_.clear();
  for (const auto& [name, value] : headers) views_.push_back({name, value});
  return {method, target, views_, as_bytes(body), tls};
}

std::string_view SampleRequest::header(std::string_view name) const {
  const auto found = std::ranges::find(headers, name, [](const auto& h) { return h.first; });
  return found == headers.end() ? std::string_view{} : found->second;
}

SigningInput SampleRequest::input(const Signing& signing) {
  return {.request = view(),
          .access_key_id = signing.access_key_id,
          .secret = signing.secret,
          .region = signing.region,
          .service = signing.service,
          .time = signing.time,
          .payload_hash = signing.payload_hash};
}

}  // namespace trent::sigv4::testing
