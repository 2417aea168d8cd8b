// Source: kms-behaviour.md section 4.8.
#include "operations/generate_data_key_pair.h"

#include <fmt/format.h>

#include "keys/key_specs.h"
#include "material/encryption.h"
#include "material/key_material.h"
#include "operations/recipient.h"

namespace trent::operations {
namespace {

struct DataKeyPair {
  std::string key_arn;
  SecretBytes private_key;
  Bytes public_key;
  material::Encrypted encrypted;
};

Result<void> require_available(keys::DataKeyPairSpec pair_spec, const keys::Region& region) {
  const auto spec = enum_from_name<keys::KeySpec>(name_of(pair_spec));
  if (spec && keys::is_available(*spec, region)) return {};
  return fail(ErrorCode::UnsupportedOperation, fmt::format("KeyPairSpec {} is not available in {}.",
                                                           name_of(pair_spec), region.view()));
}

// What both operations do; they differ in what they show of it.
template <class Request>
Result<DataKeyPair> make_data_key_pair(Call& call, const Request& request) {
  constexpr auto algorithm = keys::EncryptionAlgorithm::SYMMETRIC_DEFAULT;
  TRY(require_available(request.key_pair_spec, call.scope().region));
  call.use_context(request.encryption_context);
  TRY_ASSIGN(const access::AdmittedKey key, admit_for_algorithm(call, request.key_id, algorithm));
  TRY(stop_if_dry_run(request.dry_run));
  TRY_ASSIGN(const auto pair, material::generate_key_pair(request.key_pair_spec));
  SecretBytes private_key = pair.pkcs8();
  TRY_ASSIGN(auto encrypted, material::encrypt(call.services().materials, key, algorithm,
                                               private_key, request.encryption_context));
  call.note_material("keyMaterialId", encrypted.material_id);
  return DataKeyPair{key.record().arn(), std::move(private_key), pair.public_key().spki(),
                     std::move(encrypted)};
}

}  // namespace

Result<GenerateDataKeyPairResponse> generate_data_key_pair(
    Call& call, const GenerateDataKeyPairRequest& request) {
  TRY_ASSIGN(const Recipient recipient, verify_recipient(call, request.recipient));
  TRY_ASSIGN(DataKeyPair pair, make_data_key_pair(call, request));
  TRY_ASSIGN(auto envelope, sealed_for(recipient, pair.private_key));
  return GenerateDataKeyPairResponse{
      .private_key_ciphertext_blob = std::move(pair.encrypted.ciphertext),
      .private_key_plaintext = in_plain(recipient, std::move(pair.private_key)),
      .public_key = std::move(pair.public_key),
      .key_id = std::move(pair.key_arn),
      .key_pair_spec = request.key_pair_spec,
      .ciphertext_for_recipient = std::move(envelope),
      .key_material_id = text_of(pair.encrypted.material_id),
  };
}

Result<GenerateDataKeyPairWithoutPlaintextResponse> generate_data_key_pair_without_plaintext(
    Call& call, const GenerateDataKeyPairWithoutPlaintextRequest& request) {
  TRY_ASSIGN(DataKeyPair pair, make_data_key_pair(call, request));
  return GenerateDataKeyPairWithoutPlaintextResponse{
      .private_key_ciphertext_blob = std::move(pair.encrypted.ciphertext),
      .public_key = std::move(pair.public_key),
      .key_id = std::move(pair.key_arn),
      .key_pair_spec = request.key_pair_spec,
      .key_material_id = text_of(pair.encrypted.material_id),
  };
}

}  // namespace trent::operations
