#include "iam/oidc_providers.h"

#include <algorithm>

#include "iam/quotas.h"
#include "oidc/issuer.h"

namespace trent::iam {
namespace {

// The issuer as ARNs and conditions name it.
Result<std::string> issuer_in(std::string_view url) {
  const std::string_view issuer = oidc::without_scheme(url);
  const bool fits = url.starts_with(oidc::kHttps) && !issuer.empty() && !issuer.ends_with('/') &&
                    !issuer.starts_with('/') && !issuer.contains('?') && !issuer.contains('#') &&
                    std::ranges::all_of(issuer, [](char c) { return c > 0x20 && c < 0x7f; });
  if (fits) return std::string(issuer);
  return fail(ErrorCode::Tag, "Invalid Open ID Connect Provider URL");
}

}  // namespace

Result<CreateOidcProviderResponse> create_oidc_provider(const Call& call,
                                                        const CreateOidcProviderRequest& request) {
  TRY_ASSIGN(const std::string issuer, issuer_in(request.url));
  TRY(require_within(kClientIdsPerProvider, request.client_ids.size()));
  if (request.thumbprints.size() > kThumbprintsMax)
    return fail(ErrorCode::LimitExceeded, "Thumbprint list must contain fewer than 5 entries.");
  identity::OidcProvider details{.client_ids = request.client_ids,
                                 .thumbprints = request.thumbprints};
  TRY_ASSIGN(details.tags, new_tags(request.tags));
  TRY_ASSIGN(EntityRecord made, create(call, {.ref = {.kind = EntityKind::OidcProvider},
                                              .name = issuer,
                                              .details = std::move(details)}));
  CreateOidcProviderResponse response{.arn = arn_of(call, made)};
  if (!request.tags.empty()) response.tags = shown_tags(tags_of(made));
  return response;
}

Result<OidcProviderResponse> get_oidc_provider(const Call& call,
                                               const Named<EntityKind::OidcProvider>& request) {
  TRY_ASSIGN(const EntityPtr provider, find(call, EntityKind::OidcProvider, request.name));
  const auto& details = std::get<identity::OidcProvider>(provider->details);
  return OidcProviderResponse{provider->name, details.client_ids, details.thumbprints,
                              provider->created, shown_tags(details.tags)};
}

Result<wire::NoOutput> delete_oidc_provider(const Call& call,
                                            const Named<EntityKind::OidcProvider>& request) {
  TRY(remove(call, EntityKind::OidcProvider, request.name,
             [](const EntityRecord&, storage::Batch&) -> Result<void> { return {}; }));
  return wire::NoOutput{};
}

Result<ListOidcProvidersResponse> list_oidc_providers(const Call& call,
                                                      const ListOidcProvidersRequest&) {
  TRY_ASSIGN(const auto providers, all(call, EntityKind::OidcProvider));
  ListOidcProvidersResponse response;
  for (const EntityPtr& provider : providers)
    response.providers.push_back({arn_of(call, *provider)});
  return response;
}

}  // namespace trent::iam
