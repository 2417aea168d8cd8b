#include "server/attestation_roots.h"

#include <gtest/gtest.h>

#include "attestation/testing/documents.h"
#include "crypto/testing/temporary_directory.h"

namespace trent::server {
namespace {

using crypto::testing::TemporaryDirectory;
using crypto::testing::write_text;

constexpr Timestamp kNow{std::chrono::sys_days{std::chrono::January / 2 / 2026}};

TEST(AttestationRoots, WhatTheFileNamesIsTrusted) {
  const attestation::testing::Enclave enclave(kNow);
  const auto recipient =
      crypto::PrivateKey::generate(crypto::KeyType::Rsa2048).value().public_key();
  const TemporaryDirectory directory;
  write_text(directory.file("root.pem"), enclave.root_pem());
  const auto anchors = read_attestation_roots(directory.file("root.pem"));
  ASSERT_TRUE(anchors.has_value());
  EXPECT_TRUE(
      attestation::verify_document(enclave.document(recipient), *anchors, kNow).has_value());
}

TEST(AttestationRoots, AFileThatIsNotUsableIsNamed) {
  const TemporaryDirectory directory;
  const std::string path = directory.file("root.pem");
  const auto detail = [](const std::string& file) {
    const auto anchors = read_attestation_roots(file);
    EXPECT_FALSE(anchors.has_value());
    return anchors ? "" : anchors.error().detail;
  };
  EXPECT_EQ(detail(path), "cannot read the attestation root " + path);
  EXPECT_EQ(detail(directory.path()), "cannot read the attestation root " + directory.path());
  write_text(path, "no PEM");
  EXPECT_EQ(detail(path),
            "the attestation root " + path + " is not usable: there is no PEM certificate");
  write_text(path, std::string(1024 * 1024 + 1, ' '));
  EXPECT_EQ(detail(path), "the attestation root " + path + " is larger than 1 MiB");
}

}  // namespace
}  // namespace trent::server
