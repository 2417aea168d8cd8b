#include "crypto/certificate_chain.h"

#include <gtest/gtest.h>

#include "crypto/testing/certificates.h"

namespace trent::crypto {
namespace {

using std::chrono::days;
using std::chrono::hours;
using testing::CertificateForm;
using testing::make_certificate;
using testing::pem_of_certificate;

constexpr Timestamp kNow{std::chrono::sys_days{std::chrono::January / 2 / 2026}};

const PrivateKey& key(std::size_t number) {
  static const std::vector<PrivateKey> keys = [] {
    std::vector<PrivateKey> made;
    for (int i = 0; i < 4; ++i) made.push_back(PrivateKey::generate(KeyType::P384).value());
    return made;
  }();
  return keys[number];
}
const PrivateKey& root_key() { return key(0); }
const PrivateKey& intermediate_key() { return key(1); }
const PrivateKey& leaf_key() { return key(2); }
const PrivateKey& other_key() { return key(3); }

CertificateForm root_form() {
  return {.subject = "root", .issuer = "root", .not_before = kNow, .not_after = kNow + days(900)};
}
CertificateForm intermediate_form() {
  return {.subject = "intermediate",
          .issuer = "root",
          .not_before = kNow,
          .not_after = kNow + days(20),
          .basic_constraints = "critical,CA:TRUE,pathlen:0"};
}
CertificateForm leaf_form() {
  return {.subject = "leaf",
          .issuer = "intermediate",
          .not_before = kNow,
          .not_after = kNow + hours(3),
          .basic_constraints = "critical,CA:FALSE",
          .key_usage = "digitalSignature,nonRepudiation",
          .has_key_identifiers = false};
}

Bytes make_root(const CertificateForm& form = root_form()) {
  return make_certificate(form, root_key().public_key(), root_key());
}
Bytes make_intermediate(const CertificateForm& form = intermediate_form()) {
  return make_certificate(form, intermediate_key().public_key(), root_key());
}
Bytes make_leaf(const CertificateForm& form = leaf_form()) {
  return make_certificate(form, leaf_key().public_key(), intermediate_key());
}

const Bytes& root() {
  static const Bytes der = make_root();
  return der;
}

TrustAnchors trusting(ByteView der) {
  return TrustAnchors::from_pem(pem_of_certificate(der)).value();
}

Result<CertifiedKey> verified(ByteView leaf, const std::vector<Bytes>& bundle,
                              const TrustAnchors& anchors = trusting(root()),
                              Timestamp now = kNow + hours(1)) {
  const std::vector<ByteView> views(bundle.begin(), bundle.end());
  return verify_certificate_chain(leaf, views, anchors, now);
}

// "valid", or what is wrong.
std::string verdict(const Result<CertifiedKey>& key) {
  if (key) return "valid";
  EXPECT_EQ(key.error().code, ErrorCode::Validation);
  return key.error().message.value_or("no message");
}

TEST(CertificateChain, AValidOneGivesTheLeafsKeyAndValidity) {
  const auto certified = verified(make_leaf(), {root(), make_intermediate()});
  ASSERT_EQ(verdict(certified), "valid");
  EXPECT_EQ(certified->key.spki(), leaf_key().public_key().spki());
  EXPECT_EQ(certified->not_before, kNow);
  EXPECT_EQ(certified->not_after, kNow + hours(3));
}

TEST(CertificateChain, OrderAndTheRootInTheBundleDoNotMatter) {
  const Bytes leaf = make_leaf();
  const Bytes intermediate = make_intermediate();
  EXPECT_EQ(verdict(verified(leaf, {intermediate})), "valid");
  EXPECT_EQ(verdict(verified(leaf, {intermediate, root()})), "valid");
  EXPECT_EQ(verdict(verified(leaf, {root(), intermediate, intermediate})), "valid");
}

TEST(CertificateChain, EachCertificateMustBeValidAtTheTime) {
  const Bytes leaf = make_leaf();
  const std::vector<Bytes> bundle{root(), make_intermediate()};
  EXPECT_EQ(verdict(verified(leaf, bundle, trusting(root()), kNow + hours(4))),
            "a certificate has expired");
  EXPECT_EQ(verdict(verified(leaf, bundle, trusting(root()), kNow - hours(1))),
            "a certificate is not valid yet");

  CertificateForm old = intermediate_form();
  old.not_before = kNow - days(2);
  old.not_after = kNow - days(1);
  EXPECT_EQ(verdict(verified(leaf, {root(), make_intermediate(old)})), "a certificate has expired");

  CertificateForm old_root = root_form();
  old_root.not_before = kNow - days(2);
  old_root.not_after = kNow - days(1);
  EXPECT_EQ(verdict(verified(leaf, bundle, trusting(make_root(old_root)))),
            "a certificate has expired");
}

TEST(CertificateChain, TheDocumentsRootIsNotTrustedForItself) {
  const Bytes same_name = make_certificate(root_form(), other_key().public_key(), other_key());
  const std::vector<Bytes> bundle{root(), make_intermediate()};
  EXPECT_EQ(verdict(verified(make_leaf(), bundle, TrustAnchors())), "no root is configured");
  EXPECT_NE(verdict(verified(make_leaf(), bundle, trusting(same_name))), "valid");

  CertificateForm elsewhere = root_form();
  elsewhere.subject = elsewhere.issuer = "another root";
  const Bytes other = make_certificate(elsewhere, other_key().public_key(), other_key());
  EXPECT_EQ(verdict(verified(make_leaf(), bundle, trusting(other))),
            "the root is not a configured one");
}

TEST(CertificateChain, AnyOfSeveralRootsWillDo) {
  CertificateForm elsewhere = root_form();
  elsewhere.subject = elsewhere.issuer = "another root";
  const Bytes other = make_certificate(elsewhere, other_key().public_key(), other_key());
  const auto both =
      TrustAnchors::from_pem(pem_of_certificate(other) + pem_of_certificate(root())).value();
  EXPECT_EQ(verdict(verified(make_leaf(), {make_intermediate()}, both)), "valid");
}

TEST(CertificateChain, AMissingIntermediateIsRefused) {
  EXPECT_EQ(verdict(verified(make_leaf(), {root()})), "an issuer is missing");
  EXPECT_EQ(verdict(verified(make_leaf(), {})), "an issuer is missing");
}

TEST(CertificateChain, ASignatureByAnotherKeyIsRefused) {
  CertificateForm form = intermediate_form();
  const Bytes forged = make_certificate(form, intermediate_key().public_key(), other_key());
  EXPECT_NE(verdict(verified(make_leaf(), {root(), forged})), "valid");
  form.has_key_identifiers = false;
  const Bytes plain = make_certificate(form, intermediate_key().public_key(), other_key());
  EXPECT_NE(verdict(verified(make_leaf(), {root(), plain})), "valid");

  const Bytes leaf = make_certificate(leaf_form(), leaf_key().public_key(), other_key());
  EXPECT_EQ(verdict(verified(leaf, {root(), make_intermediate()})), "a signature does not match");
}

TEST(CertificateChain, IssuersMustBeCasThatMaySign) {
  using Setting = std::optional<std::string>;
  for (const Setting& constraints :
       {Setting(), Setting("critical,CA:FALSE"), Setting("CA:FALSE")}) {
    CertificateForm form = intermediate_form();
    form.basic_constraints = constraints;
    EXPECT_NE(verdict(verified(make_leaf(), {root(), make_intermediate(form)})), "valid");
  }
  for (const Setting& usage : {Setting(), Setting("critical,digitalSignature,cRLSign")}) {
    CertificateForm form = intermediate_form();
    form.key_usage = usage;
    EXPECT_NE(verdict(verified(make_leaf(), {root(), make_intermediate(form)})), "valid");
    CertificateForm weak_root = root_form();
    weak_root.key_usage = usage;
    EXPECT_NE(verdict(verified(make_leaf(), {make_intermediate()}, trusting(make_root(weak_root)))),
              "valid");
  }
}

TEST(CertificateChain, APathLengthIsKept) {
  // root - intermediate (pathlen 0) - second - leaf
  CertificateForm second = intermediate_form();
  second.subject = "second";
  second.issuer = "intermediate";
  const Bytes second_der = make_certificate(second, other_key().public_key(), intermediate_key());
  CertificateForm form = leaf_form();
  form.issuer = "second";
  const Bytes leaf = make_certificate(form, leaf_key().public_key(), other_key());
  EXPECT_EQ(verdict(verified(leaf, {root(), make_intermediate(), second_der})),
            "it is longer than a CA allows");
  CertificateForm longer = intermediate_form();
  longer.basic_constraints = "critical,CA:TRUE,pathlen:1";
  EXPECT_EQ(verdict(verified(leaf, {root(), make_intermediate(longer), second_der})), "valid");
}

TEST(CertificateChain, TheLeafMaySignAndIsNoCa) {
  const std::vector<Bytes> bundle{root(), make_intermediate()};
  CertificateForm form = leaf_form();
  form.key_usage = "nonRepudiation";
  EXPECT_EQ(verdict(verified(make_leaf(form), bundle)), "its leaf may not sign");
  form.key_usage.reset();
  EXPECT_EQ(verdict(verified(make_leaf(form), bundle)), "its leaf may not sign");
  form.key_usage = "digitalSignature,keyCertSign";
  form.basic_constraints = "critical,CA:TRUE";
  form.has_key_identifiers = true;
  EXPECT_NE(verdict(verified(make_leaf(form), bundle)), "valid");
  CertificateForm roomy = intermediate_form();
  roomy.basic_constraints = "critical,CA:TRUE";
  EXPECT_EQ(verdict(verified(make_leaf(form), {root(), make_intermediate(roomy)})),
            "its leaf is a CA");
  EXPECT_EQ(verdict(verified(root(), {})), "its leaf is a CA");
}

TEST(CertificateChain, TheLeafsKeyIsOnP384) {
  const PrivateKey p256 = PrivateKey::generate(KeyType::P256).value();
  const Bytes leaf = make_certificate(leaf_form(), p256.public_key(), intermediate_key());
  EXPECT_EQ(verdict(verified(leaf, {root(), make_intermediate()})), "its leaf has no P-384 key");
}

TEST(CertificateChain, Sha1SignaturesAreTooWeak) {
  const Bytes leaf =
      make_certificate(leaf_form(), leaf_key().public_key(), intermediate_key(), Hash::Sha1);
  EXPECT_EQ(verdict(verified(leaf, {root(), make_intermediate()})), "an algorithm is too weak");
}

TEST(CertificateChain, AChainThatIsTooLongIsRefused) {
  std::vector<Bytes> bundle{root()};
  const int count = 12;
  for (int i = 0; i < count; ++i) {
    CertificateForm form = intermediate_form();
    form.basic_constraints = "critical,CA:TRUE";
    form.subject = "ca" + std::to_string(i);
    form.issuer = i == 0 ? "root" : "ca" + std::to_string(i - 1);
    bundle.push_back(make_certificate(form, intermediate_key().public_key(),
                                      i == 0 ? root_key() : intermediate_key()));
  }
  CertificateForm form = leaf_form();
  form.issuer = "ca" + std::to_string(count - 1);
  EXPECT_EQ(verdict(verified(make_leaf(form), bundle)), "it is too long");
}

TEST(CertificateChain, WhatIsNotExactlyACertificateIsRefused) {
  const Bytes leaf = make_leaf();
  const Bytes intermediate = make_intermediate();
  Bytes longer = leaf;
  longer.push_back(0);
  Bytes shorter = leaf;
  shorter.pop_back();
  for (const Bytes& wrong : {Bytes{}, Bytes{0x30}, longer, shorter}) {
    EXPECT_EQ(verdict(verified(wrong, {intermediate})), "a certificate cannot be read");
    EXPECT_EQ(verdict(verified(leaf, {intermediate, wrong})), "a certificate cannot be read");
  }
}

// --- the file of anchors

std::string detail_of(std::string_view pem) {
  const auto anchors = TrustAnchors::from_pem(pem);
  if (anchors) return "read";
  EXPECT_EQ(anchors.error().code, ErrorCode::Internal);
  return anchors.error().detail;
}

TEST(TrustAnchors, SeveralMayStandInAFileWithTextAroundThem) {
  const std::string pem = pem_of_certificate(root());
  EXPECT_EQ(detail_of(pem), "read");
  EXPECT_EQ(detail_of("# the root\n" + pem + "\n" + pem + "end\n"), "read");
  EXPECT_FALSE(TrustAnchors::from_pem(pem)->empty());
  EXPECT_TRUE(TrustAnchors().empty());
}

TEST(TrustAnchors, AnythingElseSaysWhatIsWrong) {
  const std::string pem = pem_of_certificate(root());
  EXPECT_EQ(detail_of(""), "there is no PEM certificate");
  EXPECT_EQ(detail_of("no PEM"), "there is no PEM certificate");
  EXPECT_EQ(detail_of(pem.substr(0, pem.size() / 2)), "there is no PEM certificate");
  EXPECT_EQ(detail_of(pem + pem.substr(0, pem.size() / 2)), "a PEM block is damaged");
  EXPECT_EQ(detail_of("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"),
            "there is a block that is no CERTIFICATE");
  EXPECT_EQ(detail_of("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
                .find("a certificate cannot be read"),
            0U);
  EXPECT_EQ(detail_of(pem_of_certificate(make_leaf())), "a certificate is not that of a root CA");
  EXPECT_EQ(detail_of(pem_of_certificate(make_intermediate())),
            "a certificate is not that of a root CA");
}

}  // namespace
}  // namespace trent::crypto
