#include "identity/caller.h"

namespace trent::identity {

std::string user_id(const Caller& caller) {
  switch (caller.type) {
    case PrincipalType::AccountRoot: return caller.account.str();
    case PrincipalType::User: return caller.unique_id;
    case PrincipalType::AssumedRole:
      return caller.unique_id + ":" + (caller.session ? caller.session->name : std::string());
    case PrincipalType::FederatedUser:
      return caller.account.str() + ":" + (caller.session ? caller.session->name : std::string());
  }
  return {};
}

}  // namespace trent::identity
