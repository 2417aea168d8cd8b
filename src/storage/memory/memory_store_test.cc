#include "storage/memory/memory_store.h"

#include "storage/testing/store_conformance.h"

namespace trent::storage {
namespace {

class MemoryBackend final : public StoreBackend {
 public:
  Store& store() override { return *store_; }

 private:
  const std::unique_ptr<Store> store_ = make_memory_store();
};

std::unique_ptr<StoreBackend> make_backend() { return std::make_unique<MemoryBackend>(); }

INSTANTIATE_TEST_SUITE_P(Memory, StoreConformance, conformance_of(make_backend));

}  // namespace
}  // namespace trent::storage
