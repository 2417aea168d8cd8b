#include "attestation/testing/documents.h"

#include <algorithm>

namespace trent::attestation::testing {
namespace {

using crypto::KeyType;
using crypto::PrivateKey;
using crypto::testing::make_certificate;
using std::chrono::days;
using std::chrono::hours;

PrivateKey new_key() { return PrivateKey::generate(KeyType::P384).value(); }

auto member_named(DocumentForm& form, const std::string& name) {
  return std::ranges::find(form.members, name, &std::pair<std::string, Bytes>::first);
}

Bytes payload_of(const DocumentForm& form) {
  cbor::Pairs pairs;
  for (const auto& [name, value] : form.members) pairs.emplace_back(cbor::text(name), value);
  return cbor::map(pairs, form.length);
}

Bytes five_pcrs() {
  cbor::Pairs pcrs;
  for (std::uint8_t index = 0; index < 5; ++index)
    pcrs.emplace_back(cbor::unsigned_number(index), cbor::bytes(Bytes(48, index)));
  return cbor::map(pcrs);
}

}  // namespace

DocumentForm& DocumentForm::set(const std::string& name, Bytes encoded_value) {
  const auto member = member_named(*this, name);
  if (member != members.end())
    member->second = std::move(encoded_value);
  else
    members.emplace_back(name, std::move(encoded_value));
  return *this;
}

DocumentForm& DocumentForm::remove(const std::string& name) {
  members.erase(member_named(*this, name));
  return *this;
}

Enclave::Enclave(Timestamp now)
    : now_(now),
      root_key_(new_key()),
      intermediate_key_(new_key()),
      key_(new_key()),
      root_certificate_(make_certificate({.subject = "test root",
                                          .issuer = "test root",
                                          .not_before = now,
                                          .not_after = now + days(3650)},
                                         root_key_.public_key(), root_key_)),
      intermediate_certificate_(
          make_certificate({.subject = "test intermediate",
                            .issuer = "test root",
                            .not_before = now,
                            .not_after = now + days(1),
                            .basic_constraints = "critical,CA:TRUE,pathlen:0"},
                           intermediate_key_.public_key(), root_key_)),
      certificate_(make_certificate({.subject = "test enclave",
                                     .issuer = "test intermediate",
                                     .not_before = now,
                                     .not_after = now + hours(3),
                                     .basic_constraints = "critical,CA:FALSE",
                                     .key_usage = "digitalSignature,nonRepudiation",
                                     .has_key_identifiers = false},
                                    key_.public_key(), intermediate_key_)) {}

DocumentForm Enclave::form(const crypto::PublicKey& recipient) const {
  const auto milliseconds = static_cast<std::uint64_t>(now_.time_since_epoch().count());
  return {.protected_header = cbor::map({{cbor::unsigned_number(1), cbor::negative_number(34)}}),
          .unprotected_header = cbor::map({}),
          .members = {
              {"module_id", cbor::text("i-0123456789abcdef0-enc0123456789abcdef0")},
              {"digest", cbor::text("SHA384")},
              {"timestamp", cbor::unsigned_number(milliseconds)},
              {"pcrs", five_pcrs()},
              {"certificate", cbor::bytes(certificate_)},
              {"cabundle", cbor::array({cbor::bytes(root_certificate_),
                                        cbor::bytes(intermediate_certificate_)})},
              {"public_key", cbor::bytes(recipient.spki())},
              {"user_data", cbor::null()},
              {"nonce", cbor::null()},
          }};
}

Bytes Enclave::sign(const DocumentForm& form) const {
  const Bytes payload = payload_of(form);
  const Bytes message = cbor::array({cbor::text(form.context), cbor::bytes(form.protected_header),
                                     cbor::bytes({}), cbor::bytes(payload)});
  const Bytes signature = crypto::testing::sign_raw_ecdsa(key_, crypto::Hash::Sha384, message);
  const Bytes document = cbor::array({cbor::bytes(form.protected_header), form.unprotected_header,
                                      cbor::bytes(payload), cbor::bytes(signature)});
  return form.tag ? cbor::tagged(*form.tag, document) : document;
}

}  // namespace trent::attestation::testing
