// throttle/throttle.h: refuses requests that come faster than the quotas of their account allow.
//
// Quotas are counted for each account, Region and group. A charge takes no lock: what is known is
// found in lists that only grow, and each quota is one atomic number.
//
// Memory: about 1.5 KiB for each account and Region that has been charged. Accounts are those whose
// signatures are verified, so as many as the operator has made; an account that names more than
// kRegionsMax Regions shares one set of quotas among all further ones. Nothing is ever given back,
// and nothing outlives the process: a restart fills every bucket.
#pragma once

#include <array>
#include <memory>

#include "base/clock.h"
#include "base/error.h"
#include "keys/ids.h"
#include "throttle/quotas.h"

namespace trent::throttle {

class Throttle {
 public:
  static constexpr std::size_t kRegionsMax = 64;  // AWS has some 40

  explicit Throttle(const Quotas& quotas);
  ~Throttle();

  // Counts `requests` of `caller`, whoever owns what is asked about. Nothing is counted when there
  // is no room for all of them. Safe from any thread. Errors: Throttling.
  Result<void> charge(const keys::AccountId& caller, const keys::Region& region, Group group,
                      Timestamp now, unsigned requests = 1);

 private:
  struct Account;
  struct Accounts;

  const Quotas quotas_;
  std::unique_ptr<Accounts> accounts_;
};

}  // namespace trent::throttle
