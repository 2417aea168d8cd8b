// bench/large_policy.h: as large as a key policy may be, and nothing in it helps anybody.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "policy/document.h"

namespace trent {

// Statements all name the action, half of them everybody, and test conditions that do not hold.
inline std::string large_key_policy(std::string_view account) {
  std::string statements;
  const auto text = [&] {
    return fmt::format(R"({{"Version":"2012-10-17","Statement":[{}]}})", statements);
  };
  for (int number = 0;; ++number) {
    const std::string before = statements;
    statements += fmt::format(
        R"({}{{"Effect":"Allow","Principal":{{"AWS":["arn:aws:iam::{}:role/application-{:04}","arn:aws:iam::{}:user/operator-{:04}"]}},"Action":["kms:Encrypt","kms:Decrypt"],"Resource":"*","Condition":{{"StringEquals":{{"kms:EncryptionContext:department":"d-{:04}"}}}}}})",
        number == 0 ? "" : ",", account, number, account, number, number);
    // Everybody, if the condition held: so that conditions are tested as well.
    statements += fmt::format(
        R"(,{{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{{"StringLike":{{"aws:RequestedRegion":"xx-*-{}"}},"NotIpAddress":{{"aws:SourceIp":"10.{}.0.0/16"}}}}}})",
        number, number % 256);
    if (text().size() > policy::kKeyPolicyBytesMax) {
      statements = before;
      return text();
    }
  }
}

}  // namespace trent
