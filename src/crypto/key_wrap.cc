#include "crypto/key_wrap.h"

#include <array>

#include "base/assert.h"
#include "crypto/internal/openssl_errors.h"
#include "crypto/internal/openssl_handles.h"

namespace trent::crypto {
namespace {

constexpr std::size_t kSemiblockBytes = 8;
// A semiblock of integrity check, and one of data at least.
constexpr std::size_t kWrappedBytesMin = 2 * kSemiblockBytes;
// Far more than any key; keeps sizes away from the limits of int.
constexpr std::size_t kWrappedBytesMax = 1 << 20;

enum class Direction : int { Unwrap = 0, Wrap = 1 };

const EVP_CIPHER* fetch(const char* name) {
  const EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, name, nullptr);
  TRENT_ASSERT(cipher != nullptr);
  return cipher;
}

// None when AES has no keys of this size.
const EVP_CIPHER* fetched_kwp(std::size_t key_bytes) {
  static const std::array ciphers{fetch("AES-128-WRAP-PAD"), fetch("AES-192-WRAP-PAD"),
                                  fetch("AES-256-WRAP-PAD")};
  if (key_bytes != 16 && key_bytes != 24 && key_bytes != 32) return nullptr;
  return ciphers[(key_bytes - 16) / 8];
}

// Returns the number of bytes written to `out`, or nothing when OpenSSL refuses `in`.
std::optional<std::size_t> apply(Direction direction, const EVP_CIPHER* cipher, ByteView key,
                                 ByteView in, MutableByteView out) {
  const internal::CipherContextHandle context(EVP_CIPHER_CTX_new());
  TRENT_ASSERT(context != nullptr);
  TRENT_ASSERT(EVP_CipherInit_ex2(context.get(), cipher, key.data(), nullptr,
                                  static_cast<int>(direction), nullptr) == 1);
  int written = 0;
  if (EVP_CipherUpdate(context.get(), out.data(), &written, in.data(),
                       internal::int_size(in.size())) != 1)
    return std::nullopt;
  TRENT_ASSERT(written > 0 && static_cast<std::size_t>(written) <= out.size());
  return static_cast<std::size_t>(written);
}

bool is_wrapped_size(std::size_t size_bytes) {
  return size_bytes >= kWrappedBytesMin && size_bytes <= kWrappedBytesMax &&
         size_bytes % kSemiblockBytes == 0;
}

std::size_t wrapped_size(std::size_t plaintext_bytes) {
  return (plaintext_bytes + kSemiblockBytes - 1) / kSemiblockBytes * kSemiblockBytes +
         kSemiblockBytes;
}

}  // namespace

Result<SecretBytes> aes_kwp_unwrap(ByteView key, ByteView wrapped) {
  const EVP_CIPHER* const cipher = fetched_kwp(key.size());
  if (cipher == nullptr || !is_wrapped_size(wrapped.size()))
    return fail_silently(ErrorCode::InvalidCiphertext);
  // OpenSSL wants room for the padding and the check too.
  SecretBytes plaintext(wrapped.size());
  const auto size_bytes =
      apply(Direction::Unwrap, cipher, key, wrapped, plaintext.reveal_mutable());
  if (!size_bytes) return internal::fail_as_invalid_ciphertext();
  plaintext.shrink_to(*size_bytes);
  return plaintext;
}

Result<Bytes> aes_kwp_wrap(ByteView key, ByteView plaintext) {
  const EVP_CIPHER* const cipher = fetched_kwp(key.size());
  if (cipher == nullptr)
    return fail(ErrorCode::Validation, "The wrapping key has no AES key size.");
  if (plaintext.empty() || plaintext.size() > kWrappedBytesMax - kWrappedBytesMin)
    return fail(ErrorCode::Validation, "The key to wrap is empty or too large.");
  Bytes wrapped(wrapped_size(plaintext.size()));
  const auto size_bytes = apply(Direction::Wrap, cipher, key, plaintext, wrapped);
  TRENT_ASSERT(size_bytes == wrapped.size());
  return wrapped;
}

}  // namespace trent::crypto
