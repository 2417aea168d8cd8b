// crypto/signatures.h: signing and verifying.
//
// Schemes: RSASSA-PKCS1-v1_5 and RSASSA-PSS (RFC 8017; MGF1 with the same hash, salt as long as the
// hash), ECDSA (FIPS 186-5), Ed25519 and Ed25519ph (RFC 8032), ML-DSA (FIPS 204; hedged, empty
// context), SM2 (GB/T 32918.2).
#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "base/error.h"
#include "crypto/asymmetric_keys.h"
#include "crypto/hash.h"

namespace trent::crypto {

enum class SignatureScheme : std::uint8_t {
  RsaPkcs1,   // a block as long as the modulus
  RsaPss,     // the same
  Ecdsa,      // DER: SEQUENCE { INTEGER r, INTEGER s }
  Ed25519,    // 64 bytes
  Ed25519ph,  // 64 bytes; hashes with SHA-512 first
  MlDsa,      // 2420, 3309 or 4627 bytes
  Sm2,        // DER, as Ecdsa; distinguishing id 1234567812345678
};

// What is handed in to be signed.
enum class Signed : std::uint8_t {
  Message,
  Digest,      // RSA, ECDSA and SM2 only: the message's hash, exactly as long
  ExternalMu,  // ML-DSA only: the 64-byte message representative (FIPS 204, algorithm 7, step 6)
};

struct SignatureAlgorithm {
  SignatureScheme scheme{};
  Hash hash{};  // of RSA, ECDSA and SM2; the others have their own
};

// `key` is of a type that the scheme signs with. Errors: Internal.
Result<Bytes> sign(const PrivateKey& key, SignatureAlgorithm algorithm, Signed what,
                   ByteView input);

// False for whatever is not a signature, wrong encodings and lengths included.
bool verify(const PublicKey& key, SignatureAlgorithm algorithm, Signed what, ByteView input,
            ByteView signature);

}  // namespace trent::crypto
