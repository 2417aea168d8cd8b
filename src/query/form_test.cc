#include "query/form.h"

#include <gtest/gtest.h>

namespace trent::query {
namespace {

using Names = std::vector<std::string>;

std::string value_of(std::string_view encoded, std::string_view name) {
  const auto form = Form::parse(encoded);
  if (!form) return "(refused)";
  const std::string* value = form->find(name);
  return value ? *value : "(none)";
}

TEST(Form, NamesAndValuesAreDecoded) {
  EXPECT_EQ(value_of("a=1&b=2", "b"), "2");
  EXPECT_EQ(value_of("a=x+y%20z%2B", "a"), "x y z+");
  EXPECT_EQ(value_of("%61%3D=%c3%A4", "a="), "\xc3\xa4");
  EXPECT_EQ(value_of("a=b=c", "a"), "b=c");
  EXPECT_EQ(value_of("a", "a"), "");
  EXPECT_EQ(value_of("&&a=1&", "a"), "1");
  EXPECT_EQ(value_of("a=1", "A"), "(none)");
  EXPECT_EQ(value_of("", ""), "(none)");
}

TEST(Form, TheFirstOfTwoCounts) { EXPECT_EQ(value_of("a=1&a=2", "a"), "1"); }

TEST(Form, BrokenEscapesAreRefused) {
  for (const char* bad : {"a=%", "a=%4", "%", "a=%zz", "a=1&b=%4g"}) {
    const auto form = Form::parse(bad);
    ASSERT_FALSE(form) << bad;
    EXPECT_EQ(form.error().code, ErrorCode::MalformedQueryString);
  }
}

TEST(Form, WhatIsNotUtf8IsRefused) {
  for (const char* bad : {"a=%FF", "%FF=1", "a=%C3", "a=x\xff", "a=%ED%A0%80", "a=%C0%80"}) {
    const auto form = Form::parse(bad);
    ASSERT_FALSE(form) << bad;
    EXPECT_EQ(form.error().code, ErrorCode::MalformedQueryString);
  }
  EXPECT_EQ(value_of("a=%F0%9F%98%80%00", "a"), std::string_view("\xf0\x9f\x98\x80\0", 5));
}

TEST(Form, ElementsAreInOrderOfTheirNumbers) {
  const auto form = Form::parse(
      "L.member.10=j&L.member.2=b&L.member.1.Key=k&L.member.1.Value=v&L.member.x=n&L.members.3=n");
  ASSERT_TRUE(form);
  EXPECT_EQ(form->elements_of("L"), (Names{"L.member.1", "L.member.2", "L.member.10"}));
  EXPECT_EQ(form->elements_of("M"), Names());
}

TEST(Form, AMemberBelowANameMakesItPresent) {
  const auto form = Form::parse("L.member.1=a&Limit=3");
  ASSERT_TRUE(form);
  EXPECT_TRUE(form->has("L"));
  EXPECT_TRUE(form->has("L.member"));
  EXPECT_TRUE(form->has("Limit"));
  EXPECT_FALSE(form->has("Lim"));
  EXPECT_FALSE(form->has("L.mem"));
}

}  // namespace
}  // namespace trent::query
