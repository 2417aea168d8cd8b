#include "iam/policy_documents.h"

#include <algorithm>

#include "policy/document.h"

namespace trent::iam {

Result<void> require_identity_policy(std::string_view document) {
  TRY(policy::parse_policy(policy::DocumentKind::IdentityPolicy, document));
  return {};
}

Result<void> require_trust_policy(std::string_view document) {
  TRY(policy::parse_policy(policy::DocumentKind::TrustPolicy, document));
  return {};
}

std::size_t counted_size(std::string_view document) {
  return static_cast<std::size_t>(std::ranges::count_if(
      document, [](char c) { return c != ' ' && c != '\n' && c != '\t' && c != '\r'; }));
}

}  // namespace trent::iam
