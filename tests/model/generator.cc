#include "generator.h"

#include "world.h"

namespace trent::model {
namespace {

struct Weight {
  Kind kind;
  double weight;
};

// clang-format off
constexpr Weight kWeights[] = {
    {Kind::Advance, 9},            {Kind::Sweep, 2},              {Kind::Restart, 1},
    {Kind::CreateKey, 4},          {Kind::DescribeKey, 6},        {Kind::EnableKey, 5},
    {Kind::DisableKey, 3},         {Kind::ScheduleKeyDeletion, 2}, {Kind::CancelKeyDeletion, 2},
    {Kind::EnableKeyRotation, 3},  {Kind::DisableKeyRotation, 1}, {Kind::GetKeyRotationStatus, 4},
    {Kind::RotateKeyOnDemand, 6},  {Kind::ListKeyRotations, 5},   {Kind::GetParametersForImport, 0.2},
    {Kind::ImportKeyMaterial, 10}, {Kind::DeleteImportedKeyMaterial, 2},
    {Kind::ReplicateKey, 4},       {Kind::UpdatePrimaryRegion, 2},
    {Kind::CreateAlias, 3},        {Kind::UpdateAlias, 2},        {Kind::DeleteAlias, 1},
    {Kind::ListAliases, 2},        {Kind::ListKeys, 2},
    {Kind::TagResource, 2},        {Kind::UntagResource, 1},      {Kind::ListResourceTags, 2},
    {Kind::UpdateKeyDescription, 1},
    {Kind::Encrypt, 7},            {Kind::Decrypt, 9},            {Kind::ReEncrypt, 3},
    {Kind::GenerateDataKey, 3},    {Kind::GenerateMac, 2},        {Kind::VerifyMac, 3},
    {Kind::Sign, 2},               {Kind::Verify, 3},             {Kind::GetPublicKey, 2},
};
// clang-format on

constexpr int kBlobSlots = 24;
constexpr int kProofSlots = 8;
constexpr Milliseconds kHour = 3'600'000;

bool any_key(const Key&) { return true; }

// The keys that the operation is for.
bool (*wanted_for(Kind kind))(const Key&) {
  switch (kind) {
    case Kind::GenerateMac:
    case Kind::VerifyMac: return [](const Key& key) { return key.spec == spec::Hmac; };
    case Kind::Sign:
    case Kind::Verify:
    case Kind::GetPublicKey: return [](const Key& key) { return key.spec == spec::Ecc; };
    case Kind::Encrypt:
    case Kind::GenerateDataKey:
    case Kind::RotateKeyOnDemand:
    case Kind::EnableKeyRotation:
    case Kind::DisableKeyRotation:
    case Kind::ListKeyRotations: return [](const Key& key) { return key.spec == spec::Symmetric; };
    case Kind::ReplicateKey:
    case Kind::UpdatePrimaryRegion: return [](const Key& key) { return key.multi_region; };
    case Kind::ImportKeyMaterial:
    case Kind::DeleteImportedKeyMaterial: return [](const Key& key) { return key.external; };
    default: return any_key;
  }
}

bool takes_alias(Kind kind) { return kind == Kind::DescribeKey || kind >= Kind::Encrypt; }

}  // namespace

// Each life likes some operations more than others, so that deep states are reached in some.
Generator::Generator(std::uint64_t seed) : random_(seed) {
  weights_.resize(static_cast<std::size_t>(Kind::GetPublicKey) + 1);
  constexpr std::array kLiking{0.2, 0.5, 1.0, 1.0, 2.0, 4.0};
  for (const auto& [kind, weight] : kWeights)
    weights_[static_cast<std::size_t>(kind)] =
        weight * kLiking.at(static_cast<std::size_t>(below(kLiking.size())));
  imports_ = once_in(2);
  multi_region_ = once_in(2);
  // A key has a limit of rotations that ordinary lives do not come near.
  rotates_ = once_in(10);
  if (rotates_) weights_[static_cast<std::size_t>(Kind::RotateKeyOnDemand)] = 100;
  // Wrapping keys cost more than all else together: half of the lives have none.
  if (!imports_)
    for (const Kind kind : {Kind::GetParametersForImport, Kind::ImportKeyMaterial})
      weights_[static_cast<std::size_t>(kind)] *= 0.1;
}

Kind Generator::draw_kind() {
  std::discrete_distribution<int> kinds(weights_.begin(), weights_.end());
  return static_cast<Kind>(kinds(random_));
}

// A slot whose key exists somewhere and is wanted, near the one that is there. False: there is
// none.
bool Generator::choose_key(Step& step, const Model& model, Wanted wanted) {
  for (int tries = 0; tries < kKeySlots; ++tries) {
    const Key* key = model.key_in_slot(step.key);
    bool exists = false;
    for (int region = 0; key && region < kRegions; ++region)
      exists |= model.exists_in(*key, region);
    if (exists && wanted(*key)) return true;
    step.key = (step.key + 1) % kKeySlots;
  }
  return false;
}

void Generator::choose_region(Step& step, const Model& model) {
  const Key* key = model.key_in_slot(step.key);
  if (!key) return;
  step.caller = key->account;
  for (int tries = 0; tries < kRegions && !model.exists_in(*key, step.region); ++tries)
    step.region = (step.region + 1) % kRegions;
}

void Generator::aim(Step& step, const Model& model) {
  if (once_in(rotates_ ? 300 : 25)) focus_ = below(kKeySlots);
  step.caller = once_in(40) ? 1 : 0;
  step.key = once_in(4) ? below(kKeySlots) : focus_;
  step.region = below(kRegions);
  step.alias = below(kAliasSlots);
  if (once_in(12) || !choose_key(step, model, wanted_for(step.kind)))
    choose_key(step, model, any_key);
  if (!once_in(25)) choose_region(step, model);
  if (once_in(40)) step.caller = 1 - step.caller;
  const int draw = below(100);
  if (draw < 15) step.form = form::Arn;
  if (draw >= 98) step.form = form::AliasName + below(4);
  if (takes_alias(step.kind) && draw >= 15 && draw < 25) {
    step.form = once_in(2) ? form::AliasName : form::AliasArn;
    if (!once_in(4)) choose_alias(step, model);
  }
}

// One that is there, where it is.
void Generator::choose_alias(Step& step, const Model& model) {
  if (model.aliases().empty()) return;
  const auto which = below(static_cast<int>(model.aliases().size()));
  std::tie(step.caller, step.region, step.alias) = std::next(model.aliases().begin(), which)->first;
}

void Generator::choose_ciphertext(Step& step, const Model& model) {
  if (model.ciphertexts().empty() || once_in(30)) return;
  auto made = model.ciphertexts().lower_bound(step.slot);
  if (made == model.ciphertexts().end()) made = model.ciphertexts().begin();
  step.slot = made->first;
  if (!once_in(12)) step.context = made->second.context;
  for (int slot = 0; slot < kKeySlots && !once_in(12); ++slot) {
    const Key* key = model.key_in_slot(slot);
    if (!key || key->number != made->second.key) continue;
    step.key = slot;
    step.region = below(kRegions);
    if (!once_in(12)) choose_region(step, model);
  }
}

void Generator::choose_proof(Step& step, const Model& model) {
  auto made = model.proofs().lower_bound(step.slot);
  if (made == model.proofs().end() || (made->first < kProofSlots) != (step.slot < kProofSlots))
    return;
  step.slot = made->first;
  for (int slot = 0; slot < kKeySlots && !once_in(12); ++slot) {
    const Key* key = model.key_in_slot(slot);
    if (!key || key->number != made->second.key) continue;
    step.key = slot;
    choose_region(step, model);
  }
  if (!once_in(12)) step.content = made->second.plaintext.ends_with("1") ? 1 : 0;
}

// What brings a key that cannot be used back to life, or lets its relatives.
std::optional<Step> Generator::heal(const Model& model) {
  Step step{.region = below(kRegions), .key = below(kKeySlots)};
  if (!choose_key(step, model, any_key)) return std::nullopt;
  choose_region(step, model);
  switch (model.state_in(*model.key_in_slot(step.key), step.region)) {
    case Model::State::Disabled: step.kind = Kind::EnableKey; return step;
    case Model::State::PendingImport: step.kind = Kind::ImportKeyMaterial; return step;
    case Model::State::PendingDeletion:
    case Model::State::PendingReplicaDeletion:
      step.kind = Kind::CancelKeyDeletion;
      if (once_in(2)) return step;
      return std::nullopt;
    case Model::State::Enabled: return std::nullopt;
  }
  return std::nullopt;
}

Step Generator::advance(const Model& model) {
  Step step{.kind = Kind::Advance};
  const auto instants = model.instants();
  const int draw = below(100);
  if (draw < 45 && !instants.empty()) {
    const auto which = static_cast<std::size_t>(below(3)) % instants.size();
    // Just before, at, and just after it happens.
    step.ms = instants[which] - model.now() + below(3) - 1;
    if (step.ms < 0) step.ms = 0;
  } else if (draw < 65) {
    step.ms = below(60'000);
  } else if (draw < 85) {
    step.ms = below(30) * kHour + below(1000);
  } else {
    step.ms = below(50) * kDay + below(1000);
  }
  if (!once_in(5)) planned_ = Step{.kind = Kind::Sweep};
  return step;
}

void Generator::create_key(Step& step) {
  step.form = form::Id;
  step.caller = once_in(12) ? 1 : 0;
  step.region = below(kRegions);
  const int draw = below(10);
  step.spec = draw < 6 ? spec::Symmetric : draw < 8 ? spec::Hmac : spec::Ecc;
  step.external = imports_ && once_in(2) ? 1 : 0;
  step.multi_region = once_in(multi_region_ ? 2 : 8) ? 1 : 0;
  step.description = below(3);
  step.tag = below(3);
}

void Generator::add_import(Step& step, const Model& model) {
  // Most of the time into a key that takes imported material.
  step.form = once_in(15) ? step.form : form::Id;
  for (int tries = 0; tries < kKeySlots && !once_in(20); ++tries) {
    const Key* key = model.key_in_slot(step.key);
    if (key && key->external && model.exists_in(*key, step.region)) break;
    step.key = (step.key + 1) % kKeySlots;
    const Key* other = model.key_in_slot(step.key);
    if (other) step.caller = other->account;
    for (int turn = 0; other && turn < kRegions && !model.exists_in(*other, step.region); ++turn)
      step.region = (step.region + 1) % kRegions;
  }
  step.slot = once_in(40) ? below(kKeySlots * kRegions) : step.key * kRegions + step.region;
  step.content = 1 + below(kContents);
  const int draw = below(100);
  step.type = draw < 45   ? import_type::Default
              : draw < 80 ? import_type::New
                          : import_type::Existing;
  step.expiry = once_in(2) ? expiry::Never : once_in(10) ? 2 + below(4) : expiry::At;
  constexpr std::array kLives{kHour, 5 * kHour, kDay, 7 * kDay, 100 * kDay, 365 * kDay};
  if (step.expiry == expiry::At)
    step.ms = kLives.at(static_cast<std::size_t>(below(kLives.size())));
  if (once_in(25)) step.spoilt = 1 + below(2);
  if (once_in(8)) step.id_content = once_in(4) ? 1 + below(kContents) : step.content;
  if (once_in(4)) step.description = 1 + below(2);
  // What the key knows already, so that keys get back what they lost.
  if (const Key* key = model.key_in_slot(step.key)) {
    if (key->spec != spec::Symmetric && !once_in(10))
      step.type = step.id_content = step.description = 0;
    if (key->pending && once_in(3)) {
      step.content = key->pending->content;
      step.type = import_type::Existing;
    } else if (!key->versions.empty() && step.type != import_type::New && !once_in(5)) {
      const auto which = static_cast<std::size_t>(below(static_cast<int>(key->versions.size())));
      step.content = key->versions[which].content;
    }
    if (step.content == 0) step.content = 1;
    if (key->primary != step.region && !once_in(8)) {
      step.description = 0;
      if (step.type == import_type::New) step.type = import_type::Default;
    }
  }
}

// With parameters first, where there are none that fit.
Step Generator::import_into(Step step, const Model& model) {
  add_import(step, model);
  const Key* key = model.key_in_slot(step.key);
  const bool takes = key && key->external && model.exists_in(*key, step.region);
  if (model.token_fits(step.slot, step.key, step.region) || (takes ? once_in(8) : !once_in(8)))
    return step;
  planned_ = step;
  return {.kind = Kind::GetParametersForImport,
          .caller = step.caller,
          .region = step.region,
          .key = step.key,
          .slot = step.slot};
}

Step Generator::next(const Model& model) {
  if (planned_) {
    const Step step = *planned_;
    planned_.reset();
    return step;
  }
  // Rather another operation than one for which there is no key.
  Step step{.kind = draw_kind()};
  for (Step any{}; !choose_key(any, model, wanted_for(step.kind)) && !once_in(8);)
    step.kind = draw_kind();
  if (Step any{}; !choose_key(any, model, any_key) && !once_in(4)) step.kind = Kind::CreateKey;
  if (once_in(8)) {
    if (const auto healing = heal(model)) {
      if (healing->kind != Kind::ImportKeyMaterial) return *healing;
      step = *healing;
      return import_into(step, model);
    }
  }
  if (step.kind == Kind::Advance) return advance(model);
  if (step.kind == Kind::Sweep || step.kind == Kind::Restart) return step;
  aim(step, model);
  switch (step.kind) {
    case Kind::CreateKey: create_key(step); break;
    case Kind::ReplicateKey: step.tag = below(3); [[fallthrough]];
    case Kind::UpdatePrimaryRegion:
      step.to_region = below(kRegions);
      if (const Key* key = model.key_in_slot(step.key);
          key && step.kind == Kind::UpdatePrimaryRegion && !once_in(4))
        for (int tries = 0; tries < kRegions && (step.to_region == key->primary ||
                                                 !model.exists_in(*key, step.to_region));
             ++tries)
          step.to_region = (step.to_region + 1) % kRegions;
      // At the primary's Region, most of the time.
      if (const Key* key = model.key_in_slot(step.key); key && !once_in(6))
        step.region = key->primary;
      [[fallthrough]];
    case Kind::UpdateKeyDescription:
      if (step.kind != Kind::UpdatePrimaryRegion) step.description = below(3);
      break;
    case Kind::RotateKeyOnDemand:
    case Kind::EnableKeyRotation:
      if (const Key* key = model.key_in_slot(step.key); key && !once_in(6))
        step.region = key->primary;
      if (step.kind == Kind::EnableKeyRotation && !once_in(3)) step.days = 90 + below(2) * 10;
      break;
    case Kind::ScheduleKeyDeletion: {
      constexpr std::array kDays{7, 7, 7, 8, 30, 0, 6, 31};
      step.days = kDays.at(static_cast<std::size_t>(below(kDays.size())));
      break;
    }
    case Kind::ListKeyRotations:
      step.all = once_in(4) ? 0 : 1;
      step.limit = below(4);
      break;
    case Kind::ListAliases:
      step.all = below(2);
      step.limit = below(4);
      break;
    case Kind::ListKeys:
    case Kind::ListResourceTags: step.limit = below(4); break;
    case Kind::GetParametersForImport: step.slot = step.key * kRegions + step.region; break;
    case Kind::ImportKeyMaterial: return import_into(step, model);
    case Kind::UpdateAlias:
    case Kind::DeleteAlias:
      if (!once_in(6)) choose_alias(step, model);
      if (step.kind == Kind::DeleteAlias) step.key = step.form = 0;
      break;
    case Kind::DeleteImportedKeyMaterial:
      if (once_in(2)) step.id_content = 1 + below(kContents);
      break;
    case Kind::TagResource: step.content = below(3); [[fallthrough]];
    case Kind::UntagResource: step.tag = 1 + below(4); break;
    case Kind::ReEncrypt:
      step.to_key = once_in(2) ? step.key : below(kKeySlots);
      step.to_slot = below(kBlobSlots);
      [[fallthrough]];
    case Kind::Decrypt:
      if (!once_in(3)) step.form = form::None;
      if (step.kind == Kind::Decrypt && once_in(25)) step.spoilt = 1;
      [[fallthrough]];
    case Kind::Encrypt:
    case Kind::GenerateDataKey:
      step.slot = below(kBlobSlots);
      step.context = once_in(5) ? 1 : 0;
      if (step.kind == Kind::Encrypt) step.content = below(3);
      if (step.kind == Kind::Decrypt || step.kind == Kind::ReEncrypt)
        choose_ciphertext(step, model);
      break;
    case Kind::VerifyMac:
    case Kind::Verify:
      if (once_in(25)) step.spoilt = 1;
      [[fallthrough]];
    case Kind::GenerateMac:
    case Kind::Sign:
      // Verifying a signature as a MAC says nothing: each has slots of its own.
      step.slot = below(kProofSlots) +
                  (step.kind == Kind::Sign || step.kind == Kind::Verify ? kProofSlots : 0);
      step.content = below(2);
      if (step.kind == Kind::Verify || step.kind == Kind::VerifyMac) choose_proof(step, model);
      break;
    default: break;
  }
  return step;
}

}  // namespace trent::model
