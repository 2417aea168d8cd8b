#include "step.h"

#include <array>
#include <charconv>
#include <sstream>

namespace trent::model {
namespace {

constexpr std::array kNames{
#define X(name) std::string_view(#name),
    TRENT_MODEL_KINDS(X)
#undef X
};

struct Field {
  std::string_view name;
  int Step::* member;
};

// clang-format off
constexpr std::array kFields{
    Field{"caller", &Step::caller},       Field{"region", &Step::region},
    Field{"key", &Step::key},             Field{"form", &Step::form},
    Field{"alias", &Step::alias},         Field{"slot", &Step::slot},
    Field{"spec", &Step::spec},           Field{"external", &Step::external},
    Field{"multi_region", &Step::multi_region}, Field{"content", &Step::content},
    Field{"context", &Step::context},     Field{"type", &Step::type},
    Field{"expiry", &Step::expiry},       Field{"spoilt", &Step::spoilt},
    Field{"id_content", &Step::id_content}, Field{"description", &Step::description},
    Field{"tag", &Step::tag},             Field{"all", &Step::all},
    Field{"limit", &Step::limit},         Field{"days", &Step::days},
    Field{"to_region", &Step::to_region}, Field{"to_key", &Step::to_key},
    Field{"to_form", &Step::to_form},     Field{"to_slot", &Step::to_slot},
};
// clang-format on

template <class Number>
bool read(std::string_view text, Number& into) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), into);
  return error == std::errc() && end == text.data() + text.size();
}

bool set(Step& step, std::string_view name, std::string_view value) {
  if (name == "ms") return read(value, step.ms);
  for (const Field& field : kFields)
    if (field.name == name) return read(value, step.*field.member);
  return false;
}

}  // namespace

std::string_view name_of(Kind kind) { return kNames.at(static_cast<std::size_t>(kind)); }

std::string text_of(const Step& step) {
  std::string text(name_of(step.kind));
  for (const Field& field : kFields) {
    const int value = step.*field.member;
    if (value != 0) text += " " + std::string(field.name) + "=" + std::to_string(value);
  }
  if (step.ms != 0) text += " ms=" + std::to_string(step.ms);
  return text;
}

std::optional<Step> step_from(std::string_view line) {
  std::istringstream words{std::string(line)};
  std::string word;
  words >> word;
  Step step;
  bool known = false;
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] != word) continue;
    step.kind = static_cast<Kind>(i);
    known = true;
  }
  if (!known) return std::nullopt;
  while (words >> word) {
    const auto equals = word.find('=');
    if (equals == std::string::npos) return std::nullopt;
    const std::string_view all = word;
    if (!set(step, all.substr(0, equals), all.substr(equals + 1))) return std::nullopt;
  }
  return step;
}

std::string text_of(const Script& script) {
  std::string text;
  for (const Step& step : script) text += text_of(step) + "\n";
  return text;
}

}  // namespace trent::model
