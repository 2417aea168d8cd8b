// iam/request_context.h: the condition keys of one IAM or STS request.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "iam/call.h"
#include "policy/context.h"

namespace trent::iam {

class RequestContext final : public policy::Context {
 public:
  RequestContext() = default;
  RequestContext(const RequestContext&) = delete;
  RequestContext& operator=(const RequestContext&) = delete;

  void add(std::string name, std::string value);
  void add_set(std::string name, std::vector<std::string> values);
  // "aws:RequestTag/" and the like, one for each tag.
  void add_tags(std::string_view family, const identity::Tags& tags);
  // aws:RequestTag/KEY and aws:TagKeys.
  void add_request_tags(const identity::Tags& tags);
  // When, whence and how.
  void add_circumstances(const Call& call);

  const policy::ContextEntry* find(const policy::ConditionKey& key) const override;

 private:
  struct Kept {
    std::string name;
    std::vector<std::string> values;
    std::vector<std::string_view> views;
  };
  Kept& keep(std::string name, std::vector<std::string> values);

  std::deque<Kept> kept_;  // what the entries are views of
  std::vector<policy::ContextEntry> entries_;
};

}  // namespace trent::iam
