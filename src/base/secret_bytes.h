// base/secret_bytes.h: bytes that must not outlive their use (key material, plaintext,
// credentials).
//
// Move-only; wiped when released; cannot be printed, logged or compared with ==. Keeping the pages
// out of swap and core dumps is done once for the whole process, in server/hardening.cc.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <ostream>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace trent {

// Overwrites `bytes` with zeros in a way that no optimiser may leave out.
void wipe(void* bytes, std::size_t size_bytes) noexcept;

class SecretBytes {
 public:
  SecretBytes() : bytes_(nullptr, WipeAndFree{}) {}  // without bytes
  explicit SecretBytes(std::size_t size_bytes)
      : bytes_(new std::uint8_t[size_bytes]{}, WipeAndFree{size_bytes}) {}

  static SecretBytes copy_of(ByteView source) {
    SecretBytes secret(source.size());
    std::ranges::copy(source, secret.bytes_.get());
    return secret;
  }
  static SecretBytes copy_of(std::string_view source) { return copy_of(as_bytes(source)); }

  // The only two doors to the bytes. tools/tidy.py names the folders that may open them.
  ByteView reveal() const noexcept { return {bytes_.get(), size_bytes()}; }
  MutableByteView reveal_mutable() noexcept { return {bytes_.get(), size_bytes()}; }

  // 0 by default, and once moved from.
  std::size_t size_bytes() const noexcept { return bytes_ ? bytes_.get_deleter().size_bytes : 0; }

  // Gives up the tail beyond `size_bytes`, wiping it. For buffers that were sized by an upper
  // bound.
  void shrink_to(std::size_t size_bytes);

  bool operator==(const SecretBytes&) const = delete;  // use crypto::equal_in_constant_time
  friend std::ostream& operator<<(std::ostream&, const SecretBytes&) = delete;

 private:
  struct WipeAndFree {
    std::size_t size_bytes = 0;
    void operator()(std::uint8_t* bytes) const noexcept {
      wipe(bytes, size_bytes);
      delete[] bytes;
    }
  };

  std::unique_ptr<std::uint8_t[], WipeAndFree> bytes_;
};

static_assert(!std::is_copy_constructible_v<SecretBytes>);
static_assert(std::is_nothrow_move_constructible_v<SecretBytes>);

// An allocator that wipes what it frees: for growing buffers that secrets pass through, such as
// request and response bodies.
template <class T>
struct WipingAllocator {
  using value_type = T;
  WipingAllocator() = default;
  template <class U>
  // NOLINTNEXTLINE(google-explicit-constructor): containers convert allocators on their own
  WipingAllocator(const WipingAllocator<U>&) noexcept {}
  // Without a value: resize() leaves new bytes to be filled by whoever asked for them.
  template <class U>
  void construct(U* place) noexcept {
    ::new (static_cast<void*>(place)) U;
  }
  T* allocate(std::size_t count) { return std::allocator<T>{}.allocate(count); }
  void deallocate(T* pointer, std::size_t count) noexcept {
    wipe(pointer, count * sizeof(T));
    std::allocator<T>{}.deallocate(pointer, count);
  }
  bool operator==(const WipingAllocator&) const = default;
};

// A text buffer that leaves nothing behind when it grows or goes.
using SecretBuffer = std::vector<char, WipingAllocator<char>>;

inline std::string_view view_of(const SecretBuffer& buffer) {
  return {buffer.data(), buffer.size()};
}

// Makes room for `size_bytes` more and returns where they go. The caller fills all of them.
inline char* grow(SecretBuffer& buffer, std::size_t size_bytes) {
  const std::size_t size_before = buffer.size();
  buffer.resize(size_before + size_bytes);
  return buffer.data() + size_before;
}

// What insert() at the end does, which copies byte by byte where an allocator is not the
// standard's.
inline void append(SecretBuffer& buffer, std::string_view text) {
  text.copy(grow(buffer, text.size()), text.size());
}

}  // namespace trent
