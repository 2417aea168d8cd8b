#include "access/facts.h"

namespace trent::access {

void FactList::add(std::string_view key, std::string value) {
  const std::string_view name = keep(std::string(key));
  entries_.push_back(policy::one_value(name, keep(std::move(value))));
}

void FactList::add_set(std::string_view key, const std::vector<std::string>& values) {
  const std::string_view name = keep(std::string(key));
  std::vector<std::string_view>& set = sets_.emplace_back();
  for (const std::string& value : values) set.push_back(keep(value));
  entries_.push_back(policy::value_set(name, set));
}

void FactList::add_tags(std::string_view family, const std::map<std::string, std::string>& tags) {
  for (const auto& [name, value] : tags) add(std::string(family) + name, value);
}

const policy::ContextEntry* FactList::find(const policy::ConditionKey& key) const {
  return policy::ListedContext(entries_).find(key);
}

void list_encryption_context(const keys::EncryptionContext& context, FactList& facts) {
  facts.add_pairs("kms:EncryptionContext:", "kms:EncryptionContextKeys", context);
}

}  // namespace trent::access
