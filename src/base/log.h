// base/log.h: the operator's log, one JSON object a line on standard error.
//
// A log line has an event and named values. Never pass a secret, a plaintext, a token or an
// encryption context; ids and ARNs are fine. Safe from any thread.
#pragma once

#include <initializer_list>
#include <string_view>

#include "base/clock.h"

namespace trent::log {

enum class Level : std::uint8_t { Debug, Info, Warning, Error, Off };

struct Field {
  std::string_view name;
  std::string_view value;
};

void set_level(Level level);
// For what would take work to write down.
bool is_enabled(Level level);
void write(Level level, std::string_view event, std::initializer_list<Field> fields = {});

inline void info(std::string_view event, std::initializer_list<Field> fields = {}) {
  write(Level::Info, event, fields);
}
inline void warning(std::string_view event, std::initializer_list<Field> fields = {}) {
  write(Level::Warning, event, fields);
}
inline void error(std::string_view event, std::initializer_list<Field> fields = {}) {
  write(Level::Error, event, fields);
}

}  // namespace trent::log
