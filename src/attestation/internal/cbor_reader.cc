#include "attestation/internal/cbor_reader.h"

#include <cbor.h>

namespace trent::attestation::internal {
namespace {

CborItem& item(void* context) { return *static_cast<CborItem*>(context); }

// Generic, as libcbor's callbacks differ in the width of their numbers, and between its versions.
template <CborKind kind>
constexpr auto kNumber =
    [](void* context, auto number) { item(context) = {.kind = kind, .number = number}; };

template <CborKind kind>
constexpr auto kString = [](void* context, cbor_data start, auto size_bytes) {
  item(context) = {.kind = kind, .content = {start, static_cast<std::size_t>(size_bytes)}};
};

template <CborKind kind>
constexpr auto kIndefinite =
    [](void* context) { item(context) = {.kind = kind, .is_indefinite = true}; };

template <CborKind kind>
constexpr auto kPlain = [](void* context) { item(context) = {.kind = kind}; };

// What has no callback of ours leaves the item as it was, of kind Other.
cbor_callbacks make_callbacks() {
  cbor_callbacks callbacks = cbor_empty_callbacks;
  callbacks.uint8 = kNumber<CborKind::Unsigned>;
  callbacks.uint16 = kNumber<CborKind::Unsigned>;
  callbacks.uint32 = kNumber<CborKind::Unsigned>;
  callbacks.uint64 = kNumber<CborKind::Unsigned>;
  callbacks.negint8 = kNumber<CborKind::Negative>;
  callbacks.negint16 = kNumber<CborKind::Negative>;
  callbacks.negint32 = kNumber<CborKind::Negative>;
  callbacks.negint64 = kNumber<CborKind::Negative>;
  callbacks.byte_string = kString<CborKind::Bytes>;
  callbacks.string = kString<CborKind::Text>;
  callbacks.array_start = kNumber<CborKind::Array>;
  callbacks.indef_array_start = kIndefinite<CborKind::Array>;
  callbacks.map_start = kNumber<CborKind::Map>;
  callbacks.indef_map_start = kIndefinite<CborKind::Map>;
  callbacks.tag = kNumber<CborKind::Tag>;
  callbacks.null = kPlain<CborKind::Null>;
  callbacks.indef_break = kPlain<CborKind::Break>;
  return callbacks;
}

// Tags of one byte. Versions of libcbor before 0.10 take those from 6 to 20 for errors, and 18 is
// ours.
std::optional<CborItem> short_tag(std::uint8_t head) {
  constexpr std::uint8_t major_mask = 0xe0;
  constexpr std::uint8_t tag_major = 0xc0;
  constexpr std::uint8_t longer_from = 24;
  const std::uint8_t number = head & static_cast<std::uint8_t>(~major_mask);
  if ((head & major_mask) != tag_major || number >= longer_from) return std::nullopt;
  return CborItem{.kind = CborKind::Tag, .number = number};
}

}  // namespace

std::optional<CborItem> CborReader::next() {
  static const cbor_callbacks callbacks = make_callbacks();
  if (rest_.empty()) return std::nullopt;
  if (const auto tag = short_tag(rest_.front())) {
    rest_ = rest_.subspan(1);
    return tag;
  }
  CborItem found;
  const auto result = cbor_stream_decode(rest_.data(), rest_.size(), &callbacks, &found);
  if (result.status != CBOR_DECODER_FINISHED || result.read == 0 || result.read > rest_.size())
    return std::nullopt;
  rest_ = rest_.subspan(result.read);
  return found;
}

std::optional<CborItem> CborReader::next(CborKind kind) {
  const auto found = next();
  return found && found->kind == kind ? found : std::nullopt;
}

}  // namespace trent::attestation::internal
