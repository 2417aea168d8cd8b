#include "material/unwrapped_cache.h"

#include <gtest/gtest.h>

#include <thread>

namespace trent::material {
namespace {

keys::KeyRef owner(const char* id) {
  return {{keys::AccountId("000000000000"), keys::Region("eu-central-1")}, keys::KeyId(id)};
}

UnwrappedCache::Material material() {
  return std::make_shared<const KeyMaterial>(SecretBytes::copy_of(std::string_view("m")));
}

TEST(UnwrappedCache, EvictingAKeyForgetsAllItsMaterialAndNoOther) {
  UnwrappedCache cache(10);
  cache.put(owner("a"), keys::KeyMaterialId("evict-a1"), material());
  cache.put(owner("a"), keys::KeyMaterialId("evict-a2"), material());
  cache.put(owner("b"), keys::KeyMaterialId("evict-b1"), material());
  cache.evict(owner("a"));
  EXPECT_FALSE(cache.find(keys::KeyMaterialId("evict-a1")));
  EXPECT_FALSE(cache.find(keys::KeyMaterialId("evict-a2")));
  EXPECT_TRUE(cache.find(keys::KeyMaterialId("evict-b1")));
}

TEST(UnwrappedCache, EvictionReachesWhatOtherThreadsRemember) {
  UnwrappedCache cache(10);
  const keys::KeyMaterialId id("other-thread");
  cache.put(owner("a"), id, material());
  ASSERT_TRUE(cache.find(id));  // now this thread remembers it
  std::thread([&] { cache.evict(owner("a")); }).join();
  EXPECT_FALSE(cache.find(id));
}

TEST(UnwrappedCache, TheOldestMakesRoom) {
  UnwrappedCache cache(2);
  for (const char* id : {"bound-1", "bound-2", "bound-3"})
    cache.put(owner(id), keys::KeyMaterialId(id), material());
  EXPECT_FALSE(cache.find(keys::KeyMaterialId("bound-1")));
  EXPECT_TRUE(cache.find(keys::KeyMaterialId("bound-3")));
}

}  // namespace
}  // namespace trent::material
