#include "access/grants_on_key.h"

#include "access/permissions.h"
#include "base/log.h"

namespace trent::access {

std::span<const policy::ApplicableGrant> GrantsOnKey::applicable() const {
  if (!looked_) look();
  looked_ = true;
  if (grants_) return grants_->applicable();
  return retiring_ ? std::span(&*retiring_, 1) : std::span<const policy::ApplicableGrant>();
}

void GrantsOnKey::look() const {
  const auto operation = enum_from_name<grants::GrantOperation>(permission_);
  if (!operation) return;
  // Who may retire a grant, that grant says.
  if (permission_ == kRetireGrant) {
    if (asking_.grant) retiring_ = grants::applicable_to_retiring(*asking_.grant, who_);
    // That there is no such grant is for those to know who may retire any of the account.
    else if (who_.account == key_.ref.scope.account.view())
      retiring_ = policy::ApplicableGrant{.grantee = policy::GranteeKind::Account,
                                          .issuing_account = who_.account};
    return;
  }
  auto found = records_.find_grants(key_.ref);
  if (!found) {
    log::error("grants cannot be read", {{"detail", found.error().detail}});
    return;
  }
  found_ = *std::move(found);
  grants_.emplace(*found_, grants::Use{.who = who_,
                                       .operation = *operation,
                                       .context = asking_.encryption_context,
                                       .child = asking_.grant});
}

}  // namespace trent::access
