// operations/registry.h: every operation of the KMS API, and who answers it.
#pragma once

#include <span>
#include <string_view>

#include "base/secret_bytes.h"
#include "operations/call.h"
#include "wire/document.h"
#include "wire/json_writer.h"

namespace trent::operations {

// What an operation costs, and so where it runs.
enum class Cost : std::uint8_t {
  Cheap,    // microseconds: on the connection's own thread
  Reads,    // asks the store, past its cache
  Compute,  // makes or uses a private key
  Writes,   // microseconds, but the answer waits until the change is durable
  // The same, and asks the store past its cache, or reads a policy.
  ReadsAndWrites,
  // As the first words say, but Compute where the request names an algorithm or a spec of key
  // pairs.
  CheapOrCompute,
  WritesOrCompute,
};

// Answers one operation: members decoded and checked, operation done, response encoded.
using Run = Result<SecretBuffer> (*)(Call& call, const wire::Document& request);
using Describe = void (*)(wire::JsonWriter& writer);

struct Handler {
  Run run = nullptr;  // null: not built yet
  Describe describe_input = nullptr;
  Describe describe_output = nullptr;
};

// Is the operation, when it succeeds, a use of its keys that GetKeyLastUsage tells?
enum class Tracking : std::uint8_t { NoUse, Use };

struct OperationRow {
  keys::Operation operation;
  access::AccessRule rule;
  Cost cost;
  Handler handler;
  Tracking tracking = Tracking::NoUse;
};

// One row for each keys::Operation, in its order.
std::span<const OperationRow> registry();

// Null for a name that KMS does not have. Names are case sensitive.
const OperationRow* find_operation(std::string_view name);

// Says in `event` which operation was asked for.
void name_event(const OperationRow& row, audit::Event& event);

// Does the operation, or says that it is not built yet. Fills in what `event` tells of it.
// With `uncommitted`, an empty batch, the operation may leave its change there, and then the answer
// is good once that is committed: see Call::commit().
// Errors: Throttling, UnsupportedOperation, Serialization, Validation, and whatever the operation
// answers.
Result<SecretBuffer> run(const OperationRow& row, const Services& services, access::Asking asking,
                         const wire::Document& request, audit::Event& event,
                         storage::Batch* uncommitted = nullptr);

}  // namespace trent::operations
