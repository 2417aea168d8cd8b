#include "audit/record.h"

#include <algorithm>
#include <array>
#include <functional>

#include "audit/user_identity.h"
#include "base/assert.h"
#include "base/encoding.h"
#include "base/log.h"
#include "crypto/random.h"
#include "wire/error_table.h"
#include "wire/json_writer.h"

namespace trent::audit {
namespace {

using wire::JsonWriter;

constexpr std::string_view kEventVersion = "1.11";
constexpr std::string_view kInternal = "AWS Internal";
constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kKeyType = "AWS::KMS::Key";
// What CloudTrail cuts at.
constexpr std::size_t kTextBytesMax = 1024;
constexpr std::size_t kFragmentBytesMax = 100 * 1024;
// In which a request id and its event id differ: digits that are random in a UUID of version 4, so
// not the version and not the variant, which are 0 here.
constexpr std::string_view kEventIdMask = "5a3c99e7-41d2-067b-05e8-2fb46dc39058";

// Without the port and the brackets of IPv6.
std::string_view address_of(std::string_view peer) {
  std::string_view address = peer.substr(0, peer.rfind(':'));
  if (address.starts_with('[') && address.ends_with(']'))
    address = address.substr(1, address.size() - 2);
  return address;
}

bool is_printable(char character) { return character >= 0x20 && character <= 0x7e; }

// A header may hold any byte; a record holds UTF-8, and no more of it than CloudTrail keeps.
void write_printable(std::string_view header, JsonWriter& writer) {
  header = header.substr(0, kTextBytesMax);
  if (std::ranges::all_of(header, is_printable)) {
    writer.string(header);
    return;
  }
  std::string text(header);
  std::ranges::replace_if(text, std::not_fn(is_printable), '?');
  writer.string(text);
}

// Cuts no character of UTF-8 in two.
std::string_view shortened(std::string_view text) {
  if (text.size() <= kTextBytesMax) return text;
  std::size_t end = kTextBytesMax;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end);
}

void write_fragment(wire::JsonName name, const SecretBuffer& json, JsonWriter& writer) {
  writer.key(name);
  if (json.empty() || view_of(json) == "{}") {
    writer.null();
  } else if (json.size() <= kFragmentBytesMax) {
    writer.json(view_of(json));
  } else {
    writer.begin_object().key("omitted").boolean(true);
    writer.key("originalSize").integer(static_cast<std::int64_t>(json.size()));
    writer.key("reason").string("too large").end_object();
  }
}

void write_details(const Details& details, JsonWriter& writer) {
  for (const auto& [name, value] : details) write_printable(value, writer.text_key(name));
}

void write_additional(const Event& event, JsonWriter& writer) {
  if (event.additional.empty() && event.recipient.empty()) return;
  writer.key("additionalEventData").begin_object();
  write_details(event.additional, writer);
  if (!event.recipient.empty()) {
    writer.key("recipient").begin_object();
    write_details(event.recipient, writer);
    writer.end_object();
  }
  writer.end_object();
}

// The documentation of KMS has this one word without its ending.
std::string_view error_code_of(const Event& event, const Error& error) {
  if (!event.error_code.empty()) return event.error_code;
  if (error.code == ErrorCode::AccessDenied) return "AccessDenied";
  return wire::wire_error(error.code).name;
}

void write_error(const Event& event, JsonWriter& writer) {
  if (!event.error) return;
  writer.key("errorCode").string(error_code_of(event, *event.error));
  if (event.error->message && event.error->code != ErrorCode::Internal)
    writer.key("errorMessage").string(shortened(*event.error->message));
}

void write_resource(const keys::AccountId& account, std::string_view arn, JsonWriter& writer) {
  writer.begin_object().key("accountId").string(account.view());
  writer.key("type").string(kKeyType);
  writer.key("ARN").string(arn).end_object();
}

// A refused caller reads its own records, and must not learn there that another account's key
// exists.
bool may_be_named(const Event& event, const keys::AccountId& owner) {
  const bool refused = event.error && event.error->code == ErrorCode::AccessDenied;
  return !refused || (event.caller && event.caller->account == owner);
}

void write_resources(const Event& event, JsonWriter& writer) {
  if (event.findings.keys.empty() && event.findings.aliases.empty()) return;
  writer.key("resources").begin_array();
  for (const keys::KeyRef& key : event.findings.keys)
    if (may_be_named(event, key.scope.account)) {
      keys::ArnText arn;
      keys::write_arn_of(key, arn);
      write_resource(key.scope.account, keys::view_of(arn), writer);
    }
  for (const keys::AliasRef& alias : event.findings.aliases)
    if (may_be_named(event, alias.scope.account))
      write_resource(alias.scope.account, keys::arn_of(alias), writer);
  writer.end_array();
}

void write_tls(const Event& event, JsonWriter& writer) {
  if (event.tls.version.empty()) return;
  writer.key("tlsDetails").begin_object();
  writer.key("tlsVersion").string(event.tls.version);
  writer.key("cipherSuite").string(event.tls.cipher);
  write_printable(event.host, writer.key("clientProvidedHostHeader"));
  if (!event.tls.key_exchange.empty()) writer.key("keyExchange").string(event.tls.key_exchange);
  writer.end_object();
}

// What CloudTrail calls the error of a key that was not found hides what was asked for.
bool shows_parameters(const Event& event) {
  return !event.error || event.error->code != ErrorCode::NotFound;
}

void write_head(std::string_view source, std::string_view name, Timestamp time,
                std::string_view region, JsonWriter& writer) {
  writer.key("eventTime").string(Iso8601Text(time).view());
  writer.key("eventSource").string(source);
  write_printable(name, writer.key("eventName"));
  if (!region.empty()) writer.key("awsRegion").string(region);
}

void write_tail(std::string_view event_type, const keys::AccountId& recipient, JsonWriter& writer) {
  writer.key("eventType").string(event_type);
  writer.key("managementEvent").boolean(true);
  if (!recipient.empty()) writer.key("recipientAccountId").string(recipient.view());
  writer.key("eventCategory").string("Management");
}

// Members of forms may hold any byte; a record must be UTF-8.
void require_utf8(SecretBuffer& record) {
  if (is_utf8(view_of(record))) return;
  for (char& character : record)
    if ((static_cast<unsigned char>(character) & 0x80) != 0) character = '?';
}

// Keeps its memory from one record to the next.
SecretBuffer& buffer_of_thread() {
  thread_local SecretBuffer buffer;
  buffer.clear();
  return buffer;
}

}  // namespace

std::string event_id_of(std::string_view request_id) {
  if (request_id.size() != kEventIdMask.size()) return "";
  std::string id(request_id);
  for (std::size_t i = 0; i < id.size(); ++i) {
    const int mask = lower_hex_value(kEventIdMask[i]);
    const int digit = lower_hex_value(id[i]);
    if (mask < 0 ? id[i] != kEventIdMask[i] : digit < 0) return "";
    if (mask >= 0) id[i] = kHexDigits[static_cast<std::size_t>(digit ^ mask)];
  }
  return id;
}

void write_record(const Event& event, SecretBuffer& out) {
  JsonWriter writer(out);
  writer.begin_object().key("eventVersion").string(kEventVersion);
  write_user_identity(event, writer.key("userIdentity"));
  write_head(event.source, event.name, event.time, event.region, writer);
  writer.key("sourceIPAddress").string(address_of(event.peer));
  write_printable(event.user_agent, writer.key("userAgent"));
  write_error(event, writer);
  static const SecretBuffer nothing;
  write_fragment("requestParameters", shows_parameters(event) ? event.request_parameters : nothing,
                 writer);
  write_fragment("responseElements", event.response_elements, writer);
  write_additional(event, writer);
  writer.key("requestID").string(event.request_id);
  writer.key("eventID").string(event_id_of(event.request_id));
  writer.key("readOnly").boolean(event.read_only);
  write_resources(event, writer);
  write_tail("AwsApiCall", event.caller ? event.caller->account : keys::AccountId(), writer);
  write_tls(event, writer);
  writer.end_object();
  require_utf8(out);
}

void write_record(const ServiceEvent& event, SecretBuffer& out) {
  const keys::AccountId& account = event.key.scope.account;
  const std::string arn = keys::arn_of(event.key);
  JsonWriter writer(out);
  writer.begin_object().key("eventVersion").string(kEventVersion);
  writer.key("userIdentity").begin_object().key("accountId").string(account.view());
  writer.key("invokedBy").string(kInternal).end_object();
  write_head(kKmsSource, event.name, event.time, event.key.scope.region.view(), writer);
  writer.key("sourceIPAddress").string(kInternal);
  writer.key("userAgent").string(kInternal);
  writer.key("requestParameters").null();
  writer.key("responseElements").begin_object().key("keyId").string(arn).end_object();
  writer.key("eventID").string(crypto::random_uuid());
  writer.key("readOnly").boolean(false);
  writer.key("resources").begin_array();
  write_resource(account, arn, writer);
  writer.end_array();
  write_tail("AwsServiceEvent", account, writer);
  if (event.names_key) {
    writer.key("serviceEventDetails").begin_object();
    writer.key("keyId").string(event.key.id.view());
    write_details(event.details, writer);
    writer.end_object();
  }
  writer.end_object();
}

Result<void> enqueue(Sink& sink, const Event& event) {
  SecretBuffer& buffer = buffer_of_thread();
  write_record(event, buffer);
  TRY(sink.enqueue(view_of(buffer)));
  for (const ServiceEvent& consequence : event.consequences) {
    buffer.clear();
    write_record(consequence, buffer);
    TRY(sink.enqueue(view_of(buffer)));
  }
  return {};
}

void record(Sink& sink, const ServiceEvent& event) {
  SecretBuffer& buffer = buffer_of_thread();
  write_record(event, buffer);
  if (const auto kept = sink.append(view_of(buffer)); !kept)
    log::error(
        "audit record not written yet",
        {{"event", event.name}, {"key", keys::arn_of(event.key)}, {"detail", kept.error().detail}});
}

}  // namespace trent::audit
