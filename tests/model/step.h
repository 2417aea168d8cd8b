// tests/model/step.h: one step of a random life: an operation, or something that happens to the
// server. A step is a kind and a few small numbers, so that it can be printed, read back and left
// out: keys, aliases, tokens and ciphertexts are slots, and an empty slot means one that is
// unknown.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trent::model {

// clang-format off
#define TRENT_MODEL_KINDS(X) \
  X(Advance) X(Sweep) X(Restart) \
  X(CreateKey) X(DescribeKey) X(EnableKey) X(DisableKey) X(ScheduleKeyDeletion) X(CancelKeyDeletion) \
  X(EnableKeyRotation) X(DisableKeyRotation) X(GetKeyRotationStatus) X(RotateKeyOnDemand) X(ListKeyRotations) \
  X(GetParametersForImport) X(ImportKeyMaterial) X(DeleteImportedKeyMaterial) \
  X(ReplicateKey) X(UpdatePrimaryRegion) \
  X(CreateAlias) X(UpdateAlias) X(DeleteAlias) X(ListAliases) X(ListKeys) \
  X(TagResource) X(UntagResource) X(ListResourceTags) X(UpdateKeyDescription) \
  X(Encrypt) X(Decrypt) X(ReEncrypt) X(GenerateDataKey) \
  X(GenerateMac) X(VerifyMac) X(Sign) X(Verify) X(GetPublicKey)
// clang-format on

enum class Kind {
#define X(name) name,
  TRENT_MODEL_KINDS(X)
#undef X
};

// How a step names its key.
namespace form {
enum Form { Id, Arn, AliasName, AliasArn, Malformed, OtherRegionArn, None };
}
namespace spec {
enum Spec { Symmetric, Hmac, Ecc };
}
namespace import_type {
enum ImportType { Default, New, Existing };
}
namespace expiry {
enum Expiry { Never, At, Missing, Contradiction, Past, TooFar };
}
// How an ImportKeyMaterial, a Decrypt or a VerifyMac is spoilt.
namespace spoilt {
enum Spoilt { No, Tampered, WrongLength };
}

struct Step {
  Kind kind{};
  // Every member is printed under its name when it is not 0.
  int caller = 0;  // account
  int region = 0;
  int key = 0;  // slot
  int form = 0;
  int alias = 0;  // slot
  int slot = 0;   // of a token, ciphertext, MAC or signature
  int spec = 0;
  int external = 0;  // Origin
  int multi_region = 0;
  int content = 0;  // which imported material; 0 stands for none
  int context = 0;  // encryption context
  int type = 0;     // ImportType
  int expiry = 0;
  int spoilt = 0;
  int id_content = 0;   // KeyMaterialId: that of this content; 0: none
  int description = 0;  // 0: none
  int tag = 0;
  int all = 0;    // ListKeyRotations: ALL_KEY_MATERIAL; ListAliases: of one key
  int limit = 0;  // 0: none
  int days = 0;   // 0: none
  int to_region = 0;
  int to_key = 0;  // ReEncrypt: the destination
  int to_form = 0;
  int to_slot = 0;
  std::int64_t ms = 0;  // Advance; ImportKeyMaterial: how long the material lives
};

std::string_view name_of(Kind kind);
std::string text_of(const Step& step);
std::optional<Step> step_from(std::string_view line);

using Script = std::vector<Step>;
std::string text_of(const Script& script);

}  // namespace trent::model
