// oidc/key_files.h: where the keys of identity providers come from: a file for each issuer, which
// the operator keeps up to date (`--oidc-jwks ISSUER=FILE`).
#pragma once

#include <map>
#include <string>

#include "base/error.h"
#include "oidc/json_web_keys.h"

namespace trent::oidc {

class KeyFiles {
 public:
  KeyFiles() = default;
  // Issuers with or without "https://".
  explicit KeyFiles(const std::map<std::string, std::string>& files);

  // Reads the file anew, so that new keys count at once. Errors: NotFound (no file is named for
  // this issuer), Internal (the file cannot be read or is no key set; the detail names it).
  Result<JsonWebKeys> keys_of(const std::string& issuer) const;

  // Whether every file can be read. Errors: Internal, as keys_of.
  Result<void> check() const;

 private:
  std::map<std::string, std::string> files_;  // by issuer without "https://"
};

// "idp.example.com/realm" of "https://idp.example.com/realm".
std::string_view without_scheme(std::string_view issuer);

}  // namespace trent::oidc
