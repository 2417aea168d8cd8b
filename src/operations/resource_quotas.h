// operations/resource_quotas.h: commits of what makes an account's keys or a key's aliases more,
// within its quotas. They hold exactly, however many requests come at once: the store checks them
// inside the commit.
//
// Source: kms-behaviour.md 12.1.
#pragma once

#include "operations/call.h"

namespace trent::operations {

// Commits `writes`, which put one new key that a customer manages into `scope`.
// Errors: those of a commit, LimitExceeded.
Result<void> commit_new_key(Call& call, const keys::Scope& scope, storage::Batch writes);

// Commits `alias`, which is new to the key it names. Errors: those of a commit, LimitExceeded.
Result<void> commit_new_alias_of_key(Call& call, keys::AliasRecord alias);

}  // namespace trent::operations
