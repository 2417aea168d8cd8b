#include "crypto/public_key_parts.h"

#include <algorithm>
#include <array>

namespace trent::crypto {
namespace {

// DER tags (X.690, 8).
constexpr std::uint8_t kInteger = 0x02;
constexpr std::uint8_t kBitString = 0x03;
constexpr std::uint8_t kSequence = 0x30;

constexpr std::size_t kP256CoordinateBytes = 32;
constexpr std::uint8_t kUncompressedPoint = 0x04;

// AlgorithmIdentifiers: rsaEncryption (RFC 3279, 2.3.1), id-ecPublicKey with prime256v1 (RFC 5480).
constexpr std::array<std::uint8_t, 15> kRsa{0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86,
                                            0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00};
constexpr std::array<std::uint8_t, 21> kP256{0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48,
                                             0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a,
                                             0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07};

struct RsaSize {
  std::size_t modulus_bytes;
  KeyType type;
};
constexpr std::array kRsaSizes{RsaSize{256, KeyType::Rsa2048}, RsaSize{384, KeyType::Rsa3072},
                               RsaSize{512, KeyType::Rsa4096}};

Bytes joined(ByteView first, ByteView second) {
  Bytes both(first.begin(), first.end());
  both.insert(both.end(), second.begin(), second.end());
  return both;
}

// Nothing here is longer than two bytes can say.
Bytes der(std::uint8_t tag, ByteView contents) {
  Bytes out{tag};
  const std::size_t size = contents.size();
  if (size >= 0x100) {
    out.push_back(0x82);
    out.push_back(static_cast<std::uint8_t>(size >> 8));
  } else if (size >= 0x80) {
    out.push_back(0x81);
  }
  out.push_back(static_cast<std::uint8_t>(size));
  out.insert(out.end(), contents.begin(), contents.end());
  return out;
}

// `number` has no leading zeros and is not empty.
Bytes der_integer(ByteView number) {
  constexpr std::array<std::uint8_t, 1> kPositive{0};
  if (number.front() < 0x80) return der(kInteger, number);
  return der(kInteger, joined(kPositive, number));
}

// SubjectPublicKeyInfo (RFC 5280, 4.1.2.7).
Bytes spki(ByteView algorithm, ByteView key) {
  constexpr std::array<std::uint8_t, 1> kNoUnusedBits{0};
  return der(kSequence, joined(algorithm, der(kBitString, joined(kNoUnusedBits, key))));
}

ByteView without_leading_zeros(ByteView number) {
  while (!number.empty() && number.front() == 0) number = number.subspan(1);
  return number;
}

std::unexpected<Error> no_such_key() { return fail_silently(ErrorCode::Validation); }

}  // namespace

Result<PublicKey> rsa_public_key(ByteView modulus, ByteView exponent) {
  modulus = without_leading_zeros(modulus);
  exponent = without_leading_zeros(exponent);
  const auto size = std::ranges::find(kRsaSizes, modulus.size(), &RsaSize::modulus_bytes);
  if (size == kRsaSizes.end() || exponent.empty() || exponent.size() > modulus.size())
    return no_such_key();
  // With the exponent 1 every text is its own signature.
  if (exponent.back() % 2 == 0 || (exponent.size() == 1 && exponent.front() == 1))
    return no_such_key();
  const Bytes numbers = joined(der_integer(modulus), der_integer(exponent));
  return PublicKey::from_spki(size->type, spki(kRsa, der(kSequence, numbers)));
}

Result<PublicKey> p256_public_key(ByteView x, ByteView y) {
  if (x.size() != kP256CoordinateBytes || y.size() != kP256CoordinateBytes) return no_such_key();
  const std::array<std::uint8_t, 1> form{kUncompressedPoint};
  return PublicKey::from_spki(KeyType::P256, spki(kP256, joined(form, joined(x, y))));
}

}  // namespace trent::crypto
