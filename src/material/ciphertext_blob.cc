#include "material/ciphertext_blob.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "base/assert.h"
#include "base/byte_io.h"
#include "base/encoding.h"

namespace trent::material {
namespace {

// "TR", format version 1, suite 1 (SP 800-108 HMAC-SHA-256 per-call key, AES-256-GCM).
constexpr std::array<std::uint8_t, 4> kMagic{0x54, 0x52, 0x01, 0x01};

// How the 16 bytes of a key id are written out.
enum class IdForm : std::uint8_t { Uuid = 0, MultiRegion = 1 };

constexpr std::string_view kMultiRegionPrefix = "mrk-";
constexpr std::size_t kIdBytes = 16;
constexpr std::size_t kMaterialIdBytes = 32;

std::uint64_t number_of(const keys::AccountId& account) {
  std::uint64_t number = 0;
  std::from_chars(account.str().data(), account.str().data() + account.str().size(), number);
  return number;
}

void write_key_id(const keys::KeyId& id, ByteWriter& writer) {
  const bool multi_region = id.view().starts_with(kMultiRegionPrefix);
  const auto text = multi_region ? id.view().substr(kMultiRegionPrefix.size()) : id.view();
  std::array<char, 2 * kIdBytes> digits;
  TRENT_ASSERT(std::ranges::count(text, '-') + std::ssize(digits) == std::ssize(text));
  std::ranges::remove_copy(text, digits.begin(), '-');
  std::array<std::uint8_t, kIdBytes> bytes;
  TRENT_ASSERT(decode_hex({digits.data(), digits.size()}, bytes));
  writer.u8(static_cast<std::uint8_t>(multi_region ? IdForm::MultiRegion : IdForm::Uuid));
  writer.raw(bytes);
}

std::optional<keys::KeyId> read_key_id(ByteReader& reader) {
  const std::uint8_t form = reader.u8();
  const std::string digits = hex(reader.raw(kIdBytes));
  if (!reader.ok() || form > static_cast<std::uint8_t>(IdForm::MultiRegion)) return std::nullopt;
  if (form == static_cast<std::uint8_t>(IdForm::MultiRegion))
    return keys::KeyId(std::string(kMultiRegionPrefix) + digits);
  const std::string_view d = digits;
  return keys::KeyId(fmt::format("{}-{}-{}-{}-{}", d.substr(0, 8), d.substr(8, 4), d.substr(12, 4),
                                 d.substr(16, 4), d.substr(20)));
}

}  // namespace

Bytes encode_header(const BlobHeader& header, std::size_t room_bytes) {
  ByteWriter writer;
  writer.reserve(kBlobHeaderBytes + room_bytes);
  writer.raw(kMagic).u64(number_of(header.account));
  write_key_id(header.key_id, writer);
  std::array<std::uint8_t, kMaterialIdBytes> material_id;
  TRENT_ASSERT(decode_hex(header.material_id.view(), material_id));
  writer.raw(material_id).raw(header.nonce).raw(header.iv);
  TRENT_ASSERT(writer.view().size() == kBlobHeaderBytes);
  return writer.take();
}

std::optional<CiphertextBlob> parse_blob(ByteView blob) {
  if (blob.size() < kBlobOverheadBytes) return std::nullopt;
  ByteReader reader(blob);
  if (!std::ranges::equal(reader.raw(kMagic.size()), kMagic)) return std::nullopt;
  CiphertextBlob parsed;
  parsed.header.account = keys::AccountId(fmt::format("{:012}", reader.u64()));
  const auto key_id = read_key_id(reader);
  if (!key_id || !keys::is_account_id(parsed.header.account.view())) return std::nullopt;
  parsed.header.key_id = *key_id;
  parsed.header.material_id = keys::KeyMaterialId(hex(reader.raw(kMaterialIdBytes)));
  std::ranges::copy(reader.raw(kNonceBytes), parsed.header.nonce.begin());
  std::ranges::copy(reader.raw(kIvBytes), parsed.header.iv.begin());
  TRENT_ASSERT(reader.ok());
  parsed.header_bytes = blob.first(kBlobHeaderBytes);
  parsed.ciphertext_and_tag = reader.rest();
  return parsed;
}

}  // namespace trent::material
