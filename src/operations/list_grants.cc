// Source: kms-security.md sections 7.4, 7.5 and 7.9; kms-behaviour.md 10.6 and 10.9.
#include "operations/list_grants.h"

#include <fmt/format.h>

#include <charconv>
#include <utility>

#include "access/living_alias.h"

namespace trent::operations {
namespace {

using grants::Grant;

constexpr PageSizes kPageSizes{.usual = 50, .most = 100};

// What a page ends with: the ordinal of its last grant.
std::string place_of(const Grant& grant) { return std::to_string(grant.ordinal); }

std::uint64_t ordinal_after(const Page& page) {
  std::uint64_t ordinal = 0;
  std::from_chars(page.after.data(), page.after.data() + page.after.size(), ordinal);
  return ordinal;
}

// A page of what `list(after, limit)` gives.
template <class List>
Result<ListGrantsResponse> page_of(const Call& call, const std::optional<std::int64_t>& limit,
                                   const std::optional<std::string>& marker,
                                   std::string_view filter, List list) {
  TRY_ASSIGN(const Page page, open_page(call, limit, marker, kPageSizes, filter));
  TRY_ASSIGN(std::vector<Grant> found, list(ordinal_after(page), page.limit + 1));
  ListGrantsResponse response;
  close_page(call, page, found, filter, place_of, response);
  for (const Grant& grant : found) {
    TRY_ASSIGN(const bool lives, access::key_lives(call.services().records, grant.key, call.now()));
    if (!lives) continue;
    TRY_ASSIGN(GrantListEntry entry, entry_for(call, grant));
    response.grants.push_back(std::move(entry));
  }
  return response;
}

}  // namespace

Result<ListGrantsResponse> list_grants(Call& call, const ListGrantsRequest& request) {
  storage::GrantFilter filter;
  if (request.grant_id) {
    TRY_ASSIGN(filter.id, require_grant_id(*request.grant_id));
  }
  TRY_ASSIGN(const auto grantee, principal_of(call, request.grantee_principal,
                                              request.grantee_service_principal, "Grantee"));
  if (grantee) filter.grantee = grantee->name;
  TRY_ASSIGN(const access::AdmittedKey key, call.admit(request.key_id));
  const std::string list_name = fmt::format(
      "{} {} {}", key.record().arn(), request.grant_id.value_or(""), filter.grantee.value_or(""));
  return page_of(
      call, request.limit, request.marker, list_name, [&](std::uint64_t after, std::size_t limit) {
        return call.services().records.list_grants(key.record().ref, filter, after, limit);
      });
}

Result<ListGrantsResponse> list_retirable_grants(Call& call,
                                                 const ListRetirableGrantsRequest& request) {
  TRY_ASSIGN(const auto retiring, principal_of(call, request.retiring_principal,
                                               request.retiring_service_principal, "Retiring"));
  if (!retiring)
    return fail(ErrorCode::Validation,
                "RetiringPrincipal or RetiringServicePrincipal must be specified.");
  TRY(call.admit_account());
  storage::RetirableFilter filter{.region = call.scope().region, .retiring = retiring->name};
  // A service belongs to no account: of its grants everybody sees those on their own keys.
  if (retiring->kind == grants::PrincipalKind::Service)
    filter.key_owner = call.scope().account;
  else if (retiring->account != call.scope().account)
    return std::unexpected(
        access::denied_on_foreign_resource(call.caller(), call.action().permission));
  return page_of(call, request.limit, request.marker, filter.retiring,
                 [&](std::uint64_t after, std::size_t limit) {
                   return call.services().records.list_retirable_grants(filter, after, limit);
                 });
}

}  // namespace trent::operations
