// identity/names.h: the forms of IAM's names, paths, ids and ARNs. Pure.
//
// Source: kms-security.md 2.1; the IAM service model.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "identity/records.h"
#include "keys/ids.h"

namespace trent::identity {

// Names that differ in case only are the same name.
std::string folded(std::string_view name);

bool is_name_text(std::string_view value);  // [\w+=,.@-]+
bool is_path_text(std::string_view value);  // "/", or "/" ... "/" of printable ASCII

// Four letters by kind (AIDA, AGPA, AROA, ANPA) and 17 of A-Z2-7. `random` must have
// kIdRandomBytes.
inline constexpr std::size_t kIdRandomBytes = 17;
std::string entity_id(EntityKind kind, ByteView random);
// "AKIA" and one of A-Z2-7 for each byte of `random`, which must have kAccessKeyRandomBytes.
inline constexpr std::size_t kAccessKeyRandomBytes = 16;
std::string access_key_id(ByteView random);
// The same with "ASIA": of temporary credentials.
std::string temporary_access_key_id(ByteView random);
bool is_temporary(std::string_view access_key_id);

// "arn:aws:iam::ACCOUNT:user/PATH/NAME": `path_and_name` begins with a slash.
std::string arn_of(EntityKind kind, const keys::AccountId& account, std::string_view path_and_name,
                   std::string_view partition);
std::string arn_of(const EntityRecord& entity, std::string_view partition);

// "arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION" and "...:federated-user/NAME": without paths.
std::string role_session_arn(const keys::AccountId& account, std::string_view role,
                             std::string_view session, std::string_view partition);
std::string federated_user_arn(const keys::AccountId& account, std::string_view name,
                               std::string_view partition);

// Path and name of the managed policy or OIDC provider (kind) of this account that `arn` names, as
// Permissions keeps it. Nothing if it names anything else.
std::optional<std::string> path_and_name_in(std::string_view arn, EntityKind kind,
                                            const keys::AccountId& account,
                                            std::string_view partition);
// "reader" of "/team/reader".
std::string_view name_in(std::string_view path_and_name);

}  // namespace trent::identity
