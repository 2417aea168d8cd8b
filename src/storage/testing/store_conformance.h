// storage/testing/store_conformance.h: one suite that holds every implementation of Store to its
// contract (storage/store.h).
//
// A test file of an implementation says
//   INSTANTIATE_TEST_SUITE_P(Memory, StoreConformance, conformance_of(make_backend));
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>

#include "storage/store.h"

namespace trent::storage {

// A store under test, and how it is closed and opened again.
class StoreBackend {
 public:
  virtual ~StoreBackend() = default;
  virtual Store& store() = 0;
  // Does nothing and says false if the store would not survive it.
  virtual bool reopen() { return false; }
};

struct MakeBackend {
  std::unique_ptr<StoreBackend> (*make)();
};

class StoreConformance : public ::testing::TestWithParam<MakeBackend> {
 protected:
  Store& store() { return backend_->store(); }
  bool reopen() { return backend_->reopen(); }

 private:
  const std::unique_ptr<StoreBackend> backend_ = GetParam().make();
};

// Defined beside the tests of the other parts, store_*_conformance.cc, for the linker to take them.
void link_quota_tests();
void link_grant_tests();
void link_identity_tests();
void link_race_tests();

// The one value to instantiate the suite with. Calling it also makes the linker take the tests.
decltype(::testing::Values(MakeBackend{})) conformance_of(std::unique_ptr<StoreBackend> (*make)());

}  // namespace trent::storage
