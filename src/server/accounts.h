// server/accounts.h: how accounts come into being.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "keys/ids.h"
#include "material/deployment_keys.h"
#include "server/config.h"
#include "storage/store.h"

namespace trent::server {

// Makes an account with a root access key, which is written to `credentials_path` (mode 0600) in
// the AWS shared-credentials format. Errors: Internal (there is one already; the disk refused).
Result<void> make_account(storage::Store& store, const material::DeploymentKeys& keys,
                          const keys::AccountId& account, const std::string& credentials_path,
                          Timestamp now);

// The file of an account's root access key in the data directory: "credentials" for the account of
// the first start, "credentials-111122223333" for others.
std::string credentials_path(const Config& config, const keys::AccountId& account);

// Makes those accounts that the configuration wants and the store does not have.
Result<void> make_missing_accounts(storage::Store& store, const material::DeploymentKeys& keys,
                                   const Config& config, Timestamp now);

// For a deployment that no server runs on. Errors: Internal, with a detail for the operator.
Result<void> create_account(const Config& config, const keys::AccountId& account, Timestamp now);
Result<std::vector<keys::AccountId>> list_accounts(const Config& config);

}  // namespace trent::server
