#include "keys/import_wrapping.h"

#include <fmt/format.h>

#include "keys/key_specs.h"

namespace trent::keys {
namespace {

using enum WrappingAlgorithm;

bool is_oaep(WrappingAlgorithm algorithm) {
  return algorithm == RSAES_OAEP_SHA_1 || algorithm == RSAES_OAEP_SHA_256;
}

bool is_rsa(KeySpec spec) {
  return spec == KeySpec::RSA_2048 || spec == KeySpec::RSA_3072 || spec == KeySpec::RSA_4096;
}

// RSAES_PKCS1_V1_5 is in the enumeration and has not been usable since October 2023; China has SM2
// instead of RSA_AES_KEY_WRAP.
bool exists_in(const Region& region, WrappingAlgorithm algorithm) {
  if (algorithm == RSAES_PKCS1_V1_5) return false;
  if (is_oaep(algorithm)) return true;
  return (algorithm == SM2PKE) == is_in_china(region);
}

// One RSA block must hold the material, and SM2 is for key pairs.
bool carries(WrappingAlgorithm algorithm, WrappingKeySpec wrapping_key_spec, KeySpec spec) {
  if (algorithm == SM2PKE) return is_rsa(spec) || spec == KeySpec::SM2;
  if (!is_oaep(algorithm)) return true;
  if (is_rsa(spec)) return false;
  return spec != KeySpec::ECC_NIST_P521 || wrapping_key_spec != WrappingKeySpec::RSA_2048;
}

}  // namespace

Result<void> require_wrapping_fits(KeySpec spec, const Region& region, WrappingAlgorithm algorithm,
                                   WrappingKeySpec wrapping_key_spec) {
  if (!exists_in(region, algorithm))
    return fail(ErrorCode::UnsupportedOperation,
                fmt::format("WrappingAlgorithm {} is not supported.", name_of(algorithm)));
  if ((algorithm == SM2PKE) != (wrapping_key_spec == WrappingKeySpec::SM2))
    return fail(ErrorCode::UnsupportedOperation,
                fmt::format("WrappingKeySpec {} is not supported with WrappingAlgorithm {}.",
                            name_of(wrapping_key_spec), name_of(algorithm)));
  if (!carries(algorithm, wrapping_key_spec, spec))
    return fail(
        ErrorCode::UnsupportedOperation,
        fmt::format(
            "WrappingAlgorithm {} with WrappingKeySpec {} is not supported for key spec {}.",
            name_of(algorithm), name_of(wrapping_key_spec), name_of(spec)));
  return {};
}

}  // namespace trent::keys
