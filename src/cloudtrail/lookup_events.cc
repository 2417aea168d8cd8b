#include "cloudtrail/lookup_events.h"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "audit/newest_first.h"
#include "base/byte_io.h"
#include "material/markers.h"

namespace trent::cloudtrail {
namespace {

namespace json = boost::json;

constexpr std::int64_t kEventsPerPage = 50;
constexpr std::size_t kValueBytesMax = 2000;
// Records are written when their requests end, so they are not quite in the order of their times.
constexpr Duration kDisorder = std::chrono::minutes(15);

std::string text(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

const json::object& inner(const json::object& object, std::string_view name) {
  static const json::object none;
  const json::value* value = object.if_contains(name);
  return value && value->is_object() ? value->get_object() : none;
}

std::optional<std::string> none_if_empty(std::string value) {
  if (value.empty()) return std::nullopt;
  return value;
}

// As the event history shows it: a user's name, a session's, or "root".
std::string user_name_of(const json::object& identity) {
  if (text(identity, "type") == "Root") return "root";
  if (std::string name = text(identity, "userName"); !name.empty()) return name;
  const std::string principal = text(identity, "principalId");
  const std::size_t colon = principal.find(':');
  return colon == std::string::npos ? std::string() : principal.substr(colon + 1);
}

std::vector<ResourceDetail> resources_of(const json::object& event) {
  std::vector<ResourceDetail> resources;
  const json::value* list = event.if_contains("resources");
  if (!list || !list->is_array()) return resources;
  for (const json::value& resource : list->get_array())
    if (resource.is_object())
      resources.push_back(
          {text(resource.get_object(), "type"), text(resource.get_object(), "ARN")});
  return resources;
}

EventDetail detail_of(const json::object& event, const audit::Line& line) {
  const json::object& identity = inner(event, "userIdentity");
  const json::value* read_only = event.if_contains("readOnly");
  return {
      .id = text(event, "eventID"),
      .name = text(event, "eventName"),
      .read_only = read_only && read_only->is_bool() && read_only->get_bool() ? "true" : "false",
      .access_key_id = none_if_empty(text(identity, "accessKeyId")),
      .time = audit::event_time_of(line.text).value_or(Timestamp()),
      .source = text(event, "eventSource"),
      .user_name = none_if_empty(user_name_of(identity)),
      .resources = resources_of(event),
      .record = audit::record_of(line.link)};
}

struct Attribute {
  std::string_view key;
  bool (*matches)(const EventDetail& event, const std::string& value);
  // Whether the value, or what is behind its last slash, stands in a record that matches.
  bool is_in_text;
};

bool any_resource(const EventDetail& event, std::string ResourceDetail::* member,
                  const std::string& value) {
  return std::ranges::find(event.resources, value, member) != event.resources.end();
}

// clang-format off
constexpr std::array kAttributes{
    Attribute{"AccessKeyId",  [](const EventDetail& event, const std::string& value) { return event.access_key_id == value; }, true},
    Attribute{"EventId",      [](const EventDetail& event, const std::string& value) { return event.id == value; }, true},
    Attribute{"EventName",    [](const EventDetail& event, const std::string& value) { return event.name == value; }, true},
    Attribute{"EventSource",  [](const EventDetail& event, const std::string& value) { return event.source == value; }, true},
    Attribute{"ReadOnly",     [](const EventDetail& event, const std::string& value) { return event.read_only == value; }, true},
    Attribute{"ResourceName", [](const EventDetail& event, const std::string& value) { return any_resource(event, &ResourceDetail::name, value); }, true},
    Attribute{"ResourceType", [](const EventDetail& event, const std::string& value) { return any_resource(event, &ResourceDetail::type, value); }, true},
    Attribute{"Username",     [](const EventDetail& event, const std::string& value) { return event.user_name == value; }, false},
};
// clang-format on

// What is looked for. One pass over the text of a record settles most of them.
struct Filter {
  std::string account, region;
  const Attribute* attribute = nullptr;  // null: any
  std::string value;
  std::string needle;  // stands in the text of every record that matches
  std::optional<Timestamp> start, end;

  bool may_match(std::string_view line) const {
    return line.contains(account) && line.contains(region) && line.contains(needle);
  }
  bool matches(const json::object& event, const EventDetail& detail) const {
    return text(event, "recipientAccountId") == account && text(event, "awsRegion") == region &&
           !(start && detail.time < *start) && !(end && detail.time > *end) &&
           (attribute == nullptr || attribute->matches(detail, value));
  }
};

bool stands_unescaped(char character) {
  return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
         (character >= '0' && character <= '9') || std::string_view("-_.:").contains(character);
}

std::string needle_for(const Attribute& attribute, const std::string& value) {
  const std::string end = value.substr(value.rfind('/') + 1);
  return attribute.is_in_text && std::ranges::all_of(end, stands_unescaped) ? end : std::string();
}

Result<void> set_attribute(const LookupEventsRequest& request, Filter& filter) {
  if (request.attributes.empty()) return {};
  const auto& [key, value] = request.attributes.front();
  const auto* const found = std::ranges::find(kAttributes, key, &Attribute::key);
  if (request.attributes.size() > 1)
    return fail(ErrorCode::InvalidLookupAttributes, "Only one lookup attribute is allowed.");
  if (found == kAttributes.end() || value.empty() || value.size() > kValueBytesMax)
    return fail(ErrorCode::InvalidLookupAttributes, "A lookup attribute is not valid.");
  filter.attribute = found;
  filter.value = value;
  filter.needle = needle_for(*found, value);
  return {};
}

Result<Filter> filter_of(const Source& source, const LookupEventsRequest& request) {
  Filter filter{.account = source.scope.account.str(),
                .region = source.scope.region.str(),
                .start = request.start_time,
                .end = request.end_time};
  TRY(set_attribute(request, filter));
  if (filter.start && filter.end && *filter.start > *filter.end)
    return fail(ErrorCode::InvalidTimeRange, "The start time is after the end time.");
  return filter;
}

// What a token is good for: the same question of the same account in the same Region.
Bytes token_context(const Filter& filter) {
  const auto number = [](const std::optional<Timestamp>& time) {
    return time ? std::to_string(time->time_since_epoch().count()) : std::string();
  };
  ByteWriter writer;
  writer.field("trent-lookup-events-v1").field(filter.account).field(filter.region);
  writer.field(filter.attribute ? filter.attribute->key : "").field(filter.value);
  writer.field(number(filter.start)).field(number(filter.end));
  return writer.take();
}

Result<std::uint64_t> first_sequence_to_leave_out(const Source& source, const Filter& filter,
                                                  const std::optional<std::string>& token) {
  std::uint64_t sequence = std::numeric_limits<std::uint64_t>::max();
  if (!token) return sequence;
  const auto place = material::open_marker(source.deployment_keys, token_context(filter), *token);
  if (!place) return fail(ErrorCode::InvalidNextToken, "The next token is not valid.");
  std::from_chars(place->data(), place->data() + place->size(), sequence);
  return sequence;
}

Result<std::size_t> page_size(const LookupEventsRequest& request) {
  const std::int64_t size = request.max_results.value_or(kEventsPerPage);
  if (size < 1 || size > kEventsPerPage)
    return fail(ErrorCode::InvalidMaxResults, "MaxResults must be from 1 to 50.");
  return static_cast<std::size_t>(size);
}

std::optional<EventDetail> event_in(const audit::Line& line, const Filter& filter) {
  if (!filter.may_match(line.text)) return std::nullopt;
  boost::system::error_code error;
  const json::value parsed = json::parse(line.text, error);
  if (error || !parsed.is_object()) return std::nullopt;
  EventDetail detail = detail_of(parsed.get_object(), line);
  if (!filter.matches(parsed.get_object(), detail)) return std::nullopt;
  return detail;
}

}  // namespace

Result<LookupEventsResponse> lookup_events(const Source& source,
                                           const LookupEventsRequest& request) {
  LookupEventsResponse response;
  TRY_ASSIGN(const Filter filter, filter_of(source, request));
  TRY_ASSIGN(const std::size_t size, page_size(request));
  TRY_ASSIGN(const std::uint64_t end,
             first_sequence_to_leave_out(source, filter, request.next_token));
  if (request.event_category && *request.event_category != "insight")
    return fail(ErrorCode::InvalidEventCategory, "The event category is not valid.");
  if (request.event_category) return response;  // there are none

  TRY_ASSIGN(auto records, audit::NewestFirst::open(source.directory, [&](const audit::Line& line) {
               const auto time = audit::event_time_of(line.text);
               return line.link.head.sequence >= end ||
                      (filter.end && time && *time > *filter.end + kDisorder);
             }));
  while (true) {
    TRY_ASSIGN(const auto line, records.next());
    if (!line) return response;
    const auto time = audit::event_time_of(line->text);
    if (filter.start && time && *time < *filter.start - kDisorder) return response;
    if (auto event = event_in(*line, filter)) response.events.push_back(*std::move(event));
    if (response.events.size() < size && records.bytes_read() < source.bytes_per_call) continue;
    response.next_token = material::make_marker(source.deployment_keys, token_context(filter),
                                                std::to_string(line->link.head.sequence));
    return response;
  }
}

}  // namespace trent::cloudtrail
