// crypto/internal/openssl_library.h: OpenSSL as a whole, set up before main.
#pragma once

namespace trent::crypto::internal {

// True when OpenSSL wipes all memory that it gives back, and reads no configuration file.
bool openssl_is_set_up();

}  // namespace trent::crypto::internal
