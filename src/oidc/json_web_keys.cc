#include "oidc/json_web_keys.h"

#include <algorithm>
#include <optional>

#include "base/encoding.h"
#include "crypto/public_key_parts.h"
#include "crypto/raw_ecdsa.h"
#include "crypto/signatures.h"
#include "oidc/members.h"
#include "wire/document.h"

namespace trent::oidc {
namespace {

namespace json = boost::json;

std::unexpected<Error> unusable(std::string reason) {
  return fail(ErrorCode::Validation, std::move(reason));
}

// What a key is for. Nothing: not for signatures that we know.
std::optional<Algorithm> algorithm_of(const json::object& key) {
  const std::string use = text_member(key, "use").value_or("sig");
  const std::string type = text_member(key, "kty").value_or("");
  std::optional<Algorithm> algorithm;
  if (type == "RSA") algorithm = Algorithm::RS256;
  if (type == "EC" && text_member(key, "crv") == "P-256") algorithm = Algorithm::ES256;
  if (!algorithm || use != "sig") return std::nullopt;
  if (text_member(key, "alg").value_or(std::string(name_of(*algorithm))) != name_of(*algorithm))
    return std::nullopt;
  return algorithm;
}

Bytes number_member(const json::object& key, std::string_view name) {
  return bytes_from_base64url(text_member(key, name).value_or("")).value_or(Bytes());
}

Result<crypto::PublicKey> public_key(const json::object& key, Algorithm algorithm) {
  if (algorithm == Algorithm::RS256)
    return crypto::rsa_public_key(number_member(key, "n"), number_member(key, "e"));
  return crypto::p256_public_key(number_member(key, "x"), number_member(key, "y"));
}

bool is_signature(const crypto::PublicKey& key, Algorithm algorithm, ByteView text,
                  ByteView signature) {
  if (algorithm == Algorithm::ES256)
    return crypto::verify_raw_ecdsa(key, crypto::Hash::Sha256, text, signature);
  return crypto::verify(key, {crypto::SignatureScheme::RsaPkcs1, crypto::Hash::Sha256},
                        crypto::Signed::Message, text, signature);
}

}  // namespace

Result<JsonWebKeys> JsonWebKeys::parse(std::string_view text) {
  wire::Document document;
  if (!document.parse(text)) return unusable("it is not a JSON object");
  const auto* keys = document.object().if_contains("keys");
  if (!keys || !keys->is_array()) return unusable("it has no list 'keys'");
  JsonWebKeys set;
  for (const json::value& value : keys->get_array()) {
    if (!value.is_object()) return unusable("a key is not a JSON object");
    const auto algorithm = algorithm_of(value.get_object());
    if (!algorithm) continue;
    auto key = public_key(value.get_object(), *algorithm);
    if (!key) return unusable("a key is damaged, or an RSA key of another size than 2048 to 4096");
    set.keys_.push_back(
        {text_member(value.get_object(), "kid").value_or(""), *algorithm, *std::move(key)});
  }
  if (set.keys_.empty()) return unusable("it has no key for RS256 or ES256");
  return set;
}

bool JsonWebKeys::may_have(std::string_view key_id) const {
  return std::ranges::any_of(keys_, [&](const Key& key) { return key.may_be(key_id); });
}

bool JsonWebKeys::verify(std::string_view key_id, Algorithm algorithm, std::string_view text,
                         ByteView signature) const {
  return std::ranges::any_of(keys_, [&](const Key& key) {
    return key.algorithm == algorithm && key.may_be(key_id) &&
           is_signature(key.key, algorithm, as_bytes(text), signature);
  });
}

}  // namespace trent::oidc
