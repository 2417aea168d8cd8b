#include "storage/sqlite/sqlite_store.h"

#include "storage/testing/store_conformance.h"
#include "storage/testing/temporary_directory.h"

namespace trent::storage {
namespace {

class SqliteBackend final : public StoreBackend {
 public:
  SqliteBackend() { reopen(); }
  Store& store() override { return *store_; }
  bool reopen() override {
    store_.reset();
    store_ = open_sqlite_store(directory_.path()).value();
    return true;
  }

 private:
  const TemporaryDirectory directory_;
  std::unique_ptr<Store> store_;
};

std::unique_ptr<StoreBackend> make_backend() { return std::make_unique<SqliteBackend>(); }

INSTANTIATE_TEST_SUITE_P(Sqlite, StoreConformance, conformance_of(make_backend));

}  // namespace
}  // namespace trent::storage
