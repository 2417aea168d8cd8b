#include "query/xml_writer.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>

namespace trent::query {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

// U+FFFE and U+FFFF, which are UTF-8 and no XML (XML 1.0, 2.2).
bool begins_with_noncharacter(std::string_view text) {
  return text.starts_with("\xEF\xBF\xBE") || text.starts_with("\xEF\xBF\xBF");
}

}  // namespace

XmlWriter& XmlWriter::raw(std::string_view xml) {
  append(out_, xml);
  return *this;
}

XmlWriter& XmlWriter::begin(std::string_view element) { return raw("<").raw(element).raw(">"); }

XmlWriter& XmlWriter::begin(std::string_view element, std::string_view xmlns) {
  return raw("<").raw(element).raw(" xmlns=\"").raw(xmlns).raw("\">");
}

XmlWriter& XmlWriter::end(std::string_view element) { return raw("</").raw(element).raw(">"); }

XmlWriter& XmlWriter::text(std::string_view text) {
  while (!text.empty()) {
    const bool is_noncharacter = begins_with_noncharacter(text);
    if (is_noncharacter)
      raw(kReplacement);
    else
      character(text.front());
    text.remove_prefix(is_noncharacter ? kReplacement.size() : 1);
  }
  return *this;
}

void XmlWriter::character(char c) {
  switch (c) {
    case '&': raw("&amp;"); break;
    case '<': raw("&lt;"); break;
    case '>': raw("&gt;"); break;
    case '"': raw("&quot;"); break;
    case '\r': raw("&#xD;"); break;  // a parser would turn it into a line feed
    case '\n':
    case '\t': out_.push_back(c); break;
    default:
      if (static_cast<unsigned char>(c) < 0x20)
        raw(kReplacement);
      else
        out_.push_back(c);
  }
}

std::string iso8601(Timestamp time) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", std::chrono::floor<std::chrono::seconds>(time));
}

}  // namespace trent::query
