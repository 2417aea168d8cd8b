// tests/model/model_import.cc: imported material.
#include <fmt/format.h>

#include "model.h"
#include "words.h"

namespace trent::model {

Expectation Model::get_parameters(const Step& step) {
  Target target = resolve(step, step.key, step.form, false, name_of(step.kind));
  if (target.failure) return fails(*target.failure);
  if (const auto failure = origin_failure(target)) return fails(*failure);
  if (const auto failure = state_failure(target, name_of(step.kind))) return fails(*failure);
  tokens_[step.slot] = {target.key->number, target.region, now_ + kDay};
  return {.failures = {},
          .body = {{"KeyId", arn(*target.key, target.region)},
                   {"ImportToken", kAnything},
                   {"PublicKey", kAnything},
                   {"ParametersValidTo", seconds(now_ + kDay)}}};
}

Expectation Model::import_material(const Step& step) {
  switch (step.expiry) {
    case expiry::Missing:
      return fails("ValidationException",
                   "A validTo date must be set if the ExpirationModel is KEY_MATERIAL_EXPIRES");
    case expiry::Contradiction:
      return fails("ValidationException",
                   "A validTo date must not be set if the ExpirationModel is "
                   "KEY_MATERIAL_DOES_NOT_EXPIRE");
    case expiry::Past: return fails("ValidationException", "ValidTo must be in the future");
    case expiry::TooFar: return fails("ValidationException", "ValidTo must be within 365 days");
    default: break;
  }
  if (step.id_content != 0 && step.type == import_type::New)
    return fails("ValidationException",
                 "KeyMaterialId must not be set if the ImportType is NEW_KEY_MATERIAL");
  Target target = resolve(step, step.key, step.form, false, name_of(step.kind));
  if (target.failure) return fails(*target.failure);
  if (const auto failure = origin_failure(target)) return fails(*failure);
  if (const auto failure = state_failure(target, name_of(step.kind))) return fails(*failure);
  Key& key = *target.key;
  RegionalKey& here = *target.here;
  const std::string name = arn(key, target.region);
  if (key.spec != spec::Symmetric) {
    for (const auto& [given, member] : {std::pair{step.type, "ImportType"},
                                        {step.id_content, "KeyMaterialId"},
                                        {step.description, "KeyMaterialDescription"}})
      // Which of several it names is anybody's guess.
      if (given != 0) return fails("ValidationException", kAnyMessage);
  }
  const auto token = tokens_.find(step.slot);
  if (token == tokens_.end() || token->second.key != key.number ||
      token->second.region != target.region)
    return fails("InvalidImportTokenException");
  if (token->second.valid_to <= now_) return fails("ExpiredImportTokenException");
  if (step.spoilt == spoilt::Tampered) return fails("InvalidCiphertextException");
  if (step.spoilt == spoilt::WrongLength) return fails("IncorrectKeyMaterialException");
  // AWS does not say which comes first, this or the token.
  const bool replica = key.primary != target.region;
  if (replica && (step.type == import_type::New || step.description != 0))
    return fails(*primary_failure(target));

  Version sent{.number = numbers_ + 1, .content = step.content};
  const Failure incorrect{"IncorrectKeyMaterialException", ""};
  Version* known = nullptr;
  for (Version& version : key.versions)
    if (version.content == step.content) known = &version;
  Version* const pending = key.pending ? &*key.pending : nullptr;
  const bool wants_new =
      step.type == import_type::New || (step.type == import_type::Default && key.versions.empty());
  if (key.spec != spec::Symmetric) {
    if (!key.versions.empty() && !known) return fails(incorrect);
  } else if (wants_new) {
    if (step.id_content != 0) return fails(incorrect);
    // Also when it is the pending material itself: AWS does not say which of the two it answers.
    if (pending) {
      Expectation expectation =
          fails("KMSInvalidStateException",
                fmt::format(
                    "New key material (id: {}) cannot be imported into KMS key {}, because another "
                    "key material (id: {}) is pending rotation.",
                    material_id(key, sent), name, material_id(key, *pending)));
      if (known || pending->content == step.content) expectation.failures.push_back(incorrect);
      return expectation;
    }
    if (known) return fails(incorrect);
  } else {
    if (pending && pending->content == step.content) known = pending;
    if (!known || (step.id_content != 0 && step.id_content != step.content))
      return fails(incorrect);
  }

  const bool was_pending_import = state_of(key, here) == State::PendingImport;
  if (!known) {
    ++numbers_;
    if (key.versions.empty()) {
      key.versions.push_back(sent);
      known = &key.versions.back();
    } else {
      key.pending = sent;
      known = &*key.pending;
    }
  }
  if (step.description != 0) known->description = fmt::format("material {}", step.description);
  here.imported[known->number] = {};
  if (step.expiry == expiry::At) here.imported[known->number].valid_to = now_ + step.ms;
  if (was_pending_import && is_complete(key, here)) here.enabled = true;
  json::object body{{"KeyId", name}};
  if (key.spec == spec::Symmetric) body["KeyMaterialId"] = material_id(key, *known);
  return {.failures = {}, .body = std::move(body)};
}

Expectation Model::delete_material(const Step& step) {
  const Target target = resolve(step, step.key, step.form, false, name_of(step.kind));
  if (target.failure) return fails(*target.failure);
  if (const auto failure = origin_failure(target)) return fails(*failure);
  Key& key = *target.key;
  const std::string name = arn(key, target.region);
  json::object body{{"KeyId", name}};
  if (key.spec != spec::Symmetric && step.id_content != 0)
    return fails("ValidationException", fmt::format("KeyMaterialId is not valid for key spec {}.",
                                                    kSpecNames.at(index(key.spec))));
  const Version* version = key.versions.empty() ? nullptr : &key.versions.back();
  if (step.id_content != 0) {
    version = nullptr;
    for (const Version& each : key.versions)
      if (each.content == step.id_content) version = &each;
    if (key.pending && key.pending->content == step.id_content) version = &*key.pending;
    if (!version) return fails("NotFoundException", kAnyMessage);
  }
  if (!version) return {.failures = {}, .body = std::move(body)};
  if (key.spec == spec::Symmetric) body["KeyMaterialId"] = material_id(key, *version);
  const bool was_there = target.here->imported.erase(version->number) != 0;
  if (was_there && target.region == key.primary && key.pending && version == &*key.pending)
    key.pending.reset();
  return {.failures = {}, .body = std::move(body)};
}

}  // namespace trent::model
