#include "sigv4/authorization.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "base/text.h"
#include "sigv4/echo.h"
#include "sigv4/header_names.h"

namespace trent::sigv4 {
namespace {

constexpr std::string_view kAsymmetricAlgorithm = "AWS4-ECDSA-P256-SHA256";
constexpr std::size_t kAlgorithmCharsShown = 32;
constexpr std::size_t kParameterCharsShown = 64;

using Text = std::optional<std::string_view>;

// The first header of each name; all that the header form reads.
struct AuthenticationHeaders {
  Text authorization;
  Text amz_date;
  Text date;
  Text security_token;
  bool authorization_is_repeated = false;
};

struct AuthorizationParameters {
  Text credential;
  Text signed_headers;
  Text signature;
};

// Takes the parts that a claim needs, and notes the missing ones.
class RequiredParts {
 public:
  std::string_view take(const Text& part, std::string_view complaint) {
    if (!part) complaints_.append(complaint).append(" ");
    return part.value_or("");
  }
  const std::string& complaints() const { return complaints_; }

 private:
  std::string complaints_;
};

void keep_first(Text& kept, std::string_view value) {
  if (!kept) kept = value;
}

AuthenticationHeaders collect(std::span<const HeaderView> headers) {
  AuthenticationHeaders found;
  for (const auto& [name, value] : headers) {
    if (is_header(name, "authorization")) {
      found.authorization_is_repeated |= found.authorization.has_value();
      keep_first(found.authorization, value);
    }
    if (is_header(name, "x-amz-date")) keep_first(found.amz_date, value);
    if (is_header(name, "date")) keep_first(found.date, value);
    if (is_header(name, "x-amz-security-token")) keep_first(found.security_token, value);
  }
  return found;
}

std::unexpected<Error> unsupported(std::string_view algorithm) {
  return fail(ErrorCode::IncompleteSignature, fmt::format("Unsupported AWS 'algorithm': '{}'.",
                                                          echo(algorithm, kAlgorithmCharsShown)));
}

// Cuts the text before the next `separator` off `rest`; takes everything where there is none.
std::string_view cut(std::string_view& rest, char separator) {
  const std::string_view piece = rest.substr(0, rest.find(separator));
  rest.remove_prefix(std::min(rest.size(), piece.size() + 1));
  return piece;
}

// Of two parameters of one name the last counts.
Result<AuthorizationParameters> parse_parameters(std::string_view rest) {
  AuthorizationParameters parameters;
  while (!rest.empty()) {
    std::string_view value = trimmed(cut(rest, ','));
    if (!value.contains('='))
      return fail(ErrorCode::IncompleteSignature,
                  fmt::format("'{}' not a valid key=value pair (missing equal-sign) in "
                              "Authorization header: '{} ...'",
                              echo(value, kParameterCharsShown), kAlgorithm));
    const std::string_view name = cut(value, '=');
    if (name == "Credential") parameters.credential = value;
    if (name == "SignedHeaders") parameters.signed_headers = value;
    if (name == "Signature") parameters.signature = value;
  }
  return parameters;
}

Result<Claim> claim_of_headers(std::string_view authorization,
                               const AuthenticationHeaders& headers) {
  std::string_view rest = trimmed(authorization);
  const std::string_view algorithm = cut(rest, ' ');
  if (algorithm != kAlgorithm) return unsupported(algorithm);
  TRY_ASSIGN(const AuthorizationParameters parameters, parse_parameters(rest));
  RequiredParts required;
  const Claim claim{
      .credential = required.take(parameters.credential,
                                  "Authorization header requires 'Credential' parameter."),
      .signature = required.take(parameters.signature,
                                 "Authorization header requires 'Signature' parameter."),
      .signed_headers = required.take(parameters.signed_headers,
                                      "Authorization header requires 'SignedHeaders' parameter."),
      .date = required.take(headers.amz_date ? headers.amz_date : headers.date,
                            "Authorization header requires existence of either a 'X-Amz-Date' or "
                            "a 'Date' header."),
      .security_token = headers.security_token};
  if (required.complaints().empty()) return claim;
  return fail(ErrorCode::IncompleteSignature,
              fmt::format("{}Authorization={}", required.complaints(), kAlgorithm));
}

// Of two parameters of one name the first counts.
Result<Claim> claim_of_query(const QueryParameters& parameters, const Text& token_header) {
  RequiredParts required;
  const auto take = [&](std::string_view name) {
    return required.take(first_value(parameters, name),
                         fmt::format("AWS query-string parameters must include '{}'.", name));
  };
  const Claim claim{.credential = take("X-Amz-Credential"),
                    .signature = take("X-Amz-Signature"),
                    .signed_headers = take("X-Amz-SignedHeaders"),
                    .date = take("X-Amz-Date"),
                    .expires = first_value(parameters, "X-Amz-Expires"),
                    .security_token = token_header
                                          ? token_header
                                          : first_value(parameters, "X-Amz-Security-Token")};
  if (required.complaints().empty()) return claim;
  return fail(ErrorCode::IncompleteSignature,
              required.complaints() + "Re-examine the query-string parameters.");
}

}  // namespace

Result<Claim> read_claim(std::span<const HeaderView> headers, const QueryParameters& parameters) {
  const AuthenticationHeaders found = collect(headers);
  const Text algorithm = first_value(parameters, "X-Amz-Algorithm");
  // Who sends two claims hopes that somebody on the way reads the other one.
  if (found.authorization_is_repeated || (found.authorization && algorithm))
    return fail_silently(ErrorCode::InvalidSignature);
  if (found.authorization) return claim_of_headers(*found.authorization, found);
  if (algorithm == kAsymmetricAlgorithm) return unsupported(kAsymmetricAlgorithm);
  if (algorithm != kAlgorithm)
    return fail(ErrorCode::MissingAuthenticationToken, "Request is missing Authentication Token");
  return claim_of_query(parameters, found.security_token);
}

}  // namespace trent::sigv4
