// crypto/certificate_chain.h: X.509 chains from a leaf to a root that the operator configured.
//
// Source: RFC 5280, section 6. No revocation, no policies, no names of hosts: the chain says that a
// key was certified under one of the anchors, and no more. Safe to use from any thread.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/error.h"
#include "crypto/asymmetric_keys.h"

namespace trent::crypto {

namespace internal {
struct TrustStore;  // crypto/certificate_chain.cc
}

// The root certificates that chains may end in. Copies share them.
class TrustAnchors {
 public:
  // None: no chain is valid.
  TrustAnchors() = default;

  // Reads PEM (RFC 7468): one or several self-issued CA certificates, with any text around them.
  // Errors: Internal, with a detail for the operator, when there is none, when one cannot be read
  // or is no root, or when a block is anything else than a certificate.
  static Result<TrustAnchors> from_pem(std::string_view pem);

  bool empty() const { return store_ == nullptr; }
  const internal::TrustStore* store() const { return store_.get(); }

 private:
  std::shared_ptr<const internal::TrustStore> store_;
};

struct CertifiedKey {
  PublicKey key;         // KeyType::P384
  Timestamp not_before;  // of the leaf
  Timestamp not_after;   // as OpenSSL, we count this instant as expired
};

// Verifies the chain from `leaf` over some of `intermediates`, which may be in any order and may
// repeat the root, to one of `anchors`, all DER. Certificates that are not needed are ignored, but
// all must be readable. At `now`: signatures and validity, also of the root; CAs have
// basicConstraints with cA, keep its pathLenConstraint and have keyUsage keyCertSign; the leaf is
// no CA, has keyUsage digitalSignature and a P-384 key.
// Errors: Validation; the message is a clause such as "a certificate has expired" and quotes
// nothing of the certificates.
Result<CertifiedKey> verify_certificate_chain(ByteView leaf,
                                              std::span<const ByteView> intermediates,
                                              const TrustAnchors& anchors, Timestamp now);

}  // namespace trent::crypto
