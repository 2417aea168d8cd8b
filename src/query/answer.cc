#include "query/answer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "query/xml_writer.h"
#include "wire/json_writer.h"

namespace trent::query {
namespace {

struct Row {
  ErrorCode code;
  QueryError error;
};

// clang-format off
constexpr std::array kErrors{
  Row{ErrorCode::AccessDenied,               {"AccessDenied",             403}},
  Row{ErrorCode::AlreadyExists,              {"EntityAlreadyExists",      409}},
  Row{ErrorCode::AuditUnavailable,           {"ServiceUnavailable",       503}},
  Row{ErrorCode::InvalidState,               {"DeleteConflict",           409}},
  Row{ErrorCode::ExpiredIdentityToken,       {"ExpiredTokenException",     400}},
  Row{ErrorCode::ExpiredToken,               {"ExpiredToken",             403}},
  Row{ErrorCode::IncompleteSignature,        {"IncompleteSignature",      400}},
  Row{ErrorCode::InvalidIdentityToken,       {"InvalidIdentityToken",      400}},
  Row{ErrorCode::Tag,                        {"InvalidInput",             400}},
  Row{ErrorCode::InvalidMarker,              {"ValidationError",          400}},
  Row{ErrorCode::InvalidParameterValue,      {"InvalidParameterValue",     400}},
  Row{ErrorCode::InvalidSignature,           {"SignatureDoesNotMatch",    403}},
  Row{ErrorCode::LimitExceeded,              {"LimitExceeded",            409}},
  Row{ErrorCode::MalformedPolicyDocument,    {"MalformedPolicyDocument",  400}},
  Row{ErrorCode::MalformedQueryString,       {"MalformedQueryString",     400}},
  Row{ErrorCode::MissingAuthenticationToken, {"MissingAuthenticationToken", 403}},
  Row{ErrorCode::NotFound,                   {"NoSuchEntity",             404}},
  Row{ErrorCode::PackedPolicyTooLarge,       {"PackedPolicyTooLarge",      400}},
  Row{ErrorCode::Serialization,              {"MalformedInput",           400}},
  Row{ErrorCode::Throttling,                 {"Throttling",               400}},
  Row{ErrorCode::UnknownOperation,           {"InvalidAction",            400}},
  Row{ErrorCode::UnrecognizedClient,         {"InvalidClientTokenId",     403}},
  Row{ErrorCode::Validation,                 {"ValidationError",          400}},
};
// clang-format on

constexpr QueryError kFault{"ServiceFailure", 500};

}  // namespace

SecretBuffer wrap_xml(std::string_view operation, std::string_view xmlns, bool has_result,
                      std::string_view result, std::string_view request_id) {
  const std::string response = fmt::format("{}Response", operation);
  const std::string inner = fmt::format("{}Result", operation);
  SecretBuffer body;
  body.reserve(result.size() + 512);
  XmlWriter writer(body);
  writer.begin(response, xmlns);
  if (has_result) writer.begin(inner).raw(result).end(inner);
  writer.begin("ResponseMetadata").element("RequestId", request_id).end("ResponseMetadata");
  writer.end(response);
  return body;
}

SecretBuffer wrap_json(std::string_view operation, std::string_view result,
                       std::string_view request_id) {
  const std::string text = fmt::format(
      R"({{"{0}Response":{{"{0}Result":{1},"ResponseMetadata":{{"RequestId":"{2}"}}}}}})",
      operation, result, request_id);
  return {text.begin(), text.end()};
}

QueryError query_error(ErrorCode code) {
  const auto row = std::ranges::find(kErrors, code, &Row::code);
  return row == kErrors.end() ? kFault : row->error;
}

SecretBuffer encode_error(const Error& error, std::string_view xmlns, std::string_view request_id) {
  const auto [code, http_status] = query_error(error.code);
  SecretBuffer body;
  XmlWriter writer(body);
  writer.begin("ErrorResponse", xmlns).begin("Error");
  writer.element("Type", http_status < 500 ? "Sender" : "Receiver").element("Code", code);
  if (error.message && (http_status < 500 || error.code == ErrorCode::AuditUnavailable))
    writer.element("Message", *error.message);
  writer.end("Error").element("RequestId", request_id).end("ErrorResponse");
  return body;
}

}  // namespace trent::query
