// crypto/testing/certificates.h: certificates made to measure, and what signs as COSE does.
#pragma once

#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/clock.h"
#include "crypto/asymmetric_keys.h"
#include "crypto/hash.h"

namespace trent::crypto::testing {

// What a certificate says. The defaults are those of a CA.
struct CertificateForm {
  std::string subject;
  std::string issuer;
  Timestamp not_before;
  Timestamp not_after;
  // As openssl.cnf has them (x509v3_config(5)); none: the certificate lacks the extension.
  std::optional<std::string> basic_constraints = "critical,CA:TRUE";
  std::optional<std::string> key_usage = "critical,keyCertSign";
  // subjectKeyIdentifier and authorityKeyIdentifier. Leaves of Nitro Enclaves have neither.
  bool has_key_identifiers = true;
};

// DER of an X.509 certificate, version 3, for `subject_key`. `issuer_key` is an elliptic-curve or
// RSA key.
Bytes make_certificate(const CertificateForm& form, const PublicKey& subject_key,
                       const PrivateKey& issuer_key, Hash hash = Hash::Sha384);

std::string pem_of_certificate(ByteView der);

// An ECDSA signature as JOSE and COSE have it: r and s, each as long as the curve's order. `key` is
// of P256, P384 or P521.
Bytes sign_raw_ecdsa(const PrivateKey& key, Hash hash, ByteView message);

}  // namespace trent::crypto::testing
