#include "throttle/throttle.h"

#include <functional>
#include <limits>

#include "throttle/bucket.h"
#include "throttle/growing_list.h"

namespace trent::throttle {
namespace {

constexpr std::size_t kNoLimit = std::numeric_limits<std::size_t>::max();

struct RegionBuckets {
  RegionBuckets(keys::Region region, const Quotas& quotas) : key(std::move(region)) {
    for (std::size_t i = 0; i < kGroupCount; ++i)
      if (const auto rate = quotas.rate(static_cast<Group>(i), key)) buckets[i].limit_to(*rate);
  }

  const keys::Region key;
  std::array<Bucket, kGroupCount> buckets;
};

}  // namespace

struct Throttle::Account {
  Account(keys::AccountId id, const Quotas& quotas)
      : key(std::move(id)), other_regions(keys::Region(), quotas) {}

  const keys::AccountId key;
  GrowingList<RegionBuckets> regions;
  RegionBuckets other_regions;
};

// Spread by hash, so that each list stays short.
struct Throttle::Accounts {
  static constexpr std::size_t kLists = 256;
  std::array<GrowingList<Account>, kLists> lists;

  GrowingList<Account>& list_of(const keys::AccountId& id) {
    return lists[std::hash<keys::AccountId>{}(id) % kLists];
  }
};

Throttle::Throttle(const Quotas& quotas)
    : quotas_(quotas), accounts_(std::make_unique<Accounts>()) {}
Throttle::~Throttle() = default;

Result<void> Throttle::charge(const keys::AccountId& caller, const keys::Region& region,
                              Group group, Timestamp now, unsigned requests) {
  Account& account = *accounts_->list_of(caller).find_or_add(kNoLimit, caller, quotas_);
  RegionBuckets* known = account.regions.find_or_add(kRegionsMax, region, quotas_);
  Bucket& bucket = (known ? *known : account.other_regions).buckets[index_of(group)];
  if (bucket.take(now, requests)) return {};
  return fail(ErrorCode::Throttling,
              "You have exceeded the rate at which you may call KMS. "
              "Reduce the frequency of your calls.");
}

}  // namespace trent::throttle
