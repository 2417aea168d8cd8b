#include "sigv4/canonical_request.h"

#include <algorithm>
#include <vector>

#include "base/assert.h"
#include "base/encoding.h"
#include "crypto/digest.h"
#include "sigv4/authorization.h"
#include "sigv4/percent_encoding.h"

namespace trent::sigv4 {
namespace {

constexpr std::size_t kTypicalSize = 1000;

// The segments that remain of `path` without empty ones, "." and "..". Nothing is above the root.
std::vector<std::string_view> normalised_segments(std::string_view path) {
  std::vector<std::string_view> segments;
  while (!path.empty()) {
    const std::string_view segment = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(path.size(), segment.size() + 1));
    if (segment == "..") {
      if (!segments.empty()) segments.pop_back();
    } else if (!segment.empty() && segment != ".") {
      segments.push_back(segment);
    }
  }
  return segments;
}

// What the client encoded is encoded once more: all services do so but S3.
void append_canonical_path(std::string_view path, std::string& out) {
  out += '/';
  const auto segments = normalised_segments(path);
  for (std::string_view separator; const std::string_view segment : segments) {
    out += separator;
    append_percent_encoded(segment, out);
    separator = "/";
  }
  if (!segments.empty() && path.ends_with('/')) out += '/';
}

constexpr auto is_space = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };

// Without surrounding white space, and with one space for each run of it, folded lines included.
void append_canonical_value(std::string_view value, std::string& out) {
  auto rest = value.begin();
  for (std::string_view separator;;) {
    const auto word = std::find_if_not(rest, value.end(), is_space);
    if (word == value.end()) return;
    rest = std::find_if(word, value.end(), is_space);
    out.append(separator).append(word, rest);
    separator = " ";
  }
}

void append_canonical_headers(const SignedHeaders& headers, std::string& out) {
  std::string_view previous_name;
  for (const auto& [name, header] : headers.covered()) {
    if (name == previous_name) {
      out.back() = ',';  // was the end of the line
    } else {
      out.append(name).append(":");
    }
    append_canonical_value(header->value, out);
    out += '\n';
    previous_name = name;
  }
}

}  // namespace

std::string canonical_request(const CanonicalParts& parts) {
  TRENT_ASSERT(parts.headers.complete());
  std::string out;
  out.reserve(kTypicalSize);
  out.append(parts.method).append("\n");
  append_canonical_path(parts.path, out);
  out += '\n';
  append_canonical_query(parts.query, out);
  out += '\n';
  append_canonical_headers(parts.headers, out);
  out.append("\n").append(parts.headers.list()).append("\n").append(parts.payload_hash);
  return out;
}

std::string string_to_sign(std::string_view date, std::string_view scope,
                           std::string_view canonical_request) {
  const HexText hash_text(crypto::sha256(as_bytes(canonical_request)));
  const std::string_view hash = hash_text.view();
  std::string out;
  out.reserve(kAlgorithm.size() + date.size() + scope.size() + hash.size() + 3);
  for (const std::string_view line : {kAlgorithm, date, scope}) out.append(line).append("\n");
  out.append(hash);
  return out;
}

}  // namespace trent::sigv4
