// keys/key_specs.h: what each key spec can be used for, as one table.
//
// Source: kms-behaviour.md section 4.1.
#pragma once

#include <span>
#include <vector>

#include "base/error.h"
#include "keys/key_types.h"

namespace trent::keys {

struct SpecFacts {
  KeySpec spec;
  bool supported;  // keys of this spec can be created
  std::vector<KeyUsage> usages;
  std::vector<EncryptionAlgorithm> encryption_algorithms;  // in the order DescribeKey shows
};

const SpecFacts& facts_of(KeySpec spec);

bool usage_fits(KeySpec spec, KeyUsage usage);

// Errors: InvalidKeyUsage `Algorithm X is incompatible with key spec Y.`
Result<void> require_algorithm_fits(KeySpec spec, EncryptionAlgorithm algorithm);

// Bytes of a symmetric key's material.
inline constexpr std::size_t kSymmetricMaterialBytes = 32;

}  // namespace trent::keys
