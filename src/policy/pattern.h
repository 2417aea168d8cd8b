// policy/pattern.h: a text of a policy that request values are matched against.
//
// Wildcards: `*` any sequence, `?` one UTF-16 code unit. Policy variables: `${key}`,
// `${key, 'default'}`; `${*}`, `${?}`, `${$}` are the characters themselves. What a variable stands
// for is literal: its `*` and `?` are no wildcards.
//
// Matching costs at most the product of the two lengths.
//
// Source: kms-security.md 5.2, 5.3.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/context.h"

namespace trent::policy {

enum class Case : std::uint8_t { Kept, Ignored };

// What the characters of a text mean.
struct Syntax {
  bool wildcards = false;
  bool variables = false;  // policies of Version 2012-10-17 only
  Case letters = Case::Kept;
  // Variables are read behind this many colons only: 5 for a Resource.
  int colons_before_variables = 0;
};

class Pattern {
 public:
  // What begins like a variable and is none is literal.
  Pattern(std::string_view text, const Syntax& syntax);
  // False: `text` has what begins like a variable and is none.
  static bool has_whole_variables(std::string_view text);

  // A variable without value and default matches nothing.
  bool matches(std::string_view text, const Context& context) const;

  // As ARNs: no wildcard takes one of the first five colons of `arn`, so `*` stays inside its part.
  // `arn` has those colons.
  bool matches_arn(std::string_view arn, const Context& context) const;

  // How many colons the pattern has once its variables have their values; nothing if one has none.
  std::optional<std::size_t> colons(const Context& context) const;
  bool has_variables() const { return has_variables_; }

 private:
  friend class Matching;

  struct Token {
    enum class Kind : std::uint8_t { Literal, AnySequence, AnyOne, Variable };
    Kind kind = Kind::Literal;
    std::string text{};  // the literal, or the name of the variable
    std::uint64_t hash = 0;
    std::optional<std::string> otherwise{};  // what an absent variable stands for
  };

  static std::optional<std::string_view> text_of(const Token& token, const Context& context);
  void append_literal(std::string_view text);
  void append_wildcard(Token::Kind kind);
  bool append_variable(std::string_view inside);
  std::size_t append_at(std::string_view text, std::size_t at, bool variables);

  std::vector<Token> tokens_;
  Syntax syntax_;
  bool has_variables_ = false;
};

// The position of the fifth colon; nothing if `arn` is not six parts of which the first is "arn".
std::optional<std::size_t> fifth_colon(std::string_view arn);

}  // namespace trent::policy
