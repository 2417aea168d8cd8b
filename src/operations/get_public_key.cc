// Source: kms-behaviour.md sections 3.2 and 4.7.
#include "operations/get_public_key.h"

#include <fmt/format.h>

#include "keys/key_specs.h"
#include "operations/members.h"

namespace trent::operations {

Result<GetPublicKeyResponse> get_public_key(Call& call, const GetPublicKeyRequest& request) {
  TRY_ASSIGN(const access::AdmittedKey key, call.admit(request.key_id));
  const keys::KeyRecord& record = key.record();
  if (!keys::facts_of(record.spec).is_asymmetric())
    return fail_silently(ErrorCode::UnsupportedOperation);
  // It stays known when imported material is deleted or expires.
  const keys::MaterialVersion* material = record.current_material();
  if (!material)
    return fail(ErrorCode::InvalidState, fmt::format("{} is pending import.", record.arn()));
  TRY_ASSIGN(Bytes public_key, call.services().materials.public_key(key, *material));
  keys::Algorithms algorithms = keys::algorithms_for(record.spec, record.usage);
  return GetPublicKeyResponse{
      .key_id = record.arn(),
      .public_key = std::move(public_key),
      .customer_master_key_spec = record.spec,
      .key_spec = record.spec,
      .key_usage = record.usage,
      .encryption_algorithms = none_if_empty(std::move(algorithms.encryption)),
      .signing_algorithms = none_if_empty(std::move(algorithms.signing)),
      .key_agreement_algorithms = none_if_empty(std::move(algorithms.key_agreement)),
      .encapsulation_algorithms = none_if_empty(std::move(algorithms.encapsulation)),
  };
}

}  // namespace trent::operations
