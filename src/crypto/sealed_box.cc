#include "crypto/sealed_box.h"

#include "crypto/random.h"

namespace trent::crypto {

Bytes seal_box(ByteView key, ByteView aad, ByteView plaintext) {
  Bytes box(kBoxOverheadBytes + plaintext.size());
  const auto iv = MutableByteView(box).first(kGcmIvBytes);
  random_bytes(iv);
  aes256_gcm_seal(key, iv, {aad}, plaintext, MutableByteView(box).subspan(kGcmIvBytes));
  return box;
}

Result<SecretBytes> open_box(ByteView key, ByteView aad, ByteView box) {
  if (box.size() < kBoxOverheadBytes) return fail_silently(ErrorCode::InvalidCiphertext);
  SecretBytes plaintext(box.size() - kBoxOverheadBytes);
  if (!aes256_gcm_open(key, box.first(kGcmIvBytes), {aad}, box.subspan(kGcmIvBytes),
                       plaintext.reveal_mutable()))
    return fail_silently(ErrorCode::InvalidCiphertext);
  return plaintext;
}

}  // namespace trent::crypto
