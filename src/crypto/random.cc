#include "crypto/random.h"

#include <openssl/rand.h>
#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "base/assert.h"
#include "base/encoding.h"
#include "base/text.h"
#include "crypto/internal/openssl_handles.h"

namespace trent::crypto {
namespace {

constexpr std::size_t kPageBytes = 4096;
// A larger draw does not need the pool to be cheap per byte.
constexpr std::size_t kPooledBytesMax = 512;

using Generator = int (*)(OSSL_LIB_CTX*, unsigned char*, std::size_t, unsigned strength_bits);

void generate(Generator generator, MutableByteView out) {
  constexpr unsigned strength_bits = 256;
  TRENT_ASSERT(generator(nullptr, out.data(), out.size(), strength_bits) == 1);
}

// Bytes drawn in advance, because a draw costs 1.5 us whatever its size. They lie in a page that
// the kernel zeroes in a forked child (also in one that pthread_atfork would miss), which empties
// the pool, so parent and child never hand out the same bytes. Handed out bytes are wiped.
class Pool {
 public:
  explicit Pool(Generator generator) : generator_(generator), page_(map_page()) {}
  ~Pool() {
    if (page_ == nullptr) return;
    wipe(page_, sizeof(Page));
    munmap(page_, sizeof(Page));
  }
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  void draw(MutableByteView out) {
    if (page_ == nullptr || out.size() > kPooledBytesMax) return generate(generator_, out);
    if (page_->left_bytes < out.size()) {
      generate(generator_, page_->bytes);
      page_->left_bytes = page_->bytes.size();
    }
    page_->left_bytes -= out.size();
    const auto source = MutableByteView(page_->bytes).subspan(page_->left_bytes, out.size());
    std::ranges::copy(source, out.begin());
    wipe(source.data(), source.size());
  }

 private:
  struct Page {
    std::size_t left_bytes;
    std::array<std::uint8_t, kPageBytes - sizeof(std::size_t)> bytes;
  };

  // None where the kernel cannot promise the wipe: every draw then goes to the generator.
  static Page* map_page() {
    void* const page =
        mmap(nullptr, sizeof(Page), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED) return nullptr;
    if (madvise(page, sizeof(Page), MADV_WIPEONFORK) == 0) return static_cast<Page*>(page);
    munmap(page, sizeof(Page));
    return nullptr;
  }

  Generator generator_;
  Page* page_;
};

// What is sent to clients and what stays secret come from two generators, so that the output of one
// says nothing about the state of the other.
void draw_public(MutableByteView out) {
  thread_local Pool pool(RAND_bytes_ex);
  pool.draw(out);
}

void draw_secret(MutableByteView out) {
  thread_local Pool pool(RAND_priv_bytes_ex);
  pool.draw(out);
}

}  // namespace

void random_bytes(MutableByteView out) { draw_public(out); }

Bytes random_bytes(std::size_t size_bytes) {
  Bytes bytes(size_bytes);
  draw_public(bytes);
  return bytes;
}

SecretBytes random_secret(std::size_t size_bytes) {
  SecretBytes secret(size_bytes);
  draw_secret(secret.reveal_mutable());
  return secret;
}

std::string random_uuid() {
  std::array<std::uint8_t, 16> bytes;
  random_bytes(bytes);
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0f) | 0x40);  // version 4
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3f) | 0x80);  // variant of RFC 9562
  const HexText digits(bytes);
  const auto part = [&](std::size_t at, std::size_t size) {
    return digits.view().substr(at, size);
  };
  return joined(
      {part(0, 8), "-", part(8, 4), "-", part(12, 4), "-", part(16, 4), "-", part(20, 12)});
}

}  // namespace trent::crypto
