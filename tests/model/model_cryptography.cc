// tests/model/model_cryptography.cc: the uses of keys, without any cryptography.
#include <fmt/format.h>

#include <algorithm>

#include "model.h"
#include "words.h"

namespace trent::model {

Expectation Model::encrypt(const Step& step) {
  const Target target = admit_for(step, spec::Symmetric);
  if (target.failure) return fails(*target.failure);
  const Key& key = *target.key;
  const Version& current = key.versions.back();
  ciphertexts_[step.slot] = {key.number, secret_of(current), step.context,
                             fmt::format("plaintext {}", step.content), current.number};
  return {.failures = {},
          .body = {{"KeyId", arn(key, target.region)},
                   {"CiphertextBlob", kAnything},
                   {"EncryptionAlgorithm", "SYMMETRIC_DEFAULT"}}};
}

Expectation Model::generate_data_key(const Step& step) {
  const Target target = admit_for(step, spec::Symmetric);
  if (target.failure) return fails(*target.failure);
  const Key& key = *target.key;
  const Version& current = key.versions.back();
  const std::string plaintext = named(fmt::format("data key {}", ++numbers_));
  ciphertexts_[step.slot] = {key.number, secret_of(current), step.context, plaintext,
                             current.number};
  return {.failures = {},
          .body = {{"KeyId", arn(key, target.region)},
                   {"CiphertextBlob", kAnything},
                   {"Plaintext", plaintext},
                   {"KeyMaterialId", material_id(key, current)}}};
}

// The key that reads a ciphertext, and everything that can refuse to but the ciphertext itself.
Model::Target Model::source(const Step& step, const Made* made, std::string_view permission,
                            std::string_view operation) {
  Target named_key;
  if (step.form != form::None && made) {
    named_key = resolve(step, step.key, step.form, true, permission);
    if (named_key.failure) return named_key;
  }
  Target target;
  target.region = step.region;
  if (!made) {
    target.failure = Failure{"InvalidCiphertextException", ""};
    return target;
  }
  Key* key = key_by_number(made->key);
  RegionalKey* here = key && key->account == step.caller ? find(*key, step.region) : nullptr;
  // Whether one may use the ciphertext's key is asked before whether it is the one that was named.
  const bool forbidden = key && key->account != step.caller && find(*key, step.region);
  if (named_key.key && !forbidden && (!here || named_key.key != key)) {
    target.failure = Failure{"IncorrectKeyException",
                             "The key ID in the request does not identify a CMK that can perform "
                             "this operation."};
    return target;
  }
  if (!here) {
    target.failure =
        Failure{"AccessDeniedException",
                fmt::format("User: {} is not authorized to perform: kms:{} on the resource "
                            "associated with this ciphertext {}",
                            user(step.caller), permission, kDenied)};
    return target;
  }
  target.key = key;
  target.here = here;
  target.failure = state_failure(target, operation);
  return target;
}

Expectation Model::decrypt(const Step& step) {
  const auto found = ciphertexts_.find(step.slot);
  const Made* made = found == ciphertexts_.end() ? nullptr : &found->second;
  const Target target = source(step, made, "Decrypt", "Decrypt");
  if (target.failure) return fails(*target.failure);
  if (made->context != step.context || step.spoilt != 0) return fails("InvalidCiphertextException");
  const Key& key = *target.key;
  const auto version = std::ranges::find(key.versions, made->version, &Version::number);
  return {.failures = {},
          .body = {{"KeyId", arn(key, target.region)},
                   {"Plaintext", made->plaintext},
                   {"EncryptionAlgorithm", "SYMMETRIC_DEFAULT"},
                   {"KeyMaterialId", material_id(key, *version)}}};
}

Expectation Model::re_encrypt(const Step& step) {
  const auto found = ciphertexts_.find(step.slot);
  const Made* made = found == ciphertexts_.end() ? nullptr : &found->second;
  const Target from = source(step, made, "ReEncryptFrom", "ReEncrypt");
  Target to = resolve(step, step.to_key, step.to_form, true, "ReEncryptTo");
  if (!to.failure) to.failure = state_failure(to, "ReEncrypt");
  if (!to.failure) to.failure = usage_failure(to, spec::Symmetric, "ReEncryptTo");
  // AWS does not say which of the two keys it looks at first.
  Expectation refused;
  if (from.failure) refused.failures.push_back(*from.failure);
  if (to.failure) refused.failures.push_back(*to.failure);
  if (!from.failure && made->context != step.context)
    refused.failures.push_back({"InvalidCiphertextException", ""});
  if (!refused.failures.empty()) return refused;
  const Key& key = *to.key;
  const auto old = std::ranges::find(from.key->versions, made->version, &Version::number);
  const Version& current = key.versions.back();
  json::object body{{"KeyId", arn(key, to.region)},
                    {"SourceKeyId", arn(*from.key, from.region)},
                    {"CiphertextBlob", kAnything},
                    {"SourceEncryptionAlgorithm", "SYMMETRIC_DEFAULT"},
                    {"DestinationEncryptionAlgorithm", "SYMMETRIC_DEFAULT"},
                    {"SourceKeyMaterialId", material_id(*from.key, *old)},
                    {"DestinationKeyMaterialId", material_id(key, current)}};
  ciphertexts_[step.to_slot] = {key.number, secret_of(current), 0, made->plaintext, current.number};
  return {.failures = {}, .body = std::move(body)};
}

Expectation Model::make_proof(const Step& step, int spec) {
  const Target target = admit_for(step, spec);
  if (target.failure) return fails(*target.failure);
  proofs_[step.slot] = {.key = target.key->number,
                        .secret = secret_of(target.key->versions.back()),
                        .context = 0,
                        .plaintext = fmt::format("{} {}", spec, step.content),
                        .version = 0};
  json::object body{{"KeyId", arn(*target.key, target.region)}};
  if (spec == spec::Hmac) {
    body["Mac"] = kAnything;
    body["MacAlgorithm"] = "HMAC_SHA_256";
  } else {
    body["Signature"] = kAnything;
    body["SigningAlgorithm"] = "ECDSA_SHA_256";
  }
  return {.failures = {}, .body = std::move(body)};
}

Expectation Model::check_proof(const Step& step, int spec) {
  const Target target = admit_for(step, spec);
  if (target.failure) return fails(*target.failure);
  const auto proof = proofs_.find(step.slot);
  const bool good = proof != proofs_.end() && step.spoilt == 0 &&
                    proof->second.secret == secret_of(target.key->versions.back()) &&
                    proof->second.plaintext == fmt::format("{} {}", spec, step.content);
  const bool mac = spec == spec::Hmac;
  if (!good) return fails(mac ? "KMSInvalidMacException" : "KMSInvalidSignatureException");
  json::object body{{"KeyId", arn(*target.key, target.region)}};
  body[mac ? "MacValid" : "SignatureValid"] = true;
  body[mac ? "MacAlgorithm" : "SigningAlgorithm"] = mac ? "HMAC_SHA_256" : "ECDSA_SHA_256";
  return {.failures = {}, .body = std::move(body)};
}

Expectation Model::get_public_key(const Step& step) {
  const Target target = admit(step, true);
  if (target.failure) return fails(*target.failure);
  const Key& key = *target.key;
  const Failure pending{"KMSInvalidStateException",
                        arn(key, target.region) + " is pending import."};
  if (key.spec != spec::Ecc) {
    Expectation refused = fails("UnsupportedOperationException", kAnyMessage);
    if (state_of(key, *target.here) == State::PendingImport) refused.failures.push_back(pending);
    return refused;
  }
  if (key.versions.empty()) return fails(pending);
  return {.failures = {},
          .body = {{"KeyId", arn(key, target.region)},
                   {"PublicKey", named("public key of " + secret_of(key.versions.back()))},
                   {"CustomerMasterKeySpec", "ECC_NIST_P256"},
                   {"KeySpec", "ECC_NIST_P256"},
                   {"KeyUsage", "SIGN_VERIFY"},
                   {"SigningAlgorithms", json::array{"ECDSA_SHA_256"}}}};
}

}  // namespace trent::model
