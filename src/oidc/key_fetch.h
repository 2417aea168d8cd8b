// oidc/key_fetch.h: an identity provider's keys from where it publishes them.
//
// Source: OpenID Connect Discovery 1.0, sections 3 and 4.3.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "oidc/json_web_keys.h"

namespace trent::oidc {

// What an https URL answers with. It takes a bounded time, and checks who answers.
// Errors: Internal, with a detail for the operator.
using Fetch = std::function<Result<std::string>(const std::string& url)>;

// The key set at `url`; or, where that ends in "/.well-known/openid-configuration", the one at the
// `jwks_uri` of the document there, whose `issuer` must be `issuer` (with or without "https://").
// Errors: Internal, with a detail for the operator, as `fetch`, and when what came is not usable.
Result<JsonWebKeys> fetch_keys(const Fetch& fetch, std::string_view issuer, const std::string& url);

}  // namespace trent::oidc
