#include "rootkey/file/file_root_key.h"

#include "crypto/random.h"
#include "crypto/secret_file.h"
#include "rootkey/internal/record_file.h"
#include "rootkey/internal/sealing_root_key.h"

namespace trent::rootkey {
namespace {

constexpr std::size_t kRootKeyBytes = 32;

// Stored. Never change.
constexpr internal::RecordFormat kFormat{
    .noun = "root key file", .magic = "trent-root-key", .version = 1, .body_bytes = kRootKeyBytes};

}  // namespace

Result<std::unique_ptr<RootKey>> open_file_root_key(const std::string& path, bool create) {
  if (create && !crypto::path_is_taken(path))
    TRY(internal::create_record_file(kFormat, path, crypto::random_secret(kRootKeyBytes).reveal()));
  // Also right after making it: what later starts will read is what this one uses.
  TRY_ASSIGN(const SecretBytes secret, internal::read_record_file(kFormat, path));
  return internal::make_sealing_root_key(secret, "file");
}

}  // namespace trent::rootkey
