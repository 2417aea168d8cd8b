#include "keys/key_state.h"

#include <algorithm>

#include "base/assert.h"

namespace trent::keys {
namespace {

// What a state answers to an operation. `Ok` proceeds; the others are rows of kRefusals.
enum class Answer : std::uint8_t {
  Ok,
  Disabled,
  Deleting,  // or, for PendingReplicaDeletion, replica deletion
  NotDeleting,
  Importing,
  External,
  Unavailable,
  Creating,
  Updating,
};

struct Refusal {
  Answer answer;
  ErrorCode code;
  std::string_view text;  // follows the key's ARN
};

// Source: kms-behaviour.md 3.3, notes 1, 3, 4, 5, 6, 11, 14, 15. Where AWS documents two errors for
// a key pending deletion, the recorded one (note 3) is used.
// clang-format off
constexpr std::array kRefusals{
  Refusal{Answer::Disabled,    ErrorCode::Disabled,             " is disabled."},
  Refusal{Answer::Deleting,    ErrorCode::InvalidState,         " is pending deletion."},
  Refusal{Answer::NotDeleting, ErrorCode::InvalidState,         " is not pending deletion."},
  Refusal{Answer::Importing,   ErrorCode::InvalidState,         " is pending import."},
  Refusal{Answer::External,    ErrorCode::UnsupportedOperation, " origin is EXTERNAL which is not valid for this operation."},
  Refusal{Answer::Unavailable, ErrorCode::InvalidState,         " is unavailable."},
  Refusal{Answer::Creating,    ErrorCode::InvalidState,         " is creating."},
  Refusal{Answer::Updating,    ErrorCode::InvalidState,         " is updating."},
};
// clang-format on

// Columns of the table, in AWS's order. PendingReplicaDeletion shares a column with
// PendingDeletion.
enum Column : std::uint8_t { kE, kD, kPD, kPI, kUN, kCR, kUP, kColumnCount };

struct Row {
  Operation operation;
  std::array<Answer, kColumnCount> by_state;
};

constexpr Answer ok = Answer::Ok;
constexpr Answer dis = Answer::Disabled;
constexpr Answer del = Answer::Deleting;
constexpr Answer not_del = Answer::NotDeleting;
constexpr Answer imp = Answer::Importing;
constexpr Answer ext = Answer::External;
constexpr Answer una = Answer::Unavailable;
constexpr Answer cre = Answer::Creating;
constexpr Answer upd = Answer::Updating;

// Source: kms-behaviour.md 3.2. Conditions on origin, type or custom key store (notes 7, 8, 9) are
// not about states and are checked elsewhere. Operations that name no key are allowed in every
// state.
// clang-format off
constexpr std::array kTable{
  //                                                     E        D        PD   PI       UN       CR       UP
  Row{Operation::CancelKeyDeletion,                   {{not_del, not_del, ok,  not_del, not_del, not_del, not_del}}},
  Row{Operation::ConnectCustomKeyStore,               {{ok,      ok,      ok,  ok,      ok,      ok,      ok}}},
  Row{Operation::CreateAlias,                         {{ok,      ok,      del, ok,      ok,      ok,      ok}}},
  Row{Operation::CreateCustomKeyStore,                {{ok,      ok,      ok,  ok,      ok,      ok,      ok}}},
  Row{Operation::CreateGrant,                         {{ok,      dis,     del, imp,     ok,      cre,     ok}}},
  Row{Operation::CreateKey,                           {{ok,      ok,      ok,  ok,      ok,      ok,      ok}}},
  Row{Operation::Decapsulate,                         {{ok,      dis,     del, imp,     una,     cre,     ok}}},
  Row{Operation::Decrypt,                             {{ok,      dis,     del, imp,     una,     cre,     ok}}},
  Row{Operation::DeleteAlias,                         {{ok,      ok,      ok,  ok,      ok,      ok,      ok}}},
  Row{Operation::DeleteCustomKeyStore,                {{ok,      ok,      ok,  ok,      ok,      ok,      ok}}},
  Row{Operation::DeleteImportedKeyMaterial,           {{ok,      ok,      ok,  ok,      una,     cre,     upd}}},
  Row{Operation::DeriveSharedSecret,                  {{ok,      dis,     del, imp,     una,     cre,     ok}}},
  Row{Operation::DescribeCustomKeyStores,             {{ok,      ok,      ok,  ok,      ok,      ok,      ok}}},
  Row{Operation::DescribeKey,                         {{ok,      ok,      ok,  ok,      ok,      ok,      ok}}},
  Row{Operation::DisableKey,                          {{ok,      ok,      del, imp,     ok,      cre,     upd}}},
  Row{Operation::DisableKeyRotation,                  {{ok,      dis,     del, ext,     ok,      cre,     ok}}},
  Row{Operation::DisconnectCustomKeyStore,            {{ok,      ok,      ok,  ok,      ok,      ok,      ok}}},
  Row{Operation::EnableKey,                           {{ok,      ok,      del, imp,     ok,      cre,     upd}}},
  Row{Operation::EnableKeyRotation,                   {{ok,      dis,     del, ext,     ok,      cre,     ok}}},
  Row{Operation::Encapsulate,                         {{ok,      dis,     del, imp,     una,     cre,     ok}}},
  Row{Operation::Encrypt,                             {{ok,      dis,     del, imp,     una,     cre,     ok}}},
  Row{Operation::GenerateDataKey,                     {{ok,      dis,     del, imp,     una,     cre,     ok}}},
  Row{Operation::GenerateDataKeyPair,                 {{ok,      dis,     del, imp,     ok,      cre,     ok}}},
  Row{Operation::GenerateDataKeyPairWithoutPlaintext, {{ok,      dis,     del, imp,     ok,      cre,     ok}}},
  Row{Operation::GenerateDataKeyWithoutPlaintext,     {{ok,      dis,     del, imp,     una,     cre,     ok}}},
  Row{Operation::GenerateMac,                         {{ok,      dis,     del, imp,     una,     cre,     ok}}},
  Row{Operation::GenerateRandom,                      {{ok,      ok,      ok,  ok,      ok,      ok,      ok}}},
  Row{Operation::GetKeyLastUsage,                     {{ok,      ok,      ok,  ok,      ok,      ok,      ok}}},
  Row{Operation::GetKeyPolicy,                        {{ok,      ok,      ok,  ok,      ok,      ok,      ok}}},
  Row{Operation::GetKeyRotationStatus,                {{ok,      ok,      ok,  ok,      ok,      ok,      ok}}},
  Row{Operation::GetParametersForImport,              {{ok,      ok,      del, ok,      ok,      cre,     upd}}},
  Row{Operation::GetPublicKey,                        {{ok,      ok,      del, ok,      una,     cre,     ok}}},
  Row{Operation::ImportKeyMaterial,                   {{ok,      ok,      del, ok,      ok,      cre,     ok}}},
  Row{Operation::ListAliases,                         {{ok,      ok,      ok,  ok,      ok,      ok,      ok}}},
  Row{Operation::ListGrants,                          {{ok,      ok,      ok,  ok,      ok,      ok,      ok}}},
  Row{Operation::ListKeyPolicies,                     {{ok,      ok,      ok,  ok,      ok,      ok,      ok}}},
  Row{Operation::ListKeyRotations,                    {{ok,      ok,      ok,  ok,      ok,      ok,      ok}}},
  Row{Operation::ListKeys,                            {{ok,      ok,      ok,  ok,      ok,      ok,      ok}}},
  Row{Operation::ListResourceTags,                    {{ok,      ok,      ok,  ok,      ok,      ok,      ok}}},
  Row{Operation::ListRetirableGrants,                 {{ok,      ok,      ok,  ok,      ok,      ok,      ok}}},
  Row{Operation::PutKeyPolicy,                        {{ok,      ok,      ok,  ok,      ok,      ok,      ok}}},
  Row{Operation::ReEncrypt,                           {{ok,      dis,     del, imp,     una,     cre,     ok}}},
  Row{Operation::ReplicateKey,                        {{ok,      dis,     del, imp,     una,     cre,     upd}}},
  Row{Operation::RetireGrant,                         {{ok,      ok,      ok,  ok,      ok,      ok,      ok}}},
  Row{Operation::RevokeGrant,                         {{ok,      ok,      ok,  ok,      ok,      ok,      ok}}},
  Row{Operation::RotateKeyOnDemand,                   {{ok,      dis,     del, imp,     ok,      cre,     ok}}},
  Row{Operation::ScheduleKeyDeletion,                 {{ok,      ok,      del, ok,      ok,      ok,      upd}}},
  Row{Operation::Sign,                                {{ok,      dis,     del, imp,     una,     cre,     ok}}},
  Row{Operation::TagResource,                         {{ok,      ok,      del, ok,      ok,      ok,      ok}}},
  Row{Operation::UntagResource,                       {{ok,      ok,      del, ok,      ok,      ok,      ok}}},
  Row{Operation::UpdateAlias,                         {{ok,      ok,      del, ok,      ok,      ok,      ok}}},
  Row{Operation::UpdateCustomKeyStore,                {{ok,      ok,      ok,  ok,      ok,      ok,      ok}}},
  Row{Operation::UpdateKeyDescription,                {{ok,      ok,      del, ok,      ok,      ok,      ok}}},
  Row{Operation::UpdatePrimaryRegion,                 {{ok,      dis,     del, imp,     una,     cre,     ok}}},
  Row{Operation::Verify,                              {{ok,      dis,     del, imp,     una,     cre,     ok}}},
  Row{Operation::VerifyMac,                           {{ok,      dis,     del, imp,     una,     cre,     ok}}},
};
// clang-format on

constexpr bool rows_follow_operations() {
  for (std::size_t i = 0; i < kTable.size(); ++i)
    if (static_cast<std::size_t>(kTable[i].operation) != i) return false;
  return kTable.size() == enum_names<Operation>.size();
}
static_assert(rows_follow_operations());

Column column_of(KeyState state) {
  switch (state) {
    case KeyState::Enabled: return kE;
    case KeyState::Disabled: return kD;
    case KeyState::PendingDeletion:
    case KeyState::PendingReplicaDeletion: return kPD;
    case KeyState::PendingImport: return kPI;
    case KeyState::Unavailable: return kUN;
    case KeyState::Creating: return kCR;
    case KeyState::Updating: return kUP;
  }
  TRENT_ASSERT(false);
}

bool awaits_import_at(const KeyRecord& key, Timestamp now) {
  if (key.origin != Origin::EXTERNAL) return false;
  if (!key.current_material()) return true;
  return std::ranges::any_of(key.materials, [&](const MaterialVersion& material) {
    return material.permanently_associated() && !material.present_at(now);
  });
}

}  // namespace

KeyState state_at(const KeyRecord& key, Timestamp now) {
  if (key.window_after_replicas) return KeyState::PendingReplicaDeletion;
  if (key.deletion_date) return KeyState::PendingDeletion;
  if (awaits_import_at(key, now)) return KeyState::PendingImport;
  return key.enabled ? KeyState::Enabled : KeyState::Disabled;
}

bool is_gone_at(const KeyRecord& key, Timestamp now) {
  return key.deletion_date && *key.deletion_date <= now;
}

Result<void> require_state_allows(Operation operation, const KeyRecord& key, Timestamp now) {
  const KeyState state = state_at(key, now);
  const Answer answer = kTable[static_cast<std::size_t>(operation)].by_state[column_of(state)];
  if (answer == Answer::Ok) return {};
  if (answer == Answer::Deleting && state == KeyState::PendingReplicaDeletion)
    return fail(ErrorCode::InvalidState, key.arn() + " is pending replica deletion.");
  const auto& refusal = *std::ranges::find(kRefusals, answer, &Refusal::answer);
  return fail(refusal.code, key.arn().append(refusal.text));
}

}  // namespace trent::keys
