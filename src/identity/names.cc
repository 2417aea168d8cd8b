#include "identity/names.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/assert.h"
#include "base/text.h"

namespace trent::identity {
namespace {

constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

std::string id_with(std::string_view prefix, ByteView random) {
  std::string id(prefix);
  for (const std::uint8_t byte : random) id += kBase32[byte % kBase32.size()];
  return id;
}

// In the order of EntityKind.
constexpr std::array<std::string_view, 5> kIdPrefixes{"AIDA", "AGPA", "AROA", "ANPA", ""};
constexpr std::string_view kTemporaryPrefix = "ASIA";

}  // namespace

std::string folded(std::string_view name) {
  std::string lower(name);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower;
}

bool is_name_text(std::string_view value) {
  return !value.empty() && std::ranges::all_of(value, [](char c) {
    return is_alphanumeric(c) || std::string_view("_+=,.@-").contains(c);
  });
}

bool is_path_text(std::string_view value) {
  return value.starts_with('/') && value.ends_with('/') &&
         (value.size() == 1 || value.size() > 2) &&
         std::ranges::all_of(value, [](char c) { return c >= 0x21 && c <= 0x7e; });
}

std::string entity_id(EntityKind kind, ByteView random) {
  TRENT_ASSERT(random.size() == kIdRandomBytes);
  return id_with(kIdPrefixes[static_cast<std::size_t>(kind)], random);
}

std::string access_key_id(ByteView random) {
  TRENT_ASSERT(random.size() == kAccessKeyRandomBytes);
  return id_with("AKIA", random);
}

std::string temporary_access_key_id(ByteView random) {
  TRENT_ASSERT(random.size() == kAccessKeyRandomBytes);
  return id_with(kTemporaryPrefix, random);
}

bool is_temporary(std::string_view access_key_id) {
  return access_key_id.starts_with(kTemporaryPrefix);
}

std::string arn_of(EntityKind kind, const keys::AccountId& account, std::string_view path_and_name,
                   std::string_view partition) {
  return joined({"arn:", partition, ":iam::", account.view(), ":", name_of(kind), path_and_name});
}

std::string arn_of(const EntityRecord& entity, std::string_view partition) {
  return arn_of(entity.ref.kind, entity.ref.account, entity.path + entity.name, partition);
}

std::string role_session_arn(const keys::AccountId& account, std::string_view role,
                             std::string_view session, std::string_view partition) {
  return fmt::format("arn:{}:sts::{}:assumed-role/{}/{}", partition, account.view(), role, session);
}

std::string federated_user_arn(const keys::AccountId& account, std::string_view name,
                               std::string_view partition) {
  return fmt::format("arn:{}:sts::{}:federated-user/{}", partition, account.view(), name);
}

std::optional<std::string> path_and_name_in(std::string_view arn, EntityKind kind,
                                            const keys::AccountId& account,
                                            std::string_view partition) {
  const std::string prefix = arn_of(kind, account, "/", partition);
  if (!arn.starts_with(prefix) || arn.size() == prefix.size() || arn.ends_with('/'))
    return std::nullopt;
  return std::string(arn.substr(prefix.size() - 1));
}

std::string_view name_in(std::string_view path_and_name) {
  return path_and_name.substr(path_and_name.rfind('/') + 1);
}

}  // namespace trent::identity
