// access/caller_policies.h: what IAM has stored about a caller, as the evaluation wants it.
//
// Source: kms-security.md 4.1.
#pragma once

#include <list>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "identity/caller.h"
#include "policy/evaluation.h"
#include "storage/store.h"

namespace trent::access {

class CallerPolicies {
 public:
  // Reads the caller's user or role, the user's groups, and the managed policies of all of them.
  // `caller` must outlive this. Errors: Internal.
  static Result<CallerPolicies> load(const storage::Store& store, const identity::Caller& caller);

  policy::Principal principal() const;
  // The parts of identity, boundary and session. Views of this object.
  policy::ApplicablePolicies applicable() const;
  // Of the user or role, and of the session, whose tags win.
  const identity::Tags& tags() const { return tags_; }
  // The user or role that the credentials are of was deleted. They are good for nothing.
  bool is_gone() const { return is_gone_; }

 private:
  explicit CallerPolicies(const identity::Caller& caller) : caller_(&caller) {}

  Result<void> load_entity(const storage::Store& store);
  Result<void> load_session(const storage::Store& store, const identity::SessionPolicies& session);
  Result<void> add_permissions(const storage::Store& store, const identity::EntityRecord& holder,
                               const identity::Permissions& permissions);
  Result<void> set_boundary(const storage::Store& store, const std::string& path_and_name);
  // Nothing when the managed policy is gone.
  Result<void> add_managed(const storage::Store& store, const std::string& path_and_name,
                           std::vector<policy::NamedPolicy>& group);
  policy::NamedPolicy keep(std::string name, std::shared_ptr<const policy::CompiledPolicy> policy);

  const identity::Caller* caller_;
  bool is_gone_ = false;
  identity::Tags tags_;
  std::list<std::string> names_;
  std::vector<std::shared_ptr<const policy::CompiledPolicy>> kept_;
  std::vector<policy::NamedPolicy> identity_;
  std::vector<policy::NamedPolicy> boundary_;  // one, or none
  bool has_session_policies_ = false;
  std::vector<policy::NamedPolicy> session_;
};

}  // namespace trent::access
