#include "throttle/groups.h"

#include <algorithm>

namespace trent::throttle {
namespace {

using keys::EncryptionAlgorithm;
using keys::Operation;
using keys::SigningAlgorithm;

constexpr Group kSymmetric = group_named("Symmetric");
constexpr Group kRsa = group_named("RSA");
constexpr Group kEcc = group_named("ECC");
constexpr Group kMlDsa = group_named("ML-DSA");
constexpr Group kMlKem = group_named("ML-KEM");

struct RegionalRate {
  Group group;
  std::string_view region;
  double per_second;
};

// clang-format off
constexpr std::array kRegionalRates{
    RegionalRate{kSymmetric, "us-east-2",      20'000},
    RegionalRate{kSymmetric, "ap-southeast-1", 20'000},
    RegionalRate{kSymmetric, "ap-southeast-2", 20'000},
    RegionalRate{kSymmetric, "ap-northeast-1", 20'000},
    RegionalRate{kSymmetric, "eu-central-1",   20'000},
    RegionalRate{kSymmetric, "eu-west-2",      20'000},
    RegionalRate{kSymmetric, "us-east-1",     100'000},
    RegionalRate{kSymmetric, "us-west-2",     100'000},
    RegionalRate{kSymmetric, "eu-west-1",     100'000},
    RegionalRate{group_named("GenerateDataKeyPair:RSA_2048"), "cn-north-1",     1},
    RegionalRate{group_named("GenerateDataKeyPair:RSA_2048"), "cn-northwest-1", 1},
    RegionalRate{group_named("GenerateDataKeyPair:RSA_3072"), "cn-north-1",     0.5},
    RegionalRate{group_named("GenerateDataKeyPair:RSA_3072"), "cn-northwest-1", 0.5},
    RegionalRate{group_named("GenerateDataKeyPair:RSA_4096"), "cn-north-1",     0.1},
    RegionalRate{group_named("GenerateDataKeyPair:RSA_4096"), "cn-northwest-1", 0.1},
};

// The operations that share a quota with others.
struct Sharing {
  Operation operation;
  std::optional<Group> group;  // none: the request decides
};
constexpr std::array kSharing{
    Sharing{Operation::GenerateDataKey,                     kSymmetric},
    Sharing{Operation::GenerateDataKeyWithoutPlaintext,     kSymmetric},
    Sharing{Operation::GenerateMac,                         kSymmetric},
    Sharing{Operation::GenerateRandom,                      kSymmetric},
    Sharing{Operation::VerifyMac,                           kSymmetric},
    Sharing{Operation::DeriveSharedSecret,                  kEcc},
    Sharing{Operation::Encapsulate,                         kMlKem},
    Sharing{Operation::Decapsulate,                         kMlKem},
    Sharing{Operation::Decrypt,                             {}},
    Sharing{Operation::Encrypt,                             {}},
    Sharing{Operation::ReEncrypt,                           {}},
    Sharing{Operation::Sign,                                {}},
    Sharing{Operation::Verify,                              {}},
    Sharing{Operation::GenerateDataKeyPair,                 {}},
    Sharing{Operation::GenerateDataKeyPairWithoutPlaintext, {}},
};
// clang-format on

using OperationGroups = std::array<std::optional<Group>, enum_names<Operation>.size()>;

// Does not compile when an operation neither shares a quota nor has one of its own.
consteval OperationGroups groups_of_operations() {
  OperationGroups groups;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const auto operation = static_cast<Operation>(i);
    const auto* shared = std::ranges::find(kSharing, operation, &Sharing::operation);
    groups[i] = shared != kSharing.end() ? shared->group : group_named(name_of(operation));
  }
  return groups;
}
constexpr OperationGroups kOperationGroups = groups_of_operations();

constexpr std::string_view kPairPrefix = "GenerateDataKeyPair:";
using PairGroups = std::array<Group, enum_names<keys::DataKeyPairSpec>.size()>;

// Does not compile when a spec of key pairs has no quota.
consteval PairGroups groups_of_pairs() {
  PairGroups groups{};
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const std::string_view spec = name_of(static_cast<keys::DataKeyPairSpec>(i));
    const auto* row = std::ranges::find_if(kGroups, [&](const GroupRow& candidate) {
      return candidate.name.starts_with(kPairPrefix) &&
             candidate.name.substr(kPairPrefix.size()) == spec;
    });
    groups[i] = group_named(row->name);
  }
  return groups;
}
constexpr PairGroups kPairGroups = groups_of_pairs();

}  // namespace

double aws_rate(Group group, const keys::Region& region) {
  const auto fits = [&](const RegionalRate& rate) {
    return rate.group == group && rate.region == region.view();
  };
  const auto* regional = std::ranges::find_if(kRegionalRates, fits);
  return regional != kRegionalRates.end() ? regional->per_second
                                          : kGroups[index_of(group)].per_second;
}

std::optional<Group> group_of(keys::Operation operation) {
  return kOperationGroups[static_cast<std::size_t>(operation)];
}

Group group_of(keys::EncryptionAlgorithm algorithm) {
  switch (algorithm) {
    case EncryptionAlgorithm::SYMMETRIC_DEFAULT: return kSymmetric;
    case EncryptionAlgorithm::RSAES_OAEP_SHA_1:
    case EncryptionAlgorithm::RSAES_OAEP_SHA_256: return kRsa;
    case EncryptionAlgorithm::SM2PKE: return kEcc;
  }
  return kSymmetric;
}

Group group_of(keys::SigningAlgorithm algorithm) {
  switch (algorithm) {
    case SigningAlgorithm::RSASSA_PSS_SHA_256:
    case SigningAlgorithm::RSASSA_PSS_SHA_384:
    case SigningAlgorithm::RSASSA_PSS_SHA_512:
    case SigningAlgorithm::RSASSA_PKCS1_V1_5_SHA_256:
    case SigningAlgorithm::RSASSA_PKCS1_V1_5_SHA_384:
    case SigningAlgorithm::RSASSA_PKCS1_V1_5_SHA_512: return kRsa;
    case SigningAlgorithm::ECDSA_SHA_256:
    case SigningAlgorithm::ECDSA_SHA_384:
    case SigningAlgorithm::ECDSA_SHA_512:
    case SigningAlgorithm::SM2DSA:
    case SigningAlgorithm::ED25519_SHA_512:
    case SigningAlgorithm::ED25519_PH_SHA_512: return kEcc;
    case SigningAlgorithm::ML_DSA_SHAKE_256: return kMlDsa;
  }
  return kRsa;
}

Group group_of(keys::DataKeyPairSpec pair_spec) {
  return kPairGroups[static_cast<std::size_t>(pair_spec)];
}

}  // namespace trent::throttle
