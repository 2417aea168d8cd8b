// tests/policy/differential/decide_cases: what Trent says to the cases of generate.py.
//
//     decide_cases cases.json        One line a case: "allowed", "explicit" or "implicit", and why.
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <deque>
#include <fstream>
#include <iostream>
#include <sstream>

#include "policy/evaluation.h"
#include "policy/refusal.h"

namespace trent::policy {
namespace {

namespace json = boost::json;

std::string_view text(const json::object& object, std::string_view member) {
  const json::value* value = object.if_contains(member);
  return value == nullptr ? std::string_view() : std::string_view(value->get_string());
}

PrincipalKind kind_of(std::string_view name) {
  if (name == "AccountRoot") return PrincipalKind::AccountRoot;
  return name == "User" ? PrincipalKind::User : PrincipalKind::AssumedRole;
}

// Keeps alive what the views of a request point to.
class AskedCase {
 public:
  explicit AskedCase(const json::object& one) : one_(one), context_(entries()) {}

  std::string answer() {
    const json::object& caller = one_.at("caller").get_object();
    const Request request{.principal = {.kind = kind_of(text(caller, "kind")),
                                        .account = text(caller, "account"),
                                        .arn = text(caller, "arn"),
                                        .issuer_arn = text(caller, "issuer_arn")},
                          .action = action_named(text(one_, "action")),
                          .resource = text(one_, "resource"),
                          .resource_account = text(one_, "resource_account"),
                          .context = context_};
    const Decision decision = decide(request, policies());
    const std::string_view word = decision.allowed                          ? "allowed"
                                  : decision.reason == Reason::ExplicitDeny ? "explicit"
                                                                            : "implicit";
    return fmt::format("{} {}", word, explanation(decision));
  }

 private:
  std::span<const ContextEntry> entries() {
    for (const auto& [name, value] : one_.at("context").get_object()) {
      if (value.is_string()) {
        entries_.push_back(one_value(name, value.get_string()));
        continue;
      }
      auto& set = sets_.emplace_back();
      for (const json::value& each : value.get_array()) set.emplace_back(each.get_string());
      entries_.push_back(value_set(name, set));
    }
    return entries_;
  }

  const NamedPolicy* add(DocumentKind kind, std::string_view name, const json::value* document) {
    if (document == nullptr) return nullptr;
    const auto parsed = parse_policy(kind, json::serialize(*document));
    if (!parsed) {
      std::cerr << parsed.error().message.value_or("") << "\n"
                << json::serialize(*document) << "\n";
      std::exit(1);  // NOLINT(concurrency-mt-unsafe): one thread
    }
    compiled_.emplace_back(*parsed);
    return &named_.emplace_back(NamedPolicy{name, &compiled_.back()});
  }

  ApplicablePolicies policies() {
    for (const json::value& document : one_.at("identity").get_array())
      identity_.push_back(*add(DocumentKind::IdentityPolicy, "identity", &document));
    ApplicablePolicies all{.identity = identity_};
    all.boundary = add(DocumentKind::IdentityPolicy, "boundary", one_.if_contains("boundary"));
    all.resource = add(DocumentKind::KeyPolicy, "key policy", one_.if_contains("key_policy"));
    if (const auto* session =
            add(DocumentKind::IdentityPolicy, "session", one_.if_contains("session")))
      all.session = Policies(session, 1);
    return all;
  }

  const json::object& one_;
  std::vector<ContextEntry> entries_;
  std::deque<std::vector<std::string_view>> sets_;
  ListedContext context_;
  std::deque<CompiledPolicy> compiled_;
  std::deque<NamedPolicy> named_;
  std::vector<NamedPolicy> identity_;
};

}  // namespace
}  // namespace trent::policy

int main(int count, char** arguments) {
  if (count != 2) return 2;
  std::ostringstream all;
  all << std::ifstream(arguments[1]).rdbuf();
  const boost::json::value cases = boost::json::parse(all.str());
  for (const boost::json::value& one : cases.get_array())
    std::cout << trent::policy::AskedCase(one.get_object()).answer() << "\n";
}
