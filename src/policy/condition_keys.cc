#include "policy/condition_keys.h"

#include <algorithm>
#include <array>

#include "policy/case_folding.h"

namespace trent::policy {
namespace {

using enum ValueType;

constexpr bool kSet = true;
constexpr bool kIdentityOnly = true;

// clang-format off
constexpr std::array kKnownKeys{
    KnownConditionKey{"aws:CalledVia",                           String,  kSet},
    KnownConditionKey{"aws:CalledViaFirst",                      String},
    KnownConditionKey{"aws:CalledViaLast",                       String},
    KnownConditionKey{"aws:CurrentTime",                         Date},
    KnownConditionKey{"aws:EpochTime",                           Date},
    KnownConditionKey{"aws:FederatedProvider",                   String},
    KnownConditionKey{"aws:MultiFactorAuthAge",                  Numeric},
    KnownConditionKey{"aws:MultiFactorAuthPresent",              Bool},
    KnownConditionKey{"aws:PrincipalAccount",                    String},
    KnownConditionKey{"aws:PrincipalArn",                        Arn},
    KnownConditionKey{"aws:PrincipalIsAWSService",               Bool},
    KnownConditionKey{"aws:PrincipalOrgID",                      String},
    KnownConditionKey{"aws:PrincipalOrgPaths",                   String,  kSet},
    KnownConditionKey{"aws:PrincipalServiceNamesList",           String,  kSet},
    KnownConditionKey{"aws:PrincipalTag/",                       String},
    KnownConditionKey{"aws:PrincipalType",                       String},
    KnownConditionKey{"aws:RequestTag/",                         String},
    KnownConditionKey{"aws:RequestedRegion",                     String},
    KnownConditionKey{"aws:ResourceAccount",                     String},
    KnownConditionKey{"aws:ResourceOrgID",                       String},
    KnownConditionKey{"aws:ResourceOrgPaths",                    String,  kSet},
    KnownConditionKey{"aws:ResourceTag/",                        String,  !kSet, kIdentityOnly},
    KnownConditionKey{"aws:SecureTransport",                     Bool},
    KnownConditionKey{"aws:SourceAccount",                       String},
    KnownConditionKey{"aws:SourceArn",                           Arn},
    KnownConditionKey{"aws:SourceIdentity",                      String},
    KnownConditionKey{"aws:SourceIp",                            Address},
    KnownConditionKey{"aws:SourceOrgPaths",                      String,  kSet},
    KnownConditionKey{"aws:TagKeys",                             String,  kSet},
    KnownConditionKey{"aws:TokenIssueTime",                      Date},
    KnownConditionKey{"aws:UserAgent",                           String},
    KnownConditionKey{"aws:ViaAWSService",                       Bool},
    KnownConditionKey{"aws:referer",                             String},
    KnownConditionKey{"aws:userid",                              String},
    KnownConditionKey{"aws:username",                            String},
    KnownConditionKey{"kms:BypassPolicyLockoutSafetyCheck",      Bool},
    KnownConditionKey{"kms:CallerAccount",                       String},
    KnownConditionKey{"kms:CustomerMasterKeySpec",               String},
    KnownConditionKey{"kms:CustomerMasterKeyUsage",              String},
    KnownConditionKey{"kms:DataKeyPairSpec",                     String},
    KnownConditionKey{"kms:EncryptionAlgorithm",                 String},
    KnownConditionKey{"kms:EncryptionContext:",                  String},
    KnownConditionKey{"kms:EncryptionContextKeys",               String,  kSet},
    KnownConditionKey{"kms:ExpirationModel",                     String},
    KnownConditionKey{"kms:GrantConstraintSourceArn",            Arn},
    KnownConditionKey{"kms:GrantConstraintType",                 String},
    KnownConditionKey{"kms:GrantIsForAWSResource",               Bool},
    KnownConditionKey{"kms:GrantOperations",                     String,  kSet},
    KnownConditionKey{"kms:GranteePrincipal",                    String},
    KnownConditionKey{"kms:GranteeServicePrincipal",             String},
    KnownConditionKey{"kms:KeyAgreementAlgorithm",               String},
    KnownConditionKey{"kms:KeyOrigin",                           String},
    KnownConditionKey{"kms:KeySpec",                             String},
    KnownConditionKey{"kms:KeyUsage",                            String},
    KnownConditionKey{"kms:MacAlgorithm",                        String},
    KnownConditionKey{"kms:MessageType",                         String},
    KnownConditionKey{"kms:MultiRegion",                         Bool},
    KnownConditionKey{"kms:MultiRegionKeyType",                  String},
    KnownConditionKey{"kms:PrimaryRegion",                       String},
    KnownConditionKey{"kms:ReEncryptOnSameKey",                  Bool},
    KnownConditionKey{"kms:RecipientAttestation:",               String},
    KnownConditionKey{"kms:ReplicaRegion",                       String},
    KnownConditionKey{"kms:RequestAlias",                        String},
    KnownConditionKey{"kms:ResourceAliases",                     String,  kSet,  kIdentityOnly},
    KnownConditionKey{"kms:ResourceTag/",                        String,  !kSet, kIdentityOnly},
    KnownConditionKey{"kms:RetiringPrincipal",                   String},
    KnownConditionKey{"kms:RetiringServicePrincipal",            String},
    KnownConditionKey{"kms:RotationPeriodInDays",                Numeric},
    KnownConditionKey{"kms:ScheduleKeyDeletionPendingWindowInDays", Numeric},
    KnownConditionKey{"kms:SigningAlgorithm",                    String},
    KnownConditionKey{"kms:TrailingDaysWithoutKeyUsage",         Numeric},
    KnownConditionKey{"kms:ValidTo",                             Date},
    KnownConditionKey{"kms:ViaService",                          String},
    KnownConditionKey{"kms:WrappingAlgorithm",                   String},
    KnownConditionKey{"kms:WrappingKeySpec",                     String},
    KnownConditionKey{"sts:ExternalId",                          String},
    KnownConditionKey{"sts:RoleSessionName",                     String},
    KnownConditionKey{"sts:SourceIdentity",                      String},
    KnownConditionKey{"sts:TransitiveTagKeys",                   String,  kSet},
};
// clang-format on

bool names(const KnownConditionKey& known, std::string_view name) {
  const bool is_family = known.name.ends_with(':') || known.name.ends_with('/');
  return is_family ? starts_with_folded(name, known.name) : equal_folded(name, known.name);
}

}  // namespace

const KnownConditionKey* find_known_key(std::string_view name) {
  const auto known = std::ranges::find_if(
      kKnownKeys, [&](const KnownConditionKey& key) { return names(key, name); });
  return known == kKnownKeys.end() ? nullptr : &*known;
}

}  // namespace trent::policy
