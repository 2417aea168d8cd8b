#include "attestation/document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attestation/testing/documents.h"

namespace trent::attestation {
namespace {

using crypto::KeyType;
using crypto::PrivateKey;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using testing::DocumentForm;
using testing::Enclave;
namespace cbor = testing::cbor;

constexpr Timestamp kNow{std::chrono::sys_days{std::chrono::January / 2 / 2026}};

const Enclave& enclave() {
  static const Enclave made(kNow);
  return made;
}

const crypto::PublicKey& recipient() {
  static const crypto::PublicKey key = PrivateKey::generate(KeyType::Rsa2048).value().public_key();
  return key;
}

DocumentForm form() { return enclave().form(recipient()); }
DocumentForm form_with(const std::string& member, Bytes value) {
  return form().set(member, std::move(value));
}

const TrustAnchors& anchors() {
  static const TrustAnchors roots = enclave().anchors();
  return roots;
}

// "valid", or what is wrong.
std::string verdict(ByteView document, Timestamp now = kNow,
                    const TrustAnchors& roots = anchors()) {
  const auto attestation = verify_document(document, roots, now);
  if (attestation) return "valid";
  EXPECT_EQ(attestation.error().code, ErrorCode::Validation);
  return attestation.error().message.value_or("no message");
}
std::string verdict(const DocumentForm& form, Timestamp now = kNow) {
  return verdict(enclave().sign(form), now);
}

TEST(Document, AValidOneIsReadWhole) {
  DocumentForm filled = form();
  filled.set("user_data", cbor::bytes(as_bytes("user"))).set("nonce", cbor::bytes({}));
  const auto attestation = verify_document(enclave().sign(filled), anchors(), kNow + hours(1));
  ASSERT_TRUE(attestation.has_value()) << attestation.error().message.value_or("");
  EXPECT_EQ(attestation->module_id, "i-0123456789abcdef0-enc0123456789abcdef0");
  EXPECT_EQ(attestation->timestamp, kNow);
  EXPECT_EQ(attestation->pcrs.size(), 5U);
  EXPECT_EQ(attestation->pcrs.at(3), Bytes(48, 3));
  EXPECT_EQ(attestation->recipient.spki(), recipient().spki());
  EXPECT_EQ(attestation->recipient.type(), KeyType::Rsa2048);
  ASSERT_TRUE(attestation->user_data && attestation->nonce);
  EXPECT_EQ(as_text(*attestation->user_data), "user");
  EXPECT_TRUE(attestation->nonce->empty());
}

TEST(Document, TheTagAndIndefiniteLengthsAreOptional) {
  DocumentForm tagged = form();
  tagged.tag = 18;
  EXPECT_EQ(verdict(tagged), "valid");
  DocumentForm indefinite = form();
  indefinite.length = cbor::Length::Indefinite;
  EXPECT_EQ(verdict(indefinite), "valid");
  indefinite.unprotected_header = cbor::map({}, cbor::Length::Indefinite);
  indefinite.set("cabundle", cbor::array({cbor::bytes(enclave().root_certificate()),
                                          cbor::bytes(enclave().intermediate_certificate())},
                                         cbor::Length::Indefinite));
  EXPECT_EQ(verdict(indefinite), "valid");
}

TEST(Document, OptionalMembersMayBeNullOrAbsent) {
  EXPECT_EQ(verdict(form().remove("user_data").remove("nonce")), "valid");
  const auto attestation = verify_document(enclave().sign(form()), anchors(), kNow);
  ASSERT_TRUE(attestation.has_value());
  EXPECT_FALSE(attestation->user_data.has_value());
  EXPECT_FALSE(attestation->nonce.has_value());
}

// --- each rule broken once

TEST(Document, WithoutARootNothingIsVerified) {
  EXPECT_EQ(verdict(enclave().document(recipient()), kNow, TrustAnchors()),
            "The attestation document cannot be verified: no attestation root is configured.");
}

TEST(Document, OtherCoseStructuresAreRefused) {
  const std::string text = "The attestation document is not a COSE_Sign1 structure.";
  DocumentForm other_tag = form();
  other_tag.tag = 17;
  EXPECT_EQ(verdict(other_tag), text);
  DocumentForm twice_tagged = form();
  twice_tagged.tag = 18;
  EXPECT_EQ(verdict(cbor::tagged(18, enclave().sign(twice_tagged))), text);
  DocumentForm unprotected = form();
  unprotected.unprotected_header =
      cbor::map({{cbor::unsigned_number(4), cbor::bytes(as_bytes("id"))}});
  EXPECT_EQ(verdict(unprotected), text);
  unprotected.unprotected_header = cbor::null();
  EXPECT_EQ(verdict(unprotected), text);
  Bytes longer = enclave().document(recipient());
  longer.push_back(0);
  EXPECT_EQ(verdict(longer), text);
  const Bytes item = cbor::bytes(as_bytes("item"));
  for (const Bytes& wrong : {Bytes{}, Bytes{0}, Bytes{4}, Bytes{0xff}, cbor::null(),
                             cbor::array({}), cbor::array({item, cbor::map({}), item}),
                             cbor::array({item, cbor::map({}), item, item, item}),
                             cbor::array({item, cbor::map({}), cbor::null(), item}),
                             cbor::array({cbor::map({}), cbor::map({}), item, item})})
    EXPECT_EQ(verdict(wrong), text);
}

TEST(Document, OnlyEs384IsAllowed) {
  const auto label = cbor::unsigned_number(1);
  const auto es384 = cbor::negative_number(34);
  const auto content_type = std::pair(cbor::unsigned_number(3), cbor::unsigned_number(0));
  Bytes longer = cbor::map({{label, es384}});
  longer.push_back(0);
  for (const Bytes& header :
       {Bytes{}, cbor::map({}), cbor::map({{label, cbor::negative_number(6)}}),
        cbor::map({{label, cbor::negative_number(35)}}),
        cbor::map({{label, cbor::unsigned_number(34)}}),
        cbor::map({{cbor::unsigned_number(2), es384}}), cbor::map({{label, es384}, content_type}),
        cbor::map({content_type, {label, es384}}), cbor::array({label, es384}), longer}) {
    DocumentForm changed = form();
    changed.protected_header = header;
    EXPECT_EQ(verdict(changed), "The attestation document is not signed with ES384.");
  }
}

struct BrokenMember {
  std::string name;
  std::vector<Bytes> values;
};

cbor::Pairs registers(std::uint64_t count, std::size_t size_bytes = 48) {
  cbor::Pairs pcrs;
  for (std::uint64_t index = 0; index < count; ++index)
    pcrs.emplace_back(cbor::unsigned_number(index), cbor::bytes(Bytes(size_bytes)));
  return pcrs;
}

cbor::Pairs one_register(Bytes index, Bytes value) {
  return {{std::move(index), std::move(value)}};
}

std::vector<BrokenMember> broken_members() {
  const Bytes zero = cbor::unsigned_number(0);
  const Bytes value = cbor::bytes(Bytes(48));
  const Bytes certificate = cbor::bytes(enclave().intermediate_certificate());
  return {
      {"module_id", {cbor::text(""), cbor::bytes(as_bytes("i-1")), zero}},
      {"digest", {cbor::text("SHA256"), cbor::text("sha384"), cbor::bytes(as_bytes("SHA384"))}},
      {"timestamp", {zero, cbor::negative_number(0), cbor::text("1")}},
      {"pcrs",
       {cbor::map({}), cbor::map(registers(33)), cbor::map(registers(1, 0)),
        cbor::map(registers(1, 31)), cbor::map(registers(1, 49)), cbor::array({zero}),
        cbor::map(one_register(cbor::unsigned_number(32), value)),
        cbor::map(one_register(cbor::negative_number(0), value)),
        cbor::map(one_register(cbor::text("0"), value)),
        cbor::map(one_register(zero, cbor::null())),
        cbor::map({{zero, value}, {zero, cbor::bytes(Bytes(48, 1))}})}},
      {"certificate",
       {cbor::bytes({}), cbor::bytes(Bytes(1025)), cbor::text("a"), cbor::array({certificate})}},
      {"cabundle",
       {cbor::array({}), certificate, cbor::array({certificate, cbor::bytes({})}),
        cbor::array({cbor::bytes(Bytes(1025))}), cbor::array({cbor::null()}),
        cbor::array({cbor::array({certificate})})}},
      {"public_key", {cbor::bytes({}), cbor::bytes(Bytes(1025)), cbor::text("key")}},
      {"user_data", {cbor::bytes(Bytes(513)), cbor::text("user"), zero, cbor::map({})}},
      {"nonce", {cbor::bytes(Bytes(513)), cbor::text("nonce"), zero, cbor::map({})}},
  };
}

TEST(Document, EachMemberKeepsItsRules) {
  for (const auto& [name, values] : broken_members())
    for (std::size_t i = 0; i < values.size(); ++i)
      EXPECT_EQ(verdict(form_with(name, values[i])),
                "The attestation document's " + name + " is not valid.")
          << i;
}

TEST(Document, TheLimitsThemselvesAreAllowed) {
  EXPECT_EQ(verdict(form_with("pcrs", cbor::map(registers(32, 64)))), "valid");
  EXPECT_EQ(verdict(form_with("pcrs", cbor::map(registers(1, 32)))), "valid");
  EXPECT_EQ(verdict(form_with("user_data", cbor::bytes(Bytes(512)))), "valid");
  EXPECT_EQ(verdict(form_with("nonce", cbor::bytes(Bytes(512)))), "valid");
}

TEST(Document, RequiredMembersAreNeitherAbsentNorNull) {
  for (const std::string name :
       {"module_id", "digest", "timestamp", "pcrs", "certificate", "cabundle", "public_key"}) {
    const std::string text = "The attestation document has no " + name + ".";
    EXPECT_EQ(verdict(form().remove(name)), text);
    EXPECT_EQ(verdict(form_with(name, cbor::null())), text);
  }
}

TEST(Document, NoMemberIsUnknownOrThereTwice) {
  EXPECT_EQ(verdict(form_with("more", cbor::null())),
            "The attestation document has an unknown member.");
  for (const auto& [name, value] : form().members) {
    DocumentForm twice = form();
    twice.members.emplace_back(name, value);
    EXPECT_EQ(verdict(twice), "The attestation document has the member " + name + " twice.");
  }
}

TEST(Document, ThePayloadIsAMapOfAtMost16384Bytes) {
  const auto with_payload = [](ByteView payload) {
    return cbor::array({cbor::bytes(form().protected_header), cbor::map({}), cbor::bytes(payload),
                        cbor::bytes(Bytes(96))});
  };
  const std::string size = "The attestation document's payload must be 1 to 16384 bytes.";
  EXPECT_EQ(verdict(with_payload({})), size);
  EXPECT_EQ(verdict(with_payload(Bytes(16'385))), size);
  EXPECT_EQ(verdict(with_payload(Bytes(16'384))),
            "The attestation document's payload is not a CBOR map.");
  EXPECT_EQ(verdict(with_payload(Bytes{0xa1})),
            "The attestation document's payload is not valid CBOR.");
  EXPECT_EQ(verdict(with_payload(Bytes{0xa1, 0x00, 0x00})),
            "The attestation document has an unknown member.");
}

TEST(Document, TheSignatureIsByTheLeafOverThisPayload) {
  const std::string text = "The attestation document's signature is not valid.";
  DocumentForm other_context = form();
  other_context.context = "Signature";
  EXPECT_EQ(verdict(other_context), text);
  Bytes changed_signature = enclave().document(recipient());
  changed_signature.back() ^= 1;
  EXPECT_EQ(verdict(changed_signature), text);
  // The module id, near the beginning.
  Bytes changed_payload = enclave().document(recipient());
  const auto digit = std::ranges::search(changed_payload, as_bytes("i-0123")).begin() + 3;
  *digit = '9';
  EXPECT_EQ(verdict(changed_payload), text);
  // Another enclave's certificates, with its own root trusted: signed by the wrong key.
  const Enclave other(kNow);
  DocumentForm stolen = other.form(recipient());
  EXPECT_EQ(verdict(enclave().sign(stolen), kNow, other.anchors()), text);
  const Bytes short_signature = cbor::array({cbor::bytes(form().protected_header), cbor::map({}),
                                             cbor::bytes(Bytes{0xa0}), cbor::bytes(Bytes(95))});
  EXPECT_EQ(verdict(short_signature), "The attestation document's signature must be 96 bytes.");
}

TEST(Document, TheChainEndsInAConfiguredRoot) {
  const std::string text = "The attestation document's certificate chain is not valid: ";
  EXPECT_EQ(verdict(enclave().document(recipient()), kNow, Enclave(kNow).anchors()).find(text), 0U);
  const Bytes only_root = cbor::array({cbor::bytes(enclave().root_certificate())});
  EXPECT_EQ(verdict(form_with("cabundle", only_root)), text + "an issuer is missing.");
  const Bytes only_intermediate = cbor::array({cbor::bytes(enclave().intermediate_certificate())});
  EXPECT_EQ(verdict(form_with("cabundle", only_intermediate)), "valid");
  const Bytes no_certificate = cbor::bytes(as_bytes("no certificate"));
  EXPECT_EQ(verdict(form_with("certificate", no_certificate)),
            text + "a certificate cannot be read.");
  const Bytes document = enclave().document(recipient());
  EXPECT_EQ(verdict(document, kNow + hours(3) - milliseconds(1)), "valid");
  EXPECT_EQ(verdict(document, kNow + hours(3)), text + "a certificate has expired.");
  EXPECT_EQ(verdict(document, kNow - minutes(1)), text + "a certificate is not valid yet.");
}

DocumentForm made_at(Timestamp time) {
  const auto count = static_cast<std::uint64_t>(time.time_since_epoch().count());
  return form_with("timestamp", cbor::unsigned_number(count));
}

TEST(Document, TheTimestampIsNotInTheFuture) {
  EXPECT_EQ(verdict(made_at(kNow + minutes(5))), "valid");
  const std::string text = "The attestation document's timestamp is in the future.";
  EXPECT_EQ(verdict(made_at(kNow + minutes(5) + milliseconds(1))), text);
  for (const std::uint64_t huge : {std::uint64_t{1} << 63, ~std::uint64_t{0}})
    EXPECT_EQ(verdict(form_with("timestamp", cbor::unsigned_number(huge))), text);
}

TEST(Document, TheTimestampIsInTheValidityOfTheCertificate) {
  const std::string text =
      "The attestation document's timestamp is outside the validity of its certificate.";
  EXPECT_EQ(verdict(form_with("timestamp", cbor::unsigned_number(1))), text);
  EXPECT_EQ(verdict(made_at(kNow - milliseconds(1))), text);
  const Timestamp end = kNow + hours(3);
  EXPECT_EQ(verdict(made_at(end - milliseconds(1)), end - minutes(1)), "valid");
  EXPECT_EQ(verdict(made_at(end), end - minutes(1)), text);
}

TEST(Document, ThePublicKeyIsAWorkingRsa2048Key) {
  const std::string text = "The attestation document's public_key is not a valid RSA-2048 key.";
  for (const KeyType type : {KeyType::Rsa3072, KeyType::P384}) {
    const Bytes spki = PrivateKey::generate(type).value().public_key().spki();
    EXPECT_EQ(verdict(form_with("public_key", cbor::bytes(spki))), text);
  }
  Bytes longer = recipient().spki();
  longer.push_back(0);
  Bytes even = recipient().spki();
  even.back() = 0;
  for (const Bytes& wrong : {Bytes{1}, longer, even})
    EXPECT_EQ(verdict(form_with("public_key", cbor::bytes(wrong))), text);
}

// --- condition keys

TEST(ConditionKeys, AreTheRegistersInHexadecimal) {
  const Attestation attestation{.pcrs = {{0, Bytes(48, 0xab)}, {31, Bytes(32, 0x01)}},
                                .recipient = recipient()};
  const std::map<std::string, std::string> keys = condition_keys(attestation);
  EXPECT_EQ(keys.size(), 3U);
  EXPECT_EQ(keys.at("kms:RecipientAttestation:PCR0").substr(0, 4), "abab");
  EXPECT_EQ(keys.at("kms:RecipientAttestation:PCR0").size(), 96U);
  EXPECT_EQ(keys.at("kms:RecipientAttestation:ImageSha384"),
            keys.at("kms:RecipientAttestation:PCR0"));
  EXPECT_EQ(keys.at("kms:RecipientAttestation:PCR31").size(), 64U);
}

TEST(ConditionKeys, AnotherDigestIsNoImageSha384) {
  for (const std::size_t size_bytes : {32, 64}) {
    const Attestation attestation{.pcrs = {{0, Bytes(size_bytes)}}, .recipient = recipient()};
    EXPECT_EQ(condition_keys(attestation).count("kms:RecipientAttestation:ImageSha384"), 0U);
  }
}

// --- hostile documents

TEST(HostileDocument, NoTruncationVerifies) {
  const Bytes document = enclave().document(recipient());
  for (std::size_t size_bytes = 0; size_bytes < document.size(); ++size_bytes)
    ASSERT_NE(verdict(ByteView(document).first(size_bytes)), "valid") << size_bytes;
}

TEST(HostileDocument, NoChangedByteVerifies) {
  const Bytes document = enclave().document(recipient());
  for (std::size_t at = 0; at < document.size(); ++at)
    for (const unsigned change : {1U << (at % 8), 0xffU}) {
      Bytes changed = document;
      changed[at] ^= static_cast<std::uint8_t>(change);
      ASSERT_NE(verdict(changed), "valid") << at << " " << change;
    }
}

TEST(HostileDocument, ClaimedLengthsAndDepthsCostNothing) {
  constexpr std::size_t size_bytes_max = 262'144;
  // Arrays in arrays, maps in maps, tags on tags, each of definite and of indefinite length.
  for (const std::uint8_t head : Bytes{0x81, 0x9f, 0xa1, 0xbf, 0xc1, 0xd2, 0x5f, 0x7f, 0xff, 0x00})
    EXPECT_NE(verdict(Bytes(size_bytes_max, head)), "valid");
  // Lengths of 2^64 - 1 and of 2^32.
  for (const std::uint8_t major : Bytes{0x40, 0x60, 0x80, 0xa0}) {
    Bytes huge{static_cast<std::uint8_t>(major | 0x1b)};
    huge.insert(huge.end(), 8, 0xff);
    Bytes large{static_cast<std::uint8_t>(major | 0x1b), 0, 0, 0, 1, 0, 0, 0, 0};
    for (const Bytes& item : {huge, large}) {
      EXPECT_NE(verdict(item), "valid");
      for (const std::string member : {"pcrs", "cabundle", "module_id", "user_data"})
        EXPECT_NE(verdict(form_with(member, item)), "valid");
    }
  }
}

TEST(HostileDocument, StringsInPiecesAreRefused) {
  const Bytes text_in_pieces{0x7f, 0x61, 'a', 0x61, 'b', 0xff};
  const Bytes bytes_in_pieces{0x5f, 0x41, 'a', 0x41, 'b', 0xff};
  EXPECT_EQ(verdict(form_with("module_id", text_in_pieces)),
            "The attestation document's module_id is not valid.");
  EXPECT_EQ(verdict(form_with("nonce", bytes_in_pieces)),
            "The attestation document's nonce is not valid.");
}

}  // namespace
}  // namespace trent::attestation
