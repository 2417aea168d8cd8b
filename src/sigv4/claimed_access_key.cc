#include "sigv4/claimed_access_key.h"

#include <algorithm>

#include "sigv4/authorization.h"
#include "sigv4/credential_scope.h"

namespace trent::sigv4 {
namespace {

// "AKIA" and "ASIA" with 16 characters; other kinds may be longer.
bool looks_like_access_key_id(std::string_view text) {
  return text.size() >= 16 && text.size() <= 32 && text.starts_with('A') &&
         std::ranges::all_of(text, [](char character) {
           return (character >= 'A' && character <= 'Z') || (character >= '0' && character <= '9');
         });
}

}  // namespace

std::string claimed_access_key_id(const SignedRequest& request) {
  const std::size_t mark = request.target.find('?');
  const auto query = parse_query(mark == std::string_view::npos ? std::string_view()
                                                                : request.target.substr(mark + 1));
  if (!query) return "";
  const auto claim = read_claim(request.headers, *query);
  if (!claim) return "";
  const auto scope = parse_credential(claim->credential);
  if (!scope || !looks_like_access_key_id(scope->access_key_id)) return "";
  return std::string(scope->access_key_id);
}

}  // namespace trent::sigv4
