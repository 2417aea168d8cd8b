// cloudtrail/lookup_events.h: CloudTrail's LookupEvents, answered from the audit log.
//
// A call reads at most kBytesPerCall of the log: where few records match, pages are short or empty
// and have a NextToken all the same.
//
// Source: the service model of CloudTrail; docs/audit.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "keys/ids.h"
#include "material/deployment_keys.h"
#include "wire/shape.h"

namespace trent::cloudtrail {

inline constexpr std::uint64_t kBytesPerCall = 64 * 1024 * 1024;

struct LookupAttribute {
  std::string key;
  std::string value;
};

struct LookupEventsRequest {
  std::vector<LookupAttribute> attributes;  // at most one
  std::optional<Timestamp> start_time;
  std::optional<Timestamp> end_time;
  std::optional<std::string> event_category;
  std::optional<std::int64_t> max_results;
  std::optional<std::string> next_token;
};

struct ResourceDetail {
  std::string type;
  std::string name;
};

struct EventDetail {
  std::string id;
  std::string name;
  std::string read_only;  // "true", "false"
  std::optional<std::string> access_key_id;
  Timestamp time{};
  std::string source;
  std::optional<std::string> user_name;
  std::vector<ResourceDetail> resources;
  std::string record;
};

struct LookupEventsResponse {
  std::vector<EventDetail> events;
  std::optional<std::string> next_token;
};

// What the answer comes from: the log, of it the records of one account and Region.
struct Source {
  const std::string& directory;
  const material::DeploymentKeys& deployment_keys;  // make tokens
  keys::Scope scope;
  std::uint64_t bytes_per_call = kBytesPerCall;
};

// Errors: InvalidLookupAttributes, InvalidMaxResults, InvalidNextToken, InvalidTimeRange,
// InvalidEventCategory, Internal.
Result<LookupEventsResponse> lookup_events(const Source& source,
                                           const LookupEventsRequest& request);

}  // namespace trent::cloudtrail

// clang-format off
template <>
inline constexpr auto trent::wire::shape<trent::cloudtrail::LookupAttribute> = std::tuple{
    member("AttributeKey",   &cloudtrail::LookupAttribute::key, kRequired),
    member("AttributeValue", &cloudtrail::LookupAttribute::value, kRequired),
};
template <>
inline constexpr auto trent::wire::shape<trent::cloudtrail::LookupEventsRequest> = std::tuple{
    member("LookupAttributes", &cloudtrail::LookupEventsRequest::attributes),
    member("StartTime",        &cloudtrail::LookupEventsRequest::start_time),
    member("EndTime",          &cloudtrail::LookupEventsRequest::end_time),
    member("EventCategory",    &cloudtrail::LookupEventsRequest::event_category),
    member("MaxResults",       &cloudtrail::LookupEventsRequest::max_results),
    member("NextToken",        &cloudtrail::LookupEventsRequest::next_token),
};
template <>
inline constexpr auto trent::wire::shape<trent::cloudtrail::ResourceDetail> = std::tuple{
    member("ResourceType", &cloudtrail::ResourceDetail::type),
    member("ResourceName", &cloudtrail::ResourceDetail::name),
};
template <>
inline constexpr auto trent::wire::shape<trent::cloudtrail::EventDetail> = std::tuple{
    member("EventId",         &cloudtrail::EventDetail::id),
    member("EventName",       &cloudtrail::EventDetail::name),
    member("ReadOnly",        &cloudtrail::EventDetail::read_only),
    member("AccessKeyId",     &cloudtrail::EventDetail::access_key_id),
    member("EventTime",       &cloudtrail::EventDetail::time),
    member("EventSource",     &cloudtrail::EventDetail::source),
    member("Username",        &cloudtrail::EventDetail::user_name),
    member("Resources",       &cloudtrail::EventDetail::resources),
    member("CloudTrailEvent", &cloudtrail::EventDetail::record),
};
template <>
inline constexpr auto trent::wire::shape<trent::cloudtrail::LookupEventsResponse> = std::tuple{
    member("Events",    &cloudtrail::LookupEventsResponse::events),
    member("NextToken", &cloudtrail::LookupEventsResponse::next_token),
};
// clang-format on
