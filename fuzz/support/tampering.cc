#include "support/tampering.h"

#include <algorithm>

namespace trent::fuzz {
namespace {

constexpr std::size_t kChangeBytes = 4;

// What is done, where (two bytes), and with which byte.
void change(Bytes& bytes, ByteView what) {
  const std::size_t at = std::min<std::size_t>(what[1] * 256U + what[2], bytes.size());
  const auto place = bytes.begin() + static_cast<std::ptrdiff_t>(at);
  const std::size_t behind = bytes.size() - at;
  switch (what[0] % 5) {
    case 0:
      if (behind > 0) *place = what[3];
      break;
    case 1:
      if (behind > 0) *place ^= what[3];
      break;
    case 2:
      bytes.erase(place,
                  place + static_cast<std::ptrdiff_t>(std::min<std::size_t>(what[3], behind)));
      break;
    case 3: bytes.insert(place, what[3]); break;
    default: bytes.erase(place, bytes.end());
  }
}

}  // namespace

Tampered tampered(std::string_view input, std::span<const Bytes> genuine) {
  if (input.empty()) return {};
  ByteView rest = as_bytes(input).subspan(1);
  if (input.front() == 'r') return {Bytes(rest.begin(), rest.end())};
  Tampered made;
  made.chosen = static_cast<std::uint8_t>(input.front() - '0') % genuine.size();
  made.bytes = genuine[made.chosen];
  for (; rest.size() >= kChangeBytes; rest = rest.subspan(kChangeBytes))
    change(made.bytes, rest.first(kChangeBytes));
  return made;
}

}  // namespace trent::fuzz
