#include "query/form.h"

#include <fmt/format.h>

#include <charconv>
#include <set>

#include "base/encoding.h"

namespace trent::query {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

Result<std::string> decoded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i] == '+' ? ' ' : text[i];
      continue;
    }
    if (i + 2 >= text.size())
      return fail(ErrorCode::MalformedQueryString, "Incomplete trailing escape % sequence");
    const int high = hex_digit(text[i + 1]), low = hex_digit(text[i + 2]);
    if (high < 0 || low < 0)
      return fail(ErrorCode::MalformedQueryString, "Illegal hex character in escape % pattern");
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  // XML and JSON cannot carry it: whatever kept it could not be shown, nor read again.
  if (!is_utf8(out))
    return fail(ErrorCode::MalformedQueryString, "Parameters must be encoded in UTF-8");
  return out;
}

}  // namespace

Result<Form> Form::parse(std::string_view encoded) {
  Form form;
  while (!encoded.empty()) {
    const std::size_t end = encoded.find('&');
    const std::string_view pair = encoded.substr(0, end);
    encoded.remove_prefix(end == std::string_view::npos ? encoded.size() : end + 1);
    if (pair.empty()) continue;
    const std::size_t equals = pair.find('=');
    TRY_ASSIGN(std::string name, decoded(pair.substr(0, equals)));
    std::string value;
    if (equals != std::string_view::npos) {
      TRY_ASSIGN(value, decoded(pair.substr(equals + 1)));
    }
    form.parameters_.emplace(std::move(name), std::move(value));
  }
  return form;
}

const std::string* Form::find(std::string_view name) const {
  const auto found = parameters_.find(name);
  return found == parameters_.end() ? nullptr : &found->second;
}

std::vector<std::string> Form::elements_of(std::string_view list) const {
  const std::string prefix = fmt::format("{}.member.", list);
  std::set<std::uint32_t> numbers;
  for (auto each = parameters_.lower_bound(prefix);
       each != parameters_.end() && each->first.starts_with(prefix); ++each) {
    const std::string_view rest = std::string_view(each->first).substr(prefix.size());
    const std::string_view digits = rest.substr(0, rest.find('.'));
    std::uint32_t number = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (read.ec == std::errc{} && read.ptr == digits.data() + digits.size()) numbers.insert(number);
  }
  std::vector<std::string> names;
  names.reserve(numbers.size());
  for (const std::uint32_t number : numbers) names.push_back(fmt::format("{}{}", prefix, number));
  return names;
}

bool Form::has(std::string_view name) const {
  if (find(name) != nullptr) return true;
  const std::string prefix = std::string(name) + '.';
  const auto next = parameters_.lower_bound(prefix);
  return next != parameters_.end() && next->first.starts_with(prefix);
}

}  // namespace trent::query
