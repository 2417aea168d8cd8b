// tests/model/deployment.h: the real thing, as the server builds it but without network: several
// Regions, two accounts, a clock that stands still until it is moved, restarts, and a sweeper.
#pragma once

#include <boost/json.hpp>

#include <map>
#include <memory>
#include <string>

#include "crypto/asymmetric_keys.h"
#include "jobs/sweeper.h"
#include "material/testing/fixed_root_key.h"
#include "operations/registry.h"
#include "step.h"
#include "storage/testing/temporary_directory.h"

namespace trent::model {

enum class StoreKind { Memory, Sqlite };

struct Answer {
  std::string exception;  // empty: success
  std::string message;
  boost::json::object body;  // of a list: all its pages in one
};

class Deployment {
 public:
  Deployment(StoreKind store, Timestamp start);

  Answer run(const Step& step);
  // The id of the key that was made into a slot.
  std::string key_id(int slot) const {
    const auto found = key_ids_.find(slot);
    return found == key_ids_.end() ? "" : found->second;
  }

 private:
  struct Parts;
  struct Import {
    std::string token;
    Bytes public_key;
  };

  void start();
  Answer call(const Step& step, std::string_view operation, boost::json::object members);
  Answer call_paged(const Step& step, boost::json::object members, std::string_view list);
  std::string key_name(const Step& step, int slot, int how) const;
  boost::json::object request(const Step& step);
  void add_import(const Step& step, boost::json::object& members);
  void remember(const Step& step, const Answer& answer);

  const StoreKind kind_;
  storage::TemporaryDirectory directory_;
  ManualClock clock_;
  material::testing::FixedRootKey root_key_;
  std::unique_ptr<storage::Store> store_;
  std::shared_ptr<Parts> parts_;
  std::uint64_t requests_ = 0;

  std::map<int, std::string> key_ids_;
  std::map<int, int> key_accounts_;
  std::map<int, int> key_specs_;
  std::map<int, Import> imports_;
  std::map<int, std::string> blobs_;   // base64
  std::map<int, std::string> proofs_;  // base64: MACs and signatures
  // What the server calls the imported contents of a key.
  std::map<std::pair<std::string, int>, std::string> material_ids_;
};

}  // namespace trent::model
