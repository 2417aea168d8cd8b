#include "wire/error_table.h"

#include <array>

#include "wire/json_writer.h"

namespace trent::wire {
namespace {

// The names are wire format: never rename one.
// clang-format off
constexpr std::array kErrors{
  WireError{ErrorCode::AccessDenied,               "AccessDeniedException",               400, "message"},
  WireError{ErrorCode::AlreadyExists,              "AlreadyExistsException",              400, "message"},
  WireError{ErrorCode::AuditUnavailable,               "DependencyTimeoutException",          503, "message"},
  WireError{ErrorCode::ConflictingRotation,        "ConflictException",                   400, "message"},
  WireError{ErrorCode::CustomKeyStoreNotFound,     "CustomKeyStoreNotFoundException",     400, "message"},
  WireError{ErrorCode::Disabled,                   "DisabledException",                   400, "message"},
  WireError{ErrorCode::DryRunOperation,            "DryRunOperationException",            400, "message"},
  WireError{ErrorCode::ExpiredIdentityToken,      "ExpiredTokenException",               400, "message"},
  WireError{ErrorCode::ExpiredImportToken,         "ExpiredImportTokenException",         400, "message"},
  WireError{ErrorCode::ExpiredToken,               "ExpiredTokenException",               400, "message"},
  WireError{ErrorCode::IncompleteSignature,        "IncompleteSignatureException",        400, "message"},
  WireError{ErrorCode::IncorrectKey,               "IncorrectKeyException",               400, "message"},
  WireError{ErrorCode::IncorrectKeyMaterial,       "IncorrectKeyMaterialException",       400, "message"},
  WireError{ErrorCode::InvalidAliasName,           "InvalidAliasNameException",           400, "message"},
  WireError{ErrorCode::InvalidArn,                 "InvalidArnException",                 400, "message"},
  WireError{ErrorCode::InvalidCiphertext,          "InvalidCiphertextException",          400, "message"},
  WireError{ErrorCode::InvalidGrantId,             "InvalidGrantIdException",             400, "message"},
  WireError{ErrorCode::InvalidGrantToken,          "InvalidGrantTokenException",          400, "message"},
  WireError{ErrorCode::InvalidIdentityToken,      "InvalidIdentityTokenException",       400, "message"},
  WireError{ErrorCode::InvalidEventCategory,           "InvalidEventCategoryException",       400, "message"},
  WireError{ErrorCode::InvalidImportToken,         "InvalidImportTokenException",         400, "message"},
  WireError{ErrorCode::InvalidKeyUsage,            "InvalidKeyUsageException",            400, "message"},
  WireError{ErrorCode::InvalidLookupAttributes,        "InvalidLookupAttributesException",    400, "message"},
  WireError{ErrorCode::InvalidMarker,              "InvalidMarkerException",              400, "message"},
  WireError{ErrorCode::InvalidParameterValue,     "InvalidParameterValueException",      400, "message"},
  WireError{ErrorCode::InvalidMaxResults,              "InvalidMaxResultsException",          400, "message"},
  WireError{ErrorCode::InvalidNextToken,               "InvalidNextTokenException",           400, "message"},
  WireError{ErrorCode::InvalidSignature,           "InvalidSignatureException",           400, "message"},
  WireError{ErrorCode::InvalidState,               "KMSInvalidStateException",            400, "message"},
  WireError{ErrorCode::InvalidTimeRange,               "InvalidTimeRangeException",           400, "message"},
  WireError{ErrorCode::KeyUnavailable,             "KeyUnavailableException",             500, "message"},
  WireError{ErrorCode::KmsInvalidMac,              "KMSInvalidMacException",              400, "message"},
  WireError{ErrorCode::KmsInvalidSignature,        "KMSInvalidSignatureException",        400, "message"},
  WireError{ErrorCode::LimitExceeded,              "LimitExceededException",              400, "message"},
  WireError{ErrorCode::MalformedPolicyDocument,    "MalformedPolicyDocumentException",    400, "message"},
  WireError{ErrorCode::MalformedQueryString,       "MalformedQueryStringException",       400, "message"},
  WireError{ErrorCode::MissingAuthenticationToken, "MissingAuthenticationTokenException", 400, "message"},
  WireError{ErrorCode::NotAuthorized,              "NotAuthorizedException",              400, "message"},
  WireError{ErrorCode::NotFound,                   "NotFoundException",                   400, "message"},
  WireError{ErrorCode::PackedPolicyTooLarge,      "PackedPolicyTooLargeException",       400, "message"},
  WireError{ErrorCode::Serialization,              "SerializationException",              400, "Message"},
  WireError{ErrorCode::Tag,                        "TagException",                        400, "message"},
  WireError{ErrorCode::Throttling,                 "ThrottlingException",                 400, "message"},
  WireError{ErrorCode::UnknownOperation,           "UnknownOperationException",           400, "message"},
  WireError{ErrorCode::UnrecognizedClient,         "UnrecognizedClientException",         400, "message"},
  WireError{ErrorCode::UnsupportedOperation,       "UnsupportedOperationException",       400, "message"},
  WireError{ErrorCode::Validation,                 "ValidationException",                 400, "message"},
  WireError{ErrorCode::Conflict,                   "KMSInternalException",                500, "message"},
  WireError{ErrorCode::Internal,                   "KMSInternalException",                500, "message"},
};
// clang-format on

constexpr bool rows_follow_enum() {
  for (std::size_t i = 0; i < kErrors.size(); ++i)
    if (static_cast<std::size_t>(kErrors[i].code) != i) return false;
  return kErrors.size() == kErrorCodeCount;
}
static_assert(rows_follow_enum());

}  // namespace

const WireError& wire_error(ErrorCode code) { return kErrors[static_cast<std::size_t>(code)]; }

SecretBuffer encode_error(const Error& error) {
  const WireError& row = wire_error(error.code);
  SecretBuffer body;
  JsonWriter writer(body);
  writer.begin_object();
  writer.key("__type").string(row.name);
  // A fault may describe our insides; the client gets the name and nothing more.
  if (error.message && (row.http_status < 500 || error.code == ErrorCode::AuditUnavailable))
    writer.text_key(row.message_member).string(*error.message);
  writer.end_object();
  return body;
}

}  // namespace trent::wire
