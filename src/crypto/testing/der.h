// crypto/testing/der.h: keys in their standard encodings, made from their parts, broken ones too.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "base/bytes.h"
#include "crypto/asymmetric_keys.h"

namespace trent::crypto::testing {

constexpr std::uint8_t kInteger = 0x02;
constexpr std::uint8_t kBitString = 0x03;
constexpr std::uint8_t kOctetString = 0x04;
constexpr std::uint8_t kSequence = 0x30;

Bytes joined(std::initializer_list<ByteView> parts);
Bytes from_hex(std::string_view text);

// Tag, length and the contents one after the other.
Bytes der(std::uint8_t tag, std::initializer_list<ByteView> contents);
// Its first bytes say the sign: leading zeros go, and one comes where the first bit is set.
Bytes der_unsigned(ByteView number);

Bytes algorithm_identifier(KeyType type);

// SubjectPublicKeyInfo; `key` is what the bit string holds.
Bytes spki(KeyType type, ByteView key);

// PrivateKeyInfo; `key` is what the octet string holds.
Bytes pkcs8(ByteView algorithm, ByteView key);
Bytes pkcs8(KeyType type, ByteView key);

// ECPrivateKey (RFC 5915), without the public point, and with it.
Bytes ec_private_key(ByteView scalar);
Bytes ec_private_key(ByteView scalar, ByteView point);

// The two simple choices of RFC 9881 and RFC 9935.
Bytes seed_key(ByteView seed);
Bytes expanded_key(ByteView key);

}  // namespace trent::crypto::testing
