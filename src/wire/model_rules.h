// wire/model_rules.h: the constraints of the KMS model that many operations share, one place for
// each.
//
// Source: KMS service model 2014-11-01; kms-behaviour.md 1.10.
#pragma once

#include "wire/shape.h"

namespace trent::wire {

bool is_alias_text(std::string_view value);        // ^[a-zA-Z0-9:/_-]+$
bool is_policy_text(std::string_view value);       // [\u0009\u000A\u000D\u0020-\u00FF]+
bool is_marker_text(std::string_view value);       // [\u0020-\u00FF]*
bool is_word_text(std::string_view value);         // [\w]+
bool is_material_id_text(std::string_view value);  // ^[a-f0-9]+$
bool is_description_text(std::string_view value);  // ^[a-zA-Z0-9:/_\s.-]+$
bool is_xks_key_id_text(std::string_view value);   // ^[a-zA-Z0-9-_.]+$
bool is_region_text(std::string_view value);       // ^([a-z]+-){2,3}\d+$
bool is_principal_text(std::string_view value);    // ^[\w+=,.@:/-]+$
bool is_service_text(
    std::string_view value);  // ^([A-Za-z0-9\-]+)\.([A-Za-z0-9\-]+)(\.[A-Za-z0-9\-]+)+$
// ^arn:aws[a-z0-9-]*:[a-z0-9-]+:[a-z0-9-]*:[0-9]{12}:.+$
bool is_source_arn_text(std::string_view value);

// clang-format off
inline constexpr Rules kKeyId = length(1, 2048);
inline constexpr Rules kAliasName = length(1, 256) | matching({"^[a-zA-Z0-9:/_-]+$", is_alias_text});
inline constexpr Rules kDescription = length(0, 8192);
inline constexpr Rules kPolicy = length(1, 131072) | matching({R"([\u0009\u000A\u000D\u0020-\u00FF]+)", is_policy_text});
inline constexpr Rules kPolicyName = length(1, 128) | matching({R"([\w]+)", is_word_text});
inline constexpr Rules kPlaintext = length(1, 4096) | kSensitive;
inline constexpr Rules kCiphertext = length(1, 6144);
inline constexpr Rules kPublicKey = length(1, 8192);
inline constexpr Rules kGrantTokens = length(0, 10) | element_length(1, 8192) | kHidden;
inline constexpr Rules kGrantToken = length(1, 8192) | kHidden;
inline constexpr Rules kGrantId = length(1, 128);
inline constexpr Rules kGrantName = length(1, 256) | matching({"^[a-zA-Z0-9:/_-]+$", is_alias_text});
inline constexpr Rules kPrincipal = length(1, 256) | matching({R"(^[\w+=,.@:/-]+$)", is_principal_text});
inline constexpr Rules kServicePrincipal = length(1, 128) | matching({R"(^([A-Za-z0-9\-]+)\.([A-Za-z0-9\-]+)(\.[A-Za-z0-9\-]+)+$)", is_service_text});
inline constexpr Rules kSourceArn = length(20, 512) | matching({"^arn:aws[a-z0-9-]*:[a-z0-9-]+:[a-z0-9-]*:[0-9]{12}:.+$", is_source_arn_text});
inline constexpr Rules kLimit = bounds(1, 1000);
inline constexpr Rules kMarker = length(1, 1024) | matching({R"([\u0020-\u00FF]*)", is_marker_text});
inline constexpr Rules kNumberOfBytes = bounds(1, 1024);
inline constexpr Rules kPendingWindowInDays = bounds(1, 365);
inline constexpr Rules kRotationPeriodInDays = bounds(90, 2560);
inline constexpr Rules kTagKey = length(1, 128);
inline constexpr Rules kTagValue = length(0, 256);
inline constexpr Rules kKeyMaterialId = length(64, 64) | matching({"^[a-f0-9]+$", is_material_id_text});
inline constexpr Rules kKeyMaterialDescription = length(0, 256) | matching({R"(^[a-zA-Z0-9:/_\s.-]+$)", is_description_text});
inline constexpr Rules kAttestationDocument = length(1, 262144);
inline constexpr Rules kCustomKeyStoreId = length(1, 64);
inline constexpr Rules kXksKeyId = length(1, 128) | matching({"^[a-zA-Z0-9-_.]+$", is_xks_key_id_text});
inline constexpr Rules kRegion = length(1, 32) | matching({R"(^([a-z]+-){2,3}\d+$)", is_region_text});
// clang-format on

}  // namespace trent::wire
