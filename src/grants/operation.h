// grants/operation.h: what a grant can allow.
//
// The enumerators and their order are those of the KMS service model (GrantOperation). Their names
// are permissions without the "kms:" prefix, wire words and stored words.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "base/enum_names.h"

namespace trent::grants {

enum class GrantOperation : std::uint8_t {
  Decrypt,
  Encrypt,
  GenerateDataKey,
  GenerateDataKeyWithoutPlaintext,
  ReEncryptFrom,
  ReEncryptTo,
  Sign,
  Verify,
  GetPublicKey,
  CreateGrant,
  RetireGrant,
  DescribeKey,
  GenerateDataKeyPair,
  GenerateDataKeyPairWithoutPlaintext,
  GenerateMac,
  VerifyMac,
  DeriveSharedSecret,
  Encapsulate,
  Decapsulate,
};

}  // namespace trent::grants

namespace trent {

template <>
inline constexpr std::array enum_names<grants::GrantOperation> = std::to_array<std::string_view>({
    "Decrypt",
    "Encrypt",
    "GenerateDataKey",
    "GenerateDataKeyWithoutPlaintext",
    "ReEncryptFrom",
    "ReEncryptTo",
    "Sign",
    "Verify",
    "GetPublicKey",
    "CreateGrant",
    "RetireGrant",
    "DescribeKey",
    "GenerateDataKeyPair",
    "GenerateDataKeyPairWithoutPlaintext",
    "GenerateMac",
    "VerifyMac",
    "DeriveSharedSecret",
    "Encapsulate",
    "Decapsulate",
});

}  // namespace trent

namespace trent::grants {

class OperationSet {
 public:
  constexpr OperationSet() = default;
  constexpr OperationSet(std::initializer_list<GrantOperation> operations) {
    for (const GrantOperation operation : operations) insert(operation);
  }

  constexpr void insert(GrantOperation operation) { bits_ |= bit(operation); }
  constexpr bool contains(GrantOperation operation) const { return (bits_ & bit(operation)) != 0; }
  constexpr bool is_subset_of(OperationSet other) const { return (bits_ & ~other.bits_) == 0; }
  constexpr bool empty() const { return bits_ == 0; }
  constexpr OperationSet operator|(OperationSet other) const {
    other.bits_ |= bits_;
    return other;
  }
  constexpr OperationSet operator-(OperationSet other) const {
    other.bits_ = bits_ & ~other.bits_;
    return other;
  }
  constexpr bool operator==(const OperationSet&) const = default;

  // In the order of the model.
  std::vector<GrantOperation> list() const {
    std::vector<GrantOperation> operations;
    for (std::size_t i = 0; i < enum_names<GrantOperation>.size(); ++i)
      if (const auto operation = static_cast<GrantOperation>(i); contains(operation))
        operations.push_back(operation);
    return operations;
  }

 private:
  static constexpr std::uint32_t bit(GrantOperation operation) {
    return std::uint32_t{1} << static_cast<unsigned>(operation);
  }

  std::uint32_t bits_ = 0;
};

}  // namespace trent::grants
