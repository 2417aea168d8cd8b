// iam/asker.h: the caller of an IAM or STS request, with what is stored of it, as policies see it.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "iam/call.h"
#include "iam/request_context.h"
#include "policy/evaluation.h"

namespace trent::iam {

class Asker {
 public:
  // Reads and compiles the caller's policies; `call` must outlive the result.
  // Errors: Internal (a stored policy cannot be read).
  static Result<Asker> load(const Call& call);

  policy::Principal principal() const;
  // Views of this object.
  policy::ApplicablePolicies policies() const;
  // The condition keys that are about the caller.
  void describe(RequestContext& context) const;

 private:
  explicit Asker(const Call& call) : call_(&call) {}

  Result<void> load_entity();
  Result<void> load_session();
  Result<void> add_permissions(const identity::Permissions& permissions);
  Result<void> add_groups(const identity::User& user);
  Result<void> add_boundary(const std::string& path_and_name);
  Result<policy::NamedPolicy> compiled(std::string name, const std::string& document);
  // Nothing if the managed policy is gone.
  Result<std::optional<policy::NamedPolicy>> managed(const std::string& path_and_name);

  const Call* call_;
  identity::Tags tags_;  // of the user or role
  std::deque<std::string> names_;
  std::deque<policy::CompiledPolicy> compiled_;
  std::vector<policy::NamedPolicy> identity_;
  std::optional<policy::NamedPolicy> boundary_;
  std::optional<std::vector<policy::NamedPolicy>> session_;
};

}  // namespace trent::iam
