#include "attestation/internal/payload.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "attestation/internal/cbor_reader.h"

namespace trent::attestation::internal {
namespace {

constexpr std::uint64_t kCoseSign1Tag = 18;
constexpr std::uint64_t kAlgorithmLabel = 1;      // RFC 8152, table 2
constexpr std::uint64_t kMinusOneLessEs384 = 34;  // RFC 8152, table 5: ES384 is -35
constexpr std::size_t kPayloadBytesMax = 16'384;
constexpr std::size_t kSignatureBytes = 96;
constexpr std::size_t kCertificateBytesMax = 1024;
constexpr std::size_t kPublicKeyBytesMax = 1024;
constexpr std::size_t kExtraBytesMax = 512;  // of user_data and of nonce
constexpr std::size_t kPcrsMax = 32;

std::unexpected<Error> invalid(std::string text) {
  return fail(ErrorCode::Validation, std::move(text));
}

// --- COSE

bool is_end_of(CborReader& reader, const CborItem& collection) {
  return !collection.is_indefinite || reader.next(CborKind::Break).has_value();
}

bool has_elements(const CborItem& collection, std::uint64_t count) {
  return collection.is_indefinite || collection.number == count;
}

bool is_es384(ByteView protected_header) {
  CborReader reader(protected_header);
  const auto map = reader.next(CborKind::Map);
  if (!map || !has_elements(*map, 1)) return false;
  const auto label = reader.next(CborKind::Unsigned);
  const auto algorithm = reader.next(CborKind::Negative);
  return label && label->number == kAlgorithmLabel && algorithm &&
         algorithm->number == kMinusOneLessEs384 && is_end_of(reader, *map) && reader.is_at_end();
}

std::optional<CborItem> without_tag(CborReader& reader) {
  const auto first = reader.next();
  if (!first || first->kind != CborKind::Tag) return first;
  return first->number == kCoseSign1Tag ? reader.next() : std::nullopt;
}

// None when the structure is another.
std::optional<SignedParts> parts_of(ByteView document) {
  CborReader reader(document);
  const auto array = without_tag(reader);
  if (!array || array->kind != CborKind::Array || !has_elements(*array, 4)) return std::nullopt;
  const auto protected_header = reader.next(CborKind::Bytes);
  const auto unprotected_header = reader.next(CborKind::Map);
  if (!unprotected_header || !has_elements(*unprotected_header, 0) ||
      !is_end_of(reader, *unprotected_header))
    return std::nullopt;
  const auto payload = reader.next(CborKind::Bytes);
  const auto signature = reader.next(CborKind::Bytes);
  if (!protected_header || !payload || !signature || !is_end_of(reader, *array) ||
      !reader.is_at_end())
    return std::nullopt;
  return SignedParts{protected_header->content, payload->content, signature->content};
}

// --- the members of the payload. Each reads what follows `value`, its head, and says whether it
// keeps the rules.

bool is_bytes(const CborItem& value, std::size_t size_bytes_min, std::size_t size_bytes_max) {
  return value.kind == CborKind::Bytes && value.content.size() >= size_bytes_min &&
         value.content.size() <= size_bytes_max;
}

bool read_module_id(CborReader&, const CborItem& value, Payload& payload) {
  payload.module_id = as_text(value.content);
  return value.kind == CborKind::Text && !value.content.empty();
}

bool read_digest(CborReader&, const CborItem& value, Payload&) {
  return value.kind == CborKind::Text && as_text(value.content) == "SHA384";
}

bool read_timestamp(CborReader&, const CborItem& value, Payload& payload) {
  payload.timestamp_milliseconds = value.number;
  return value.kind == CborKind::Unsigned && value.number > 0;
}

bool read_pcr(CborReader& reader, const CborItem& index, Payload& payload) {
  constexpr std::array<std::size_t, 3> digest_bytes{32, 48, 64};
  const auto value = reader.next(CborKind::Bytes);
  return value && index.kind == CborKind::Unsigned && index.number < kPcrsMax &&
         std::ranges::find(digest_bytes, value->content.size()) != digest_bytes.end() &&
         payload.pcrs.emplace(static_cast<unsigned>(index.number), value->content).second;
}

bool read_pcrs(CborReader& reader, const CborItem& value, Payload& payload) {
  const auto read = [&](const CborItem& index) { return read_pcr(reader, index, payload); };
  return value.kind == CborKind::Map && reader.for_each(value, read) && !payload.pcrs.empty();
}

bool read_certificate(CborReader&, const CborItem& value, Payload& payload) {
  payload.certificate = value.content;
  return is_bytes(value, 1, kCertificateBytesMax);
}

bool read_cabundle(CborReader& reader, const CborItem& value, Payload& payload) {
  const auto read = [&](const CborItem& certificate) {
    payload.cabundle.push_back(certificate.content);
    return is_bytes(certificate, 1, kCertificateBytesMax);
  };
  return value.kind == CborKind::Array && reader.for_each(value, read) && !payload.cabundle.empty();
}

bool read_public_key(CborReader&, const CborItem& value, Payload& payload) {
  payload.public_key = value.content;
  return is_bytes(value, 1, kPublicKeyBytesMax);
}

bool read_user_data(CborReader&, const CborItem& value, Payload& payload) {
  payload.user_data = value.content;
  return is_bytes(value, 0, kExtraBytesMax);
}

bool read_nonce(CborReader&, const CborItem& value, Payload& payload) {
  payload.nonce = value.content;
  return is_bytes(value, 0, kExtraBytesMax);
}

struct Member {
  std::string_view name;
  bool is_required;  // the others may be absent or null
  bool (*read)(CborReader&, const CborItem& value, Payload&);
};

// The specification has public_key as optional; without it there is nothing to encrypt to.
constexpr std::array kMembers{
    Member{"module_id", true, read_module_id},
    Member{"digest", true, read_digest},
    Member{"timestamp", true, read_timestamp},
    Member{"pcrs", true, read_pcrs},
    Member{"certificate", true, read_certificate},
    Member{"cabundle", true, read_cabundle},
    Member{"public_key", true, read_public_key},
    Member{"user_data", false, read_user_data},
    Member{"nonce", false, read_nonce},
};

// Which of kMembers were there, and the first thing that is wrong.
class MemberReader {
 public:
  MemberReader(CborReader& reader, Payload& payload) : reader_(reader), payload_(payload) {}

  // Reads one member, whose name is `key`.
  bool read(const CborItem& key) {
    const auto* const member = std::ranges::find(kMembers, as_text(key.content), &Member::name);
    if (key.kind != CborKind::Text || member == kMembers.end())
      return fails("The attestation document has an unknown member.");
    bool& seen = seen_[static_cast<std::size_t>(member - kMembers.begin())];
    if (std::exchange(seen, true))
      return fails(fmt::format("The attestation document has the member {} twice.", member->name));
    const auto value = reader_.next();
    if (!value) return false;
    if (value->kind == CborKind::Null) {
      seen = !member->is_required;
      return seen || fails(missing(*member));
    }
    return member->read(reader_, *value, payload_) ||
           fails(fmt::format("The attestation document's {} is not valid.", member->name));
  }

  // After the last.
  bool has_all_required() {
    for (std::size_t i = 0; i < kMembers.size(); ++i)
      if (kMembers[i].is_required && !seen_[i]) return fails(missing(kMembers[i]));
    return true;
  }

  const std::string& fault() const { return fault_; }

 private:
  static std::string missing(const Member& member) {
    return fmt::format("The attestation document has no {}.", member.name);
  }
  bool fails(std::string fault) {
    fault_ = std::move(fault);
    return false;
  }

  CborReader& reader_;
  Payload& payload_;
  std::array<bool, kMembers.size()> seen_{};
  std::string fault_ = "The attestation document's payload is not valid CBOR.";
};

}  // namespace

Result<SignedParts> parse_cose_sign1(ByteView document) {
  const auto parts = parts_of(document);
  if (!parts) return invalid("The attestation document is not a COSE_Sign1 structure.");
  if (!is_es384(parts->protected_header))
    return invalid("The attestation document is not signed with ES384.");
  if (parts->payload.empty() || parts->payload.size() > kPayloadBytesMax)
    return invalid("The attestation document's payload must be 1 to 16384 bytes.");
  if (parts->signature.size() != kSignatureBytes)
    return invalid("The attestation document's signature must be 96 bytes.");
  return *parts;
}

Result<Payload> parse_payload(ByteView payload) {
  CborReader reader(payload);
  const auto map = reader.next(CborKind::Map);
  if (!map) return invalid("The attestation document's payload is not a CBOR map.");
  Payload parsed;
  MemberReader members(reader, parsed);
  const auto read = [&](const CborItem& key) { return members.read(key); };
  if (!reader.for_each(*map, read) || !members.has_all_required()) return invalid(members.fault());
  if (!reader.is_at_end())
    return invalid("The attestation document's payload has bytes after its end.");
  return parsed;
}

}  // namespace trent::attestation::internal
