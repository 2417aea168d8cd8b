#include "iam/request_context.h"

#include <fmt/format.h>

#include "query/xml_writer.h"

namespace trent::iam {

RequestContext::Kept& RequestContext::keep(std::string name, std::vector<std::string> values) {
  Kept& kept = kept_.emplace_back(Kept{std::move(name), std::move(values), {}});
  kept.views.assign(kept.values.begin(), kept.values.end());
  return kept;
}

void RequestContext::add(std::string name, std::string value) {
  const Kept& kept = keep(std::move(name), {std::move(value)});
  entries_.push_back(policy::one_value(kept.name, kept.views.front()));
}

void RequestContext::add_set(std::string name, std::vector<std::string> values) {
  const Kept& kept = keep(std::move(name), std::move(values));
  entries_.push_back(policy::value_set(kept.name, kept.views));
}

void RequestContext::add_tags(std::string_view family, const identity::Tags& tags) {
  for (const auto& [key, value] : tags) add(std::string(family) + key, value);
}

void RequestContext::add_request_tags(const identity::Tags& tags) {
  if (tags.empty()) return;
  add_tags("aws:RequestTag/", tags);
  std::vector<std::string> keys;
  for (const auto& [key, value] : tags) keys.push_back(key);
  add_set("aws:TagKeys", std::move(keys));
}

void RequestContext::add_circumstances(const Call& call) {
  add("aws:CurrentTime", query::iso8601(call.now));
  add("aws:EpochTime",
      fmt::format("{}",
                  std::chrono::floor<std::chrono::seconds>(call.now).time_since_epoch().count()));
  add("aws:SecureTransport", call.circumstances.tls ? "true" : "false");
  add("aws:RequestedRegion", call.region.str());
  if (!call.circumstances.source_ip.empty())
    add("aws:SourceIp", std::string(call.circumstances.source_ip));
  if (!call.circumstances.user_agent.empty())
    add("aws:UserAgent", std::string(call.circumstances.user_agent));
}

const policy::ContextEntry* RequestContext::find(const policy::ConditionKey& key) const {
  return policy::ListedContext(entries_).find(key);
}

}  // namespace trent::iam
