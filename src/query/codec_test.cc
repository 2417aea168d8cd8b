#include "query/codec.h"

#include <gtest/gtest.h>

namespace trent::query {

struct Label {
  std::string key;
  std::string value;
};
struct Sample {
  std::string name;
  std::optional<std::int64_t> number;
  std::optional<bool> flag;
  std::vector<std::string> words;
  std::vector<Label> labels;
};
struct Shown {
  std::string text;
  std::optional<std::string> absent;
  std::vector<Label> labels;
  bool flag = true;
  std::int64_t number = -7;
  Timestamp when{std::chrono::milliseconds(1'573'306'421'999)};
  SecretBytes secret = SecretBytes::copy_of(std::string_view("a/b"));
};

}  // namespace trent::query

// clang-format off
template <>
inline constexpr auto trent::wire::shape<trent::query::Label> = std::tuple{
    wire::member("Key",   &query::Label::key, wire::kRequired | wire::length(1, 3)),
    wire::member("Value", &query::Label::value),
};
template <>
inline constexpr auto trent::wire::shape<trent::query::Sample> = std::tuple{
    wire::member("Name",   &query::Sample::name, wire::kRequired),
    wire::member("Number", &query::Sample::number, wire::bounds(1, 9)),
    wire::member("Flag",   &query::Sample::flag),
    wire::member("Words",  &query::Sample::words, wire::length(0, 2)),
    wire::member("Labels", &query::Sample::labels, wire::length(0, 2)),
};
template <>
inline constexpr auto trent::wire::shape<trent::query::Shown> = std::tuple{
    wire::member("Text",   &query::Shown::text),
    wire::member("Absent", &query::Shown::absent),
    wire::member("Labels", &query::Shown::labels),
    wire::member("Flag",   &query::Shown::flag),
    wire::member("Number", &query::Shown::number),
    wire::member("When",   &query::Shown::when),
    wire::member("Secret", &query::Shown::secret),
};
// clang-format on

namespace trent::query {
namespace {

Result<Sample> decoded(std::string_view encoded) { return decode<Sample>(*Form::parse(encoded)); }

TEST(QueryCodec, AFormFillsAStruct) {
  const auto sample = decoded(
      "Name=n&Number=%2B07&Flag=1&Words.member.1=a&Words.member.2=b&Labels.member.1.Key=k&"
      "Labels.member.1.Value=v");
  ASSERT_TRUE(sample) << sample.error().message.value_or("");
  EXPECT_EQ(sample->name, "n");
  EXPECT_EQ(sample->number, 7);
  EXPECT_EQ(sample->flag, true);
  EXPECT_EQ(sample->words, (std::vector<std::string>{"a", "b"}));
  ASSERT_EQ(sample->labels.size(), 1U);
  EXPECT_EQ(sample->labels[0].key + sample->labels[0].value, "kv");
}

TEST(QueryCodec, WhatIsAbsentStaysAbsent) {
  const auto sample = decoded("Name=n");
  ASSERT_TRUE(sample);
  EXPECT_FALSE(sample->number);
  EXPECT_FALSE(sample->flag);
  EXPECT_TRUE(sample->words.empty());
}

TEST(QueryCodec, AllBrokenRulesAreToldAtOnce) {
  const auto sample = decoded(
      "Number=10&Labels.member.1.Key=long&Words.member.1=a&Words.member.2=b&"
      "Words.member.3=c");
  ASSERT_FALSE(sample);
  EXPECT_EQ(sample.error().code, ErrorCode::Validation);
  const std::string text = sample.error().message.value_or("");
  EXPECT_TRUE(text.starts_with("4 validation errors detected: ")) << text;
  for (const char* path : {"'name'", "'number'", "'words'", "'labels.1.member.key'"})
    EXPECT_TRUE(text.contains(path)) << path << " in " << text;
}

TEST(QueryCodec, NumbersAndBooleansHaveTheirForms) {
  for (const char* good : {"0900", "+900", "900"}) EXPECT_EQ(*integer_of(good), 900) << good;
  EXPECT_EQ(*integer_of("-1"), -1);
  for (const char* bad : {"", " 1", "1.0", "+-1", "++1", "1e3", "99999999999999999999"})
    EXPECT_EQ(integer_of(bad).error().code, ErrorCode::Serialization) << bad;
  for (const char* yes : {"true", "1"}) EXPECT_TRUE(*boolean_of(yes));
  for (const char* no : {"false", "0"}) EXPECT_FALSE(*boolean_of(no));
  for (const char* bad : {"", "True", "yes"}) EXPECT_FALSE(boolean_of(bad)) << bad;
}

TEST(QueryCodec, AStructBecomesXml) {
  const Shown shown{.text = "<a&\"b\">\x01\r", .labels = {{"k", "v"}, {"", ""}}};
  EXPECT_EQ(view_of(encode(shown)),
            "<Text>&lt;a&amp;&quot;b&quot;&gt;\xEF\xBF\xBD&#xD;</Text>"
            "<Labels><member><Key>k</Key><Value>v</Value></member>"
            "<member><Key></Key><Value></Value></member></Labels>"
            "<Flag>true</Flag><Number>-7</Number><When>2019-11-09T13:33:41Z</When>"
            "<Secret>a/b</Secret>");
}

TEST(QueryCodec, WhatXmlCannotCarryIsReplaced) {
  SecretBuffer body;
  XmlWriter(body).text(
      "a\xEF\xBF\xBE"
      "b\xEF\xBF\xBF"
      "c\x1f");
  EXPECT_EQ(view_of(body),
            "a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD"
            "c\xEF\xBF\xBD");
  body.clear();
  XmlWriter(body).text("\xEF\xBF\xBD\xEF\xBB\xBF\xEF\xBF");
  EXPECT_EQ(view_of(body), "\xEF\xBF\xBD\xEF\xBB\xBF\xEF\xBF");
}

}  // namespace
}  // namespace trent::query
