// keys/key_types.h: the words KMS has for what a key is and how it may be used.
//
// The enumerators and their order are those of the KMS service model (2014-11-01). Their names are
// both wire words and stored words.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "base/enum_names.h"

namespace trent::keys {

enum class KeySpec : std::uint8_t {
  RSA_2048,
  RSA_3072,
  RSA_4096,
  ECC_NIST_P256,
  ECC_NIST_P384,
  ECC_NIST_P521,
  ECC_SECG_P256K1,
  SYMMETRIC_DEFAULT,
  HMAC_224,
  HMAC_256,
  HMAC_384,
  HMAC_512,
  SM2,
  ML_DSA_44,
  ML_DSA_65,
  ML_DSA_87,
  ECC_NIST_EDWARDS25519,
  ML_KEM_512,
  ML_KEM_768,
  ML_KEM_1024,
};

// The deprecated member of the same meaning, whose list ends with SM2.
enum class CustomerMasterKeySpec : std::uint8_t {
  RSA_2048,
  RSA_3072,
  RSA_4096,
  ECC_NIST_P256,
  ECC_NIST_P384,
  ECC_NIST_P521,
  ECC_SECG_P256K1,
  SYMMETRIC_DEFAULT,
  HMAC_224,
  HMAC_256,
  HMAC_384,
  HMAC_512,
  SM2,
};

enum class KeyUsage : std::uint8_t {
  SIGN_VERIFY,
  ENCRYPT_DECRYPT,
  GENERATE_VERIFY_MAC,
  KEY_AGREEMENT,
  ENCAPSULATE_DECAPSULATE,
};

enum class Origin : std::uint8_t { AWS_KMS, EXTERNAL, AWS_CLOUDHSM, EXTERNAL_KEY_STORE };

enum class KeyManager : std::uint8_t { AWS, CUSTOMER };

enum class EncryptionAlgorithm : std::uint8_t {
  SYMMETRIC_DEFAULT,
  RSAES_OAEP_SHA_1,
  RSAES_OAEP_SHA_256,
  SM2PKE,
};

enum class SigningAlgorithm : std::uint8_t {
  RSASSA_PSS_SHA_256,
  RSASSA_PSS_SHA_384,
  RSASSA_PSS_SHA_512,
  RSASSA_PKCS1_V1_5_SHA_256,
  RSASSA_PKCS1_V1_5_SHA_384,
  RSASSA_PKCS1_V1_5_SHA_512,
  ECDSA_SHA_256,
  ECDSA_SHA_384,
  ECDSA_SHA_512,
  SM2DSA,
  ML_DSA_SHAKE_256,
  ED25519_SHA_512,
  ED25519_PH_SHA_512,
};

// What a request hands in to be signed.
enum class MessageType : std::uint8_t { RAW, DIGEST, EXTERNAL_MU };

enum class MacAlgorithm : std::uint8_t { HMAC_SHA_224, HMAC_SHA_256, HMAC_SHA_384, HMAC_SHA_512 };

enum class KeyAgreementAlgorithm : std::uint8_t { ECDH };

enum class EncapsulationAlgorithm : std::uint8_t { ML_KEM };

enum class MultiRegionKeyType : std::uint8_t { PRIMARY, REPLICA };

// How the result for an attested recipient is wrapped.
enum class KeyEncryptionMechanism : std::uint8_t { RSAES_OAEP_SHA_256 };

enum class DryRunModifier : std::uint8_t { IGNORE_CIPHERTEXT };

// Whose keys ListKeys lists.
enum class ResourceOwner : std::uint8_t { SELF, OTHER_ACCOUNTS_VIA_RAM };

enum class WrappingAlgorithm : std::uint8_t {
  RSAES_PKCS1_V1_5,
  RSAES_OAEP_SHA_1,
  RSAES_OAEP_SHA_256,
  RSA_AES_KEY_WRAP_SHA_1,
  RSA_AES_KEY_WRAP_SHA_256,
  SM2PKE,
};

enum class WrappingKeySpec : std::uint8_t { RSA_2048, RSA_3072, RSA_4096, SM2 };

enum class ExpirationModel : std::uint8_t { KEY_MATERIAL_EXPIRES, KEY_MATERIAL_DOES_NOT_EXPIRE };

enum class ImportType : std::uint8_t { NEW_KEY_MATERIAL, EXISTING_KEY_MATERIAL };

enum class KeyMaterialState : std::uint8_t {
  NON_CURRENT,
  CURRENT,
  PENDING_ROTATION,
  PENDING_MULTI_REGION_IMPORT_AND_ROTATION,
};

enum class ImportState : std::uint8_t { IMPORTED, PENDING_IMPORT };

enum class RotationType : std::uint8_t { AUTOMATIC, ON_DEMAND };

// Which materials ListKeyRotations lists.
enum class IncludeKeyMaterial : std::uint8_t { ALL_KEY_MATERIAL, ROTATIONS_ONLY };

enum class DataKeySpec : std::uint8_t { AES_256, AES_128 };

enum class DataKeyPairSpec : std::uint8_t {
  RSA_2048,
  RSA_3072,
  RSA_4096,
  ECC_NIST_P256,
  ECC_NIST_P384,
  ECC_NIST_P521,
  ECC_SECG_P256K1,
  SM2,
  ECC_NIST_EDWARDS25519,
  ML_KEM_512,
  ML_KEM_768,
  ML_KEM_1024,
};

}  // namespace trent::keys

namespace trent {

template <>
inline constexpr std::array enum_names<keys::KeySpec> = std::to_array<std::string_view>({
    "RSA_2048",
    "RSA_3072",
    "RSA_4096",
    "ECC_NIST_P256",
    "ECC_NIST_P384",
    "ECC_NIST_P521",
    "ECC_SECG_P256K1",
    "SYMMETRIC_DEFAULT",
    "HMAC_224",
    "HMAC_256",
    "HMAC_384",
    "HMAC_512",
    "SM2",
    "ML_DSA_44",
    "ML_DSA_65",
    "ML_DSA_87",
    "ECC_NIST_EDWARDS25519",
    "ML_KEM_512",
    "ML_KEM_768",
    "ML_KEM_1024",
});

template <>
inline constexpr std::array enum_names<keys::CustomerMasterKeySpec> =
    std::to_array<std::string_view>({
        "RSA_2048",
        "RSA_3072",
        "RSA_4096",
        "ECC_NIST_P256",
        "ECC_NIST_P384",
        "ECC_NIST_P521",
        "ECC_SECG_P256K1",
        "SYMMETRIC_DEFAULT",
        "HMAC_224",
        "HMAC_256",
        "HMAC_384",
        "HMAC_512",
        "SM2",
    });

template <>
inline constexpr std::array enum_names<keys::KeyUsage> = std::to_array<std::string_view>({
    "SIGN_VERIFY",
    "ENCRYPT_DECRYPT",
    "GENERATE_VERIFY_MAC",
    "KEY_AGREEMENT",
    "ENCAPSULATE_DECAPSULATE",
});

template <>
inline constexpr std::array enum_names<keys::Origin> = std::to_array<std::string_view>({
    "AWS_KMS",
    "EXTERNAL",
    "AWS_CLOUDHSM",
    "EXTERNAL_KEY_STORE",
});

template <>
inline constexpr std::array enum_names<keys::KeyManager> =
    std::to_array<std::string_view>({"AWS", "CUSTOMER"});

template <>
inline constexpr std::array enum_names<keys::EncryptionAlgorithm> =
    std::to_array<std::string_view>({
        "SYMMETRIC_DEFAULT",
        "RSAES_OAEP_SHA_1",
        "RSAES_OAEP_SHA_256",
        "SM2PKE",
    });

template <>
inline constexpr std::array enum_names<keys::WrappingAlgorithm> = std::to_array<std::string_view>({
    "RSAES_PKCS1_V1_5",
    "RSAES_OAEP_SHA_1",
    "RSAES_OAEP_SHA_256",
    "RSA_AES_KEY_WRAP_SHA_1",
    "RSA_AES_KEY_WRAP_SHA_256",
    "SM2PKE",
});

template <>
inline constexpr std::array enum_names<keys::WrappingKeySpec> =
    std::to_array<std::string_view>({"RSA_2048", "RSA_3072", "RSA_4096", "SM2"});

template <>
inline constexpr std::array enum_names<keys::ExpirationModel> = std::to_array<std::string_view>({
    "KEY_MATERIAL_EXPIRES",
    "KEY_MATERIAL_DOES_NOT_EXPIRE",
});

template <>
inline constexpr std::array enum_names<keys::ImportType> =
    std::to_array<std::string_view>({"NEW_KEY_MATERIAL", "EXISTING_KEY_MATERIAL"});

template <>
inline constexpr std::array enum_names<keys::KeyMaterialState> = std::to_array<std::string_view>({
    "NON_CURRENT",
    "CURRENT",
    "PENDING_ROTATION",
    "PENDING_MULTI_REGION_IMPORT_AND_ROTATION",
});

template <>
inline constexpr std::array enum_names<keys::ImportState> =
    std::to_array<std::string_view>({"IMPORTED", "PENDING_IMPORT"});

template <>
inline constexpr std::array enum_names<keys::RotationType> =
    std::to_array<std::string_view>({"AUTOMATIC", "ON_DEMAND"});

template <>
inline constexpr std::array enum_names<keys::IncludeKeyMaterial> =
    std::to_array<std::string_view>({"ALL_KEY_MATERIAL", "ROTATIONS_ONLY"});

template <>
inline constexpr std::array enum_names<keys::DataKeySpec> =
    std::to_array<std::string_view>({"AES_256", "AES_128"});

template <>
inline constexpr std::array enum_names<keys::DataKeyPairSpec> = std::to_array<std::string_view>({
    "RSA_2048",
    "RSA_3072",
    "RSA_4096",
    "ECC_NIST_P256",
    "ECC_NIST_P384",
    "ECC_NIST_P521",
    "ECC_SECG_P256K1",
    "SM2",
    "ECC_NIST_EDWARDS25519",
    "ML_KEM_512",
    "ML_KEM_768",
    "ML_KEM_1024",
});

template <>
inline constexpr std::array enum_names<keys::MessageType> =
    std::to_array<std::string_view>({"RAW", "DIGEST", "EXTERNAL_MU"});

template <>
inline constexpr std::array enum_names<keys::SigningAlgorithm> = std::to_array<std::string_view>({
    "RSASSA_PSS_SHA_256",
    "RSASSA_PSS_SHA_384",
    "RSASSA_PSS_SHA_512",
    "RSASSA_PKCS1_V1_5_SHA_256",
    "RSASSA_PKCS1_V1_5_SHA_384",
    "RSASSA_PKCS1_V1_5_SHA_512",
    "ECDSA_SHA_256",
    "ECDSA_SHA_384",
    "ECDSA_SHA_512",
    "SM2DSA",
    "ML_DSA_SHAKE_256",
    "ED25519_SHA_512",
    "ED25519_PH_SHA_512",
});

template <>
inline constexpr std::array enum_names<keys::MacAlgorithm> = std::to_array<std::string_view>({
    "HMAC_SHA_224",
    "HMAC_SHA_256",
    "HMAC_SHA_384",
    "HMAC_SHA_512",
});

template <>
inline constexpr std::array enum_names<keys::KeyAgreementAlgorithm> =
    std::to_array<std::string_view>({"ECDH"});

template <>
inline constexpr std::array enum_names<keys::EncapsulationAlgorithm> =
    std::to_array<std::string_view>({"ML_KEM"});

template <>
inline constexpr std::array enum_names<keys::MultiRegionKeyType> =
    std::to_array<std::string_view>({"PRIMARY", "REPLICA"});

template <>
inline constexpr std::array enum_names<keys::KeyEncryptionMechanism> =
    std::to_array<std::string_view>({"RSAES_OAEP_SHA_256"});

template <>
inline constexpr std::array enum_names<keys::DryRunModifier> =
    std::to_array<std::string_view>({"IGNORE_CIPHERTEXT"});

template <>
inline constexpr std::array enum_names<keys::ResourceOwner> =
    std::to_array<std::string_view>({"SELF", "OTHER_ACCOUNTS_VIA_RAM"});

}  // namespace trent
