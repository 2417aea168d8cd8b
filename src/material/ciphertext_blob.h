// material/ciphertext_blob.h: the bytes that Encrypt answers and Decrypt takes.
//
// The header says whose key and which material made the blob, so that Decrypt needs no KeyId. It is
// not secret; it is authenticated together with the encryption context. Byte by byte in
// docs/formats/ciphertext-blob.md.
#pragma once

#include <array>
#include <optional>

#include "base/bytes.h"
#include "keys/ids.h"

namespace trent::material {

inline constexpr std::size_t kNonceBytes = 16;  // per-call key derivation
inline constexpr std::size_t kIvBytes = 12;     // AES-GCM

struct BlobHeader {
  keys::AccountId account;
  keys::KeyId key_id;
  keys::KeyMaterialId material_id;
  std::array<std::uint8_t, kNonceBytes> nonce{};
  std::array<std::uint8_t, kIvBytes> iv{};
};

// Bytes of every header, and of every blob beyond its plaintext.
inline constexpr std::size_t kBlobHeaderBytes = 4 + 8 + 1 + 16 + 32 + kNonceBytes + kIvBytes;
inline constexpr std::size_t kBlobOverheadBytes = kBlobHeaderBytes + 16;

// With room for so many bytes more, so that what follows needs no memory of its own.
Bytes encode_header(const BlobHeader& header, std::size_t room_bytes = 0);

struct CiphertextBlob {
  BlobHeader header;
  ByteView header_bytes;  // as they stand in the blob
  ByteView ciphertext_and_tag;
};

// Views into `blob`. Nothing if these are not the bytes of a blob of ours in a version we know.
std::optional<CiphertextBlob> parse_blob(ByteView blob);

}  // namespace trent::material
