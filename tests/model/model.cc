#include "model.h"

#include <fmt/format.h>

#include <algorithm>

#include "world.h"

namespace trent::model {
namespace {

namespace json = boost::json;

Expectation fails(std::string exception, std::string message = "") {
  return {.failures = {{std::move(exception), std::move(message)}}, .body = {}};
}
Expectation fails(const Failure& failure) { return {.failures = {failure}, .body = {}}; }

json::value seconds(Milliseconds at) { return static_cast<double>(at) / 1000.0; }

std::size_t index(int number) { return static_cast<std::size_t>(number); }

std::string user(int account) {
  return fmt::format("arn:aws:iam::{}:root", kAccountIds.at(index(account)));
}

constexpr std::string_view kDenied =
    "because the resource does not exist in this Region, no resource-based policies allow access, "
    "or a resource-based policy explicitly denies access";

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

// --- the operations ---------------------------------------------------------------------------

Expectation Model::create_key(const Step& step, const std::string& id) {
  Key key{.number = ++numbers_,
          .id = id,
          .account = step.caller,
          .spec = step.spec,
          .external = step.external != 0,
          .multi_region = step.multi_region != 0,
          .primary = step.region,
          .versions = {},
          .pending = {},
          .regions = {}};
  if (!key.external) key.versions.push_back(fresh());
  RegionalKey here{.created = now_};
  if (step.description != 0) here.description = fmt::format("description {}", step.description);
  if (step.tag != 0) here.tags[tag_key(step.tag)] = "first";
  key.regions[step.region] = here;
  keys_.push_back(key);
  slots_[step.key] = key.number;
  return {.failures = {}, .body = {{"KeyMetadata", metadata(key, step.region)}}};
}

Expectation Model::key_life(const Step& step) {
  const Target target = admit(step, step.kind == Kind::DescribeKey);
  if (step.kind == Kind::ScheduleKeyDeletion && step.days != 0 && (step.days < 7 || step.days > 30))
    return fails("ValidationException", "PendingWindowInDays must be between 7 and 30");
  if (target.failure) return fails(*target.failure);
  RegionalKey& here = *target.here;
  const std::string name = arn(*target.key, target.region);
  switch (step.kind) {
    case Kind::DescribeKey:
      return {.failures = {}, .body = {{"KeyMetadata", metadata(*target.key, target.region)}}};
    case Kind::EnableKey: {
      Key& key = *target.key;
      const bool overdue = !here.enabled && key.primary == target.region && key.period_days != 0 &&
                           key.next_rotation <= now_;
      here.enabled = true;
      // However many were missed, the next sweep makes one, and the schedule begins there.
      if (overdue) key.next_rotation = now_;
      return {};
    }
    case Kind::DisableKey: here.enabled = false; return {};
    case Kind::UpdateKeyDescription:
      here.description =
          step.description == 0 ? "" : fmt::format("description {}", step.description);
      return {};
    case Kind::CancelKeyDeletion:
      here.enabled = false;
      here.deletion_date.reset();
      here.waiting_days = 0;
      return {.failures = {}, .body = {{"KeyId", name}}};
    default: {  // ScheduleKeyDeletion
      const int days = step.days == 0 ? 30 : step.days;
      json::object body{{"KeyId", name}, {"PendingWindowInDays", days}};
      if (target.key->primary == target.region && target.key->regions.size() > 1) {
        here.waiting_days = days;
        body["KeyState"] = "PendingReplicaDeletion";
      } else {
        here.deletion_date = now_ + days * kDay;
        body["KeyState"] = "PendingDeletion";
        body["DeletionDate"] = seconds(*here.deletion_date);
      }
      return {.failures = {}, .body = std::move(body)};
    }
  }
}

Expectation Model::rotation(const Step& step) {
  Target target = resolve(step, step.key, step.form, false, name_of(step.kind));
  if (target.failure) return fails(*target.failure);
  Key& key = *target.key;
  const std::string name = arn(key, target.region);
  if (step.kind == Kind::GetKeyRotationStatus) {
    const State state = state_of(key, *target.here);
    const bool on = key.period_days != 0 && state != State::PendingDeletion &&
                    state != State::PendingReplicaDeletion;
    json::object body{{"KeyId", name}, {"KeyRotationEnabled", on}};
    if (on) {
      body["RotationPeriodInDays"] = key.period_days;
      body["NextRotationDate"] = seconds(key.next_rotation);
    }
    return {.failures = {}, .body = std::move(body)};
  }
  if (key.external && key.spec == spec::Symmetric)
    return fails("UnsupportedOperationException",
                 name + " origin is EXTERNAL which is not valid for this operation.");
  // For imported keys that could not rotate anyway AWS documents two answers.
  if (key.external) return fails("UnsupportedOperationException", kAnyMessage);
  target.failure = state_failure(target, name_of(step.kind));
  if (target.failure) return fails(*target.failure);
  if (key.spec != spec::Symmetric) return fails("UnsupportedOperationException", kAnyMessage);
  if (key.multi_region)
    if (const auto failure = primary_failure(target)) return fails(*failure);
  if (step.kind == Kind::DisableKeyRotation) {
    key.period_days = 0;
    return {};
  }
  const int period = step.days == 0 ? 365 : step.days;
  if (key.period_days != period) key.next_rotation = now_ + period * kDay;
  key.period_days = period;
  return {};
}

Expectation Model::rotate_on_demand(const Step& step) {
  const Target target = admit(step, false);
  if (target.failure) return fails(*target.failure);
  Key& key = *target.key;
  const std::string name = arn(key, target.region);
  if (key.spec != spec::Symmetric) return fails("UnsupportedOperationException", kAnyMessage);
  if (key.multi_region)
    if (const auto failure = primary_failure(target)) return fails(*failure);
  if (key.rotations_on_demand >= 25)
    return fails("LimitExceededException",
                 "The on-demand rotations limit has been reached for the given keyId. No more "
                 "on-demand rotations can be performed for this key: " +
                     name);
  if (key.period_days != 0 && key.next_rotation - now_ <= 20 * 60'000)
    return fails("ConflictException");
  if (!key.external) {
    rotate(key, fresh(), true);
  } else {
    const bool everywhere =
        key.pending && std::ranges::all_of(key.regions, [&](const auto& entry) {
          return is_gone(entry.second) || is_present(entry.second, *key.pending);
        });
    if (!everywhere)
      return fails("KMSInvalidStateException",
                   "No available key material pending rotation for the key: " + name + ".");
    rotate(key, *key.pending, true);
    key.pending.reset();
  }
  ++key.rotations_on_demand;
  return {.failures = {}, .body = {{"KeyId", name}}};
}

Expectation Model::list_rotations(const Step& step) {
  const Target target = admit(step, false);
  if (target.failure) return fails(*target.failure);
  const Key& key = *target.key;
  if (key.spec != spec::Symmetric) return fails("UnsupportedOperationException");
  json::array rotations;
  const auto add = [&](const Version& version, const char* state) {
    json::object entry{{"KeyId", arn(key, target.region)},
                       {"KeyMaterialId", material_id(key, version)},
                       {"KeyMaterialState", state}};
    if (version.rotated) {
      entry["RotationDate"] = seconds(*version.rotated);
      entry["RotationType"] = version.on_demand ? "ON_DEMAND" : "AUTOMATIC";
    }
    if (key.external) {
      const bool present = is_present(*target.here, version);
      if (version.description) entry["KeyMaterialDescription"] = *version.description;
      entry["ImportState"] = present ? "IMPORTED" : "PENDING_IMPORT";
      if (present) {
        const auto valid_to = target.here->imported.at(version.number).valid_to;
        entry["ExpirationModel"] =
            valid_to ? "KEY_MATERIAL_EXPIRES" : "KEY_MATERIAL_DOES_NOT_EXPIRE";
        if (valid_to) entry["ValidTo"] = seconds(*valid_to);
      }
    }
    rotations.push_back(std::move(entry));
  };
  for (const Version& version : key.versions)
    if (step.all != 0 || version.rotated)
      add(version, &version == &key.versions.back() ? "CURRENT" : "NON_CURRENT");
  if (step.all != 0 && key.pending) {
    const bool everywhere = std::ranges::all_of(key.regions, [&](const auto& entry) {
      return is_gone(entry.second) || is_present(entry.second, *key.pending);
    });
    add(*key.pending, everywhere ? "PENDING_ROTATION" : "PENDING_MULTI_REGION_IMPORT_AND_ROTATION");
  }
  return {.failures = {}, .body = {{"Rotations", std::move(rotations)}, {"Truncated", false}}};
}

// --- imported material ------------------------------------------------------------------------

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

// --- multi-Region -----------------------------------------------------------------------------

Expectation Model::replicate(const Step& step) {
  const Target target = admit(step, false);
  if (target.failure) return fails(*target.failure);
  if (const auto failure = primary_failure(target)) return fails(*failure);
  Key& key = *target.key;
  if (find(key, step.to_region))
    return fails("AlreadyExistsException",
                 fmt::format("The key '{}' exists already in {}.", arn(key, step.to_region),
                             kRegionNames.at(index(step.to_region))));
  RegionalKey replica{.created = now_};
  if (step.description != 0) replica.description = fmt::format("description {}", step.description);
  if (step.tag != 0) replica.tags[tag_key(step.tag)] = "first";
  key.regions[step.to_region] = replica;
  std::erase_if(aliases_, [&](const auto& entry) {
    return entry.second.key == key.number && std::get<1>(entry.first) == step.to_region;
  });
  json::object shown = metadata(key, step.to_region);
  shown["KeyState"] = "Creating";
  shown["Enabled"] = false;
  shown.erase("CurrentKeyMaterialId");
  json::object body{{"ReplicaKeyMetadata", std::move(shown)}, {"ReplicaPolicy", kAnything}};
  if (step.tag != 0)
    body["ReplicaTags"] =
        json::array{json::object{{"TagKey", tag_key(step.tag)}, {"TagValue", "first"}}};
  return {.failures = {}, .body = std::move(body)};
}

Expectation Model::update_primary(const Step& step) {
  const Target target = admit(step, false);
  if (target.failure) return fails(*target.failure);
  if (const auto failure = primary_failure(target)) return fails(*failure);
  Key& key = *target.key;
  RegionalKey* there = find(key, step.to_region);
  if (step.to_region == target.region)
    return fails("UnsupportedOperationException",
                 arn(key, target.region) + " is the primary key already.");
  if (!there) return fails("NotFoundException", kAnyMessage);
  Target other = target;
  other.here = there;
  other.region = step.to_region;
  if (const auto failure = state_failure(other, name_of(step.kind))) return fails(*failure);
  key.primary = step.to_region;
  return {};
}

// --- aliases, tags, lists ---------------------------------------------------------------------

Expectation Model::change_alias(const Step& step) {
  const std::tuple place{step.caller, step.region, step.alias};
  const std::string alias_arn = arn_of(step.caller, step.region, alias_name(step.alias));
  const auto found = aliases_.find(place);
  Key* old = found == aliases_.end() ? nullptr : key_by_number(found->second.key);
  const bool taken = old && find(*old, step.region);
  const Failure missing{"NotFoundException", fmt::format("Alias {} is not found.", alias_arn)};
  if (step.kind == Kind::DeleteAlias) {
    if (!taken) return fails(missing);
    aliases_.erase(found);
    return {};
  }
  const bool creating = step.kind == Kind::CreateAlias;
  Target target = resolve(step, step.key, step.form, false, name_of(step.kind));
  if (!target.failure) target.failure = state_failure(target, name_of(step.kind));
  // AWS does not say whether it looks at the alias or at its target first.
  Expectation refused;
  if (target.failure) refused.failures.push_back(*target.failure);
  if (creating && taken)
    refused.failures.push_back(
        {"AlreadyExistsException",
         fmt::format("An alias with the name {} already exists", alias_arn)});
  if (!creating && !taken) refused.failures.push_back(missing);
  if (step.form == form::AliasName || step.form == form::AliasArn)
    refused.failures.push_back({"ValidationException", "Aliases must refer to keys. Not aliases"});
  if (!refused.failures.empty()) return refused;
  if (creating) {
    aliases_[place] = {target.key->number, now_, now_};
    return {};
  }
  if (old->spec != target.key->spec)
    return fails(
        "ValidationException",
        fmt::format("Alias {} cannot be changed from a CMK with key usage {} to a CMK with "
                    "key usage {}. The key usage of the current CMK and the new CMK must "
                    "be the same.",
                    alias_name(step.alias), kUsageNames.at(index(old->spec)),
                    kUsageNames.at(index(target.key->spec))));
  found->second.key = target.key->number;
  found->second.updated = now_;
  return {};
}

Expectation Model::list_aliases(const Step& step) {
  const Key* only = nullptr;
  if (step.all != 0) {
    const Target target = resolve(step, step.key, step.form, false, name_of(step.kind));
    if (target.failure) return fails(*target.failure);
    only = target.key;
  }
  json::array list;
  for (const auto& [place, alias] : aliases_) {
    const auto& [account, region, slot] = place;
    const Key* key = key_by_number(alias.key);
    if (account != step.caller || region != step.region || !key || !find(*key, region)) continue;
    if (only && only->number != alias.key) continue;
    list.push_back(json::object{{"AliasName", alias_name(slot)},
                                {"AliasArn", arn_of(account, region, alias_name(slot))},
                                {"TargetKeyId", key->id},
                                {"CreationDate", seconds(alias.created)},
                                {"LastUpdatedDate", seconds(alias.updated)}});
  }
  return {.failures = {}, .body = {{"Aliases", std::move(list)}, {"Truncated", false}}};
}

Expectation Model::list_keys(const Step& step) {
  std::set<std::string> ids;
  for (const Key& key : keys_)
    if (key.account == step.caller && find(key, step.region)) ids.insert(key.id);
  json::array list;
  for (const std::string& id : ids)
    list.push_back(json::object{{"KeyId", id}, {"KeyArn", key_arn(step.caller, step.region, id)}});
  return {.failures = {}, .body = {{"Keys", std::move(list)}, {"Truncated", false}}};
}

Expectation Model::tags(const Step& step) {
  const Target target = admit(step, false);
  if (target.failure) return fails(*target.failure);
  auto& tags = target.here->tags;
  if (step.kind == Kind::TagResource) {
    tags[tag_key(step.tag)] = fmt::format("value {}", step.content);
    return {};
  }
  if (step.kind == Kind::UntagResource) {
    tags.erase(tag_key(step.tag));
    return {};
  }
  json::array list;
  for (const auto& [key, value] : tags)
    list.push_back(json::object{{"TagKey", key}, {"TagValue", value}});
  return {.failures = {}, .body = {{"Tags", std::move(list)}, {"Truncated", false}}};
}

// --- cryptography, without any ----------------------------------------------------------------

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
