// storage/undisturbed.h: what a writer does when another one was faster.
#pragma once

#include "base/error.h"

namespace trent::storage {

// True for the Conflict and NotFound of a commit or a look-up, which have no message: another
// writer was faster.
inline bool lost_a_race(const Error& error) {
  return (error.code == ErrorCode::Conflict || error.code == ErrorCode::NotFound) && !error.message;
}

// Calls `attempt` again for as long as other writers are faster. Each round at least one writer of
// the record gets through, so there are more rounds than there can be writers at once.
// Errors: those of `attempt`, Internal.
template <class Attempt>
auto until_undisturbed(Attempt&& attempt) -> decltype(attempt()) {
  constexpr int kRoundsMax = 256;
  for (int round = 0; round < kRoundsMax; ++round) {
    auto outcome = attempt();
    if (outcome || !lost_a_race(outcome.error())) return outcome;
  }
  return fail_internally("a record kept changing under a request");
}

}  // namespace trent::storage
