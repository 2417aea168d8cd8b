// rootkey/internal/record_file.h: a small private file: magic || version || body || checksum.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/error.h"
#include "base/secret_bytes.h"

namespace trent::rootkey::internal {

struct RecordFormat {
  std::string_view noun;  // "root key file", for messages
  std::string_view magic;
  std::uint8_t version = 0;
  std::size_t body_bytes = 0;
};

// Made as crypto/secret_file.h says: private, durable, never replacing. `body` has body_bytes.
Result<void> create_record_file(const RecordFormat& format, const std::string& path, ByteView body);

// The body. Internal, naming the path and the fix, when the file is missing, unsafe, of another
// kind or version, or damaged.
Result<SecretBytes> read_record_file(const RecordFormat& format, const std::string& path);

}  // namespace trent::rootkey::internal
