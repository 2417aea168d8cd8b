#include "rootkey/internal/record_file.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/assert.h"
#include "base/byte_io.h"
#include "crypto/compare.h"
#include "crypto/digest.h"
#include "crypto/secret_file.h"

namespace trent::rootkey::internal {
namespace {

// Against damage, not against attackers: who can write the file can also write a checksum.
constexpr std::size_t kChecksumBytes = 16;
// Room for later versions, so that they are refused as such.
constexpr std::size_t kFileBytesMax = 4096;

ByteView checksum_part(const crypto::Sha256Digest& digest) {
  return ByteView(digest).first(kChecksumBytes);
}

std::size_t file_bytes(const RecordFormat& format) {
  return format.magic.size() + 1 + format.body_bytes + kChecksumBytes;
}

}  // namespace

Result<void> create_record_file(const RecordFormat& format, const std::string& path,
                                ByteView body) {
  TRENT_ASSERT(body.size() == format.body_bytes);
  SecretBytes content(file_bytes(format));
  const MutableByteView bytes = content.reveal_mutable();
  std::ranges::copy(format.magic, bytes.begin());
  bytes[format.magic.size()] = format.version;
  std::ranges::copy(body, bytes.subspan(format.magic.size() + 1).begin());
  const MutableByteView checksum = bytes.last(kChecksumBytes);
  std::ranges::copy(checksum_part(crypto::sha256(bytes.first(bytes.size() - kChecksumBytes))),
                    checksum.begin());
  return crypto::create_secret_file(path, bytes);
}

Result<SecretBytes> read_record_file(const RecordFormat& format, const std::string& path) {
  if (!crypto::path_is_taken(path))
    return fail_internally(
        fmt::format("there is no {} {}; restore it from a backup", format.noun, path));
  TRY_ASSIGN(const SecretBytes content, crypto::read_secret_file(path, kFileBytesMax));
  ByteReader reader(content.reveal());
  const ByteView magic = reader.raw(format.magic.size());
  const std::uint8_t version = reader.u8();
  const ByteView body = reader.raw(format.body_bytes);
  const ByteView checksum = reader.raw(kChecksumBytes);
  if (as_text(magic) != format.magic)
    return fail_internally(fmt::format(
        "{} is not a {}; name the right one or restore it from a backup", path, format.noun));
  if (version != format.version)
    return fail_internally(
        fmt::format("{} has version {}, which this version of trent does not know; upgrade trent",
                    path, version));
  const auto expected =
      crypto::sha256(content.reveal().first(format.magic.size() + 1 + body.size()));
  if (!reader.finished() || !crypto::equal_in_constant_time(checksum_part(expected), checksum))
    return fail_internally(fmt::format("{} is damaged; restore it from a backup", path));
  return SecretBytes::copy_of(body);
}

}  // namespace trent::rootkey::internal
