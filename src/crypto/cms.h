// crypto/cms.h: Cryptographic Message Syntax, as KMS answers to a recipient in an enclave.
//
// Source: RFC 5652, section 6; RFC 4055, section 4; kms-behaviour.md 11.3.
#pragma once

#include "base/bytes.h"
#include "base/error.h"
#include "base/secret_bytes.h"
#include "crypto/asymmetric_keys.h"

namespace trent::crypto {

// Whether enveloped_for() works with `key`, of KeyType::Rsa2048: odd modulus that is no prime and
// has no small factor, odd exponent above 1. For keys that somebody else made; takes about a
// millisecond.
bool is_fit_for_envelopes(const PublicKey& key);

// A ContentInfo with EnvelopedData version 2 for one recipient, in BER with indefinite lengths:
// AES-256-CBC under a new key, which RSAES-OAEP with SHA-256 transports. The recipient is named by
// a subjectKeyIdentifier, the SHA-256 of its SubjectPublicKeyInfo. `recipient` is of
// KeyType::Rsa2048.
// Errors: Internal.
Result<Bytes> enveloped_for(const PublicKey& recipient, const SecretBytes& content);

}  // namespace trent::crypto
