// tests/model/words.h: what all parts of the model say things with.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>

#include "model.h"
#include "world.h"

namespace trent::model {

namespace json = boost::json;

inline Expectation fails(std::string exception, std::string message = "") {
  return {.failures = {{std::move(exception), std::move(message)}}, .body = {}};
}
inline Expectation fails(const Failure& failure) { return {.failures = {failure}, .body = {}}; }

inline json::value seconds(Milliseconds at) { return static_cast<double>(at) / 1000.0; }

inline std::size_t index(int number) { return static_cast<std::size_t>(number); }

inline std::string user(int account) {
  return fmt::format("arn:aws:iam::{}:root", kAccountIds.at(index(account)));
}

inline constexpr std::string_view kDenied =
    "because the resource does not exist in this Region, no resource-based policies allow access, "
    "or a resource-based policy explicitly denies access";

}  // namespace trent::model
