#include "policy/condition.h"

#include <algorithm>
#include <array>
#include <functional>

#include "base/encoding.h"

namespace trent::policy {

// How each comparison reads the policy's values, and compares them with a value of the request.
struct Comparing {
  using Malformed = Condition::Malformed;
  using Operand = Condition::Operand;
  using Outcome = Condition::Outcome;

  // --- reading -----------------------------------------------------------------------------------

  template <bool wildcards, Case letters>
  static Operand read_text(std::string_view text, bool variables) {
    return Pattern(text, {.wildcards = wildcards, .variables = variables, .letters = letters});
  }

  static Operand read_arn(std::string_view text, bool variables) {
    Pattern pattern(text, {.wildcards = true, .variables = variables});
    const bool malformed =
        !pattern.has_variables() && pattern.colons(ListedContext({})).value_or(0) < kArnColons;
    return malformed ? Operand(Malformed{}) : Operand(std::move(pattern));
  }

  template <auto parse>
  static Operand read_with(std::string_view text, bool) {
    auto value = parse(text);
    return value ? Operand(std::move(*value)) : Operand(Malformed{});
  }

  static std::optional<bool> parse_bool(std::string_view text) {
    return equal_folded(text, "true");
  }

  // --- comparing ---------------------------------------------------------------------------------

  static Outcome any(const Condition& condition, auto&& matches) {
    return std::ranges::any_of(condition.operands_, matches) ? Outcome::Match : Outcome::NoMatch;
  }

  static Outcome compare_text(const Condition& condition, std::string_view value,
                              const Context& context) {
    return any(condition, [&](const Operand& operand) {
      return std::get<Pattern>(operand).matches(value, context);
    });
  }

  static Outcome compare_arn(const Condition& condition, std::string_view value,
                             const Context& context) {
    if (!fifth_colon(value)) return Outcome::Incomparable;
    return any(condition, [&](const Operand& operand) {
      const auto* pattern = std::get_if<Pattern>(&operand);
      if (pattern == nullptr) return condition.malformed_matches_;
      if (pattern->has_variables()) {
        const auto colons = pattern->colons(context);
        if (!colons) return false;
        if (*colons < kArnColons) return condition.malformed_matches_;
      }
      return pattern->matches_arn(value, context);
    });
  }

  static Outcome compare_address(const Condition& condition, std::string_view value,
                                 const Context&) {
    const auto address = parse_address(value);
    if (!address) return Outcome::Incomparable;
    return any(condition, [&](const Operand& operand) {
      const auto* network = std::get_if<Network>(&operand);
      return network != nullptr ? network->contains(*address) : condition.malformed_matches_;
    });
  }

  template <auto parse, class Relation>
  static Outcome compare_with(const Condition& condition, std::string_view value, const Context&) {
    const auto parsed = parse(value);
    if (!parsed) return Outcome::NoMatch;
    using Value = std::remove_cvref_t<decltype(*parsed)>;
    return any(condition, [&](const Operand& operand) {
      const auto* expected = std::get_if<Value>(&operand);
      return expected != nullptr && Relation()(*parsed, *expected);
    });
  }

  static constexpr std::size_t kArnColons = 5;
};

namespace {

template <auto parse, class Relation>
constexpr auto kWith = Comparing::compare_with<parse, Relation>;

}  // namespace

const Condition::Way& Condition::way_of(Comparison comparison) {
  using C = Comparing;
  constexpr auto kNumber = C::read_with<parse_number>;
  constexpr auto kDate = C::read_with<parse_date>;
  // In the order of Comparison. Null compares nothing.
  // clang-format off
  static constexpr std::array kWays{
      Way{C::read_text<false, Case::Kept>,    C::compare_text,                                  false},  // StringEquals
      Way{C::read_text<false, Case::Ignored>, C::compare_text,                                  false},  // StringEqualsIgnoreCase
      Way{C::read_text<true, Case::Kept>,     C::compare_text,                                  false},  // StringLike
      Way{kNumber,                            kWith<parse_number, std::equal_to<>>,             false},  // NumericEquals
      Way{kNumber,                            kWith<parse_number, std::less<>>,                 false},  // NumericLessThan
      Way{kNumber,                            kWith<parse_number, std::less_equal<>>,           false},  // NumericLessThanEquals
      Way{kNumber,                            kWith<parse_number, std::greater<>>,              false},  // NumericGreaterThan
      Way{kNumber,                            kWith<parse_number, std::greater_equal<>>,        false},  // NumericGreaterThanEquals
      Way{kDate,                              kWith<parse_date, std::equal_to<>>,               false},  // DateEquals
      Way{kDate,                              kWith<parse_date, std::less<>>,                   false},  // DateLessThan
      Way{kDate,                              kWith<parse_date, std::less_equal<>>,             false},  // DateLessThanEquals
      Way{kDate,                              kWith<parse_date, std::greater<>>,                false},  // DateGreaterThan
      Way{kDate,                              kWith<parse_date, std::greater_equal<>>,          false},  // DateGreaterThanEquals
      Way{C::read_with<C::parse_bool>,        kWith<C::parse_bool, std::equal_to<>>,            false},  // Bool
      Way{C::read_with<bytes_from_base64>,    kWith<bytes_from_base64, std::equal_to<>>,        false},  // BinaryEquals
      Way{C::read_with<parse_network>,        C::compare_address,                               true},   // IpAddress
      Way{C::read_arn,                        C::compare_arn,                                   true},   // ArnLike
      Way{C::read_with<C::parse_bool>,        nullptr,                                          false},  // Null
  };
  // clang-format on
  static_assert(kWays.size() == static_cast<std::size_t>(Comparison::Null) + 1);
  return kWays[static_cast<std::size_t>(comparison)];
}

Condition::Condition(const ConditionOperator& condition, std::string_view key,
                     std::span<const std::string> values, const ConditionSetting& setting)
    : operator_(condition), key_(key), key_hash_(folded_hash(key)) {
  const Way& way = way_of(condition.comparison);
  compare_ = way.compare;
  for (const std::string& value : values) operands_.push_back(way.read(value, setting.variables));
  if (!way.malformed_decides) return;
  const auto malformed =
      static_cast<std::size_t>(std::ranges::count_if(operands_, [](const Operand& operand) {
        return std::holds_alternative<Malformed>(operand);
      }));
  const bool allows = setting.effect == Effect::Allow;
  malformed_matches_ = allows == condition.negated;
  // Covers requests without the key, for which nothing is compared.
  never_holds_ = allows && malformed > 0 && (condition.negated || malformed == values.size());
}

bool Condition::null_holds(bool absent) const {
  return std::ranges::any_of(
      operands_, [&](const Operand& operand) { return std::get<bool>(operand) == absent; });
}

bool Condition::holds_when_absent() const {
  if (operator_.set == SetOperator::ForAllValues || operator_.if_exists) return true;
  return operator_.negated && operator_.set == SetOperator::None;
}

bool Condition::holds_for(std::string_view value, const Context& context) const {
  // No value at all is met by nothing, not even by what is negated.
  if (operands_.empty()) return false;
  const Outcome outcome = compare_(*this, value, context);
  return outcome != Outcome::Incomparable && (outcome == Outcome::Match) != operator_.negated;
}

bool Condition::holds(const Context& context) const {
  if (never_holds_) return false;
  const ContextEntry* entry = context.find(ConditionKey(key_, key_hash_));
  const bool absent = entry == nullptr || entry->all().empty();
  if (operator_.comparison == Comparison::Null) return null_holds(absent);
  if (absent) return holds_when_absent();
  const auto holds_here = [&](std::string_view value) { return holds_for(value, context); };
  switch (operator_.set) {
    case SetOperator::ForAllValues: return std::ranges::all_of(entry->all(), holds_here);
    case SetOperator::ForAnyValue: return std::ranges::any_of(entry->all(), holds_here);
    case SetOperator::None:
      // A set meets no operator that is about one value.
      return !entry->multivalued && holds_here(entry->value);
  }
  return false;
}

}  // namespace trent::policy
