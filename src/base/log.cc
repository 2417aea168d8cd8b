#include "base/log.h"

#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <string>

namespace trent::log {
namespace {

spdlog::level::level_enum spdlog_level(Level level) {
  switch (level) {
    case Level::Debug: return spdlog::level::debug;
    case Level::Info: return spdlog::level::info;
    case Level::Warning: return spdlog::level::warn;
    case Level::Error: return spdlog::level::err;
    case Level::Off: return spdlog::level::off;
  }
  return spdlog::level::info;
}

spdlog::logger& logger() {
  static const auto instance = [] {
    auto made = std::make_shared<spdlog::logger>("trent",
                                                 std::make_shared<spdlog::sinks::stderr_sink_mt>());
    // The line itself is JSON that we build, so that no value can break out of its string.
    made->set_pattern(R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})",
                      spdlog::pattern_time_type::utc);
    made->flush_on(spdlog::level::warn);
    return made;
  }();
  return *instance;
}

void append_escaped(std::string& out, std::string_view text) {
  for (const char character : text) {
    if (character == '"' || character == '\\')
      out += {'\\', character};
    else if (static_cast<unsigned char>(character) < 0x20)
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(character));
    else
      out += character;
  }
}

void append_pair(std::string& out, std::string_view name, std::string_view value) {
  out += '"';
  out += name;
  out += "\":\"";
  append_escaped(out, value);
  out += '"';
}

}  // namespace

void set_level(Level level) { logger().set_level(spdlog_level(level)); }

bool is_enabled(Level level) { return logger().should_log(spdlog_level(level)); }

void write(Level level, std::string_view event, std::initializer_list<Field> fields) {
  if (!is_enabled(level)) return;
  std::string line;
  append_pair(line, "event", event);
  for (const Field& field : fields) {
    line += ',';
    append_pair(line, field.name, field.value);
  }
  logger().log(spdlog_level(level), line);
}

}  // namespace trent::log
