#include "sigv4/query_string.h"

#include <algorithm>
#include <tuple>

#include "sigv4/percent_encoding.h"

namespace trent::sigv4 {
namespace {

Result<QueryParameter> parse_parameter(std::string_view text) {
  const std::size_t equals = text.find('=');
  const std::string_view value =
      equals == std::string_view::npos ? std::string_view{} : text.substr(equals + 1);
  QueryParameter parameter;
  TRY_ASSIGN(parameter.name, percent_decoded(text.substr(0, equals)));
  TRY_ASSIGN(parameter.value, percent_decoded(value));
  return parameter;
}

QueryParameter encoded(const QueryParameter& parameter) {
  QueryParameter result;
  append_percent_encoded(parameter.name, result.name);
  append_percent_encoded(parameter.value, result.value);
  return result;
}

}  // namespace

Result<QueryParameters> parse_query(std::string_view query) {
  QueryParameters parameters;
  while (!query.empty()) {
    const std::size_t ampersand = query.find('&');
    const std::string_view piece = query.substr(0, ampersand);
    query.remove_prefix(std::min(query.size(), piece.size() + 1));
    if (piece.empty()) continue;
    TRY_ASSIGN(QueryParameter parameter, parse_parameter(piece));
    parameters.push_back(std::move(parameter));
  }
  return parameters;
}

std::optional<std::string_view> first_value(const QueryParameters& parameters,
                                            std::string_view name) {
  const auto found = std::ranges::find(parameters, name, &QueryParameter::name);
  if (found == parameters.end()) return std::nullopt;
  return found->value;
}

void append_canonical_query(const QueryParameters& parameters, std::string& out) {
  QueryParameters sorted;
  for (const QueryParameter& parameter : parameters)
    if (parameter.name != "X-Amz-Signature") sorted.push_back(encoded(parameter));
  std::ranges::sort(sorted, {}, [](const QueryParameter& p) { return std::tie(p.name, p.value); });
  for (std::string_view separator; const QueryParameter& parameter : sorted) {
    out.append(separator).append(parameter.name).append("=").append(parameter.value);
    separator = "&";
  }
}

}  // namespace trent::sigv4
