// attestation/internal/cbor_reader.h: CBOR (RFC 8949) item by item, from input that nobody vouches
// for.
//
// Nothing is allocated and nothing recurses, whatever lengths and depths the input claims: an item
// is a head, and the bytes of a text or byte string where they lie in the input. Texts and byte
// strings of indefinite length, floating-point numbers and simple values other than null are items
// of kind Other, which no attestation document has.
#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.h"

namespace trent::attestation::internal {

enum class CborKind : std::uint8_t {
  Unsigned,  // number
  Negative,  // -1 - number
  Bytes,     // content
  Text,      // content, not checked to be UTF-8
  Array,     // number elements follow, or a Break ends them
  Map,       // number pairs follow, or a Break ends them
  Tag,       // number; the tagged item follows
  Null,
  Break,
  Other,
};

struct CborItem {
  CborKind kind = CborKind::Other;
  std::uint64_t number = 0;
  ByteView content;
  bool is_indefinite = false;  // of Array and Map: there is no number
};

class CborReader {
 public:
  explicit CborReader(ByteView input) : rest_(input) {}

  // The next head. None at the end of the input and where it is no CBOR.
  std::optional<CborItem> next();
  // The next head, if it is of this kind.
  std::optional<CborItem> next(CborKind kind);

  // Calls `read_element(head)` for the head of each element of an Array, or of each key of a Map;
  // it reads what follows the head, and says whether all was well. False when it was not.
  template <class ReadElement>
  bool for_each(const CborItem& collection, const ReadElement& read_element) {
    for (std::uint64_t i = 0; collection.is_indefinite || i < collection.number; ++i) {
      const auto head = next();
      if (!head) return false;
      if (collection.is_indefinite && head->kind == CborKind::Break) return true;
      if (!read_element(*head)) return false;
    }
    return true;
  }

  bool is_at_end() const { return rest_.empty(); }

 private:
  ByteView rest_;
};

}  // namespace trent::attestation::internal
