// fuzz/attestation_documents.cc: what a request proves its enclave with.
//
// An input that begins with 's' is lines that change a valid document before an enclave signs it:
// "set NAME HEX", "remove NAME", "tag NUMBER", "header HEX", "context TEXT", "indefinite". Any
// other is as in support/tampering.h, for a document that is signed already, or behind a 'p' for
// what is inside one, which is only parsed: verifying takes milliseconds. Whatever is accepted says
// what its enclave signed.
#include <algorithm>
#include <charconv>

#include "attestation/document.h"
#include "attestation/internal/payload.h"
#include "attestation/testing/documents.h"
#include "base/assert.h"
#include "base/encoding.h"
#include "support/lines.h"
#include "support/tampering.h"

namespace trent::fuzz {
namespace {

using attestation::testing::DocumentForm;

constexpr Timestamp kNow{std::chrono::days(20000)};

// One enclave for all inputs: what it signs is accepted or refused for what it says.
struct Attested {
  attestation::testing::Enclave enclave{kNow};
  attestation::TrustAnchors anchors = enclave.anchors();
  attestation::TrustAnchors nobody;
  crypto::PrivateKey recipient = *crypto::PrivateKey::generate(crypto::KeyType::Rsa2048);
  std::vector<Bytes> documents = make_documents();
  std::vector<Bytes> payloads = payloads_of(documents);

 private:
  static std::vector<Bytes> payloads_of(const std::vector<Bytes>& documents) {
    std::vector<Bytes> payloads;
    for (const Bytes& document : documents) {
      const ByteView payload = attestation::internal::parse_cose_sign1(document)->payload;
      payloads.emplace_back(payload.begin(), payload.end());
    }
    return payloads;
  }
  std::vector<Bytes> make_documents() const {
    namespace cbor = attestation::testing::cbor;
    DocumentForm tagged = enclave.form(recipient.public_key());
    tagged.tag = 18;
    tagged.length = cbor::Length::Indefinite;
    tagged.set("nonce", cbor::bytes(Bytes(16, 'n'))).set("user_data", cbor::bytes(Bytes(8, 'u')));
    return {enclave.document(recipient.public_key()), enclave.sign(tagged)};
  }
};

void apply(std::string_view line, DocumentForm& form) {
  const std::string_view command = cut(line, ' ');
  if (command == "set" || command == "remove") {
    const std::string name(cut(line, ' '));
    const auto is_there =
        std::ranges::find(form.members, name, &decltype(form.members)::value_type::first);
    if (command == "set")
      form.set(name, bytes_from_hex(line).value_or(Bytes{}));
    else if (is_there != form.members.end())
      form.remove(name);
  } else if (command == "tag") {
    std::uint64_t tag = 0;
    std::from_chars(line.data(), line.data() + line.size(), tag);
    form.tag = tag;
  } else if (command == "header") {
    form.protected_header = bytes_from_hex(line).value_or(Bytes{});
  } else if (command == "context") {
    form.context = line;
  } else if (command == "indefinite") {
    form.length = attestation::testing::cbor::Length::Indefinite;
  }
}

void verify_signed(const Attested& attested, std::string_view rest) {
  const DocumentForm genuine = attested.enclave.form(attested.recipient.public_key());
  DocumentForm form = genuine;
  while (!rest.empty()) apply(cut(rest), form);
  const Bytes document = attested.enclave.sign(form);
  const auto verified = attestation::verify_document(document, attested.anchors, kNow);
  if (!verified) {
    TRENT_ASSERT(verified.error().code == ErrorCode::Validation);
    return;
  }
  TRENT_ASSERT(form.context == genuine.context);
  TRENT_ASSERT(form.protected_header == genuine.protected_header);
  TRENT_ASSERT(!verified->module_id.empty() &&
               verified->timestamp <= kNow + std::chrono::minutes(5));
  TRENT_ASSERT(!attestation::verify_document(document, attested.nobody, kNow));
  for (const auto& [index, value] : verified->pcrs) TRENT_ASSERT(index < 32);
  for (const auto& [name, value] : attestation::condition_keys(*verified))
    TRENT_ASSERT(is_lower_hex(value));
}

// The signature does not cover how the parts are put together, and of an ECDSA signature there are
// two; but what it says must be one of ours.
void verify_tampered(const Attested& attested, ByteView document) {
  const auto verified = attestation::verify_document(document, attested.anchors, kNow);
  const bool is_genuine = std::ranges::any_of(
      attested.documents, [&](const Bytes& own) { return std::ranges::equal(own, document); });
  TRENT_ASSERT(verified.has_value() || !is_genuine);
  if (!verified) return;
  const ByteView payload = attestation::internal::parse_cose_sign1(document)->payload;
  TRENT_ASSERT(std::ranges::any_of(
      attested.payloads, [&](const Bytes& own) { return std::ranges::equal(own, payload); }));
}

// Of what nobody signed as well.
void parse_payload(ByteView bytes) {
  const auto payload = attestation::internal::parse_payload(bytes);
  if (!payload) return;
  const auto lies_within = [&](ByteView part) {
    return part.empty() || (part.data() >= bytes.data() &&
                            part.data() + part.size() <= bytes.data() + bytes.size());
  };
  TRENT_ASSERT(lies_within(payload->certificate) && lies_within(payload->public_key));
  TRENT_ASSERT(std::ranges::all_of(payload->cabundle, lies_within));
  for (const auto& [index, value] : payload->pcrs) TRENT_ASSERT(index < 32 && lies_within(value));
}

}  // namespace
}  // namespace trent::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size_bytes) {
  using namespace trent::fuzz;
  static const Attested attested;
  const std::string_view input = text_of(data, size_bytes);
  if (input.starts_with('s')) {
    verify_signed(attested, input.substr(1));
  } else if (input.starts_with('p')) {
    parse_payload(tampered(input.substr(1), attested.payloads).bytes);
  } else {
    verify_tampered(attested, tampered(input, attested.documents).bytes);
  }
  return 0;
}
