// audit/sink.h: where audit records go.
#pragma once

#include <string_view>

#include "base/error.h"

namespace trent::audit {

// Safe from any thread.
class Sink {
 public:
  virtual ~Sink() = default;

  // Keeps `record`, a JSON object in one line. It is as safe as the operator asked for when this
  // returns. A record that could not be kept is kept as soon as the sink works again.
  // Errors: Internal.
  virtual Result<void> append(std::string_view record) = 0;

  // False while records cannot be kept. Tries again first.
  virtual bool works() = 0;

  // Whether append() waits for a disk.
  virtual bool waits_for_disk() const = 0;
};

}  // namespace trent::audit
