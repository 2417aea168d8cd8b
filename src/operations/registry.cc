#include "operations/registry.h"

#include <algorithm>
#include <array>

#include "base/assert.h"
#include "material/grant_tokens.h"
#include "operations/audited_members.h"
#include "operations/cancel_key_deletion.h"
#include "operations/create_alias.h"
#include "operations/create_grant.h"
#include "operations/create_key.h"
#include "operations/decapsulate.h"
#include "operations/decrypt.h"
#include "operations/delete_alias.h"
#include "operations/delete_imported_key_material.h"
#include "operations/derive_shared_secret.h"
#include "operations/describe_key.h"
#include "operations/enable_key.h"
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
#include "operations/key_policies.h"
#include "operations/key_rotation.h"
#include "operations/list_aliases.h"
#include "operations/list_grants.h"
#include "operations/list_key_rotations.h"
#include "operations/list_keys.h"
#include "operations/list_resource_tags.h"
#include "operations/re_encrypt.h"
#include "operations/replicate_key.h"
#include "operations/request_facts.h"
#include "operations/request_quota.h"
#include "operations/rotate_key_on_demand.h"
#include "operations/schedule_key_deletion.h"
#include "operations/sign.h"
#include "operations/tag_resource.h"
#include "operations/update_alias.h"
#include "operations/update_key_description.h"
#include "operations/update_primary_region.h"
#include "operations/verify.h"
#include "operations/verify_mac.h"
#include "wire/codec.h"
#include "wire/describe.h"

namespace trent::operations {
namespace {

using access::kAliasTarget;
using access::kImport;
using access::kManageKey;
using access::kManageSharedKey;
using access::kNoKey;
using access::kReadKey;
using access::kRotation;
using access::kViewKey;
using access::kViewSharedKey;
using keys::Operation;

constexpr access::AccessRule kEncryption = access::use_key(keys::KeyUsage::ENCRYPT_DECRYPT);
constexpr access::AccessRule kSigning = access::use_key(keys::KeyUsage::SIGN_VERIFY);
constexpr access::AccessRule kMac = access::use_key(keys::KeyUsage::GENERATE_VERIFY_MAC);
constexpr access::AccessRule kAgreement = access::use_key(keys::KeyUsage::KEY_AGREEMENT);
constexpr access::AccessRule kEncapsulation =
    access::use_key(keys::KeyUsage::ENCAPSULATE_DECAPSULATE);

constexpr Handler kNotBuilt{};

// Every grant is effective at once, so a token changes nothing; but it must be one.
template <class Request>
Result<void> require_valid_grant_tokens(const Call& call, const Request& request) {
  if constexpr (requires { request.grant_tokens; })
    for (const std::string& token : request.grant_tokens)
      TRY(material::open_grant_token(call.services().deployment_keys, token));
  return {};
}

// What a change answered, for its audit record. Of changes that answer nothing, CloudTrail shows
// which key was changed.
template <class Response>
void show_response(const Response& response, audit::Event& event) {
  if constexpr (std::is_same_v<Response, wire::NoOutput>) {
    if (event.findings.keys.empty()) return;
    wire::JsonWriter writer(event.response_elements);
    writer.begin_object().key("keyId").string(keys::arn_of(event.findings.keys.front()));
    writer.end_object();
  } else {
    audit::show(response, event.response_elements);
  }
}

// Wraps a typed operation: JSON in, request struct, response struct, JSON out.
template <auto operation>
struct Wrapped;

template <class Request, class Response, Result<Response> (*operation)(Call&, const Request&)>
struct Wrapped<operation> {
  using In = Request;
  using Out = Response;
  // A request that no record shows, and a response: see operations/audited_members.h.
  static_assert(audit::Audited<Request> && audit::Audited<Response>);
  static Result<SecretBuffer> run(Call& call, const wire::Document& document) {
    TRY_ASSIGN(const Request request, wire::decode<Request>(document));
    audit::show(request, call.event().request_parameters);
    TRY(charge_by_request(call, request));
    const FactsOf<Request> facts(request);
    call.know(facts);
    TRY(require_valid_grant_tokens(call, request));
    TRY_ASSIGN(const Response response, operation(call, request));
    if (!call.event().read_only) show_response(response, call.event());
    return wire::encode(response);
  }
};

template <auto operation>
constexpr Handler built() {
  return {Wrapped<operation>::run, wire::describe<typename Wrapped<operation>::In>,
          wire::describe<typename Wrapped<operation>::Out>};
}

// Source of the rules: kms-behaviour.md 2.2, 2.3, 4.3; kms-security.md 6.2.
// Source of what is a use: kms-behaviour.md 10.10.
// clang-format off
constexpr std::array kRegistry{
    OperationRow{Operation::CancelKeyDeletion,                   kManageKey,       Cost::Writes,          built<cancel_key_deletion>()},
    OperationRow{Operation::ConnectCustomKeyStore,               kNoKey,           Cost::ReadsAndWrites,  kNotBuilt},
    OperationRow{Operation::CreateAlias,                         kAliasTarget,     Cost::ReadsAndWrites,  built<create_alias>()},
    OperationRow{Operation::CreateCustomKeyStore,                kNoKey,           Cost::ReadsAndWrites,  kNotBuilt},
    OperationRow{Operation::CreateGrant,                         kManageSharedKey, Cost::ReadsAndWrites,  built<create_grant>()},
    OperationRow{Operation::CreateKey,                           kNoKey,           Cost::WritesOrCompute, built<create_key>()},
    OperationRow{Operation::Decapsulate,                         kEncapsulation,   Cost::Compute,         built<decapsulate>(), Tracking::Use},
    OperationRow{Operation::Decrypt,                             kEncryption,      Cost::CheapOrCompute,  built<decrypt>(), Tracking::Use},
    OperationRow{Operation::DeleteAlias,                         kAliasTarget,     Cost::ReadsAndWrites,  built<delete_alias>()},
    OperationRow{Operation::DeleteCustomKeyStore,                kNoKey,           Cost::ReadsAndWrites,  kNotBuilt},
    OperationRow{Operation::DeleteImportedKeyMaterial,           kImport,          Cost::Writes,          built<delete_imported_key_material>()},
    OperationRow{Operation::DeriveSharedSecret,                  kAgreement,       Cost::Compute,         built<derive_shared_secret>(), Tracking::Use},
    OperationRow{Operation::DescribeCustomKeyStores,             kNoKey,           Cost::Cheap,           kNotBuilt},
    OperationRow{Operation::DescribeKey,                         kReadKey,         Cost::Cheap,           built<describe_key>()},
    OperationRow{Operation::DisableKey,                          kManageKey,       Cost::ReadsAndWrites,  built<disable_key>()},
    OperationRow{Operation::DisableKeyRotation,                  kRotation,        Cost::Writes,          built<disable_key_rotation>()},
    OperationRow{Operation::DisconnectCustomKeyStore,            kNoKey,           Cost::ReadsAndWrites,  kNotBuilt},
    OperationRow{Operation::EnableKey,                           kManageKey,       Cost::Writes,          built<enable_key>()},
    OperationRow{Operation::EnableKeyRotation,                   kRotation,        Cost::Writes,          built<enable_key_rotation>()},
    OperationRow{Operation::Encapsulate,                         kEncapsulation,   Cost::Compute,         built<encapsulate>(), Tracking::Use},
    OperationRow{Operation::Encrypt,                             kEncryption,      Cost::CheapOrCompute,  built<encrypt>(), Tracking::Use},
    OperationRow{Operation::GenerateDataKey,                     kEncryption,      Cost::CheapOrCompute,  built<generate_data_key>(), Tracking::Use},
    OperationRow{Operation::GenerateDataKeyPair,                 kEncryption,      Cost::Compute,         built<generate_data_key_pair>(), Tracking::Use},
    OperationRow{Operation::GenerateDataKeyPairWithoutPlaintext, kEncryption,      Cost::Compute,         built<generate_data_key_pair_without_plaintext>(), Tracking::Use},
    OperationRow{Operation::GenerateDataKeyWithoutPlaintext,     kEncryption,      Cost::Cheap,           built<generate_data_key_without_plaintext>(), Tracking::Use},
    OperationRow{Operation::GenerateMac,                         kMac,             Cost::Cheap,           built<generate_mac>(), Tracking::Use},
    OperationRow{Operation::GenerateRandom,                      kNoKey,           Cost::CheapOrCompute,  built<generate_random>()},
    OperationRow{Operation::GetKeyLastUsage,                     kViewKey,         Cost::Reads,           built<get_key_last_usage>()},
    OperationRow{Operation::GetKeyPolicy,                        kViewKey,         Cost::Cheap,           built<get_key_policy>()},
    OperationRow{Operation::GetKeyRotationStatus,                kViewSharedKey,   Cost::Cheap,           built<get_key_rotation_status>()},
    OperationRow{Operation::GetParametersForImport,              kImport,          Cost::Compute,         built<get_parameters_for_import>()},
    OperationRow{Operation::GetPublicKey,                        kReadKey,         Cost::Cheap,           built<get_public_key>()},
    OperationRow{Operation::ImportKeyMaterial,                   kImport,          Cost::Compute,         built<import_key_material>()},
    OperationRow{Operation::ListAliases,                         kViewKey,         Cost::Reads,           built<list_aliases>()},
    OperationRow{Operation::ListGrants,                          kViewSharedKey,   Cost::Reads,           built<list_grants>()},
    OperationRow{Operation::ListKeyPolicies,                     kViewKey,         Cost::Cheap,           built<list_key_policies>()},
    OperationRow{Operation::ListKeyRotations,                    kViewKey,         Cost::Cheap,           built<list_key_rotations>()},
    OperationRow{Operation::ListKeys,                            kNoKey,           Cost::Reads,           built<list_keys>()},
    OperationRow{Operation::ListResourceTags,                    kViewKey,         Cost::Cheap,           built<list_resource_tags>()},
    OperationRow{Operation::ListRetirableGrants,                 kNoKey,           Cost::Reads,           built<list_retirable_grants>()},
    OperationRow{Operation::PutKeyPolicy,                        kManageKey,       Cost::ReadsAndWrites,  built<put_key_policy>()},
    OperationRow{Operation::ReEncrypt,                           kEncryption,      Cost::CheapOrCompute,  built<re_encrypt>(), Tracking::Use},
    OperationRow{Operation::ReplicateKey,                        kManageKey,       Cost::ReadsAndWrites,  built<replicate_key>()},
    OperationRow{Operation::RetireGrant,                         kManageSharedKey, Cost::ReadsAndWrites,  built<retire_grant>()},
    OperationRow{Operation::RevokeGrant,                         kManageSharedKey, Cost::ReadsAndWrites,  built<revoke_grant>()},
    OperationRow{Operation::RotateKeyOnDemand,                   kManageKey,       Cost::Writes,          built<rotate_key_on_demand>()},
    OperationRow{Operation::ScheduleKeyDeletion,                 kManageKey,       Cost::ReadsAndWrites,  built<schedule_key_deletion>()},
    OperationRow{Operation::Sign,                                kSigning,         Cost::Compute,         built<sign>(), Tracking::Use},
    OperationRow{Operation::TagResource,                         kManageKey,       Cost::Writes,          built<tag_resource>()},
    OperationRow{Operation::UntagResource,                       kManageKey,       Cost::Writes,          built<untag_resource>()},
    OperationRow{Operation::UpdateAlias,                         kAliasTarget,     Cost::ReadsAndWrites,  built<update_alias>()},
    OperationRow{Operation::UpdateCustomKeyStore,                kNoKey,           Cost::ReadsAndWrites,  kNotBuilt},
    OperationRow{Operation::UpdateKeyDescription,                kManageKey,       Cost::Writes,          built<update_key_description>()},
    OperationRow{Operation::UpdatePrimaryRegion,                 kManageKey,       Cost::ReadsAndWrites,  built<update_primary_region>()},
    OperationRow{Operation::Verify,                              kSigning,         Cost::Compute,         built<verify>(), Tracking::Use},
    OperationRow{Operation::VerifyMac,                           kMac,             Cost::Cheap,           built<verify_mac>(), Tracking::Use},
};
// clang-format on

constexpr bool rows_follow_operations() {
  for (std::size_t i = 0; i < kRegistry.size(); ++i)
    if (static_cast<std::size_t>(kRegistry[i].operation) != i) return false;
  return kRegistry.size() == enum_names<Operation>.size();
}
static_assert(rows_follow_operations());

// Operations that change nothing, uses of keys among them. Source: kms-security.md 8.1.
bool is_read_only(const OperationRow& row) {
  constexpr std::array<std::string_view, 3> kReading{"Get", "List", "Describe"};
  const std::string_view name = name_of(row.operation);
  return row.tracking == Tracking::Use || row.operation == Operation::GenerateRandom ||
         std::ranges::any_of(kReading,
                             [&](std::string_view verb) { return name.starts_with(verb); });
}

}  // namespace

std::span<const OperationRow> registry() { return kRegistry; }

const OperationRow* find_operation(std::string_view name) {
  const auto operation = enum_from_name<Operation>(name);
  return operation ? &kRegistry[static_cast<std::size_t>(*operation)] : nullptr;
}

void name_event(const OperationRow& row, audit::Event& event) {
  event.name = name_of(row.operation);
  event.read_only = is_read_only(row);
}

Result<SecretBuffer> run(const OperationRow& row, const Services& services, access::Asking asking,
                         const wire::Document& request, audit::Event& event,
                         storage::Batch* uncommitted) {
  const std::string_view name = name_of(row.operation);
  name_event(row, event);
  Call call(services, std::move(asking), {row.operation, name, row.rule}, event, uncommitted);
  // First, so that a request which fails counts as well.
  if (const auto group = throttle::group_of(row.operation)) TRY(call.charge(*group));
  if (!row.handler.run) {
    TRY(call.admit_account());
    return fail(ErrorCode::UnsupportedOperation, std::string(name) + " is not supported yet.");
  }
  auto response = row.handler.run(call, request);
  // An answer that no check stands behind must never leave.
  TRENT_ASSERT(!response || call.passed_gate());
  if (response && row.tracking == Tracking::Use) call.note_use_of_keys();
  return response;
}

}  // namespace trent::operations
