#include "keys/deletion.h"

namespace trent::keys {

KeyRecord with_deletion_scheduled(KeyRecord key, std::chrono::days window, Timestamp now) {
  if (key.multi_region && key.is_primary() && !key.multi_region->replicas.empty())
    key.window_after_replicas = window;
  else
    key.deletion_date = now + window;
  return key;
}

KeyRecord with_deletion_cancelled(KeyRecord key) {
  key.deletion_date.reset();
  key.window_after_replicas.reset();
  key.enabled = false;
  return key;
}

}  // namespace trent::keys
