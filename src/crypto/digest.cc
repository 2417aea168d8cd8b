#include "crypto/digest.h"

#include <algorithm>

#include "base/assert.h"
#include "base/secret_bytes.h"
#include "crypto/internal/openssl_handles.h"

namespace trent::crypto {
namespace {

constexpr std::size_t kBlockBytes = 64;

const EVP_MD* fetched_sha256() {
  static const EVP_MD* const digest = EVP_MD_fetch(nullptr, "SHA2-256", nullptr);
  TRENT_ASSERT(digest != nullptr);
  return digest;
}

// Between two messages the context is always freshly initialised, which both saves doing so at the
// start and leaves nothing of the last message in it.
class Sha256 {
 public:
  static Sha256& of_this_thread() {
    thread_local Sha256 sha256;
    return sha256;
  }

  Sha256& add(ByteView part) {
    TRENT_ASSERT(EVP_DigestUpdate(context_.get(), part.data(), part.size()) == 1);
    return *this;
  }
  Sha256& add(std::initializer_list<ByteView> parts) {
    for (const ByteView part : parts) add(part);
    return *this;
  }
  Sha256Digest finish() {
    Sha256Digest digest;
    TRENT_ASSERT(EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr) == 1);
    begin(nullptr);
    return digest;
  }

 private:
  Sha256() : context_(EVP_MD_CTX_new()) { begin(fetched_sha256()); }

  // No algorithm: the one the context has, which spares a contended reference count.
  void begin(const EVP_MD* algorithm) {
    TRENT_ASSERT(EVP_DigestInit_ex2(context_.get(), algorithm, nullptr) == 1);
  }

  internal::DigestContextHandle context_;
};

using Block = std::array<std::uint8_t, kBlockBytes>;

Block key_block(ByteView key) {
  Block block{};
  if (key.size() <= block.size()) {
    std::ranges::copy(key, block.begin());
    return block;
  }
  Sha256Digest short_key = sha256(key);
  std::ranges::copy(short_key, block.begin());
  wipe(short_key.data(), short_key.size());
  return block;
}

void flip(Block& block, std::uint8_t mask) {
  for (std::uint8_t& byte : block) byte ^= mask;
}

}  // namespace

Sha256Digest sha256(ByteView message) { return Sha256::of_this_thread().add(message).finish(); }

Sha256Digest sha256(std::initializer_list<ByteView> parts) {
  return Sha256::of_this_thread().add(parts).finish();
}

// Our own, because OpenSSL's costs a third more for the short messages that we have.
Sha256Digest hmac_sha256(ByteView key, std::initializer_list<ByteView> parts) {
  constexpr std::uint8_t inner_mask = 0x36;
  constexpr std::uint8_t outer_mask = 0x5c;
  Sha256& sha256 = Sha256::of_this_thread();
  Block block = key_block(key);
  flip(block, inner_mask);
  Sha256Digest inner = sha256.add(block).add(parts).finish();
  flip(block, inner_mask ^ outer_mask);
  const Sha256Digest mac = sha256.add(block).add(inner).finish();
  wipe(block.data(), block.size());
  wipe(inner.data(), inner.size());
  return mac;
}

}  // namespace trent::crypto
