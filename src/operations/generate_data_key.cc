// Source: kms-behaviour.md section 5.4.
#include "operations/generate_data_key.h"

#include "crypto/random.h"
#include "material/encryption.h"
#include "operations/recipient.h"

namespace trent::operations {
namespace {

Result<std::size_t> data_key_bytes(const std::optional<keys::DataKeySpec>& spec,
                                   const std::optional<std::int64_t>& number_of_bytes) {
  if (spec.has_value() == number_of_bytes.has_value())
    return fail(ErrorCode::Validation, "Please specify either number of bytes or key spec.");
  if (number_of_bytes) return static_cast<std::size_t>(*number_of_bytes);
  return *spec == keys::DataKeySpec::AES_128 ? 16 : 32;
}

struct DataKey {
  std::string key_arn;
  SecretBytes plaintext;
  material::Encrypted encrypted;
};

// What both operations do; they differ in what they show of it.
template <class Request>
Result<DataKey> make_data_key(Call& call, const Request& request) {
  TRY_ASSIGN(const std::size_t size_bytes,
             data_key_bytes(request.key_spec, request.number_of_bytes));
  constexpr auto algorithm = keys::EncryptionAlgorithm::SYMMETRIC_DEFAULT;
  call.use_context(request.encryption_context);
  TRY_ASSIGN(const access::AdmittedKey key, admit_for_algorithm(call, request.key_id, algorithm));
  TRY(stop_if_dry_run(request.dry_run));
  SecretBytes plaintext = crypto::random_secret(size_bytes);
  TRY_ASSIGN(auto encrypted, material::encrypt(call.services().materials, key, algorithm, plaintext,
                                               request.encryption_context));
  call.note_material("keyMaterialId", encrypted.material_id);
  return DataKey{key.record().arn(), std::move(plaintext), std::move(encrypted)};
}

}  // namespace

Result<GenerateDataKeyResponse> generate_data_key(Call& call,
                                                  const GenerateDataKeyRequest& request) {
  TRY_ASSIGN(const Recipient recipient, verify_recipient(call, request.recipient));
  TRY_ASSIGN(DataKey data_key, make_data_key(call, request));
  TRY_ASSIGN(auto envelope, sealed_for(recipient, data_key.plaintext));
  return GenerateDataKeyResponse{
      .ciphertext_blob = std::move(data_key.encrypted.ciphertext),
      .plaintext = in_plain(recipient, std::move(data_key.plaintext)),
      .key_id = std::move(data_key.key_arn),
      .ciphertext_for_recipient = std::move(envelope),
      .key_material_id = recipient ? std::nullopt : text_of(data_key.encrypted.material_id),
  };
}

Result<GenerateDataKeyWithoutPlaintextResponse> generate_data_key_without_plaintext(
    Call& call, const GenerateDataKeyWithoutPlaintextRequest& request) {
  TRY_ASSIGN(DataKey data_key, make_data_key(call, request));
  return GenerateDataKeyWithoutPlaintextResponse{
      .ciphertext_blob = std::move(data_key.encrypted.ciphertext),
      .key_id = std::move(data_key.key_arn),
      .key_material_id = text_of(data_key.encrypted.material_id),
  };
}

}  // namespace trent::operations
