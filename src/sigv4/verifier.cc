#include "sigv4/verifier.h"

#include <utility>

#include "base/encoding.h"
#include "crypto/compare.h"
#include "crypto/digest.h"
#include "identity/names.h"
#include "sigv4/authorization.h"
#include "sigv4/canonical_request.h"
#include "sigv4/credential_scope.h"
#include "sigv4/header_names.h"
#include "sigv4/signature_date.h"
#include "sigv4/signed_headers.h"
#include "sigv4/signing_key.h"

namespace trent::sigv4 {
namespace {

using AccessKeyPtr = std::shared_ptr<const identity::AccessKey>;

constexpr std::string_view kUnsignedPayload = "UNSIGNED-PAYLOAD";
// Stands in for the secret of an access key that does not exist. As long as a real one.
constexpr std::string_view kNoSecret = "0000000000000000000000000000000000000000";

constexpr std::string_view kUnknownKey = "The security token included in the request is invalid.";
constexpr std::string_view kInvalidToken = "The security token included in the request is invalid";
constexpr std::string_view kExpiredToken = "The security token included in the request is expired";
constexpr std::string_view kMismatch =
    "The request signature we calculated does not match the signature you provided. Check your AWS "
    "Secret Access Key and signing method. Consult the service documentation for details.";

struct Target {
  std::string_view path;
  std::string_view query;
};

Target split(std::string_view target) {
  const std::size_t mark = target.find('?');
  if (mark == std::string_view::npos) return {target, {}};
  return {target.substr(0, mark), target.substr(mark + 1)};
}

SigningKeyCache& signing_keys_of_this_thread() {
  thread_local SigningKeyCache cache;
  return cache;
}

bool is_signature(const SecretBytes& signing_key, std::string_view signed_text,
                  std::string_view claimed) {
  const auto expected = signature_of(signed_text, signing_key);
  return crypto::equal_in_constant_time(as_bytes(expected.view()), as_bytes(claimed));
}

// True if the holder of `key` made `claimed`. Null stands for a key that does not exist.
//
// Every refusal costs one derivation, whether the key exists and is cached or not: its time does
// not tell. Only what proved right is cached, so that nobody without a secret can fill the cache.
bool signed_by(const AccessKeyPtr& key, const CredentialScope& scope, std::string_view signed_text,
               std::string_view claimed) {
  SigningKeyCache& cache = signing_keys_of_this_thread();
  const SecretBytes* cached = key ? cache.find(key, scope) : nullptr;
  if (cached != nullptr && is_signature(*cached, signed_text, claimed)) return true;
  SecretBytes derived = derive_signing_key(key ? key->secret.reveal() : as_bytes(kNoSecret), scope);
  if (!is_signature(derived, signed_text, claimed) || !key) return false;
  cache.insert(key, scope, std::move(derived));
  return true;
}

// The last line of the canonical request; `hash`: of the body. Nothing if a header contradicts the
// body, or asks for what only S3 does (kms-security.md 1.8).
std::optional<std::string_view> payload_line(const SignedRequest& request, std::string_view hash,
                                             const Verifier::Options& options) {
  const bool may_be_unsigned = options.unsigned_payload_over_tls && request.tls;
  std::optional<std::string_view> line = hash;
  for (const auto& [name, value] : request.headers) {
    if (!is_header(name, "x-amz-content-sha256") || value == hash) continue;
    if (value != kUnsignedPayload || !may_be_unsigned) return std::nullopt;
    line = value;
  }
  return line;
}

Result<Timestamp> check_time(const Claim& claim, const Verifier::Options& options, Timestamp now) {
  TRY_ASSIGN(const Timestamp signed_at, parse_signature_date(claim.date));
  ValidityWindow window{options.clock_skew_max, options.clock_skew_max};
  if (claim.expires) {
    TRY_ASSIGN(window.after_signing,
               parse_lifetime(*claim.expires, options.presigned_lifetime_max));
  }
  TRY(check_window(signed_at, now, window));
  return signed_at;
}

// Null: nothing, or nothing that a secret belongs to, which would let everybody sign. A long-term
// key goes without a token, a temporary one not. Errors: UnrecognizedClient, ExpiredToken.
Result<AccessKeyPtr> find_key(const identity::AccessKeys& keys, const Claim& claim,
                              std::string_view id, Timestamp now) {
  AccessKeyPtr key;
  if (!claim.security_token) {
    key = keys.find(id);
  } else if (identity::is_temporary(id)) {
    key = keys.find_temporary(id, *claim.security_token);
    if (!key) return fail(ErrorCode::UnrecognizedClient, std::string(kInvalidToken));
    if (!key->session || key->session->expires <= now)
      return fail(ErrorCode::ExpiredToken, std::string(kExpiredToken));
  }
  return key && key->secret.size_bytes() > 0 ? key : nullptr;
}

}  // namespace

Verifier::Verifier(Options options, const identity::AccessKeys& keys, const Clock& clock)
    : options_(std::move(options)), keys_(keys), clock_(clock) {}

Result<Verified> Verifier::verify(const SignedRequest& request,
                                  const std::optional<keys::Region>& host_region) const {
  const auto [path, query] = split(request.target);
  TRY_ASSIGN(const QueryParameters parameters, parse_query(query));
  TRY_ASSIGN(const Claim claim, read_claim(request.headers, parameters));
  const SignedHeaders headers(claim.signed_headers, request.headers);
  TRY(headers.check_coverage());
  const Timestamp now = clock_.now();
  TRY_ASSIGN(const Timestamp signed_at, check_time(claim, options_, now));
  TRY_ASSIGN(const CredentialScope scope, parse_credential(claim.credential));
  TRY(check_scope(scope, {host_region, options_.service, claim.date}));

  TRY_ASSIGN(const AccessKeyPtr key, find_key(keys_, claim, scope.access_key_id, now));
  std::optional<std::string> text;
  const HexText hash(crypto::sha256(request.body));
  const auto payload = payload_line(request, hash.view(), options_);
  if (payload && headers.complete())
    text = string_to_sign(claim.date, scope.text,
                          canonical_request({request.method, path, parameters, headers, *payload}));
  const std::string_view signed_text = text ? std::string_view(*text) : std::string_view();
  const bool genuine = signed_by(key, scope, signed_text, claim.signature) && text;
  if (!key) return fail(ErrorCode::UnrecognizedClient, std::string(kUnknownKey));
  if (!genuine) return fail(ErrorCode::InvalidSignature, std::string(kMismatch));
  return Verified{key, keys::Region(std::string(scope.region)), signed_at};
}

}  // namespace trent::sigv4
