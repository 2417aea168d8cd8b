// audit/sink.h: where audit records go.
#pragma once

#include <string_view>

#include "base/error.h"

namespace trent::audit {

// Safe from any thread.
class Sink {
 public:
  virtual ~Sink() = default;

  // Takes `record`, a JSON object in one line; settle() keeps it. Errors: Internal.
  virtual Result<void> enqueue(std::string_view record) = 0;

  // When this returns, all that was enqueued before is as safe as the operator asked for. Many
  // records settled together cost little more than one. A record that could not be kept is kept as
  // soon as the sink works again. Errors: Internal.
  virtual Result<void> settle() = 0;

  // Both. Errors: Internal.
  Result<void> append(std::string_view record) {
    TRY(enqueue(record));
    return settle();
  }

  // False while records cannot be kept. Tries again first.
  virtual bool works() = 0;

  // Whether settle() waits for a disk.
  virtual bool waits_for_disk() const = 0;
};

}  // namespace trent::audit
