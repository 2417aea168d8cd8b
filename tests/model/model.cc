#include "model.h"

#include <fmt/format.h>

#include <algorithm>

#include "words.h"

namespace trent::model {
namespace {

// Which operation goes on in which state: a row of the key state table (3.2), for the states
// Enabled, Disabled, PendingImport, pending deletion of either kind. '.' goes on, a number is the
// note of 3.3 that says how it fails.
struct Row {
  std::string_view operation;
  std::string_view notes;
};
constexpr Row kStateTable[] = {
    {"EnableKey", "..53"},
    {"DisableKey", "..53"},
    {"ScheduleKeyDeletion", "...3"},
    {"CancelKeyDeletion", "444."},
    {"EnableKeyRotation", ".1.3"},
    {"DisableKeyRotation", ".1.3"},
    {"RotateKeyOnDemand", ".153"},
    {"GetParametersForImport", "...3"},
    {"ImportKeyMaterial", "...3"},
    {"ReplicateKey", ".153"},
    {"UpdatePrimaryRegion", ".153"},
    {"CreateAlias", "...3"},
    {"UpdateAlias", "...3"},
    {"TagResource", "...3"},
    {"UntagResource", "...3"},
    {"UpdateKeyDescription", "...3"},
    {"Encrypt", ".153"},
    {"Decrypt", ".153"},
    {"ReEncrypt", ".153"},
    {"GenerateDataKey", ".153"},
    {"GenerateMac", ".153"},
    {"VerifyMac", ".153"},
    {"Sign", ".153"},
    {"Verify", ".153"},
    {"GetPublicKey", "...3"},
};

}  // namespace

// --- keys and their states --------------------------------------------------------------------

const Key* Model::key_in_slot(int slot) const {
  const auto found = slots_.find(slot);
  if (found == slots_.end()) return nullptr;
  for (const Key& key : keys_)
    if (key.number == found->second) return &key;
  return nullptr;
}

Key* Model::key_by_number(int number) {
  for (Key& key : keys_)
    if (key.number == number) return &key;
  return nullptr;
}

bool Model::is_present(const RegionalKey& key, const Version& version) const {
  const auto found = key.imported.find(version.number);
  return found != key.imported.end() && (!found->second.valid_to || *found->second.valid_to > now_);
}

const RegionalKey* Model::find(const Key& key, int region) const {
  const auto found = key.regions.find(region);
  return found == key.regions.end() || is_gone(found->second) ? nullptr : &found->second;
}

RegionalKey* Model::find(Key& key, int region) {
  return const_cast<RegionalKey*>(std::as_const(*this).find(key, region));
}

bool Model::is_complete(const Key& key, const RegionalKey& here) const {
  if (!key.external) return true;
  return !key.versions.empty() && std::ranges::all_of(key.versions, [&](const Version& version) {
    return is_present(here, version);
  });
}

Model::State Model::state_of(const Key& key, const RegionalKey& here) const {
  if (here.deletion_date) return State::PendingDeletion;
  if (here.waiting_days != 0) return State::PendingReplicaDeletion;
  if (!is_complete(key, here)) return State::PendingImport;
  return here.enabled ? State::Enabled : State::Disabled;
}

std::string Model::arn(const Key& key, int region) const {
  return key_arn(key.account, region, key.id);
}

// Imported material has the same id whenever it comes to the same key.
std::string Model::material_id(const Key& key, const Version& version) const {
  return named(version.content != 0
                   ? fmt::format("material {} of key {}", version.content, key.number)
                   : fmt::format("generated material {}", version.number));
}

// Two keys may hold the same imported secret.
std::string Model::secret_of(const Version& version) const {
  return version.content != 0 ? fmt::format("content {}", version.content)
                              : fmt::format("generated {}", version.number);
}

Version Model::fresh() { return {.number = ++numbers_}; }

void Model::rotate(Key& key, Version version, bool on_demand) {
  version.rotated = now_;
  version.on_demand = on_demand;
  key.versions.push_back(version);
}

// What holds from its very instant although no operation did it.
void Model::settle() {
  for (Key& key : keys_) {
    for (auto& [region, here] : key.regions)
      std::erase_if(here.imported, [&](const auto& entry) {
        const bool expired = entry.second.valid_to && *entry.second.valid_to <= now_;
        if (expired && region == key.primary && key.pending && key.pending->number == entry.first)
          key.pending.reset();
        return expired;
      });
  }
}

void Model::sweep() {
  for (Key& key : keys_) {
    std::erase_if(key.regions, [&](const auto& entry) { return is_gone(entry.second); });
    const auto primary = key.regions.find(key.primary);
    if (primary == key.regions.end()) continue;
    RegionalKey& here = primary->second;
    if (here.waiting_days != 0 && key.regions.size() == 1) {
      here.deletion_date = now_ + here.waiting_days * kDay;
      here.waiting_days = 0;
    }
    if (state_of(key, here) != State::Enabled) continue;
    while (key.period_days != 0 && key.next_rotation <= now_) {
      rotate(key, fresh(), false);
      key.next_rotation += key.period_days * kDay;
    }
  }
  std::erase_if(aliases_, [&](const auto& entry) {
    const Key* key = key_by_number(entry.second.key);
    return key == nullptr || !key->regions.contains(std::get<1>(entry.first));
  });
}

std::vector<Milliseconds> Model::instants() const {
  std::vector<Milliseconds> all;
  for (const Key& key : keys_) {
    if (key.period_days != 0) all.push_back(key.next_rotation);
    for (const auto& [region, here] : key.regions) {
      if (here.deletion_date) all.push_back(*here.deletion_date);
      for (const auto& [number, present] : here.imported)
        if (present.valid_to) all.push_back(*present.valid_to);
    }
  }
  for (const auto& [slot, token] : tokens_) all.push_back(token.valid_to);
  std::erase_if(all, [&](Milliseconds at) { return at <= now_; });
  std::ranges::sort(all);
  return all;
}

bool Model::token_fits(int slot, int key_slot, int region) const {
  const auto token = tokens_.find(slot);
  const Key* key = key_in_slot(key_slot);
  return token != tokens_.end() && key && token->second.key == key->number &&
         token->second.region == region && token->second.valid_to > now_;
}

// --- how a request finds its key, and what can refuse it there --------------------------------

Model::Target Model::resolve(const Step& step, int slot, int how, bool alias_allowed,
                             std::string_view permission) {
  const auto failed = [](std::string exception, std::string message) {
    Target target;
    target.failure = Failure{std::move(exception), std::move(message)};
    return target;
  };
  Target target;
  target.region = step.region;
  if (how == form::Malformed) return failed("NotFoundException", "Invalid keyId 'no-key'");
  if (how == form::AliasName || how == form::AliasArn) {
    if (!alias_allowed)
      return failed("InvalidArnException", "Key Aliases are not supported for this operation.");
    const auto alias = aliases_.find({step.caller, step.region, step.alias});
    Key* key = alias == aliases_.end() ? nullptr : key_by_number(alias->second.key);
    RegionalKey* here = key ? find(*key, step.region) : nullptr;
    if (!here)
      return failed("NotFoundException",
                    fmt::format("Alias {} is not found.",
                                arn_of(step.caller, step.region, alias_name(step.alias))));
    target.key = key;
    target.here = here;
    return target;
  }
  Key* key = const_cast<Key*>(key_in_slot(slot));

  const std::string id = key ? key->id : unknown_key_id(slot);
  if (how == form::OtherRegionArn)
    return failed(
        "NotFoundException",
        fmt::format("Invalid arn {}", kRegionNames.at(index((step.region + 1) % kRegions))));
  if (how == form::Arn && key && key->account != step.caller)
    return failed("AccessDeniedException",
                  fmt::format("User: {} is not authorized to perform: kms:{} on this resource {}",
                              user(step.caller), permission, kDenied));
  RegionalKey* here = key && key->account == step.caller ? find(*key, step.region) : nullptr;
  if (!here)
    return failed("NotFoundException",
                  fmt::format("Key '{}' does not exist", key_arn(step.caller, step.region, id)));
  target.key = key;
  target.here = here;
  return target;
}

std::optional<Failure> Model::state_failure(const Target& target,
                                            std::string_view operation) const {
  const auto* row = std::ranges::find(kStateTable, operation, &Row::operation);
  if (row == std::end(kStateTable)) return std::nullopt;
  const State state = state_of(*target.key, *target.here);
  const std::string name = arn(*target.key, target.region);
  const auto column = state == State::PendingReplicaDeletion ? State::PendingDeletion : state;
  switch (row->notes[static_cast<std::size_t>(column)]) {
    case '1': return Failure{"DisabledException", name + " is disabled."};
    case '3':
      return Failure{"KMSInvalidStateException",
                     name + (state == State::PendingDeletion ? " is pending deletion."
                                                             : " is pending replica deletion.")};
    case '4': return Failure{"KMSInvalidStateException", name + " is not pending deletion."};
    case '5': return Failure{"KMSInvalidStateException", name + " is pending import."};
    default: return std::nullopt;
  }
}

std::optional<Failure> Model::origin_failure(const Target& target) const {
  if (target.key->external) return std::nullopt;
  return Failure{"UnsupportedOperationException",
                 arn(*target.key, target.region) +
                     " origin is AWS_KMS which is not valid for this operation."};
}

std::optional<Failure> Model::primary_failure(const Target& target) const {
  if (target.key->multi_region && target.key->primary == target.region) return std::nullopt;
  return Failure{"UnsupportedOperationException",
                 arn(*target.key, target.region) + " is not a multi-region primary key."};
}

std::optional<Failure> Model::usage_failure(const Target& target, int spec,
                                            std::string_view operation) const {
  if (target.key->spec == spec) return std::nullopt;
  return Failure{
      "InvalidKeyUsageException",
      fmt::format("{} key usage is {} which is not valid for {}.", arn(*target.key, target.region),
                  kUsageNames.at(index(target.key->spec)), operation)};
}

// Found, and in a state for the operation.
Model::Target Model::admit(const Step& step, bool alias_allowed) {
  Target target = resolve(step, step.key, step.form, alias_allowed, name_of(step.kind));
  if (!target.failure) target.failure = state_failure(target, name_of(step.kind));
  return target;
}

Model::Target Model::admit_for(const Step& step, int spec) {
  Target target = admit(step, true);
  if (!target.failure) target.failure = usage_failure(target, spec, name_of(step.kind));
  return target;
}

// --- metadata ---------------------------------------------------------------------------------

json::object Model::metadata(const Key& key, int region) const {
  const RegionalKey& here = *find(key, region);
  const State state = state_of(key, here);
  constexpr const char* kStates[] = {"Enabled", "Disabled", "PendingImport", "PendingDeletion",
                                     "PendingReplicaDeletion"};
  json::object object{
      {"AWSAccountId", kAccountIds.at(index(key.account))},
      {"Arn", arn(key, region)},
      {"CreationDate", seconds(here.created)},
      {"CustomerMasterKeySpec", kSpecNames.at(index(key.spec))},
      {"Description", here.description},
      {"Enabled", state == State::Enabled},
      {"KeyId", key.id},
      {"KeyManager", "CUSTOMER"},
      {"KeySpec", kSpecNames.at(index(key.spec))},
      {"KeyState", kStates[static_cast<std::size_t>(state)]},
      {"KeyUsage", kUsageNames.at(index(key.spec))},
      {"MultiRegion", key.multi_region},
      {"Origin", key.external ? "EXTERNAL" : "AWS_KMS"},
  };
  constexpr std::pair<const char*, const char*> kAlgorithms[] = {
      {"EncryptionAlgorithms", "SYMMETRIC_DEFAULT"},
      {"MacAlgorithms", "HMAC_SHA_256"},
      {"SigningAlgorithms", "ECDSA_SHA_256"}};
  const auto& [member, algorithm] = kAlgorithms[key.spec];
  object[member] = json::array{algorithm};
  if (key.spec == spec::Symmetric && !key.versions.empty())
    object["CurrentKeyMaterialId"] = material_id(key, key.versions.back());
  if (here.deletion_date) object["DeletionDate"] = seconds(*here.deletion_date);
  if (here.waiting_days != 0) object["PendingDeletionWindowInDays"] = here.waiting_days;
  if (key.external && is_complete(key, here)) {
    std::optional<Milliseconds> earliest;
    for (const Version& version : key.versions) {
      const auto valid_to = here.imported.at(version.number).valid_to;
      if (valid_to && (!earliest || *valid_to < *earliest)) earliest = valid_to;
    }
    object["ExpirationModel"] = earliest ? "KEY_MATERIAL_EXPIRES" : "KEY_MATERIAL_DOES_NOT_EXPIRE";
    if (earliest) object["ValidTo"] = seconds(*earliest);
  }
  if (key.multi_region) {
    const auto named_key = [&](int where) {
      return json::object{{"Arn", arn(key, where)}, {"Region", kRegionNames.at(index(where))}};
    };
    json::array replicas;
    for (const auto& [where, related] : key.regions)
      if (where != key.primary) replicas.push_back(named_key(where));
    object["MultiRegionConfiguration"] =
        json::object{{"MultiRegionKeyType", region == key.primary ? "PRIMARY" : "REPLICA"},
                     {"PrimaryKey", named_key(key.primary)},
                     {"ReplicaKeys", std::move(replicas)}};
  }
  return object;
}

// --- one step ---------------------------------------------------------------------------------

Expectation Model::run(const Step& step, const std::string& new_key_id) {
  switch (step.kind) {
    case Kind::Advance:
      now_ += step.ms;
      settle();
      return {};
    case Kind::Sweep: sweep(); return {};
    case Kind::Restart: return {};
    case Kind::CreateKey: return create_key(step, new_key_id);
    case Kind::DescribeKey:
    case Kind::EnableKey:
    case Kind::DisableKey:
    case Kind::ScheduleKeyDeletion:
    case Kind::CancelKeyDeletion:
    case Kind::UpdateKeyDescription: return key_life(step);
    case Kind::EnableKeyRotation:
    case Kind::DisableKeyRotation:
    case Kind::GetKeyRotationStatus: return rotation(step);
    case Kind::RotateKeyOnDemand: return rotate_on_demand(step);
    case Kind::ListKeyRotations: return list_rotations(step);
    case Kind::GetParametersForImport: return get_parameters(step);
    case Kind::ImportKeyMaterial: return import_material(step);
    case Kind::DeleteImportedKeyMaterial: return delete_material(step);
    case Kind::ReplicateKey: return replicate(step);
    case Kind::UpdatePrimaryRegion: return update_primary(step);
    case Kind::CreateAlias:
    case Kind::UpdateAlias:
    case Kind::DeleteAlias: return change_alias(step);
    case Kind::ListAliases: return list_aliases(step);
    case Kind::ListKeys: return list_keys(step);
    case Kind::TagResource:
    case Kind::UntagResource:
    case Kind::ListResourceTags: return tags(step);
    case Kind::Encrypt: return encrypt(step);
    case Kind::Decrypt: return decrypt(step);
    case Kind::ReEncrypt: return re_encrypt(step);
    case Kind::GenerateDataKey: return generate_data_key(step);
    case Kind::GenerateMac: return make_proof(step, spec::Hmac);
    case Kind::VerifyMac: return check_proof(step, spec::Hmac);
    case Kind::Sign: return make_proof(step, spec::Ecc);
    case Kind::Verify: return check_proof(step, spec::Ecc);
    case Kind::GetPublicKey: return get_public_key(step);
  }
  return {};
}

}  // namespace trent::model
