// storage/sqlite/batch_writer.h: rows from the writes of a batch.
#pragma once

#include "storage/sqlite/connection.h"
#include "storage/store.h"

namespace trent::storage::sqlite {

struct BatchEffect {
  bool erases = false;  // sealed bytes were dropped that old pages of the log still hold
};

// Writes the batch inside the transaction that `connection` is in. After a failure the caller rolls
// back to where the batch began.
// Errors: NotFound, Conflict, Internal.
Result<BatchEffect> write_batch(Connection& connection, const Batch& batch);

}  // namespace trent::storage::sqlite
