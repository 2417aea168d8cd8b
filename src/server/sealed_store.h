// server/sealed_store.h: opens the data directory of a deployment: its store, and what unseals it.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"
#include "material/deployment_keys.h"
#include "rootkey/root_key.h"
#include "server/config.h"
#include "storage/store.h"

namespace trent::server {

std::string in_directory(const Config& config, std::string_view name);

// Each uses only those above it.
struct SealedStore {
  std::unique_ptr<storage::Store> store;
  std::unique_ptr<rootkey::RootKey> root_key;
  std::unique_ptr<material::DeploymentKeys> deployment_keys;
};

// Makes the directory and what belongs into it where there is none yet, and holds its lock.
// Errors: Internal, with a detail that tells the operator what to do.
Result<SealedStore> open_sealed_store(const Config& config);

}  // namespace trent::server
