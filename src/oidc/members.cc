#include "oidc/members.h"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <chrono>

namespace trent::oidc {
namespace {

namespace json = boost::json;

constexpr double kSecondsMax = 1e11;  // far beyond every token; below what milliseconds can count

}  // namespace

std::optional<std::string> text_member(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (!value || !value->is_string()) return std::nullopt;
  return std::string(value->get_string());
}

std::optional<Timestamp> time_member(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (!value || !value->is_number()) return std::nullopt;
  const auto seconds = value->to_number<double>();
  if (!(seconds >= 0) || seconds > kSecondsMax) return std::nullopt;
  return Timestamp{std::chrono::seconds(static_cast<std::int64_t>(seconds))};
}

std::vector<std::string> texts_member(const json::object& object, std::string_view name) {
  if (auto text = text_member(object, name)) return {*std::move(text)};
  std::vector<std::string> texts;
  const auto* value = object.if_contains(name);
  if (!value || !value->is_array()) return texts;
  for (const json::value& element : value->get_array())
    if (element.is_string()) texts.emplace_back(element.get_string());
  return texts;
}

}  // namespace trent::oidc
