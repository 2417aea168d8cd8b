#include "wire/codec.h"

#include <gtest/gtest.h>

#include "wire/describe.h"
#include "wire/error_table.h"
#include "wire/model_rules.h"

namespace trent::wire {

enum class Color : std::uint8_t { RED, BLUE };

struct Part {
  std::string name;
};

struct Sample {
  std::string key_id;
  SecretBytes plaintext;
  std::optional<Bytes> blob;
  std::map<std::string, std::string> context;
  std::optional<std::int64_t> count;
  bool flag = false;
  std::optional<Timestamp> when;
  Color color = Color::RED;
  std::vector<Color> colors;
  std::vector<std::string> words;
  std::vector<Part> parts;
  std::optional<Part> part;
};

}  // namespace trent::wire

template <>
inline constexpr std::array trent::enum_names<trent::wire::Color> =
    std::to_array<std::string_view>({"RED", "BLUE"});

template <>
inline constexpr auto trent::wire::shape<trent::wire::Part> = std::tuple{
    member("Name", &Part::name, kRequired | length(1, 3)),
};

template <>
inline constexpr auto trent::wire::shape<trent::wire::Sample> = std::tuple{
    member("KeyId", &Sample::key_id, kRequired | length(1, 8)),
    member("Plaintext", &Sample::plaintext, length(1, 4) | kSensitive),
    member("Blob", &Sample::blob, length(1, 6)),
    member("Context", &Sample::context),
    member("Count", &Sample::count, bounds(1, 10)),
    member("Flag", &Sample::flag),
    member("When", &Sample::when),
    member("Color", &Sample::color),
    member("Colors", &Sample::colors),
    member("Words", &Sample::words, length(0, 2) | element_length(1, 3)),
    member("Parts", &Sample::parts),
    member("Part", &Sample::part),
};

namespace trent::wire {
namespace {

Result<Sample> decoded(std::string_view text) {
  Document document;
  TRY(document.parse(text));
  return decode<Sample>(document);
}

std::string violation(std::string_view text) {
  const auto sample = decoded(text);
  EXPECT_FALSE(sample);
  if (sample) return "";
  EXPECT_EQ(sample.error().code, ErrorCode::Validation);
  return sample.error().message.value_or("");
}

std::string wrong_type(std::string_view text) {
  const auto sample = decoded(text);
  EXPECT_FALSE(sample);
  if (sample) return "";
  EXPECT_EQ(sample.error().code, ErrorCode::Serialization);
  return sample.error().message.value_or("(none)");
}

TEST(Decode, ReadsEveryKindOfMember) {
  const auto sample = decoded(
      R"({"KeyId":"k","Plaintext":"AAE=","Blob":"Ag==","Context":{"b":"2","a":"1"},"Count":3.9,"Flag":true,
          "When":1571767572.317,"Color":"BLUE","Colors":["BLUE","RED"],"Words":["x"],
          "Parts":[{"Name":"n"}],"Part":{"Name":"m"},"Unknown":{"x":[1]}})");
  ASSERT_TRUE(sample) << *sample.error().message;
  EXPECT_EQ(sample->key_id, "k");
  EXPECT_EQ(sample->plaintext.size_bytes(), 2U);
  EXPECT_EQ(sample->blob, Bytes{2});
  EXPECT_EQ(sample->context.at("a"), "1");
  EXPECT_EQ(sample->count, 3);
  EXPECT_TRUE(sample->flag);
  EXPECT_EQ(sample->when->time_since_epoch().count(), 1571767572317);
  EXPECT_EQ(sample->color, Color::BLUE);
  EXPECT_EQ(sample->colors, (std::vector{Color::BLUE, Color::RED}));
  EXPECT_EQ(sample->parts.at(0).name, "n");
  EXPECT_EQ(sample->part->name, "m");
}

TEST(Decode, NullIsTheSameAsAbsent) {
  const auto sample = decoded(R"({"KeyId":"k","Count":null,"Color":null})");
  ASSERT_TRUE(sample);
  EXPECT_FALSE(sample->count);
  EXPECT_NE(violation(R"({"KeyId":null})").find("Value null at 'keyId'"), std::string::npos);
}

// A pair that is dropped in silence would be a pair that the caller believes to be authenticated.
TEST(Decode, NullInsideAMapOrListIsRefused) {
  EXPECT_EQ(wrong_type(R"({"KeyId":"k","Context":{"a":null}})"), "(none)");
  EXPECT_EQ(wrong_type(R"({"KeyId":"k","Words":[null]})"), "(none)");
}

TEST(Decode, OfTwoMembersWithOneNameTheLastCounts) {
  EXPECT_EQ(decoded(R"({"KeyId":"a","KeyId":"b"})")->key_id, "b");
}

TEST(Decode, WhatIsNotAJsonObjectHasNoText) {
  for (const char* text : {"", "{", "[]", "7", "\"x\"", "null", "{}x", "{'a':1}", "\xff"})
    EXPECT_EQ(wrong_type(text), "(none)") << text;
}

TEST(Decode, WrongTypesHaveTheTextsOfAws) {
  const std::string number =
      "class com.amazon.coral.value.json.numbers.TruncatingBigNumber can not be converted to ";
  EXPECT_EQ(wrong_type(R"({"KeyId":true})"),
            "class java.lang.Boolean can not be converted to an String");
  EXPECT_EQ(wrong_type(R"({"KeyId":1})"), number + "an String");
  EXPECT_EQ(wrong_type(R"({"KeyId":[]})"), "Start of list found where not expected");
  EXPECT_EQ(wrong_type(R"({"KeyId":{}})"), "Start of structure or map found where not expected.");
  EXPECT_EQ(wrong_type(R"({"KeyId":"k","Flag":"yes"})"),
            "'yes' can not be converted to an Boolean");
  EXPECT_EQ(wrong_type(R"({"KeyId":"k","Flag":1})"), number + "an Boolean");
  EXPECT_EQ(wrong_type(R"({"KeyId":"k","Count":"1"})"),
            "class java.lang.String can not be converted to an Integer");
  EXPECT_EQ(wrong_type(R"({"KeyId":"k","Words":"x"})"), "Expected list or null");
  EXPECT_EQ(wrong_type(R"({"KeyId":"k","Words":{}})"),
            "Start of structure or map found where not expected.");
  EXPECT_EQ(wrong_type(R"({"KeyId":"k","Context":"x"})"), "Expected map or null");
  EXPECT_EQ(wrong_type(R"({"KeyId":"k","Context":[]})"), "Start of list found where not expected");
  EXPECT_EQ(wrong_type(R"({"KeyId":"k","Context":{"a":1}})"), number + "an String");
  EXPECT_EQ(wrong_type(R"({"KeyId":"k","Part":"x"})"), "Expected null");
  EXPECT_EQ(wrong_type(R"({"KeyId":"k","When":"2020"})"),
            "class java.lang.String can not be converted to milliseconds since epoch");
  EXPECT_EQ(wrong_type(R"({"KeyId":"k","Blob":7})"), number + "a Blob");
}

TEST(Decode, BadBase64IsSaidWithoutTheValue) {
  EXPECT_EQ(
      wrong_type(R"({"KeyId":"k","Plaintext":"c2VjcmV0cw"})"),
      "Value can not be converted to a Blob: Base64 encoded length is expected a multiple of 4 "
      "bytes but found: 10");
  EXPECT_EQ(wrong_type(R"({"KeyId":"k","Plaintext":"c2V-"})"),
            "Value can not be converted to a Blob: Invalid Base64 character");
  EXPECT_EQ(
      wrong_type(R"({"KeyId":"k","Plaintext":"Zh=="})"),
      "Value can not be converted to a Blob: Invalid last non-pad Base64 character dectected");
}

TEST(Decode, AllViolationsAreReportedTogether) {
  EXPECT_EQ(
      violation(R"({"Count":11,"Color":"GREEN"})"),
      "3 validation errors detected: Value null at 'keyId' failed to satisfy constraint: Member "
      "must not be null; Value '11' at 'count' failed to satisfy constraint: Member must have "
      "value "
      "less than or equal to 10; Value 'GREEN' at 'color' failed to satisfy constraint: Member "
      "must "
      "satisfy enum value set: [RED, BLUE]");
}

TEST(Decode, ATypeFaultComesBeforeAnyViolation) {
  EXPECT_EQ(wrong_type(R"({"Count":11,"Flag":1})").substr(0, 5), "class");
}

TEST(Decode, SensitiveValuesAreNotShown) {
  EXPECT_EQ(
      violation(R"({"KeyId":"k","Plaintext":"AAECAwQF"})"),
      "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must "
      "have length less than or equal to 4");
}

TEST(Decode, ListsAndTheirElementsHaveRules) {
  EXPECT_EQ(violation(R"({"KeyId":"k","Parts":[{"Name":"ok"},{"Name":"long"}]})"),
            "1 validation error detected: Value 'long' at 'parts.2.member.name' failed to satisfy "
            "constraint: Member must have length less than or equal to 3");
  EXPECT_EQ(
      violation(R"({"KeyId":"k","Words":["long"]})"),
      "1 validation error detected: Value '[long]' at 'words' failed to satisfy constraint: Member "
      "must satisfy constraint: [Member must have length less than or equal to 3, Member must have "
      "length greater than or equal to 1]");
  EXPECT_EQ(violation(R"({"KeyId":"k","Colors":["GREEN"]})"),
            "1 validation error detected: Value '[GREEN]' at 'colors' failed to satisfy "
            "constraint: Member "
            "must satisfy constraint: [Member must satisfy enum value set: [RED, BLUE]]");
}

TEST(Decode, LengthsCountAsJavaCounts) {
  EXPECT_EQ(length_in_characters("äöü"), 3);
  EXPECT_EQ(length_in_characters("😀"), 2);
}

TEST(Decode, NumbersBeyondTheTypeAreOutOfRangeAndNothingWorse) {
  for (const char* number : {"1e999", "99999999999999999999", "18446744073709551615"})
    EXPECT_NE(violation(std::string(R"({"KeyId":"k","Count":)") + number + "}").find("'count'"),
              std::string::npos);
  EXPECT_NE(violation(R"({"KeyId":"k","Count":-1e999})").find("greater than or equal to 1"),
            std::string::npos);
}

TEST(Decode, AtMostTenViolationsAreReported) {
  std::string text = R"({"KeyId":"k","Parts":[)";
  for (int i = 0; i < 12; ++i) text += i == 0 ? "{}" : ",{}";
  EXPECT_TRUE(violation(text + "]}").starts_with("10 validation errors detected: "));
}

TEST(Encode, LeavesOutWhatIsAbsent) {
  Sample sample;
  sample.key_id = "a\"b\n\x01";
  sample.when = Timestamp(Duration(1500));
  EXPECT_EQ(
      view_of(encode(sample)),
      R"({"KeyId":"a\"b\n\u0001","Plaintext":"","Context":{},"Flag":false,"When":1.5,"Color":"RED",)"
      R"("Colors":[],"Words":[],"Parts":[]})");
}

TEST(Encode, NoOutputIsAnEmptyBody) { EXPECT_TRUE(encode(NoOutput{}).empty()); }

TEST(Encode, TimesHaveUpToThreeDecimals) {
  const auto text = [](std::int64_t millis) {
    SecretBuffer out;
    JsonWriter(out).timestamp(Timestamp(Duration(millis)));
    return std::string(view_of(out));
  };
  EXPECT_EQ(text(1762786271123), "1762786271.123");
  EXPECT_EQ(text(1762786271100), "1762786271.1");
  EXPECT_EQ(text(1762786271003), "1762786271.003");
  EXPECT_EQ(text(1762786271000), "1762786271");
}

TEST(ErrorTable, AMessageThatIsAbsentHasNoMember) {
  EXPECT_EQ(view_of(encode_error(fail(ErrorCode::NotFound, "gone").error())),
            R"({"__type":"NotFoundException","message":"gone"})");
  EXPECT_EQ(view_of(encode_error(fail_silently(ErrorCode::InvalidCiphertext).error())),
            R"({"__type":"InvalidCiphertextException"})");
  EXPECT_EQ(view_of(encode_error(fail(ErrorCode::Serialization, "x").error())),
            R"({"__type":"SerializationException","Message":"x"})");
}

TEST(ErrorTable, AFaultOfOursTellsNothing) {
  EXPECT_EQ(view_of(encode_error(fail(ErrorCode::Internal, "disk 7 broke").error())),
            R"({"__type":"KMSInternalException"})");
}

TEST(Patterns, DecideWhatTheModelSays) {
  EXPECT_TRUE(is_alias_text("alias/a:B_9-"));
  EXPECT_FALSE(is_alias_text("alias/ä"));
  EXPECT_TRUE(is_policy_text("{\t\r\n\"ÿ\"}"));
  EXPECT_FALSE(is_policy_text("Ā"));
  EXPECT_FALSE(is_policy_text(std::string_view("a\0b", 3)));
  EXPECT_TRUE(is_marker_text(""));
  EXPECT_FALSE(is_marker_text("\n"));
  EXPECT_TRUE(is_material_id_text("0af"));
  EXPECT_FALSE(is_material_id_text("0AF"));
  EXPECT_TRUE(is_description_text("Made on 1.2.2026 at a:/b_c-d"));
  EXPECT_FALSE(is_description_text("a,b"));
  EXPECT_TRUE(is_word_text("default"));
  EXPECT_FALSE(is_word_text("de-fault"));
}

}  // namespace
}  // namespace trent::wire
