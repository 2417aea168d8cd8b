// policy/context.h: what a request proves about itself, by the names policies know it under.
//
// A condition key has no value, one, or (where condition_keys.h says so) a set of them. Values are
// texts: numbers in decimal, booleans "true" and "false", times in ISO 8601 or as epoch seconds,
// binary in base64. Nothing is copied: what the views point to must outlive the evaluation.
//
// Source: kms-security.md section 5.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "policy/case_folding.h"

namespace trent::policy {

// The name of a condition key, with a hash so that looking one up rarely compares texts. Names are
// equal without regard to case, including what stands behind "kms:EncryptionContext:".
struct ConditionKey {
  std::string_view name;
  std::uint64_t hash = 0;

  constexpr ConditionKey(std::string_view text, std::uint64_t text_hash)
      : name(text), hash(text_hash) {}
  explicit constexpr ConditionKey(std::string_view text) : name(text), hash(folded_hash(text)) {}
  constexpr bool operator==(const ConditionKey& other) const {
    return hash == other.hash && equal_folded(name, other.name);
  }
};

struct ContextEntry {
  ConditionKey key;
  std::string_view value{};                    // of a key with one value
  std::span<const std::string_view> values{};  // of a key with a set of them
  bool multivalued = false;

  std::span<const std::string_view> all() const {
    return multivalued ? values : std::span(&value, 1);
  }
};

constexpr ContextEntry one_value(std::string_view name, std::string_view value) {
  return {.key = ConditionKey(name), .value = value};
}
constexpr ContextEntry value_set(std::string_view name, std::span<const std::string_view> values) {
  return {.key = ConditionKey(name), .values = values, .multivalued = true};
}

// An interface, so that whoever knows the request can answer without writing all of it down.
class Context {
 public:
  virtual ~Context() = default;
  // Null: absent. Of several names that differ in case only, the one spelled as `key` wins.
  virtual const ContextEntry* find(const ConditionKey& key) const = 0;
};

class ListedContext final : public Context {
 public:
  explicit ListedContext(std::span<const ContextEntry> entries) : entries_(entries) {}

  const ContextEntry* find(const ConditionKey& key) const override {
    const ContextEntry* found = nullptr;
    for (const ContextEntry& entry : entries_) {
      if (entry.key != key) continue;
      if (entry.key.name == key.name) return &entry;
      if (found == nullptr) found = &entry;
    }
    return found;
  }

 private:
  std::span<const ContextEntry> entries_;
};

}  // namespace trent::policy
