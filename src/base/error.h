// base/error.h: the one error type of the server, and the Result that carries it.
//
// An Error keeps apart what the client may read (`code`, `message`) and what only the operator may
// (`detail`, `where`). Neither ever carries a secret or an input value that could be one: say which
// field was wrong, never its value.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <source_location>
#include <string>
#include <utility>

namespace trent {

// Every way a request can fail. wire/error_table.cc gives each its AWS name and HTTP status.
enum class ErrorCode : std::uint8_t {
  AccessDenied,
  AlreadyExists,
  AuditUnavailable,     // no record of the request could be kept
  ConflictingRotation,  // an automatic rotation is about to happen; not Conflict, which is ours
  CustomKeyStoreNotFound,
  Disabled,
  DryRunOperation,
  ExpiredIdentityToken,  // of an identity provider
  ExpiredImportToken,
  ExpiredToken,
  IncompleteSignature,
  IncorrectKey,
  IncorrectKeyMaterial,
  InvalidAliasName,
  InvalidArn,
  InvalidCiphertext,
  InvalidGrantId,
  InvalidGrantToken,
  InvalidIdentityToken,
  InvalidEventCategory,
  InvalidImportToken,
  InvalidKeyUsage,
  InvalidLookupAttributes,
  InvalidMarker,
  InvalidParameterValue,
  InvalidMaxResults,
  InvalidNextToken,
  InvalidSignature,  // of a request
  InvalidState,
  InvalidTimeRange,
  KeyUnavailable,
  KmsInvalidMac,
  KmsInvalidSignature,
  LimitExceeded,
  MalformedPolicyDocument,
  MalformedQueryString,
  MissingAuthenticationToken,
  NotAuthorized,
  NotFound,
  PackedPolicyTooLarge,  // the policies and tags of a session
  Serialization,
  Tag,
  Throttling,
  UnknownOperation,
  UnrecognizedClient,
  UnsupportedOperation,
  Validation,
  Conflict,  // a concurrent writer won; operations retry, a client sees it as a retryable fault
  Internal,
};
inline constexpr std::size_t kErrorCodeCount = static_cast<std::size_t>(ErrorCode::Internal) + 1;

struct Error {
  ErrorCode code = ErrorCode::Internal;
  std::optional<std::string> message;  // sent to the client, word for word; none: member is absent
  std::string detail;                  // written to the log only
  std::source_location where;
};

// A value, or the reason there is none. Our own type so that ignoring one is a compiler error.
template <class T>
class [[nodiscard]] Result : public std::expected<T, Error> {
 public:
  using std::expected<T, Error>::expected;
};

inline std::unexpected<Error> fail(ErrorCode code, std::string message,
                                   std::source_location where = std::source_location::current()) {
  return std::unexpected(Error{code, std::move(message), {}, where});
}

// For the exceptions that AWS sends without a message.
inline std::unexpected<Error> fail_silently(
    ErrorCode code, std::source_location where = std::source_location::current()) {
  return std::unexpected(Error{code, std::nullopt, {}, where});
}

// A fault of ours: the client learns the name only, the log gets `detail`.
inline std::unexpected<Error> fail_internally(
    std::string detail, std::source_location where = std::source_location::current()) {
  return std::unexpected(Error{ErrorCode::Internal, std::nullopt, std::move(detail), where});
}

// Returns the error of `expression` to our caller, or goes on.
#define TRY(expression) TRY_NAMED(expression, TRY_UNIQUE(try_result_, __COUNTER__))
#define TRY_NAMED(expression, result)                     \
  do {                                                    \
    if (auto result = (expression); !result) [[unlikely]] \
      return std::unexpected(std::move(result).error());  \
  } while (false)

// Like TRY, and binds the value:  TRY_ASSIGN(const Key key, store.find(id));
#define TRY_ASSIGN(declaration, expression) \
  TRY_ASSIGN_NAMED(declaration, expression, TRY_UNIQUE(try_result_, __COUNTER__))
#define TRY_ASSIGN_NAMED(declaration, expression, result) \
  auto result = (expression);                             \
  if (!result) [[unlikely]]                               \
    return std::unexpected(std::move(result).error());    \
  declaration = *std::move(result)

// A name of its own for each use, so that one TRY may stand in a lambda inside another.
#define TRY_UNIQUE(prefix, number) TRY_UNIQUE_JOIN(prefix, number)
#define TRY_UNIQUE_JOIN(prefix, number) prefix##number

}  // namespace trent
