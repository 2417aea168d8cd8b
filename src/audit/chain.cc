#include "audit/chain.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/encoding.h"
#include "crypto/compare.h"
#include "crypto/random.h"
#include "crypto/secret_file.h"

namespace trent::audit {
namespace {

constexpr std::string_view kPrevious = R"(,"previousChain":")";
constexpr std::string_view kSequence = R"(,"sequence":)";
constexpr std::string_view kValue = R"(,"chain":")";
constexpr std::string_view kEnd = R"("})";
constexpr std::size_t kHexDigits = 64;
constexpr std::size_t kSequenceDigits = 20;

std::optional<crypto::Sha256Digest> digest_in(std::string_view text) {
  const auto bytes = is_lower_hex(text) ? bytes_from_hex(text) : std::nullopt;
  crypto::Sha256Digest digest;
  if (!bytes || bytes->size() != digest.size()) return std::nullopt;
  std::ranges::copy(*bytes, digest.begin());
  return digest;
}

std::optional<std::uint64_t> number_in(std::string_view text) {
  std::uint64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || stopped != end) return std::nullopt;
  return number;
}

crypto::Sha256Digest value_of(const SecretBytes& key, const crypto::Sha256Digest& previous,
                              std::string_view covered) {
  return crypto::hmac_sha256(key.reveal(), {previous, as_bytes(covered)});
}

// The value that `covered` ends in, up to its sequence number, if it is a first line.
std::optional<crypto::Sha256Digest> previous_in(std::string_view before_sequence) {
  constexpr std::size_t size = kPrevious.size() + kHexDigits + 1;
  if (before_sequence.size() < size || !before_sequence.ends_with('"')) return std::nullopt;
  const std::string_view member = before_sequence.substr(before_sequence.size() - size);
  if (!member.starts_with(kPrevious)) return std::nullopt;
  return digest_in(member.substr(kPrevious.size(), kHexDigits));
}

}  // namespace

std::optional<Link> read_link(std::string_view line) {
  constexpr std::size_t size = kValue.size() + kHexDigits + kEnd.size();
  if (line.size() < size || !line.ends_with(kEnd)) return std::nullopt;
  const std::string_view covered = line.substr(0, line.size() - size);
  const std::string_view member = line.substr(covered.size());
  const std::size_t at = covered.rfind(kSequence);
  if (!member.starts_with(kValue) || at == std::string_view::npos) return std::nullopt;
  const auto value = digest_in(member.substr(kValue.size(), kHexDigits));
  const auto sequence = number_in(covered.substr(at + kSequence.size()));
  if (!value || !sequence) return std::nullopt;
  return Link{{*sequence, *value}, previous_in(covered.substr(0, at)), covered};
}

std::string record_of(const Link& link) {
  std::string_view record = link.covered.substr(0, link.covered.rfind(kSequence));
  if (link.previous) record.remove_suffix(kPrevious.size() + kHexDigits + 1);
  return std::string(record) + "}";
}

bool follows(const SecretBytes& key, const crypto::Sha256Digest& previous, const Link& link) {
  return crypto::equal_in_constant_time(value_of(key, previous, link.covered), link.head.value);
}

void Chain::append(std::string_view record, bool begins_file, std::string& out) {
  const std::size_t start = out.size();
  out.append(record.substr(0, record.size() - 1));  // without the closing brace
  if (begins_file) out.append(kPrevious).append(hex(head_.value)).push_back('"');
  ++head_.sequence;
  out.append(kSequence).append(std::to_string(head_.sequence));
  head_.value = value_of(key_, head_.value, std::string_view(out).substr(start));
  out.append(kValue).append(HexText(head_.value).view()).append(kEnd).push_back('\n');
}

Result<SecretBytes> open_chain_key(const std::string& path, bool create) {
  if (create && !crypto::path_is_taken(path))
    TRY(crypto::create_secret_file(path, crypto::random_secret(kChainKeyBytes).reveal()));
  TRY_ASSIGN(SecretBytes key, crypto::read_secret_file(path, kChainKeyBytes));
  if (key.size_bytes() == kChainKeyBytes) return key;
  return fail_internally(
      fmt::format("{} must have {} bytes: restore it from a backup", path, kChainKeyBytes));
}

std::string head_text(const ChainHead& head) {
  return fmt::format("{:020} {}\n", head.sequence, hex(head.value));
}

std::optional<ChainHead> parse_head(std::string_view text) {
  constexpr std::size_t size = kSequenceDigits + 1 + kHexDigits + 1;
  if (text.size() != size || text[kSequenceDigits] != ' ' || text.back() != '\n')
    return std::nullopt;
  const auto sequence = number_in(text.substr(0, kSequenceDigits));
  const auto value = digest_in(text.substr(kSequenceDigits + 1, kHexDigits));
  if (!sequence || !value) return std::nullopt;
  return ChainHead{*sequence, *value};
}

}  // namespace trent::audit
