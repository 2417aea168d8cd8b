#include "crypto/testing/der.h"

#include <algorithm>

#include "base/assert.h"
#include "base/encoding.h"

namespace trent::crypto::testing {
namespace {

Bytes length_octets(std::size_t length) {
  if (length < 0x80) return {static_cast<std::uint8_t>(length)};
  Bytes octets;
  for (; length > 0; length >>= 8) octets.insert(octets.begin(), length & 0xff);
  octets.insert(octets.begin(), static_cast<std::uint8_t>(0x80 | octets.size()));
  return octets;
}

Bytes bit_string(ByteView contents) {
  const Bytes no_unused_bits{0};
  return der(kBitString, {no_unused_bits, contents});
}

const Bytes kZero{kInteger, 1, 0};
const Bytes kOne{kInteger, 1, 1};

}  // namespace

Bytes joined(std::initializer_list<ByteView> parts) {
  Bytes whole;
  for (const ByteView part : parts) whole.insert(whole.end(), part.begin(), part.end());
  return whole;
}

Bytes from_hex(std::string_view text) {
  const auto bytes = bytes_from_hex(text);
  TRENT_ASSERT(bytes.has_value());
  return *bytes;
}

Bytes der(std::uint8_t tag, std::initializer_list<ByteView> contents) {
  const Bytes content = joined(contents);
  const Bytes tag_octet{tag};
  return joined({tag_octet, length_octets(content.size()), content});
}

Bytes der_unsigned(ByteView number) {
  while (number.size() > 1 && number.front() == 0) number = number.subspan(1);
  const Bytes sign(number.empty() || number.front() >= 0x80 ? 1 : 0);
  return der(kInteger, {sign, number});
}

Bytes algorithm_identifier(KeyType type) {
  switch (type) {
    case KeyType::Rsa2048:
    case KeyType::Rsa3072:
    case KeyType::Rsa4096: return from_hex("300d06092a864886f70d0101010500");
    case KeyType::P256: return from_hex("301306072a8648ce3d020106082a8648ce3d030107");
    case KeyType::P384: return from_hex("301006072a8648ce3d020106052b81040022");
    case KeyType::P521: return from_hex("301006072a8648ce3d020106052b81040023");
    case KeyType::Secp256k1: return from_hex("301006072a8648ce3d020106052b8104000a");
    case KeyType::Sm2: return from_hex("301306072a8648ce3d020106082a811ccf5501822d");
    case KeyType::Ed25519: return from_hex("300506032b6570");
    case KeyType::MlDsa44: return from_hex("300b0609608648016503040311");
    case KeyType::MlDsa65: return from_hex("300b0609608648016503040312");
    case KeyType::MlDsa87: return from_hex("300b0609608648016503040313");
    case KeyType::MlKem512: return from_hex("300b0609608648016503040401");
    case KeyType::MlKem768: return from_hex("300b0609608648016503040402");
    case KeyType::MlKem1024: return from_hex("300b0609608648016503040403");
  }
  TRENT_ASSERT(false);
}

Bytes spki(KeyType type, ByteView key) {
  return der(kSequence, {algorithm_identifier(type), bit_string(key)});
}

Bytes pkcs8(ByteView algorithm, ByteView key) {
  return der(kSequence, {kZero, algorithm, der(kOctetString, {key})});
}

Bytes pkcs8(KeyType type, ByteView key) { return pkcs8(algorithm_identifier(type), key); }

Bytes ec_private_key(ByteView scalar) {
  return der(kSequence, {kOne, der(kOctetString, {scalar})});
}

Bytes ec_private_key(ByteView scalar, ByteView point) {
  constexpr std::uint8_t public_key = 0xa1;
  return der(kSequence, {kOne, der(kOctetString, {scalar}), der(public_key, {bit_string(point)})});
}

Bytes seed_key(ByteView seed) { return der(0x80, {seed}); }
Bytes expanded_key(ByteView key) { return der(kOctetString, {key}); }

}  // namespace trent::crypto::testing
