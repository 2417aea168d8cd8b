#include "policy/pattern.h"

#include <algorithm>

namespace trent::policy {
namespace {

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// How many bytes the UTF-8 character at `at` has; a byte that begins none stands alone.
std::size_t character_size(std::string_view text, std::size_t at) {
  const auto lead = static_cast<std::uint8_t>(text[at]);
  const std::size_t size = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  return std::min(size, text.size() - at);
}

// A place in a text, counted in UTF-16 code units: inside a character of two units it is half way.
struct Place {
  std::size_t at = 0;
  bool half = false;
};

Place next_unit(std::string_view text, Place place) {
  const std::size_t size = character_size(text, place.at);
  if (size == 4 && !place.half) return {place.at, true};
  return {place.at + size, false};
}

}  // namespace

std::optional<std::size_t> fifth_colon(std::string_view arn) {
  if (!arn.starts_with("arn:")) return std::nullopt;
  std::size_t at = 3;
  for (int colon = 2; colon <= 5; ++colon) {
    at = arn.find(':', at + 1);
    if (at == std::string_view::npos) return std::nullopt;
  }
  return at;
}

// --- reading -------------------------------------------------------------------------------------

void Pattern::append_literal(std::string_view text) {
  if (tokens_.empty() || tokens_.back().kind != Token::Kind::Literal) tokens_.emplace_back();
  tokens_.back().text.append(text);
}

void Pattern::append_wildcard(Token::Kind kind) {
  const bool again = !tokens_.empty() && tokens_.back().kind == Token::Kind::AnySequence &&
                     kind == Token::Kind::AnySequence;
  if (!again) tokens_.push_back({.kind = kind});
}

// `inside` stands between the braces. False: it is no variable.
bool Pattern::append_variable(std::string_view inside) {
  if (inside == "*" || inside == "?" || inside == "$") {
    append_literal(inside);
    return true;
  }
  Token token{.kind = Token::Kind::Variable};
  const std::size_t comma = inside.find(',');
  const std::string_view name = trimmed(inside.substr(0, comma));
  if (name.empty()) return false;
  if (comma != std::string_view::npos) {
    const std::string_view quoted = trimmed(inside.substr(comma + 1));
    if (quoted.size() < 2 || !quoted.starts_with('\'') || !quoted.ends_with('\'')) return false;
    token.otherwise = quoted.substr(1, quoted.size() - 2);
  }
  token.text = name;
  token.hash = folded_hash(name);
  tokens_.push_back(std::move(token));
  has_variables_ = true;
  return true;
}

// Reads one token and returns where the next begins.
std::size_t Pattern::append_at(std::string_view text, std::size_t at, bool variables) {
  if (variables && text.substr(at).starts_with("${")) {
    const std::size_t end = text.find('}', at);
    if (end != std::string_view::npos && append_variable(text.substr(at + 2, end - at - 2)))
      return end + 1;
  }
  if (syntax_.wildcards && text[at] == '*')
    append_wildcard(Token::Kind::AnySequence);
  else if (syntax_.wildcards && text[at] == '?')
    append_wildcard(Token::Kind::AnyOne);
  else
    append_literal(text.substr(at, 1));
  return at + 1;
}

Pattern::Pattern(std::string_view text, const Syntax& syntax) : syntax_(syntax) {
  int colons = 0;
  for (std::size_t at = 0; at < text.size();) {
    const bool variables = syntax.variables && colons >= syntax.colons_before_variables;
    colons += text[at] == ':' ? 1 : 0;
    at = append_at(text, at, variables);
  }
}

bool Pattern::has_whole_variables(std::string_view text) {
  const Pattern pattern(text, {.variables = true});
  // "${$}{" leaves such a text too, but nobody needs to write that.
  return std::ranges::none_of(pattern.tokens_, [](const Token& token) {
    return token.kind == Token::Kind::Literal && token.text.contains("${");
  });
}

// --- matching ------------------------------------------------------------------------------------

std::optional<std::string_view> Pattern::text_of(const Token& token, const Context& context) {
  if (token.kind == Token::Kind::Literal) return token.text;
  const ContextEntry* entry = context.find(ConditionKey(token.text, token.hash));
  if (entry != nullptr && !entry->multivalued) return entry->value;
  if (entry == nullptr && token.otherwise) return *token.otherwise;
  return std::nullopt;
}

std::optional<std::size_t> Pattern::colons(const Context& context) const {
  std::size_t count = 0;
  for (const Token& token : tokens_) {
    if (token.kind != Token::Kind::Literal && token.kind != Token::Kind::Variable) continue;
    const auto text = text_of(token, context);
    if (!text) return std::nullopt;
    count += static_cast<std::size_t>(std::ranges::count(*text, ':'));
  }
  return count;
}

// One attempt: walks the tokens and goes back to the last `*` on a mismatch, which takes one unit
// more. Earlier ones never need another try: what they could take, the last one can.
class Matching {
 public:
  // Wildcards take no colon of the first `guarded` bytes.
  Matching(const Pattern& pattern, std::string_view text, const Context& context,
           std::size_t guarded)
      : pattern_(pattern), text_(text), context_(context), guarded_(guarded) {}

  bool succeeds() {
    using Kind = Pattern::Token::Kind;
    const auto& tokens = pattern_.tokens_;
    std::size_t token = 0;
    std::optional<std::size_t> after_star;
    Place star_ends;
    for (;;) {
      if (token < tokens.size() && tokens[token].kind == Kind::AnySequence) {
        after_star = ++token;
        star_ends = place_;
        if (token == tokens.size() && may_take_the_rest()) return true;
      } else if (token < tokens.size() && takes(tokens[token])) {
        ++token;
      } else if (token == tokens.size() && at_end()) {
        return true;
      } else {
        if (!after_star) return false;
        place_ = star_ends;
        if (!takes_one()) return false;
        star_ends = place_;
        token = *after_star;
      }
    }
  }

 private:
  bool at_end() const { return place_.at == text_.size(); }

  bool may_take_the_rest() const {
    return place_.at >= guarded_ || !text_.substr(place_.at, guarded_ - place_.at).contains(':');
  }

  bool takes_one() {
    if (at_end() || (place_.at < guarded_ && text_[place_.at] == ':')) return false;
    place_ = next_unit(text_, place_);
    return true;
  }

  bool takes(const Pattern::Token& token) {
    if (token.kind == Pattern::Token::Kind::AnyOne) return takes_one();
    const auto literal = Pattern::text_of(token, context_);
    if (!literal || place_.half) return false;
    const std::string_view rest = text_.substr(place_.at);
    const bool same = pattern_.syntax_.letters == Case::Ignored ? starts_with_folded(rest, *literal)
                                                                : rest.starts_with(*literal);
    if (same) place_.at += literal->size();
    return same;
  }

  const Pattern& pattern_;
  const std::string_view text_;
  const Context& context_;
  const std::size_t guarded_;
  Place place_;
};

bool Pattern::matches(std::string_view text, const Context& context) const {
  return Matching(*this, text, context, 0).succeeds();
}

bool Pattern::matches_arn(std::string_view arn, const Context& context) const {
  const auto guarded = fifth_colon(arn);
  return guarded && Matching(*this, arn, context, *guarded + 1).succeeds();
}

}  // namespace trent::policy
