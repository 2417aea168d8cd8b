// operations/members.h: the structures that several operations have as members, with their shapes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "keys/ids.h"
#include "keys/key_types.h"
#include "keys/tags.h"
#include "wire/decode.h"
#include "wire/model_rules.h"
#include "wire/shape.h"

namespace trent::operations {

// An attested recipient; see operations/recipient.h.
struct RecipientInfo {
  std::optional<keys::KeyEncryptionMechanism> key_encryption_algorithm;
  std::optional<Bytes> attestation_document;
};

// A list that is left out when nothing is in it.
template <class Value>
std::optional<std::vector<Value>> none_if_empty(std::vector<Value> values) {
  if (values.empty()) return std::nullopt;
  return values;
}

inline std::optional<std::string> text_of(const std::optional<keys::KeyMaterialId>& id) {
  return id ? std::optional(id->str()) : std::nullopt;
}

// The constraint violation for a member that only this request needs, as AWS words it. `parent` is
// the path of the structure it is in ("recipient").
std::unexpected<Error> missing_member(std::string_view name, std::string_view parent = "");

}  // namespace trent::operations

template <>
inline constexpr auto trent::wire::shape<trent::keys::Tag> = std::tuple{
    member("TagKey", &keys::Tag::key, kRequired | kTagKey),
    member("TagValue", &keys::Tag::value, kRequired | kTagValue),
};

template <>
inline constexpr auto trent::wire::shape<trent::operations::RecipientInfo> = std::tuple{
    member("KeyEncryptionAlgorithm", &operations::RecipientInfo::key_encryption_algorithm),
    member("AttestationDocument", &operations::RecipientInfo::attestation_document,
           kAttestationDocument),
};
