// iam/oidc_providers.h: the identity providers whose tokens AssumeRoleWithWebIdentity takes.
#pragma once

#include "iam/model.h"

namespace trent::iam {

struct CreateOidcProviderRequest {
  static constexpr EntityKind kind = EntityKind::OidcProvider;
  std::string url;
  std::vector<std::string> client_ids;
  std::vector<std::string> thumbprints;
  std::vector<Tag> tags;
};
struct CreateOidcProviderResponse {
  std::string arn;
  std::optional<std::vector<Tag>> tags;
};
struct OidcProviderResponse {
  std::string url;
  std::vector<std::string> client_ids;
  std::vector<std::string> thumbprints;
  Timestamp create_date{};
  std::vector<Tag> tags;
};
struct ListOidcProvidersRequest {};
struct OidcProviderDetail {
  std::string arn;
};
struct ListOidcProvidersResponse {
  std::vector<OidcProviderDetail> providers;
};

Result<CreateOidcProviderResponse> create_oidc_provider(const Call& call,
                                                        const CreateOidcProviderRequest& request);
Result<OidcProviderResponse> get_oidc_provider(const Call& call,
                                               const Named<EntityKind::OidcProvider>& request);
Result<wire::NoOutput> delete_oidc_provider(const Call& call,
                                            const Named<EntityKind::OidcProvider>& request);
Result<ListOidcProvidersResponse> list_oidc_providers(const Call& call,
                                                      const ListOidcProvidersRequest& request);

}  // namespace trent::iam

// clang-format off
template <>
inline constexpr auto trent::wire::shape<trent::iam::CreateOidcProviderRequest> = std::tuple{
    wire::member("Url",            &iam::CreateOidcProviderRequest::url, wire::kRequired | wire::length(1, 255)),
    wire::member("ClientIDList",   &iam::CreateOidcProviderRequest::client_ids, wire::element_length(1, 255)),
    wire::member("ThumbprintList", &iam::CreateOidcProviderRequest::thumbprints, wire::element_length(40, 40)),
    wire::member("Tags",           &iam::CreateOidcProviderRequest::tags, iam::kTagList),
};
template <>
inline constexpr auto trent::wire::shape<trent::iam::CreateOidcProviderResponse> = std::tuple{
    wire::member("OpenIDConnectProviderArn", &iam::CreateOidcProviderResponse::arn),
    wire::member("Tags",                     &iam::CreateOidcProviderResponse::tags),
};
template <>
inline constexpr auto trent::wire::shape<trent::iam::OidcProviderResponse> = std::tuple{
    wire::member("Url",            &iam::OidcProviderResponse::url),
    wire::member("ClientIDList",   &iam::OidcProviderResponse::client_ids),
    wire::member("ThumbprintList", &iam::OidcProviderResponse::thumbprints),
    wire::member("CreateDate",     &iam::OidcProviderResponse::create_date),
    wire::member("Tags",           &iam::OidcProviderResponse::tags),
};
template <>
inline constexpr auto trent::wire::shape<trent::iam::ListOidcProvidersRequest> = std::tuple{};
template <>
inline constexpr auto trent::wire::shape<trent::iam::OidcProviderDetail> = std::tuple{
    wire::member("Arn", &iam::OidcProviderDetail::arn),
};
template <>
inline constexpr auto trent::wire::shape<trent::iam::ListOidcProvidersResponse> = std::tuple{
    wire::member("OpenIDConnectProviderList", &iam::ListOidcProvidersResponse::providers),
};
// clang-format on
