// policy/condition.h: one line of a Condition element, ready to be tested against requests.
//
// Source: kms-security.md 5.1 to 5.3.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "policy/condition_operator.h"
#include "policy/condition_values.h"
#include "policy/context.h"
#include "policy/effect.h"
#include "policy/pattern.h"

namespace trent::policy {

// What the document says about the line besides the line itself.
struct ConditionSetting {
  Effect effect = Effect::Deny;
  bool variables = false;  // Version 2012-10-17
};

class Condition {
 public:
  // A value that is not what the operator compares never equals anything; a malformed ARN or
  // address in addition never lets an Allow match and never keeps a Deny from matching.
  Condition(const ConditionOperator& condition, std::string_view key,
            std::span<const std::string> values, const ConditionSetting& setting);

  bool holds(const Context& context) const;
  std::string_view key() const { return key_; }

 private:
  friend struct Comparing;

  struct Malformed {};
  using Operand = std::variant<Malformed, Pattern, double, std::int64_t, bool, Network, Bytes>;
  // How one value of the request compares with all the values of the policy. Incomparable: it meets
  // neither the operator nor its negation.
  enum class Outcome : std::uint8_t { NoMatch, Match, Incomparable };
  using Compare = Outcome (*)(const Condition&, std::string_view value, const Context&);
  struct Way {  // of one Comparison
    Operand (*read)(std::string_view text, bool variables);
    Compare compare;
    bool malformed_decides;  // see the constructor
  };
  static const Way& way_of(Comparison comparison);

  bool holds_when_absent() const;
  bool holds_for(std::string_view value, const Context& context) const;
  bool null_holds(bool absent) const;

  ConditionOperator operator_;
  std::string key_;
  std::uint64_t key_hash_ = 0;
  std::vector<Operand> operands_;
  Compare compare_ = nullptr;
  bool malformed_matches_ = false;
  bool never_holds_ = false;
};

}  // namespace trent::policy
