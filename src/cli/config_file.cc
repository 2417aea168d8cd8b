#include "cli/config_file.h"

#include <CLI/CLI.hpp>
#include <toml++/toml.h>

#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace trent::cli {
namespace {

std::string text_of(const toml::key& key, const toml::node& node) {
  if (const auto text = node.value<std::string>()) return *text;
  if (node.is_boolean() || node.is_integer() || node.is_floating_point()) {
    std::ostringstream out;
    node.visit([&](const auto& value) { out << value; });
    return out.str();
  }
  throw CLI::ConversionError("config file: the value of '" + std::string(key.str()) +
                             "' must be a string, a number or a boolean");
}

// An array stands for an option that is given several times.
std::vector<std::string> texts_of(const CLI::Option& option, const toml::key& key,
                                  const toml::node& node) {
  const toml::array* array = option.get_items_expected_max() > 1 ? node.as_array() : nullptr;
  if (!array) return {text_of(key, node)};
  std::vector<std::string> texts;
  for (const toml::node& element : *array) texts.push_back(text_of(key, element));
  return texts;
}

void apply(CLI::App& command, const toml::key& key, const toml::node& node) {
  const std::string flag = "--" + std::string(key.str());
  CLI::Option* option = command.get_option_no_throw(flag);
  if (!option || flag == "--config" || flag == "--help")
    throw CLI::ConfigError("config file: unknown key '" + std::string(key.str()) + "'");
  if (option->count() > 0) return;  // a flag or a variable has set it
  for (std::string& text : texts_of(*option, key, node)) option->add_result(std::move(text));
  option->run_callback();
}

}  // namespace

void apply_config_file(CLI::App& command, const std::string& path) {
  if (path.empty()) return;
  try {
    for (const auto& [key, node] : toml::parse_file(path)) apply(command, key, node);
  } catch (const toml::parse_error& error) {
    throw CLI::ConfigError("config file " + path + ": " + std::string(error.description()));
  }
}

}  // namespace trent::cli
