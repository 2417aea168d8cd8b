// operations/key_metadata.h: what CreateKey and DescribeKey show of a key.
//
// Source: kms-behaviour.md 3.4.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "keys/key_record.h"
#include "keys/key_state.h"
#include "wire/model_rules.h"
#include "wire/shape.h"

namespace trent::operations {

struct MultiRegionKey {
  std::string arn;
  std::string region;
};

struct MultiRegionConfiguration {
  std::optional<keys::MultiRegionKeyType> type;
  std::optional<MultiRegionKey> primary_key;
  std::vector<MultiRegionKey> replica_keys;
};

struct XksKeyConfiguration {
  std::optional<std::string> id;
};

struct KeyMetadata {
  std::string account_id;
  std::string key_id;
  std::string arn;
  Timestamp creation_date{};
  bool enabled = false;
  std::string description;
  keys::KeyUsage key_usage{};
  keys::KeyState key_state{};
  std::optional<Timestamp> deletion_date;
  std::optional<Timestamp> valid_to;
  keys::Origin origin{};
  std::optional<std::string> custom_key_store_id;
  std::optional<std::string> cloud_hsm_cluster_id;
  std::optional<keys::ExpirationModel> expiration_model;
  keys::KeyManager key_manager{};
  keys::KeySpec customer_master_key_spec{};  // always the same word as KeySpec
  keys::KeySpec key_spec{};
  std::optional<std::vector<keys::EncryptionAlgorithm>> encryption_algorithms;
  std::optional<std::vector<keys::SigningAlgorithm>> signing_algorithms;
  std::optional<std::vector<keys::KeyAgreementAlgorithm>> key_agreement_algorithms;
  std::optional<std::vector<keys::EncapsulationAlgorithm>> encapsulation_algorithms;
  bool multi_region = false;
  std::optional<MultiRegionConfiguration> multi_region_configuration;
  std::optional<std::int64_t> pending_deletion_window_in_days;
  std::optional<std::vector<keys::MacAlgorithm>> mac_algorithms;
  std::optional<XksKeyConfiguration> xks_key_configuration;
  std::optional<std::string> current_key_material_id;
};

KeyMetadata metadata_of(const keys::KeyRecord& key, Timestamp now);

}  // namespace trent::operations

template <>
inline constexpr auto trent::wire::shape<trent::operations::MultiRegionKey> = std::tuple{
    member("Arn", &operations::MultiRegionKey::arn, length(20, 2048)),
    member("Region", &operations::MultiRegionKey::region, kRegion),
};

template <>
inline constexpr auto trent::wire::shape<trent::operations::MultiRegionConfiguration> = std::tuple{
    member("MultiRegionKeyType", &operations::MultiRegionConfiguration::type),
    member("PrimaryKey", &operations::MultiRegionConfiguration::primary_key),
    member("ReplicaKeys", &operations::MultiRegionConfiguration::replica_keys),
};

template <>
inline constexpr auto trent::wire::shape<trent::operations::XksKeyConfiguration> = std::tuple{
    member("Id", &operations::XksKeyConfiguration::id, kXksKeyId),
};

// clang-format off
template <>
inline constexpr auto trent::wire::shape<trent::operations::KeyMetadata> = std::tuple{
    member("AWSAccountId",                &operations::KeyMetadata::account_id),
    member("KeyId",                       &operations::KeyMetadata::key_id, kRequired | kKeyId),
    member("Arn",                         &operations::KeyMetadata::arn, length(20, 2048)),
    member("CreationDate",                &operations::KeyMetadata::creation_date),
    member("Enabled",                     &operations::KeyMetadata::enabled),
    member("Description",                 &operations::KeyMetadata::description, kDescription),
    member("KeyUsage",                    &operations::KeyMetadata::key_usage),
    member("KeyState",                    &operations::KeyMetadata::key_state),
    member("DeletionDate",                &operations::KeyMetadata::deletion_date),
    member("ValidTo",                     &operations::KeyMetadata::valid_to),
    member("Origin",                      &operations::KeyMetadata::origin),
    member("CustomKeyStoreId",            &operations::KeyMetadata::custom_key_store_id, kCustomKeyStoreId),
    member("CloudHsmClusterId",           &operations::KeyMetadata::cloud_hsm_cluster_id, length(19, 24)),
    member("ExpirationModel",             &operations::KeyMetadata::expiration_model),
    member("KeyManager",                  &operations::KeyMetadata::key_manager),
    member("CustomerMasterKeySpec",       &operations::KeyMetadata::customer_master_key_spec),
    member("KeySpec",                     &operations::KeyMetadata::key_spec),
    member("EncryptionAlgorithms",        &operations::KeyMetadata::encryption_algorithms),
    member("SigningAlgorithms",           &operations::KeyMetadata::signing_algorithms),
    member("KeyAgreementAlgorithms",      &operations::KeyMetadata::key_agreement_algorithms),
    member("EncapsulationAlgorithms",     &operations::KeyMetadata::encapsulation_algorithms),
    member("MultiRegion",                 &operations::KeyMetadata::multi_region),
    member("MultiRegionConfiguration",    &operations::KeyMetadata::multi_region_configuration),
    member("PendingDeletionWindowInDays", &operations::KeyMetadata::pending_deletion_window_in_days, kPendingWindowInDays),
    member("MacAlgorithms",               &operations::KeyMetadata::mac_algorithms),
    member("XksKeyConfiguration",         &operations::KeyMetadata::xks_key_configuration),
    member("CurrentKeyMaterialId",        &operations::KeyMetadata::current_key_material_id, kKeyMaterialId),
};
// clang-format on
