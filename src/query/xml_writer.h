// query/xml_writer.h: writes XML into a buffer that is wiped when it goes.
#pragma once

#include <string_view>

#include "base/clock.h"
#include "base/secret_bytes.h"

namespace trent::query {

// That begins and ends match is the caller's business. Names are trusted, texts are escaped;
// characters that XML cannot carry become U+FFFD.
class XmlWriter {
 public:
  explicit XmlWriter(SecretBuffer& out) : out_(out) {}

  XmlWriter& begin(std::string_view element);
  XmlWriter& begin(std::string_view element, std::string_view xmlns);
  XmlWriter& end(std::string_view element);
  XmlWriter& text(std::string_view text);
  XmlWriter& element(std::string_view name, std::string_view value) {
    return begin(name).text(value).end(name);
  }
  // What is XML already.
  XmlWriter& raw(std::string_view xml);

 private:
  void character(char c);

  SecretBuffer& out_;
};

// "2019-11-09T13:34:41Z"
std::string iso8601(Timestamp time);

}  // namespace trent::query
