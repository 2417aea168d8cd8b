// attestation/testing/documents.h: an enclave for tests: its certificates, and documents that it
// signs, with anything about them changed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "attestation/document.h"
#include "attestation/testing/cbor.h"
#include "base/bytes.h"
#include "base/clock.h"
#include "crypto/asymmetric_keys.h"
#include "crypto/testing/certificates.h"

namespace trent::attestation::testing {

// What a document is made of; every part is encoded already. Enclave::form() gives a valid one.
struct DocumentForm {
  std::optional<std::uint64_t> tag;
  Bytes protected_header;  // becomes a byte string
  Bytes unprotected_header;
  // Of the payload, in order. Names are texts.
  std::vector<std::pair<std::string, Bytes>> members;
  cbor::Length length = cbor::Length::Definite;  // of the payload
  std::string context = "Signature1";            // what is signed begins with it

  // Replaces a member, or appends one.
  DocumentForm& set(const std::string& name, Bytes encoded_value);
  DocumentForm& remove(const std::string& name);
};

class Enclave {
 public:
  // Its certificates are valid from `now`: the leaf for three hours, the intermediate for a day,
  // the root for ten years.
  explicit Enclave(Timestamp now);

  std::string root_pem() const { return crypto::testing::pem_of_certificate(root_certificate_); }
  TrustAnchors anchors() const { return TrustAnchors::from_pem(root_pem()).value(); }

  // A document that asks for answers to `recipient`, an RSA-2048 key, made at the time the
  // certificates begin. PCR<i> is 48 bytes of i for i from 0 to 4.
  DocumentForm form(const crypto::PublicKey& recipient) const;
  Bytes sign(const DocumentForm& form) const;
  Bytes document(const crypto::PublicKey& recipient) const { return sign(form(recipient)); }

  const Bytes& root_certificate() const { return root_certificate_; }
  const Bytes& intermediate_certificate() const { return intermediate_certificate_; }
  const Bytes& certificate() const { return certificate_; }

 private:
  Timestamp now_;
  crypto::PrivateKey root_key_;
  crypto::PrivateKey intermediate_key_;
  crypto::PrivateKey key_;
  Bytes root_certificate_;
  Bytes intermediate_certificate_;
  Bytes certificate_;
};

}  // namespace trent::attestation::testing
