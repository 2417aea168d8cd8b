#include "grants/validation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "keys/key_specs.h"

namespace trent::grants {
namespace {

using keys::KeySpec;
using keys::KeyUsage;
using enum GrantOperation;

constexpr std::size_t kPairsMax = 8;
constexpr std::size_t kValueCharactersMax = 384;

constexpr OperationSet kOnEveryKey{CreateGrant, DescribeKey, RetireGrant};
constexpr OperationSet kOnSymmetricKeys{
    Encrypt,
    Decrypt,
    ReEncryptFrom,
    ReEncryptTo,
    GenerateDataKey,
    GenerateDataKeyWithoutPlaintext,
    GenerateDataKeyPair,
    GenerateDataKeyPairWithoutPlaintext,
};

// What a usage adds for keys that are not symmetric encryption keys.
struct Row {
  KeyUsage usage;
  OperationSet operations;
};
// clang-format off
constexpr std::array kRows{
    Row{KeyUsage::ENCRYPT_DECRYPT,         {GetPublicKey, Encrypt, Decrypt, ReEncryptFrom, ReEncryptTo}},
    Row{KeyUsage::SIGN_VERIFY,             {GetPublicKey, Sign, Verify}},
    Row{KeyUsage::KEY_AGREEMENT,           {GetPublicKey, DeriveSharedSecret}},
    Row{KeyUsage::ENCAPSULATE_DECAPSULATE, {GetPublicKey, Encapsulate, Decapsulate}},
    Row{KeyUsage::GENERATE_VERIFY_MAC,     {GenerateMac, VerifyMac}},
};
// clang-format on

bool is_symmetric_encryption(KeySpec spec) { return spec == KeySpec::SYMMETRIC_DEFAULT; }

std::string_view kind_of_key(KeySpec spec, KeyUsage usage) {
  if (is_symmetric_encryption(spec)) return "a symmetric";
  return usage == KeyUsage::GENERATE_VERIFY_MAC ? "an HMAC" : "an asymmetric";
}

std::string listed(OperationSet operations) {
  std::string text;
  for (const GrantOperation operation : operations.list())
    text.append(text.empty() ? "" : ", ").append(name_of(operation));
  return "[" + text + "]";
}

std::size_t characters_in(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return result;
}

Result<void> require_valid_context(const ContextConstraint& constraint) {
  if (constraint.pairs.size() > kPairsMax)
    return fail(
        ErrorCode::Validation,
        fmt::format("A grant constraint can have at most {} encryption context pairs.", kPairsMax));
  std::set<std::string> seen;
  for (const auto& [key, value] : constraint.pairs) {
    if (characters_in(value) > kValueCharactersMax)
      return fail(ErrorCode::Validation,
                  fmt::format("An encryption context value in a grant constraint can have at most "
                              "{} characters.",
                              kValueCharactersMax));
    if (!seen.insert(lower(key)).second)
      return fail(ErrorCode::Validation,
                  "Encryption context keys in a grant constraint must differ by more than case.");
  }
  return {};
}

Result<void> require_valid_service_grantee(const Grant& grant) {
  if (grant.grantee.kind != PrincipalKind::Service) return {};
  if (grant.constraints.source_arn && grant.retiring) return {};
  return fail(ErrorCode::Validation,
              "GranteeServicePrincipal requires a SourceArn constraint and a retiring principal.");
}

}  // namespace

OperationSet grantable_on(KeySpec spec, KeyUsage usage) {
  if (is_symmetric_encryption(spec)) return kOnEveryKey | kOnSymmetricKeys;
  const auto row = std::ranges::find(kRows, usage, &Row::usage);
  return row == kRows.end() ? kOnEveryKey : kOnEveryKey | row->operations;
}

Result<void> require_valid(const Grant& grant) {
  if (grant.operations.empty())
    return fail(ErrorCode::Validation, "Grants must contain at least one operation.");
  if (grant.operations == OperationSet{CreateGrant})
    return fail(ErrorCode::Validation, "Grants must not contain only the CreateGrant operation.");
  TRY(require_valid_service_grantee(grant));
  if (grant.constraints.context) TRY(require_valid_context(*grant.constraints.context));
  return {};
}

Result<void> require_fits(const Grant& grant, KeySpec spec, KeyUsage usage) {
  const OperationSet valid = grantable_on(spec, usage);
  if (!grant.operations.is_subset_of(valid))
    return fail(ErrorCode::Validation,
                fmt::format("Operations {} are not supported when creating a grant for {} KMS key "
                            "with key usage {}. Valid operations are {}.",
                            listed(grant.operations - valid), kind_of_key(spec, usage),
                            name_of(usage), listed(valid)));
  if (grant.constraints.context && !is_symmetric_encryption(spec))
    return fail(ErrorCode::Validation,
                "EncryptionContext is supported only when creating a grant for a symmetric "
                "encryption KMS key.");
  return {};
}

}  // namespace trent::grants
