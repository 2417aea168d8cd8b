// operations/list_key_rotations.h: ListKeyRotations lists what became of a key's material, oldest
// first.
//
// Source: kms-behaviour.md 6.11, 7.5.
#pragma once

#include "operations/paging.h"
#include "wire/model_rules.h"
#include "wire/shape.h"

namespace trent::operations {

struct ListKeyRotationsRequest {
  std::string key_id;
  keys::IncludeKeyMaterial include_key_material = keys::IncludeKeyMaterial::ROTATIONS_ONLY;
  std::optional<std::int64_t> limit;
  std::optional<std::string> marker;
};

struct RotationsListEntry {
  std::string key_id;
  std::string key_material_id;
  std::optional<std::string> key_material_description;
  std::optional<keys::ImportState> import_state;
  keys::KeyMaterialState key_material_state{};
  std::optional<keys::ExpirationModel> expiration_model;
  std::optional<Timestamp> valid_to;
  std::optional<Timestamp> rotation_date;
  std::optional<keys::RotationType> rotation_type;
};

struct ListKeyRotationsResponse {
  std::vector<RotationsListEntry> rotations;
  std::optional<std::string> next_marker;
  bool truncated = false;
};

// Errors: the gate's, UnsupportedOperation (of a key that is not symmetric, without message),
// InvalidMarker.
Result<ListKeyRotationsResponse> list_key_rotations(Call& call,
                                                    const ListKeyRotationsRequest& request);

}  // namespace trent::operations

// clang-format off
template <>
inline constexpr auto trent::wire::shape<trent::operations::ListKeyRotationsRequest> = std::tuple{
    member("KeyId",              &operations::ListKeyRotationsRequest::key_id, kRequired | kKeyId),
    member("IncludeKeyMaterial", &operations::ListKeyRotationsRequest::include_key_material),
    member("Limit",              &operations::ListKeyRotationsRequest::limit, kLimit),
    member("Marker",             &operations::ListKeyRotationsRequest::marker, kMarker),
};

template <>
inline constexpr auto trent::wire::shape<trent::operations::RotationsListEntry> = std::tuple{
    member("KeyId",                  &operations::RotationsListEntry::key_id, kKeyId),
    member("KeyMaterialId",          &operations::RotationsListEntry::key_material_id, kKeyMaterialId),
    member("KeyMaterialDescription", &operations::RotationsListEntry::key_material_description, kKeyMaterialDescription),
    member("ImportState",            &operations::RotationsListEntry::import_state),
    member("KeyMaterialState",       &operations::RotationsListEntry::key_material_state),
    member("ExpirationModel",        &operations::RotationsListEntry::expiration_model),
    member("ValidTo",                &operations::RotationsListEntry::valid_to),
    member("RotationDate",           &operations::RotationsListEntry::rotation_date),
    member("RotationType",           &operations::RotationsListEntry::rotation_type),
};

template <>
inline constexpr auto trent::wire::shape<trent::operations::ListKeyRotationsResponse> = std::tuple{
    member("Rotations",  &operations::ListKeyRotationsResponse::rotations),
    member("NextMarker", &operations::ListKeyRotationsResponse::next_marker, kMarker),
    member("Truncated",  &operations::ListKeyRotationsResponse::truncated),
};
// clang-format on
