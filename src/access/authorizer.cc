#include "access/authorizer.h"

#include <fmt/format.h>

namespace trent::access {
namespace {

Error denied(const identity::Caller& caller, std::string_view permission, std::string_view on) {
  constexpr std::string_view kWhy =
      "because the resource does not exist in this Region, no resource-based policies allow "
      "access, "
      "or a resource-based policy explicitly denies access";
  return fail(ErrorCode::AccessDenied,
              fmt::format("User: {} is not authorized to perform: kms:{} on {} {}", caller.arn,
                          permission, on, kWhy))
      .error();
}

}  // namespace

Error denied_on_foreign_resource(const identity::Caller& caller, std::string_view permission) {
  return denied(caller, permission, "this resource");
}

Error denied_on_ciphertext(const identity::Caller& caller, std::string_view permission) {
  return denied(caller, permission, "the resource associated with this ciphertext");
}

Error denied_by_key_policy(const identity::Caller& caller, std::string_view permission,
                           const keys::KeyRecord& key) {
  return fail(
             ErrorCode::AccessDenied,
             fmt::format("User: {0} is not authorized to perform: kms:{1} on resource: {2} because "
                         "no resource-based policy allows the kms:{1} action",
                         caller.arn, permission, key.arn()))
      .error();
}

}  // namespace trent::access
