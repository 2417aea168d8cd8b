// query/form.h: the parameters of an AWS Query request, from a form body or a query string.
//
// Source: kms-security.md 2.3.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace trent::query {

class Form {
 public:
  // application/x-www-form-urlencoded in UTF-8: '+' is a space. Of several parameters with one name
  // the first counts. Errors: MalformedQueryString.
  static Result<Form> parse(std::string_view encoded);

  // Null if there is none.
  const std::string* find(std::string_view name) const;

  // The full names of the elements of a list, in order of their numbers: "Tags.member.1", ...
  std::vector<std::string> elements_of(std::string_view list) const;
  // Is there a parameter of this name, or a member below it?
  bool has(std::string_view name) const;

 private:
  std::map<std::string, std::string, std::less<>> parameters_;
};

}  // namespace trent::query
