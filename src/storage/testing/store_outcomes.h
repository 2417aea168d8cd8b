// storage/testing/store_outcomes.h: what the parts of the suite ask a store, in a form that a test
// can compare and print.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "storage/store.h"
#include "storage/testing/sample_records.h"

namespace trent::storage {

using Names = std::vector<std::string>;

// What a commit or a read came to.
template <class Value>
std::string outcome(const Result<Value>& result) {
  if (result) return "ok";
  if (result.error().message) return "an error with a message";
  switch (result.error().code) {
    case ErrorCode::NotFound: return "NotFound";
    case ErrorCode::Conflict: return "Conflict";
    default: return "another error: " + result.error().detail;
  }
}

inline keys::KeyRecord stored(Store& store, std::uint64_t number) {
  const auto found = store.find_key(sample_key_ref(number));
  EXPECT_EQ(outcome(found), "ok") << "key " << number;
  return found ? **found : keys::KeyRecord{};
}

template <class... Writes>
std::string commit(Store& store, Writes... writes) {
  return outcome(store.commit(Batch{Write(std::move(writes))...}));
}

template <class Record>
Names names(const Result<std::vector<Snapshot<Record>>>& page) {
  Names result;
  if (!page) return {"failed: " + page.error().detail};
  for (const Snapshot<Record>& record : *page) {
    if constexpr (std::is_same_v<Record, keys::KeyRecord>)
      result.push_back(record->ref.id.str());
    else
      result.push_back(record->ref.name.str());
  }
  return result;
}

inline Names key_names(Store& store, std::string_view after = "", std::size_t limit = 1000) {
  return names(store.list_keys(sample_scope(), after, limit));
}

}  // namespace trent::storage
