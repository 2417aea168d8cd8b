// Source: kms-behaviour.md section 4.2.
#include "operations/create_key.h"

#include <fmt/format.h>

#include "base/assert.h"
#include "crypto/random.h"
#include "keys/key_specs.h"
#include "operations/key_policies.h"
#include "operations/resource_quotas.h"

namespace trent::operations {
namespace {

Result<keys::KeySpec> chosen_spec(const CreateKeyRequest& request) {
  if (request.key_spec && request.customer_master_key_spec)
    return fail(ErrorCode::Validation,
                "You cannot specify KeySpec and CustomerMasterKeySpec in the same request. "
                "CustomerMasterKeySpec is deprecated.");
  if (!request.customer_master_key_spec)
    return request.key_spec.value_or(keys::KeySpec::SYMMETRIC_DEFAULT);
  const auto spec = enum_from_name<keys::KeySpec>(name_of(*request.customer_master_key_spec));
  TRENT_ASSERT(spec.has_value());  // the deprecated list is a part of the new one
  return *spec;
}

Result<keys::KeyUsage> chosen_usage(const CreateKeyRequest& request, keys::KeySpec spec) {
  if (!request.key_usage) {
    if (spec == keys::KeySpec::SYMMETRIC_DEFAULT) return keys::KeyUsage::ENCRYPT_DECRYPT;
    return fail(
        ErrorCode::Validation,
        "You must specify a KeyUsage value for all KMS keys except for symmetric encryption "
        "keys.");
  }
  if (!keys::usage_fits(spec, *request.key_usage))
    return fail(ErrorCode::Validation, fmt::format("KeyUsage {} is not compatible with KeySpec {}",
                                                   name_of(*request.key_usage), name_of(spec)));
  return *request.key_usage;
}

Result<void> require_key_store_members_fit(const CreateKeyRequest& request) {
  const bool in_key_store = request.origin == keys::Origin::AWS_CLOUDHSM ||
                            request.origin == keys::Origin::EXTERNAL_KEY_STORE;
  if (!in_key_store && request.custom_key_store_id)
    return fail(ErrorCode::Validation, fmt::format("CustomKeyStoreId is not valid with Origin {}.",
                                                   name_of(request.origin)));
  if (request.origin != keys::Origin::EXTERNAL_KEY_STORE && request.xks_key_id)
    return fail(ErrorCode::Validation,
                fmt::format("XksKeyId is not valid with Origin {}.", name_of(request.origin)));
  if (in_key_store && !request.custom_key_store_id)
    return fail(ErrorCode::Validation,
                fmt::format("Origin {} requires a CustomKeyStoreId.", name_of(request.origin)));
  return {};
}

Result<void> require_supported(const CreateKeyRequest& request, keys::KeySpec spec,
                               const keys::Region& region) {
  if (!keys::is_available(spec, region))
    return fail(ErrorCode::UnsupportedOperation,
                fmt::format("KeySpec {} is not available in {}.", name_of(spec), region.view()));
  if (request.origin == keys::Origin::EXTERNAL && !keys::facts_of(spec).importable)
    return fail(ErrorCode::UnsupportedOperation,
                fmt::format("KeySpec {} does not support Origin EXTERNAL.", name_of(spec)));
  if (request.origin != keys::Origin::AWS_KMS && request.origin != keys::Origin::EXTERNAL)
    return fail(ErrorCode::UnsupportedOperation,
                fmt::format("Origin {} is not supported yet.", name_of(request.origin)));
  return {};
}

// "mrk-" and the digits of a UUID without its dashes (kms-behaviour.md 2.1).
keys::KeyId new_key_id(bool multi_region) {
  std::string id = crypto::random_uuid();
  if (!multi_region) return keys::KeyId(std::move(id));
  std::erase(id, '-');
  return keys::KeyId("mrk-" + id);
}

// Everything that can be wrong with the request is found before anything is made.
Result<keys::KeyRecord> record_for(Call& call, const CreateKeyRequest& request) {
  TRY_ASSIGN(const keys::KeySpec spec, chosen_spec(request));
  TRY_ASSIGN(const keys::KeyUsage usage, chosen_usage(request, spec));
  TRY(require_key_store_members_fit(request));
  TRY(require_supported(request, spec, call.scope().region));
  TRY(keys::require_valid_tags(request.tags));
  TRY(call.admit_account());
  if (!request.tags.empty()) TRY(call.admit_account_in(call.scope().region, "TagResource"));
  TRY_ASSIGN(KeyPolicy policy, chosen_key_policy(call, call.scope(), request.policy));
  TRY_ASSIGN(auto tags, keys::merge_tags({}, request.tags));
  keys::KeyRecord key{
      .ref = {call.scope(), new_key_id(request.multi_region)},
      .spec = spec,
      .usage = usage,
      .origin = request.origin,
      .created = call.now(),
      .description = request.description,
      .policy = std::move(policy.text),
      .policy_principals = std::move(policy.principals),
      .tags = std::move(tags),
  };
  if (request.multi_region)
    key.multi_region = keys::MultiRegion{.primary = call.scope().region, .replicas = {}};
  return key;
}

}  // namespace

Result<CreateKeyResponse> create_key(Call& call, const CreateKeyRequest& request) {
  TRY_ASSIGN(keys::KeyRecord key, record_for(call, request));
  if (request.policy && !request.bypass_policy_lockout_safety_check)
    TRY(call.require_no_lockout(key));
  if (key.origin == keys::Origin::AWS_KMS) {
    TRY_ASSIGN(auto material, call.services().materials.generate(key, call.now()));
    key.materials.push_back(std::move(material));
  }
  CreateKeyResponse response{metadata_of(key, call.now())};
  const keys::KeyRef ref = key.ref;
  TRY(commit_new_key(call, ref.scope, {storage::PutKey{std::move(key)}}));
  call.note_new_key(ref);
  return response;
}

}  // namespace trent::operations
