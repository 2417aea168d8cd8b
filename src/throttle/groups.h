// throttle/groups.h: the groups of operations that share one request quota, and AWS's numbers for
// them, as one table.
//
// A quota counts the requests of one account in one Region, in requests a second.
// Source: kms-behaviour.md section 12.2, and "Request quotas" of the AWS KMS Developer Guide for
// the China Regions. Not published: ML-KEM (docs/aws-divergences.md). There are no custom key
// stores here, so no quota for each of them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "keys/ids.h"
#include "keys/key_types.h"
#include "keys/operation.h"

namespace trent::throttle {

struct GroupRow {
  std::string_view name;  // as the operator writes it
  double per_second;      // AWS's, where kRegionalRates has nothing else
};

// An operation's own quota has its name, so that group_of() finds it.
// clang-format off
inline constexpr std::array kGroups{
    // Cryptographic operations, by the kind of key.
    GroupRow{"Symmetric",                                 10'000},
    GroupRow{"RSA",                                        1'000},
    GroupRow{"ECC",                                        1'000},  // and SM2
    GroupRow{"ML-DSA",                                     1'000},
    GroupRow{"ML-KEM",                                     1'000},
    // With and without plaintext, by the pair that is asked for.
    GroupRow{"GenerateDataKeyPair:RSA_2048",                  20},
    GroupRow{"GenerateDataKeyPair:RSA_3072",                   4},
    GroupRow{"GenerateDataKeyPair:RSA_4096",                   1},
    GroupRow{"GenerateDataKeyPair:ECC_NIST_P256",            100},
    GroupRow{"GenerateDataKeyPair:ECC_NIST_P384",            100},
    GroupRow{"GenerateDataKeyPair:ECC_NIST_P521",            100},
    GroupRow{"GenerateDataKeyPair:ECC_SECG_P256K1",          100},
    GroupRow{"GenerateDataKeyPair:SM2",                       25},
    GroupRow{"GenerateDataKeyPair:ECC_NIST_EDWARDS25519",    100},
    GroupRow{"GenerateDataKeyPair:ML_KEM_512",               100},
    GroupRow{"GenerateDataKeyPair:ML_KEM_768",               100},
    GroupRow{"GenerateDataKeyPair:ML_KEM_1024",              100},
    // Operations that have a quota of their own.
    GroupRow{"CancelKeyDeletion",                              5},
    GroupRow{"ConnectCustomKeyStore",                          5},
    GroupRow{"CreateAlias",                                    5},
    GroupRow{"CreateCustomKeyStore",                           5},
    GroupRow{"CreateGrant",                                   50},
    GroupRow{"CreateKey",                                      5},
    GroupRow{"DeleteAlias",                                   15},
    GroupRow{"DeleteCustomKeyStore",                           5},
    GroupRow{"DeleteImportedKeyMaterial",                     15},
    GroupRow{"DescribeCustomKeyStores",                        5},
    GroupRow{"DescribeKey",                                2'000},
    GroupRow{"DisableKey",                                     5},
    GroupRow{"DisableKeyRotation",                             5},
    GroupRow{"DisconnectCustomKeyStore",                       5},
    GroupRow{"EnableKey",                                      5},
    GroupRow{"EnableKeyRotation",                             15},
    GroupRow{"GetKeyLastUsage",                                5},
    GroupRow{"GetKeyPolicy",                               1'000},
    GroupRow{"GetKeyRotationStatus",                       1'000},
    GroupRow{"GetParametersForImport",                         1},
    GroupRow{"GetPublicKey",                               2'000},
    GroupRow{"ImportKeyMaterial",                             15},
    GroupRow{"ListAliases",                                  500},
    GroupRow{"ListGrants",                                   100},
    GroupRow{"ListKeyPolicies",                              100},
    GroupRow{"ListKeyRotations",                             100},
    GroupRow{"ListKeys",                                     500},
    GroupRow{"ListResourceTags",                           2'000},
    GroupRow{"ListRetirableGrants",                          100},
    GroupRow{"PutKeyPolicy",                                  15},
    GroupRow{"ReplicateKey",                                   5},  // see Call::charge
    GroupRow{"RetireGrant",                                   50},
    GroupRow{"RevokeGrant",                                   50},
    GroupRow{"RotateKeyOnDemand",                              5},
    GroupRow{"ScheduleKeyDeletion",                           15},
    GroupRow{"TagResource",                                   10},
    GroupRow{"UntagResource",                                  5},
    GroupRow{"UpdateAlias",                                    5},
    GroupRow{"UpdateCustomKeyStore",                           5},
    GroupRow{"UpdateKeyDescription",                           5},
    GroupRow{"UpdatePrimaryRegion",                            5},  // see Call::charge
};
// clang-format on

// A row of kGroups.
enum class Group : std::uint8_t {};
inline constexpr std::size_t kGroupCount = kGroups.size();

constexpr std::size_t index_of(Group group) { return static_cast<std::size_t>(group); }
using trent::name_of;
constexpr std::string_view name_of(Group group) { return kGroups[index_of(group)].name; }

constexpr std::optional<Group> group_from_name(std::string_view name) {
  for (std::size_t i = 0; i < kGroups.size(); ++i)
    if (kGroups[i].name == name) return static_cast<Group>(i);
  return std::nullopt;
}

// Does not compile for a name that is not in the table.
consteval Group group_named(std::string_view name) {
  std::size_t row = 0;
  while (kGroups[row].name != name) ++row;
  return static_cast<Group>(row);
}

// Requests a second that AWS allows.
double aws_rate(Group group, const keys::Region& region);

// The group that an operation's name alone decides. None: its request decides, by an algorithm or
// the spec of a key pair, as below.
std::optional<Group> group_of(keys::Operation operation);

Group group_of(keys::EncryptionAlgorithm algorithm);
Group group_of(keys::SigningAlgorithm algorithm);
Group group_of(keys::DataKeyPairSpec pair_spec);

}  // namespace trent::throttle
