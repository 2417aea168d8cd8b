#include "oidc/testing/signed_token.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/encoding.h"
#include "crypto/signatures.h"

namespace trent::oidc::testing {
namespace {

constexpr std::size_t kCoordinateBytes = 32;
constexpr std::size_t kModulusBytes = 256;

crypto::KeyType key_type(Algorithm algorithm) {
  return algorithm == Algorithm::RS256 ? crypto::KeyType::Rsa2048 : crypto::KeyType::P256;
}

// The INTEGER that `der` begins with, 32 bytes long, and takes it away.
Bytes take_coordinate(ByteView& der) {
  const std::size_t size = der[1];
  ByteView number = der.subspan(2, size);
  der = der.subspan(2 + size);
  while (number.size() > kCoordinateBytes) number = number.subspan(1);
  Bytes padded(kCoordinateBytes - number.size(), 0);
  padded.insert(padded.end(), number.begin(), number.end());
  return padded;
}

// r and s, one after the other, of SEQUENCE { INTEGER r, INTEGER s }.
Bytes raw_signature(ByteView der) {
  ByteView rest = der.subspan(2);
  Bytes raw = take_coordinate(rest);
  const Bytes s = take_coordinate(rest);
  raw.insert(raw.end(), s.begin(), s.end());
  return raw;
}

}  // namespace

std::string base64url(ByteView bytes) {
  std::string text = base64(bytes);
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  while (text.ends_with('=')) text.pop_back();
  return text;
}

Issuer::Issuer(Algorithm algorithm, std::string key_id)
    : algorithm_(algorithm),
      key_id_(std::move(key_id)),
      key_(*crypto::PrivateKey::generate(key_type(algorithm))) {}

// The numbers stand at the end of the SubjectPublicKeyInfo.
std::string Issuer::jwk() const {
  const Bytes spki = key_.public_key().spki();
  const ByteView all = spki;
  if (algorithm_ == Algorithm::ES256)
    return fmt::format(R"({{"kty":"EC","crv":"P-256","use":"sig","kid":"{}","x":"{}","y":"{}"}})",
                       key_id_, base64url(all.last(2 * kCoordinateBytes).first(kCoordinateBytes)),
                       base64url(all.last(kCoordinateBytes)));
  // INTEGER n, then 02 03 01 00 01.
  return fmt::format(R"({{"kty":"RSA","alg":"RS256","kid":"{}","n":"{}","e":"AQAB"}})", key_id_,
                     base64url(all.last(5 + kModulusBytes).first(kModulusBytes)));
}

std::string Issuer::jwks() const { return R"({"keys":[)" + jwk() + "]}"; }

std::string Issuer::sign(std::string_view claims) const {
  const std::string header =
      fmt::format(R"({{"alg":"{}","kid":"{}","typ":"JWT"}})", name_of(algorithm_), key_id_);
  const std::string text = base64url(as_bytes(header)) + "." + base64url(as_bytes(claims));
  const bool is_rsa = algorithm_ == Algorithm::RS256;
  const auto scheme = is_rsa ? crypto::SignatureScheme::RsaPkcs1 : crypto::SignatureScheme::Ecdsa;
  const Bytes signature =
      *crypto::sign(key_, {scheme, crypto::Hash::Sha256}, crypto::Signed::Message, as_bytes(text));
  return text + "." + base64url(is_rsa ? signature : raw_signature(signature));
}

}  // namespace trent::oidc::testing
