#include "policy/actions.h"

#include <algorithm>
#include <array>

#include "policy/case_folding.h"
#include "policy/context.h"
#include "policy/pattern.h"

namespace trent::policy {
namespace {

constexpr std::size_t kOperations = enum_names<keys::Operation>.size();

// Behind the operations, in the order of their numbers.
constexpr std::array<std::string_view, kNumberedActions - kOperations> kOthers{
    "kms:ReEncryptFrom",    "kms:ReEncryptTo",        "kms:SynchronizeMultiRegionKey",
    "sts:AssumeRole",       "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity",
    "sts:GetAccessKeyInfo", "sts:GetCallerIdentity",  "sts:GetFederationToken",
    "sts:GetSessionToken",  "sts:SetSourceIdentity",  "sts:TagSession",
};

constexpr Syntax kActionSyntax{.wildcards = true, .letters = Case::Ignored};

struct KmsName {
  std::array<char, 48> text{};
  std::size_t size = 0;
  constexpr std::string_view view() const { return {text.data(), size}; }
};

consteval auto kms_names() {
  constexpr std::string_view kService = "kms:";
  std::array<KmsName, kOperations> names{};
  for (std::size_t i = 0; i < kOperations; ++i) {
    const std::string_view operation = enum_names<keys::Operation>[i];
    std::ranges::copy(kService, names[i].text.begin());
    std::ranges::copy(operation, names[i].text.begin() + kService.size());
    names[i].size = kService.size() + operation.size();
  }
  return names;
}
constexpr auto kKmsNames = kms_names();

constexpr std::string_view name_at(std::size_t number) {
  return number < kOperations ? kKmsNames[number].view() : kOthers[number - kOperations];
}

}  // namespace

constinit const Action kReEncryptFrom{kOthers[0], kOperations};
constinit const Action kReEncryptTo{kOthers[1], kOperations + 1};

Action action_of(keys::Operation operation) {
  const auto number = static_cast<std::uint8_t>(operation);
  return {name_at(number), number};
}

Action action_named(std::string_view name) {
  for (std::uint8_t number = 0; number < kNumberedActions; ++number)
    if (equal_folded(name_at(number), name)) return {name_at(number), number};
  return {name, kUnnumbered};
}

ActionMask actions_matching(std::string_view pattern) {
  ActionMask mask;
  const Pattern compiled(pattern, kActionSyntax);
  const ListedContext nothing({});
  for (std::size_t number = 0; number < kNumberedActions; ++number)
    mask[number] = compiled.matches(name_at(number), nothing);
  return mask;
}

bool action_matches(std::string_view pattern, std::string_view name) {
  return Pattern(pattern, kActionSyntax).matches(name, ListedContext({}));
}

}  // namespace trent::policy
