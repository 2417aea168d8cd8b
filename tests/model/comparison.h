// tests/model/comparison.h: does the answer say what was expected?
#pragma once

#include <map>
#include <string>

#include "deployment.h"
#include "model.h"

namespace trent::model {

class Comparison {
 public:
  // Empty, or what differs.
  std::string difference(const Expectation& expected, const Answer& answer);

 private:
  std::string difference(const boost::json::value& expected, const boost::json::value& actual,
                         const std::string& where);
  bool matches(std::string_view expected, std::string_view actual);
  bool bind(const std::string& name, std::string_view value);

  std::map<std::string, std::string> values_;  // by name
  std::map<std::string, std::string> names_;   // by value
};

}  // namespace trent::model
