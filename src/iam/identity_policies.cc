#include "iam/identity_policies.h"

#include <fmt/format.h>

#include <algorithm>

#include "iam/paging.h"
#include "iam/policy_documents.h"
#include "iam/quotas.h"

namespace trent::iam {
namespace {

struct KindOfHolder {
  std::string_view word;  // in IAM's texts: "user"
  std::size_t inline_size_max;
  Quota attached;
};

template <EntityKind kind>
constexpr KindOfHolder kHolder{};
template <>
constexpr KindOfHolder kHolder<EntityKind::User>{"user", kInlinePolicySizeMaxOfUser,
                                                 kPoliciesPerUser};
template <>
constexpr KindOfHolder kHolder<EntityKind::Group>{"group", kInlinePolicySizeMaxOfGroup,
                                                  kPoliciesPerGroup};
template <>
constexpr KindOfHolder kHolder<EntityKind::Role>{"role", kInlinePolicySizeMaxOfRole,
                                                 kPoliciesPerRole};

Result<void> require_room(const identity::Permissions& permissions, const KindOfHolder& holder,
                          const std::string& name) {
  std::size_t size = 0;
  for (const auto& [policy, document] : permissions.inline_policies) size += counted_size(document);
  if (size <= holder.inline_size_max) return {};
  return fail(ErrorCode::LimitExceeded,
              fmt::format("Maximum policy size of {} bytes exceeded for {} {}",
                          holder.inline_size_max, holder.word, name));
}

std::unexpected<Error> no_inline_policy(const KindOfHolder& holder, const std::string& name) {
  return fail(ErrorCode::NotFound,
              fmt::format("The {} policy with name {} cannot be found.", holder.word, name));
}

const std::string& itself(const std::string& text) { return text; }

// Path and name of the managed policy that is attached as `policy_arn`; it need not exist.
std::optional<std::string> attached_as(const Call& call, const identity::Permissions& permissions,
                                       const std::string& policy_arn) {
  const auto found = std::ranges::find(
      permissions.attached, policy_arn,
      [&](const std::string& path_and_name) { return policy_arn_of(call, path_and_name); });
  return found == permissions.attached.end() ? std::nullopt : std::optional(*found);
}

}  // namespace

template <EntityKind kind>
Result<wire::NoOutput> put_inline_policy(const Call& call,
                                         const PutInlinePolicyRequest<kind>& request) {
  TRY(require_identity_policy(request.document));
  TRY(change(call, kind, request.name, [&](EntityRecord& holder, storage::Batch&) -> Result<void> {
    identity::Permissions& permissions = permissions_of(holder);
    permissions.inline_policies.insert_or_assign(request.policy_name, request.document);
    return require_room(permissions, kHolder<kind>, holder.name);
  }));
  return wire::NoOutput{};
}

template <EntityKind kind>
Result<InlinePolicyResponse<kind>> get_inline_policy(const Call& call,
                                                     const InlinePolicyRequest<kind>& request) {
  TRY_ASSIGN(const EntityPtr holder, find(call, kind, request.name));
  const auto& policies = permissions_of(*holder).inline_policies;
  const auto policy = policies.find(request.policy_name);
  if (policy == policies.end()) return no_inline_policy(kHolder<kind>, request.policy_name);
  return InlinePolicyResponse<kind>{holder->name, policy->first, shown_document(policy->second)};
}

template <EntityKind kind>
Result<wire::NoOutput> delete_inline_policy(const Call& call,
                                            const InlinePolicyRequest<kind>& request) {
  TRY(change(call, kind, request.name, [&](EntityRecord& holder, storage::Batch&) -> Result<void> {
    if (permissions_of(holder).inline_policies.erase(request.policy_name) == 0)
      return no_inline_policy(kHolder<kind>, request.policy_name);
    return {};
  }));
  return wire::NoOutput{};
}

template <EntityKind kind>
Result<PolicyNamesResponse> list_inline_policies(const Call& call, const NamedList<kind>& request) {
  TRY_ASSIGN(const EntityPtr holder, find(call, kind, request.name));
  std::vector<std::string> names;
  for (const auto& [name, document] : permissions_of(*holder).inline_policies)
    names.push_back(name);
  TRY_ASSIGN(auto page,
             page_of(call, "inline policies of " + holder->id, request, std::move(names), itself));
  return PolicyNamesResponse{{page.end}, std::move(page.items)};
}

template <EntityKind kind>
Result<wire::NoOutput> attach_policy(const Call& call, const AttachmentRequest<kind>& request) {
  TRY(change(call, kind, request.name,
             [&](EntityRecord& holder, storage::Batch& batch) -> Result<void> {
               TRY_ASSIGN(const std::string policy, attachable(call, request.policy_arn));
               std::vector<std::string>& attached = permissions_of(holder).attached;
               if (std::ranges::count(attached, policy) > 0) return {};
               TRY(require_within(kHolder<kind>.attached, attached.size() + 1));
               TRY(count_use(call, policy, {.attachments = 1}, batch));
               attached.push_back(policy);
               return {};
             }));
  return wire::NoOutput{};
}

template <EntityKind kind>
Result<wire::NoOutput> detach_policy(const Call& call, const AttachmentRequest<kind>& request) {
  TRY(change(call, kind, request.name,
             [&](EntityRecord& holder, storage::Batch& batch) -> Result<void> {
               identity::Permissions& permissions = permissions_of(holder);
               const auto policy = attached_as(call, permissions, request.policy_arn);
               if (!policy)
                 return fail(ErrorCode::NotFound,
                             fmt::format("Policy {} was not found.", request.policy_arn));
               TRY(count_use(call, *policy, {.attachments = -1}, batch));
               std::erase(permissions.attached, *policy);
               return {};
             }));
  return wire::NoOutput{};
}

template <EntityKind kind>
Result<AttachedPoliciesResponse> list_attached_policies(const Call& call,
                                                        const AttachmentsRequest<kind>& request) {
  TRY_ASSIGN(const EntityPtr holder, find(call, kind, request.name));
  std::vector<AttachedPolicy> policies;
  for (const std::string& path_and_name : permissions_of(*holder).attached)
    if (path_and_name.starts_with(request.path_prefix.value_or("/")))
      policies.push_back(
          {std::string(identity::name_in(path_and_name)), policy_arn_of(call, path_and_name)});
  std::ranges::sort(policies, {}, &AttachedPolicy::name);
  TRY_ASSIGN(auto page,
             page_of(call, "policies of " + holder->id, request, std::move(policies),
                     [](const AttachedPolicy& each) -> const std::string& { return each.name; }));
  return AttachedPoliciesResponse{{page.end}, std::move(page.items)};
}

template <EntityKind kind>
Result<wire::NoOutput> put_boundary(const Call& call, const PutBoundaryRequest<kind>& request) {
  TRY(change(call, kind, request.name, [&](EntityRecord& holder, storage::Batch& batch) {
    return set_boundary(call, holder, request.policy_arn, batch);
  }));
  return wire::NoOutput{};
}

template <EntityKind kind>
Result<wire::NoOutput> delete_boundary(const Call& call, const Named<kind>& request) {
  TRY(change(call, kind, request.name,
             [&](EntityRecord& holder, storage::Batch& batch) -> Result<void> {
               if (!permissions_of(holder).boundary)
                 return fail(ErrorCode::NotFound,
                             fmt::format("{} {} does not have a permissions boundary.",
                                         kHolder<kind>.word, holder.name));
               return set_boundary(call, holder, std::nullopt, batch);
             }));
  return wire::NoOutput{};
}

// clang-format off
#define TRENT_FOR_HOLDER(kind)                                                                                       \
  template Result<wire::NoOutput> put_inline_policy(const Call&, const PutInlinePolicyRequest<kind>&);               \
  template Result<InlinePolicyResponse<kind>> get_inline_policy(const Call&, const InlinePolicyRequest<kind>&);      \
  template Result<wire::NoOutput> delete_inline_policy(const Call&, const InlinePolicyRequest<kind>&);               \
  template Result<PolicyNamesResponse> list_inline_policies(const Call&, const NamedList<kind>&);                    \
  template Result<wire::NoOutput> attach_policy(const Call&, const AttachmentRequest<kind>&);                        \
  template Result<wire::NoOutput> detach_policy(const Call&, const AttachmentRequest<kind>&);                        \
  template Result<AttachedPoliciesResponse> list_attached_policies(const Call&, const AttachmentsRequest<kind>&);
TRENT_FOR_HOLDER(EntityKind::User)
TRENT_FOR_HOLDER(EntityKind::Group)
TRENT_FOR_HOLDER(EntityKind::Role)
#undef TRENT_FOR_HOLDER
// Groups have no boundary.
template Result<wire::NoOutput> put_boundary(const Call&, const PutBoundaryRequest<EntityKind::User>&);
template Result<wire::NoOutput> put_boundary(const Call&, const PutBoundaryRequest<EntityKind::Role>&);
template Result<wire::NoOutput> delete_boundary(const Call&, const Named<EntityKind::User>&);
template Result<wire::NoOutput> delete_boundary(const Call&, const Named<EntityKind::Role>&);
// clang-format on

}  // namespace trent::iam
