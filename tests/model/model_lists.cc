// tests/model/model_lists.cc: aliases, tags and lists.
#include <fmt/format.h>

#include "model.h"
#include "words.h"

namespace trent::model {

Expectation Model::change_alias(const Step& step) {
  const std::tuple place{step.caller, step.region, step.alias};
  const std::string alias_arn = arn_of(step.caller, step.region, alias_name(step.alias));
  const auto found = aliases_.find(place);
  Key* old = found == aliases_.end() ? nullptr : key_by_number(found->second.key);
  const bool taken = old && find(*old, step.region);
  const Failure missing{"NotFoundException", fmt::format("Alias {} is not found.", alias_arn)};
  if (step.kind == Kind::DeleteAlias) {
    if (!taken) return fails(missing);
    aliases_.erase(found);
    return {};
  }
  const bool creating = step.kind == Kind::CreateAlias;
  Target target = resolve(step, step.key, step.form, false, name_of(step.kind));
  if (!target.failure) target.failure = state_failure(target, name_of(step.kind));
  // AWS does not say whether it looks at the alias or at its target first.
  Expectation refused;
  if (target.failure) refused.failures.push_back(*target.failure);
  if (creating && taken)
    refused.failures.push_back(
        {"AlreadyExistsException",
         fmt::format("An alias with the name {} already exists", alias_arn)});
  if (!creating && !taken) refused.failures.push_back(missing);
  if (step.form == form::AliasName || step.form == form::AliasArn)
    refused.failures.push_back({"ValidationException", "Aliases must refer to keys. Not aliases"});
  if (!refused.failures.empty()) return refused;
  if (creating) {
    aliases_[place] = {target.key->number, now_, now_};
    return {};
  }
  if (old->spec != target.key->spec)
    return fails(
        "ValidationException",
        fmt::format("Alias {} cannot be changed from a CMK with key usage {} to a CMK with "
                    "key usage {}. The key usage of the current CMK and the new CMK must "
                    "be the same.",
                    alias_name(step.alias), kUsageNames.at(index(old->spec)),
                    kUsageNames.at(index(target.key->spec))));
  found->second.key = target.key->number;
  found->second.updated = now_;
  return {};
}

Expectation Model::list_aliases(const Step& step) {
  const Key* only = nullptr;
  if (step.all != 0) {
    const Target target = resolve(step, step.key, step.form, false, name_of(step.kind));
    if (target.failure) return fails(*target.failure);
    only = target.key;
  }
  json::array list;
  for (const auto& [place, alias] : aliases_) {
    const auto& [account, region, slot] = place;
    const Key* key = key_by_number(alias.key);
    if (account != step.caller || region != step.region || !key || !find(*key, region)) continue;
    if (only && only->number != alias.key) continue;
    list.push_back(json::object{{"AliasName", alias_name(slot)},
                                {"AliasArn", arn_of(account, region, alias_name(slot))},
                                {"TargetKeyId", key->id},
                                {"CreationDate", seconds(alias.created)},
                                {"LastUpdatedDate", seconds(alias.updated)}});
  }
  return {.failures = {}, .body = {{"Aliases", std::move(list)}, {"Truncated", false}}};
}

Expectation Model::list_keys(const Step& step) {
  std::set<std::string> ids;
  for (const Key& key : keys_)
    if (key.account == step.caller && find(key, step.region)) ids.insert(key.id);
  json::array list;
  for (const std::string& id : ids)
    list.push_back(json::object{{"KeyId", id}, {"KeyArn", key_arn(step.caller, step.region, id)}});
  return {.failures = {}, .body = {{"Keys", std::move(list)}, {"Truncated", false}}};
}

Expectation Model::tags(const Step& step) {
  const Target target = admit(step, false);
  if (target.failure) return fails(*target.failure);
  auto& tags = target.here->tags;
  if (step.kind == Kind::TagResource) {
    tags[tag_key(step.tag)] = fmt::format("value {}", step.content);
    return {};
  }
  if (step.kind == Kind::UntagResource) {
    tags.erase(tag_key(step.tag));
    return {};
  }
  json::array list;
  for (const auto& [key, value] : tags)
    list.push_back(json::object{{"TagKey", key}, {"TagValue", value}});
  return {.failures = {}, .body = {{"Tags", std::move(list)}, {"Truncated", false}}};
}

}  // namespace trent::model
