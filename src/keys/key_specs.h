// keys/key_specs.h: what each key spec can be used for, where it exists and what its material is,
// as one table.
//
// Source: kms-behaviour.md sections 4.1, 4.2 and 6.4.
#pragma once

#include <cstddef>
#include <vector>

#include "base/error.h"
#include "keys/ids.h"
#include "keys/key_types.h"

namespace trent::keys {

// In the order DescribeKey shows.
struct Algorithms {
  std::vector<EncryptionAlgorithm> encryption{};
  std::vector<SigningAlgorithm> signing{};
  std::vector<KeyAgreementAlgorithm> key_agreement{};
  std::vector<EncapsulationAlgorithm> encapsulation{};
  std::vector<MacAlgorithm> mac{};
};

// Lengths that raw material may have; a generated one has the least.
struct RawMaterial {
  std::size_t bytes_min = 0;
  std::size_t bytes_max = 0;
};

enum class Partitions : std::uint8_t { All, ChinaOnly, AllButChina };

struct SpecFacts {
  KeySpec spec;
  Partitions partitions;
  bool importable;  // may have Origin EXTERNAL
  RawMaterial raw;  // none: a key pair, whose material is PKCS #8
  std::vector<KeyUsage> usages;
  Algorithms algorithms;

  bool is_asymmetric() const { return raw.bytes_max == 0; }
};

const SpecFacts& facts_of(KeySpec spec);

bool usage_fits(KeySpec spec, KeyUsage usage);
bool is_available(KeySpec spec, const Region& region);

// Only symmetric keys may have several materials, and only theirs have ids that users see
// (kms-behaviour.md 6.7).
bool shows_material_ids(KeySpec spec);

// The algorithms of the spec that go with the usage; all other lists are empty.
Algorithms algorithms_for(KeySpec spec, KeyUsage usage);

// Errors: InvalidKeyUsage `Algorithm X is incompatible with key spec Y.`
Result<void> require_algorithm_fits(KeySpec spec, EncryptionAlgorithm algorithm);
Result<void> require_algorithm_fits(KeySpec spec, SigningAlgorithm algorithm);
Result<void> require_algorithm_fits(KeySpec spec, MacAlgorithm algorithm);
Result<void> require_algorithm_fits(KeySpec spec, KeyAgreementAlgorithm algorithm);
Result<void> require_algorithm_fits(KeySpec spec, EncapsulationAlgorithm algorithm);

}  // namespace trent::keys
