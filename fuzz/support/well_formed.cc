#include "support/well_formed.h"

#include <boost/json/parse.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <vector>

#include "base/assert.h"
#include "base/encoding.h"

namespace trent::fuzz {
namespace {

bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// What a tag of ours may say: a name, and of the outermost its namespace.
std::string_view name_in_tag(std::string_view inside) {
  const auto end = std::ranges::find_if_not(inside, is_name_char);
  const std::string_view name = inside.substr(0, static_cast<std::size_t>(end - inside.begin()));
  const std::string_view rest = inside.substr(name.size());
  TRENT_ASSERT(!name.empty());
  TRENT_ASSERT(rest.empty() || (rest.starts_with(R"( xmlns="http)") && rest.ends_with('"')));
  return name;
}

void require_text(std::string_view text) {
  TRENT_ASSERT(!text.contains("\xEF\xBF\xBE") && !text.contains("\xEF\xBF\xBF"));  // no characters
  constexpr std::array<std::string_view, 5> kEntities{"amp;", "lt;", "gt;", "quot;", "apos;"};
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    TRENT_ASSERT(c != '>' &&
                 (static_cast<unsigned char>(c) >= 0x20 || c == '\t' || c == '\n' || c == '\r'));
    if (c != '&') continue;
    const std::string_view rest = text.substr(i + 1);
    TRENT_ASSERT(rest.starts_with('#') || std::ranges::any_of(kEntities, [&](auto entity) {
                   return rest.starts_with(entity);
                 }));
  }
}

}  // namespace

boost::json::object json_object(std::string_view text) {
  TRENT_ASSERT(is_utf8(text));
  boost::system::error_code error;
  boost::json::value value = boost::json::parse(text, error);
  TRENT_ASSERT(!error && value.is_object());
  return std::move(value.get_object());
}

void require_xml(std::string_view text) {
  TRENT_ASSERT(is_utf8(text) && text.starts_with('<'));
  std::vector<std::string_view> open;
  while (!text.empty()) {
    const std::size_t begin = std::min(text.find('<'), text.size());
    TRENT_ASSERT(begin == 0 || !open.empty());
    require_text(text.substr(0, begin));
    text.remove_prefix(begin);
    const std::size_t end = text.find('>');
    TRENT_ASSERT(end != std::string_view::npos);
    const std::string_view tag = text.substr(1, end - 1);
    text.remove_prefix(end + 1);
    if (tag.starts_with('/')) {
      TRENT_ASSERT(!open.empty() && open.back() == tag.substr(1));
      open.pop_back();
      TRENT_ASSERT(!open.empty() || text.empty());
    } else {
      open.push_back(name_in_tag(tag));
    }
  }
  TRENT_ASSERT(open.empty());
}

void require_not_ours(const Error& error) {
  if (error.code != ErrorCode::Internal && error.code != ErrorCode::Conflict) return;
  std::fprintf(stderr, "a fault of the server: %s (%s:%u)\n", error.detail.c_str(),
               error.where.file_name(), static_cast<unsigned>(error.where.line()));
  TRENT_ASSERT(error.code != ErrorCode::Internal && error.code != ErrorCode::Conflict);
}

}  // namespace trent::fuzz
