// audit/chain.h: what ties each line of the audit log to the line before it.
//
// A line is a record whose last members are its number and the HMAC-SHA-256 of the former line's
// value followed by everything in this line up to that value. Whoever changes, removes or moves a
// line and does not have the key leaves a line that does not fit.
//
// Source: docs/formats/audit-log.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/secret_bytes.h"
#include "crypto/digest.h"

namespace trent::audit {

inline constexpr std::size_t kChainKeyBytes = 32;

// Where a chain is: after the line with this number. 0: before the first.
struct ChainHead {
  std::uint64_t sequence = 0;
  crypto::Sha256Digest value{};
  bool operator==(const ChainHead&) const = default;
};

// What a line says about its place. The view points into the line.
struct Link {
  ChainHead head;
  std::optional<crypto::Sha256Digest> previous;  // in the first line of a file
  std::string_view covered;                      // what its value is computed over
};

// Nothing if `line`, without its end, does not end as every line does.
std::optional<Link> read_link(std::string_view line);

// The record in a line, as it was before it got its place.
std::string record_of(const Link& link);

// Does the line follow one with the value `previous`?
bool follows(const SecretBytes& key, const crypto::Sha256Digest& previous, const Link& link);

class Chain {
 public:
  Chain(SecretBytes key, const ChainHead& head) : key_(std::move(key)), head_(head) {}

  // Appends `record`, a JSON object, as the next line. The first line of a file names the value it
  // follows, so that a file can be verified by itself.
  void append(std::string_view record, bool begins_file, std::string& out);

  const ChainHead& head() const { return head_; }

 private:
  const SecretBytes key_;
  ChainHead head_;
};

// The key of the chain in the file at `path`, which is made if `create` says so.
// Errors: Internal, with a detail for the operator.
Result<SecretBytes> open_chain_key(const std::string& path, bool create);

// "00000000000000000042 <64 digits>\n", always as long.
std::string head_text(const ChainHead& head);
std::optional<ChainHead> parse_head(std::string_view text);

}  // namespace trent::audit
