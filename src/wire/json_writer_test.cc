#include "wire/json_writer.h"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <string>

namespace trent::wire {
namespace {

std::string written(std::string_view text) {
  SecretBuffer out;
  JsonWriter(out).string(text);
  return std::string(view_of(out));
}

TEST(JsonWriter, EscapesWhatHasTo) {
  EXPECT_EQ(written(""), R"("")");
  EXPECT_EQ(written("plain text, and more of it"), R"("plain text, and more of it")");
  EXPECT_EQ(written("a\"b\\c\nd\te"), R"("a\"b\\c\nd\u0009e")");
  EXPECT_EQ(written(std::string_view("\0\x1f\x7f", 3)), "\"\\u0000\\u001f\x7f\"");
  EXPECT_EQ(written("\u00fc\u20ac\U0001f511"), "\"\u00fc\u20ac\U0001f511\"");
}

// It looks at eight bytes at a time: every byte value, at every place in and across those.
TEST(JsonWriter, EveryByteAtEveryPlaceComesBack) {
  for (int byte = 0; byte < 0x80; ++byte)
    for (std::size_t size = 1; size < 20; ++size)
      for (std::size_t place = 0; place < size; ++place) {
        std::string text(size, 'x');
        text[place] = static_cast<char>(byte);
        ASSERT_EQ(boost::json::parse(written(text)).as_string(), text) << byte << " at " << place;
      }
}

}  // namespace
}  // namespace trent::wire
