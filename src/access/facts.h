// access/facts.h: what is known about a request, as policies ask for it.
#pragma once

#include <list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "keys/encryption_context.h"
#include "policy/context.h"

namespace trent::access {

// Facts that were written down, under the names of condition keys (kms-security.md 5.4, 5.5).
class FactList final : public policy::Context {
 public:
  void add(std::string_view key, std::string value);
  void add_set(std::string_view key, const std::vector<std::string>& values);
  // One for each tag: "aws:ResourceTag/" and its name. `family` ends in the slash.
  void add_tags(std::string_view family, const std::map<std::string, std::string>& tags);
  // One for each pair of a name and a value, under `family` and the name, and the set of all names
  // under `names_key`. Nothing where there are no pairs.
  template <class Pairs>
  void add_pairs(std::string_view family, std::string_view names_key, const Pairs& pairs) {
    std::vector<std::string> names;
    names.reserve(pairs.size());
    for (const auto& [name, value] : pairs) {
      add(std::string(family) + name, value);
      names.push_back(name);
    }
    if (!names.empty()) add_set(names_key, names);
  }
  const policy::ContextEntry* find(const policy::ConditionKey& key) const override;

 private:
  std::string_view keep(std::string text) { return texts_.emplace_back(std::move(text)); }

  // Lists: their elements stay where they are, and an empty one takes no memory.
  std::list<std::string> texts_;
  std::list<std::vector<std::string_view>> sets_;
  std::vector<policy::ContextEntry> entries_;
};

// aws:RequestTag/NAME and aws:TagKeys. `tags`: names and values.
template <class Tags>
void list_request_tags(const Tags& tags, FactList& facts) {
  facts.add_pairs("aws:RequestTag/", "aws:TagKeys", tags);
}

// kms:EncryptionContext:NAME and kms:EncryptionContextKeys.
void list_encryption_context(const keys::EncryptionContext& context, FactList& facts);

// What the members of a request say. Asked only when a policy wants to know.
class RequestFacts {
 public:
  virtual ~RequestFacts() = default;
  // `permission`: ReEncryptFrom sees the source's members, ReEncryptTo the destination's.
  virtual void list(std::string_view permission, FactList& facts) const = 0;
};

}  // namespace trent::access
