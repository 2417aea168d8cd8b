#include "comparison.h"

#include <fmt/format.h>

#include <cmath>

#include "world.h"

namespace trent::model {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaterialIdLength = 64;

std::string readable(std::string text) {
  for (char& c : text)
    if (c == kName) c = '|';
  return text;
}

std::string text_of(const json::value& value) { return readable(json::serialize(value)); }

}  // namespace

// The same name is the same value for ever, and no other name has it.
bool Comparison::bind(const std::string& name, std::string_view value) {
  const auto known = values_.find(name);
  if (known != values_.end()) return known->second == value;
  if (name.contains("material") &&
      (value.size() != kMaterialIdLength ||
       value.find_first_not_of("0123456789abcdef") != std::string_view::npos))
    return false;
  if (!names_.emplace(value, name).second) return false;
  values_.emplace(name, value);
  return true;
}

bool Comparison::matches(std::string_view expected, std::string_view actual) {
  while (true) {
    const auto start = expected.find(kName);
    if (start == std::string_view::npos) return expected == actual;
    if (!actual.starts_with(expected.substr(0, start))) return false;
    const auto end = expected.find(kName, start + 1);
    const std::string name(expected.substr(start + 1, end - start - 1));
    expected.remove_prefix(end + 1);
    actual.remove_prefix(start);
    // Alone it may have any length; within a text it is the id of material.
    const std::string_view value = expected.empty() ? actual : actual.substr(0, kMaterialIdLength);
    if (!bind(name, value)) return false;
    actual.remove_prefix(value.size());
  }
}

std::string Comparison::difference(const json::value& expected, const json::value& actual,
                                   const std::string& where) {
  const std::string both =
      fmt::format("{}: expected {}, got {}", where, text_of(expected), text_of(actual));
  if (expected.is_object()) {
    if (!actual.is_object()) return both;
    for (const auto& [member, value] : expected.as_object()) {
      const auto* other = actual.as_object().if_contains(member);
      if (!other)
        return fmt::format("{}.{}: expected {}, got nothing", where, std::string(member),
                           text_of(value));
      const std::string found = difference(value, *other, where + "." + std::string(member));
      if (!found.empty()) return found;
    }
    for (const auto& [member, value] : actual.as_object())
      if (!expected.as_object().contains(member))
        return fmt::format("{}.{}: expected nothing, got {}", where, std::string(member),
                           text_of(value));
    return "";
  }
  if (expected.is_array()) {
    if (!actual.is_array() || actual.as_array().size() != expected.as_array().size()) return both;
    for (std::size_t i = 0; i < expected.as_array().size(); ++i) {
      const std::string found =
          difference(expected.as_array()[i], actual.as_array()[i], fmt::format("{}[{}]", where, i));
      if (!found.empty()) return found;
    }
    return "";
  }
  if (expected.is_string()) {
    if (!actual.is_string()) return both;
    const std::string_view text = actual.get_string();
    if (std::string_view(expected.get_string()) == kAnything) return text.empty() ? both : "";
    return matches(expected.get_string(), text) ? "" : both;
  }
  if (expected.is_number()) {
    if (!actual.is_number()) return both;
    const double difference = expected.to_number<double>() - actual.to_number<double>();
    return std::abs(difference) < 0.0004 ? "" : both;
  }
  return expected == actual ? "" : both;
}

std::string Comparison::difference(const Expectation& expected, const Answer& answer) {
  const std::string got = answer.exception.empty()
                              ? "success: " + text_of(json::value(answer.body))
                              : fmt::format("{} \"{}\"", answer.exception, answer.message);
  if (expected.failures.empty()) {
    if (!answer.exception.empty())
      return fmt::format("expected success: {}\n     got {}", text_of(json::value(expected.body)),
                         got);
    return difference(json::value(expected.body), json::value(answer.body), "answer");
  }
  std::string wanted;
  for (const Failure& failure : expected.failures) {
    if (failure.exception == answer.exception &&
        (failure.message == kAnyMessage || matches(failure.message, answer.message)))
      return "";
    wanted +=
        fmt::format("expected {} \"{}\"\n     ", failure.exception, readable(failure.message));
  }
  return wanted + "got " + got;
}

}  // namespace trent::model
