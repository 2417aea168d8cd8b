// iam/registry.h: the operations of IAM and STS, and who answers them.
#pragma once

#include <span>
#include <string_view>

#include "base/error.h"
#include "base/secret_bytes.h"
#include "iam/call.h"
#include "query/form.h"

namespace trent::iam {

enum class Format : std::uint8_t { Xml, Json };

// Does the operation: parameters decoded and checked, caller authorized, operation done, result
// encoded. `action`: "iam:CreateUser"; empty when no permission is needed.
using Run = Result<SecretBuffer> (*)(const Call& call, std::string_view action,
                                     const query::Form& form, Format format);

struct OperationRow {
  std::string_view name;
  Run run;
  bool has_result;
  bool is_free = false;      // needs no permission, or asks for it itself
  bool is_unsigned = false;  // and nobody is the caller
};

// One API of the query protocol.
struct Api {
  std::string_view version;  // of its parameter `Version`
  std::string_view xmlns;
  std::string_view signing_name;  // in credential scopes, and before the colon of actions
  std::span<const OperationRow> operations;
};

// Null for a version that is not IAM's or STS's.
const Api* find_api(std::string_view version);
// Null for a name that the API does not have. Names are case sensitive.
const OperationRow* find_operation(const Api& api, std::string_view name);

// Says in `event` which operation was asked for.
void name_event(const Api& api, const OperationRow& operation, audit::Event& event);

// Errors: AccessDenied, Serialization, Validation, and whatever the operation answers.
Result<SecretBuffer> run(const Api& api, const OperationRow& operation, const Call& call,
                         const query::Form& form, Format format);

}  // namespace trent::iam
