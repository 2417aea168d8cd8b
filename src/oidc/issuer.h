// oidc/issuer.h: how an identity provider is called: by its issuer, with or without "https://".
#pragma once

#include <string_view>

namespace trent::oidc {

inline constexpr std::string_view kHttps = "https://";

// "idp.example.com/realm" of "https://idp.example.com/realm".
inline std::string_view without_scheme(std::string_view issuer) {
  return issuer.starts_with(kHttps) ? issuer.substr(kHttps.size()) : issuer;
}

}  // namespace trent::oidc
