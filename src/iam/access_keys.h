// iam/access_keys.h: the access keys of users, and of the root of an account.
//
// A request without a user name is about whoever asks.
#pragma once

#include "iam/model.h"

namespace trent::iam {

struct CreateAccessKeyRequest {
  static constexpr EntityKind kind = EntityKind::User;
  std::optional<std::string> name;
};
struct UpdateAccessKeyRequest {
  static constexpr EntityKind kind = EntityKind::User;
  std::optional<std::string> name;
  std::string access_key_id;
  identity::AccessKeyStatus status = identity::AccessKeyStatus::Active;
};
struct DeleteAccessKeyRequest {
  static constexpr EntityKind kind = EntityKind::User;
  std::optional<std::string> name;
  std::string access_key_id;
};
struct ListAccessKeysRequest : Paging {
  static constexpr EntityKind kind = EntityKind::User;
  std::optional<std::string> name;
};
struct GetAccessKeyLastUsedRequest {
  std::string access_key_id;
};

struct NewAccessKeyDetail {
  std::optional<std::string> user_name;
  std::string access_key_id;
  identity::AccessKeyStatus status = identity::AccessKeyStatus::Active;
  SecretBytes secret;
  Timestamp create_date{};
};
struct CreateAccessKeyResponse {
  NewAccessKeyDetail access_key;
};
struct AccessKeyDetail {
  std::optional<std::string> user_name;
  std::string access_key_id;
  identity::AccessKeyStatus status = identity::AccessKeyStatus::Active;
  Timestamp create_date{};
};
struct ListAccessKeysResponse : PageEnd {
  std::vector<AccessKeyDetail> access_keys;
};
struct LastUseDetail {
  std::optional<Timestamp> at;
  std::string service = "N/A";
  std::string region = "N/A";
};
struct GetAccessKeyLastUsedResponse {
  std::optional<std::string> user_name;
  LastUseDetail last_use;
};

Result<CreateAccessKeyResponse> create_access_key(const Call& call,
                                                  const CreateAccessKeyRequest& request);
Result<wire::NoOutput> update_access_key(const Call& call, const UpdateAccessKeyRequest& request);
Result<wire::NoOutput> delete_access_key(const Call& call, const DeleteAccessKeyRequest& request);
Result<ListAccessKeysResponse> list_access_keys(const Call& call,
                                                const ListAccessKeysRequest& request);
Result<GetAccessKeyLastUsedResponse> get_access_key_last_used(
    const Call& call, const GetAccessKeyLastUsedRequest& request);

}  // namespace trent::iam

// clang-format off
template <>
inline constexpr auto trent::wire::shape<trent::iam::CreateAccessKeyRequest> = std::tuple{
    wire::member("UserName", &iam::CreateAccessKeyRequest::name, iam::kName128),
};
template <>
inline constexpr auto trent::wire::shape<trent::iam::UpdateAccessKeyRequest> = std::tuple{
    wire::member("UserName",    &iam::UpdateAccessKeyRequest::name, iam::kName128),
    wire::member("AccessKeyId", &iam::UpdateAccessKeyRequest::access_key_id, wire::kRequired | iam::kAccessKeyId),
    wire::member("Status",      &iam::UpdateAccessKeyRequest::status, wire::kRequired),
};
template <>
inline constexpr auto trent::wire::shape<trent::iam::DeleteAccessKeyRequest> = std::tuple{
    wire::member("UserName",    &iam::DeleteAccessKeyRequest::name, iam::kName128),
    wire::member("AccessKeyId", &iam::DeleteAccessKeyRequest::access_key_id, wire::kRequired | iam::kAccessKeyId),
};
template <>
inline constexpr auto trent::wire::shape<trent::iam::ListAccessKeysRequest> = std::tuple_cat(std::tuple{
    wire::member("UserName", &iam::ListAccessKeysRequest::name, iam::kName128)}, iam::kPagingMembers);
template <>
inline constexpr auto trent::wire::shape<trent::iam::GetAccessKeyLastUsedRequest> = std::tuple{
    wire::member("AccessKeyId", &iam::GetAccessKeyLastUsedRequest::access_key_id, wire::kRequired | iam::kAccessKeyId),
};
template <>
inline constexpr auto trent::wire::shape<trent::iam::NewAccessKeyDetail> = std::tuple{
    wire::member("UserName",        &iam::NewAccessKeyDetail::user_name),
    wire::member("AccessKeyId",     &iam::NewAccessKeyDetail::access_key_id),
    wire::member("Status",          &iam::NewAccessKeyDetail::status),
    wire::member("SecretAccessKey", &iam::NewAccessKeyDetail::secret, wire::kSensitive),
    wire::member("CreateDate",      &iam::NewAccessKeyDetail::create_date),
};
template <>
inline constexpr auto trent::wire::shape<trent::iam::CreateAccessKeyResponse> = std::tuple{
    wire::member("AccessKey", &iam::CreateAccessKeyResponse::access_key),
};
template <>
inline constexpr auto trent::wire::shape<trent::iam::AccessKeyDetail> = std::tuple{
    wire::member("UserName",    &iam::AccessKeyDetail::user_name),
    wire::member("AccessKeyId", &iam::AccessKeyDetail::access_key_id),
    wire::member("Status",      &iam::AccessKeyDetail::status),
    wire::member("CreateDate",  &iam::AccessKeyDetail::create_date),
};
template <>
inline constexpr auto trent::wire::shape<trent::iam::ListAccessKeysResponse> = std::tuple_cat(std::tuple{
    wire::member("AccessKeyMetadata", &iam::ListAccessKeysResponse::access_keys)}, iam::kPageEndMembers);
template <>
inline constexpr auto trent::wire::shape<trent::iam::LastUseDetail> = std::tuple{
    wire::member("LastUsedDate", &iam::LastUseDetail::at),
    wire::member("ServiceName",  &iam::LastUseDetail::service),
    wire::member("Region",       &iam::LastUseDetail::region),
};
template <>
inline constexpr auto trent::wire::shape<trent::iam::GetAccessKeyLastUsedResponse> = std::tuple{
    wire::member("UserName",          &iam::GetAccessKeyLastUsedResponse::user_name),
    wire::member("AccessKeyLastUsed", &iam::GetAccessKeyLastUsedResponse::last_use),
};
// clang-format on
