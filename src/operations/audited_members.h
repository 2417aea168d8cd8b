// operations/audited_members.h: which members of its request and of its response the audit record
// of an operation shows. For registry.cc; an operation without its lines here does not compile.
//
// Never what is secret, nor what stands for it: plaintexts, ciphertexts, messages, signatures,
// MACs, tokens, key material. Responses are only shown of operations that change something.
//
// Source: kms-security.md 8.5.
#pragma once

#include "audit/members.h"
#include "operations/alias_target.h"
#include "operations/cancel_key_deletion.h"
#include "operations/create_grant.h"
#include "operations/create_key.h"
#include "operations/decapsulate.h"
#include "operations/decrypt.h"
#include "operations/delete_alias.h"
#include "operations/delete_imported_key_material.h"
#include "operations/derive_shared_secret.h"
#include "operations/describe_key.h"
#include "operations/encapsulate.h"
#include "operations/encrypt.h"
#include "operations/end_grant.h"
#include "operations/generate_data_key.h"
#include "operations/generate_data_key_pair.h"
#include "operations/generate_mac.h"
#include "operations/generate_random.h"
#include "operations/get_key_last_usage.h"
#include "operations/get_parameters_for_import.h"
#include "operations/get_public_key.h"
#include "operations/import_key_material.h"
#include "operations/key_id_request.h"
#include "operations/key_policies.h"
#include "operations/key_rotation.h"
#include "operations/list_aliases.h"
#include "operations/list_grants.h"
#include "operations/list_key_rotations.h"
#include "operations/list_keys.h"
#include "operations/list_resource_tags.h"
#include "operations/re_encrypt.h"
#include "operations/replicate_key.h"
#include "operations/rotate_key_on_demand.h"
#include "operations/schedule_key_deletion.h"
#include "operations/sign.h"
#include "operations/tag_resource.h"
#include "operations/update_key_description.h"
#include "operations/update_primary_region.h"
#include "operations/verify.h"
#include "operations/verify_mac.h"

namespace trent::audit {

// One line for each struct.
#define TRENT_AUDITED(Struct, ...)                       \
  template <>                                            \
  inline constexpr MemberSet shown<operations::Struct> = \
      members<operations::Struct>({__VA_ARGS__})

template <>
inline constexpr MemberSet shown<wire::NoOutput> = 0;

// clang-format off
TRENT_AUDITED(AliasTargetRequest, "AliasName", "TargetKeyId");
TRENT_AUDITED(CreateGrantRequest, "KeyId", "GranteePrincipal", "GranteeServicePrincipal", "RetiringPrincipal", "RetiringServicePrincipal", "Operations", "Constraints", "Name");
TRENT_AUDITED(CreateKeyRequest, "Policy", "Description", "KeyUsage", "CustomerMasterKeySpec", "KeySpec", "Origin", "CustomKeyStoreId", "BypassPolicyLockoutSafetyCheck", "Tags", "MultiRegion", "XksKeyId");
TRENT_AUDITED(DecapsulateRequest, "KeyId", "EncapsulationAlgorithm");
TRENT_AUDITED(DecryptRequest, "KeyId", "EncryptionAlgorithm", "EncryptionContext");
TRENT_AUDITED(DeleteAliasRequest, "AliasName");
TRENT_AUDITED(DeleteImportedKeyMaterialRequest, "KeyId", "KeyMaterialId");
TRENT_AUDITED(DeriveSharedSecretRequest, "KeyId", "KeyAgreementAlgorithm");
TRENT_AUDITED(DescribeKeyRequest, "KeyId");
TRENT_AUDITED(EnableKeyRotationRequest, "KeyId", "RotationPeriodInDays");
TRENT_AUDITED(EncapsulateRequest, "KeyId", "EncapsulationAlgorithm");
TRENT_AUDITED(EncryptRequest, "KeyId", "EncryptionAlgorithm", "EncryptionContext");
TRENT_AUDITED(GenerateDataKeyPairRequest, "KeyId", "KeyPairSpec", "EncryptionContext");
TRENT_AUDITED(GenerateDataKeyPairWithoutPlaintextRequest, "KeyId", "KeyPairSpec", "EncryptionContext");
TRENT_AUDITED(GenerateDataKeyRequest, "KeyId", "KeySpec", "NumberOfBytes", "EncryptionContext");
TRENT_AUDITED(GenerateDataKeyWithoutPlaintextRequest, "KeyId", "KeySpec", "NumberOfBytes", "EncryptionContext");
TRENT_AUDITED(GenerateMacRequest, "KeyId", "MacAlgorithm");
TRENT_AUDITED(GenerateRandomRequest, );
TRENT_AUDITED(GetKeyPolicyRequest, "KeyId", "PolicyName");
TRENT_AUDITED(GetParametersForImportRequest, "KeyId", "WrappingAlgorithm", "WrappingKeySpec");
TRENT_AUDITED(GetPublicKeyRequest, "KeyId");
TRENT_AUDITED(ImportKeyMaterialRequest, "KeyId", "ExpirationModel", "ValidTo", "ImportType", "KeyMaterialDescription", "KeyMaterialId");
TRENT_AUDITED(KeyIdRequest, "KeyId");
TRENT_AUDITED(ListAliasesRequest, "KeyId", "Limit", "Marker");
TRENT_AUDITED(ListGrantsRequest, "KeyId", "GrantId", "GranteePrincipal", "GranteeServicePrincipal", "Limit", "Marker");
TRENT_AUDITED(ListKeyPoliciesRequest, "KeyId", "Limit", "Marker");
TRENT_AUDITED(ListKeyRotationsRequest, "KeyId", "IncludeKeyMaterial", "Limit", "Marker");
TRENT_AUDITED(ListKeysRequest, "Limit", "Marker");
TRENT_AUDITED(ListResourceTagsRequest, "KeyId", "Limit", "Marker");
TRENT_AUDITED(ListRetirableGrantsRequest, "RetiringPrincipal", "RetiringServicePrincipal", "Limit", "Marker");
TRENT_AUDITED(PutKeyPolicyRequest, "KeyId", "PolicyName", "Policy", "BypassPolicyLockoutSafetyCheck");
TRENT_AUDITED(ReEncryptRequest, "SourceKeyId", "SourceEncryptionAlgorithm", "SourceEncryptionContext", "DestinationKeyId", "DestinationEncryptionAlgorithm", "DestinationEncryptionContext");
TRENT_AUDITED(ReplicateKeyRequest, "KeyId", "ReplicaRegion", "BypassPolicyLockoutSafetyCheck", "Description", "Tags");
TRENT_AUDITED(RetireGrantRequest, );  // its grant is told apart, however it was named
TRENT_AUDITED(RevokeGrantRequest, "KeyId", "GrantId");
TRENT_AUDITED(ScheduleKeyDeletionRequest, "KeyId", "PendingWindowInDays");
TRENT_AUDITED(SignRequest, "KeyId", "SigningAlgorithm", "MessageType");
TRENT_AUDITED(TagResourceRequest, "KeyId", "Tags");
TRENT_AUDITED(UntagResourceRequest, "KeyId", "TagKeys");
TRENT_AUDITED(UpdateKeyDescriptionRequest, "KeyId", "Description");
TRENT_AUDITED(UpdatePrimaryRegionRequest, "KeyId", "PrimaryRegion");
TRENT_AUDITED(VerifyMacRequest, "KeyId", "MacAlgorithm");
TRENT_AUDITED(VerifyRequest, "KeyId", "SigningAlgorithm", "MessageType");

TRENT_AUDITED(CancelKeyDeletionResponse, "KeyId");
TRENT_AUDITED(CreateGrantResponse, "GrantId");
TRENT_AUDITED(CreateKeyResponse, "KeyMetadata");
TRENT_AUDITED(DeleteImportedKeyMaterialResponse, "KeyId", "KeyMaterialId");
TRENT_AUDITED(ImportKeyMaterialResponse, "KeyId", "KeyMaterialId");
TRENT_AUDITED(ReplicateKeyResponse, "ReplicaKeyMetadata", "ReplicaPolicy");
TRENT_AUDITED(RotateKeyOnDemandResponse, "KeyId");
TRENT_AUDITED(ScheduleKeyDeletionResponse, "KeyId", "DeletionDate", "KeyState", "PendingWindowInDays");

// Of operations that change nothing.
TRENT_AUDITED(DecapsulateResponse, );
TRENT_AUDITED(DecryptResponse, );
TRENT_AUDITED(DeriveSharedSecretResponse, );
TRENT_AUDITED(DescribeKeyResponse, );
TRENT_AUDITED(EncapsulateResponse, );
TRENT_AUDITED(EncryptResponse, );
TRENT_AUDITED(GenerateDataKeyPairResponse, );
TRENT_AUDITED(GenerateDataKeyPairWithoutPlaintextResponse, );
TRENT_AUDITED(GenerateDataKeyResponse, );
TRENT_AUDITED(GenerateDataKeyWithoutPlaintextResponse, );
TRENT_AUDITED(GenerateMacResponse, );
TRENT_AUDITED(GenerateRandomResponse, );
TRENT_AUDITED(GetKeyLastUsageResponse, );
TRENT_AUDITED(GetKeyPolicyResponse, );
TRENT_AUDITED(GetKeyRotationStatusResponse, );
TRENT_AUDITED(GetParametersForImportResponse, );
TRENT_AUDITED(GetPublicKeyResponse, );
TRENT_AUDITED(ListAliasesResponse, );
TRENT_AUDITED(ListGrantsResponse, );
TRENT_AUDITED(ListKeyPoliciesResponse, );
TRENT_AUDITED(ListKeyRotationsResponse, );
TRENT_AUDITED(ListKeysResponse, );
TRENT_AUDITED(ListResourceTagsResponse, );
TRENT_AUDITED(ReEncryptResponse, );
TRENT_AUDITED(SignResponse, );
TRENT_AUDITED(VerifyMacResponse, );
TRENT_AUDITED(VerifyResponse, );
// clang-format on

#undef TRENT_AUDITED

}  // namespace trent::audit
