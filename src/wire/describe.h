// wire/describe.h: prints shape tables as JSON, for the comparison with the model in the AWS SDKs.
#pragma once

#include "wire/codec.h"

namespace trent::wire {

namespace describing {

void write_rules(const Rules& rules, JsonWriter& writer);
void write_enum(std::span<const std::string_view> names, JsonWriter& writer);
void write_type(std::string_view type, JsonWriter& writer);
void write_text_element(const Rules& rules, JsonWriter& writer);

template <Shaped Struct>
void write_members(JsonWriter& writer);

// The botocore name of the type that `Value` travels as, with what belongs to the type.
template <class Value>
void write_value(const Rules& rules, JsonWriter& writer) {
  if constexpr (OptionalOf<Value>::is) {
    write_value<typename OptionalOf<Value>::type>(rules, writer);
  } else if constexpr (std::is_same_v<Value, std::string>) {
    write_type("string", writer);
  } else if constexpr (BlobValue<Value>) {
    write_type("blob", writer);
  } else if constexpr (std::is_same_v<Value, bool>) {
    write_type("boolean", writer);
  } else if constexpr (std::is_same_v<Value, std::int64_t>) {
    write_type("integer", writer);
  } else if constexpr (std::is_same_v<Value, Timestamp>) {
    write_type("timestamp", writer);
  } else if constexpr (NamedEnum<Value>) {
    write_type("string", writer);
    write_enum(enum_names<Value>, writer);
  } else if constexpr (is_vector<Value>) {
    write_type("list", writer);
    writer.key("element").begin_object();
    if constexpr (std::is_same_v<typename Value::value_type, std::string>)
      write_text_element(rules, writer);
    else
      write_value<typename Value::value_type>({}, writer);
    writer.end_object();
  } else if constexpr (TextMap<Value>) {
    write_type("map", writer);
  } else {
    write_type("structure", writer);
    writer.key("members");
    write_members<Value>(writer);
  }
}

template <Shaped Struct>
void write_members(JsonWriter& writer) {
  writer.begin_object();
  for_each_member<Struct>([&]<class Value>(const Member<Struct, Value>& member) {
    writer.key(member.name).begin_object();
    write_rules(member.rules, writer);
    write_value<Value>(member.rules, writer);
    writer.end_object();
  });
  writer.end_object();
}

}  // namespace describing

// {"KeyId":{"required":true,"sensitive":false,"min":1,"max":2048,"pattern":null,"type":"string"},...}
// and null for an operation without output.
template <Shaped Struct>
void describe(JsonWriter& writer) {
  if constexpr (std::is_same_v<Struct, NoOutput>)
    writer.null();
  else
    describing::write_members<Struct>(writer);
}

}  // namespace trent::wire
