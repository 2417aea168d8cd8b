#include "crypto/signatures.h"

#include <openssl/core_names.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "base/assert.h"
#include "crypto/internal/hashes.h"
#include "crypto/internal/openssl_errors.h"
#include "crypto/internal/pkey.h"

namespace trent::crypto {
namespace {

using internal::PkeyContextHandle;

// The default id of GM/T 0009.
constexpr std::string_view kSm2Id = "1234567812345678";

const char* signature_name(const PublicKey& key, SignatureScheme scheme) {
  switch (scheme) {
    case SignatureScheme::RsaPkcs1:
    case SignatureScheme::RsaPss: return "RSA";
    case SignatureScheme::Ecdsa: return "ECDSA";
    case SignatureScheme::Ed25519: return "ED25519";
    case SignatureScheme::Ed25519ph: return "ED25519ph";
    case SignatureScheme::MlDsa: return internal::names_of(key.type()).algorithm;
    case SignatureScheme::Sm2: return "SM2";
  }
  TRENT_ASSERT(false);
}

OSSL_PARAM text_parameter(const char* name, const char* value) {
  return OSSL_PARAM_construct_utf8_string(name, const_cast<char*>(value), 0);
}

// Those that sign any input by themselves; the others sign a digest.
bool signs_messages(SignatureScheme scheme) {
  return scheme == SignatureScheme::Ed25519 || scheme == SignatureScheme::Ed25519ph ||
         scheme == SignatureScheme::MlDsa;
}

struct Parameters {
  std::array<OSSL_PARAM, 5> list{};
  int external_mu = 0;
};

void fill(Parameters& parameters, SignatureAlgorithm algorithm, Signed what) {
  std::size_t count = 0;
  const auto add = [&](OSSL_PARAM parameter) { parameters.list[count++] = parameter; };
  const char* const hash = internal::name_of(algorithm.hash);
  switch (algorithm.scheme) {
    case SignatureScheme::RsaPkcs1:
      add(text_parameter(OSSL_SIGNATURE_PARAM_DIGEST, hash));
      add(text_parameter(OSSL_SIGNATURE_PARAM_PAD_MODE, OSSL_PKEY_RSA_PAD_MODE_PKCSV15));
      break;
    case SignatureScheme::RsaPss:
      add(text_parameter(OSSL_SIGNATURE_PARAM_DIGEST, hash));
      add(text_parameter(OSSL_SIGNATURE_PARAM_PAD_MODE, OSSL_PKEY_RSA_PAD_MODE_PSS));
      add(text_parameter(OSSL_SIGNATURE_PARAM_PSS_SALTLEN, OSSL_PKEY_RSA_PSS_SALT_LEN_DIGEST));
      add(text_parameter(OSSL_SIGNATURE_PARAM_MGF1_DIGEST, hash));
      break;
    case SignatureScheme::Ecdsa: add(text_parameter(OSSL_SIGNATURE_PARAM_DIGEST, hash)); break;
    case SignatureScheme::MlDsa:
      parameters.external_mu = what == Signed::ExternalMu ? 1 : 0;
      add(OSSL_PARAM_construct_int(OSSL_SIGNATURE_PARAM_MU, &parameters.external_mu));
      break;
    case SignatureScheme::Ed25519:
    case SignatureScheme::Ed25519ph:
    case SignatureScheme::Sm2: break;
  }
  parameters.list[count] = OSSL_PARAM_construct_end();
}

constexpr std::array kSignatureNames{"RSA",       "ECDSA",     "ED25519",   "ED25519ph",
                                     "ML-DSA-44", "ML-DSA-65", "ML-DSA-87", "SM2"};

auto fetch_all() {
  std::array<EVP_SIGNATURE*, kSignatureNames.size()> signatures{};
  for (std::size_t i = 0; i < signatures.size(); ++i) {
    signatures[i] = EVP_SIGNATURE_fetch(nullptr, kSignatureNames[i], nullptr);
    TRENT_ASSERT(signatures[i] != nullptr);
  }
  return signatures;
}

// Fetching takes a lock that all threads share.
EVP_SIGNATURE* fetched(const PublicKey& key, SignatureScheme scheme) {
  static const auto signatures = fetch_all();
  const std::string_view name = signature_name(key, scheme);
  const auto place = std::ranges::find(kSignatureNames, name);
  TRENT_ASSERT(place != kSignatureNames.end());
  return signatures[static_cast<std::size_t>(place - kSignatureNames.begin())];
}

std::size_t signature_bytes_max(const PublicKey& key) { return key.block_bytes(); }

// SM2 hashes the signer's id and public key before the message (GB/T 32918.2, 5.5), which OpenSSL
// does in its one call for hash and signature.
internal::DigestContextHandle sm2_context(const PublicKey& key, bool signing) {
  internal::DigestContextHandle context(EVP_MD_CTX_new());
  const std::array parameters{
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_DIST_ID, const_cast<char*>(kSm2Id.data()),
                                        kSm2Id.size()),
      OSSL_PARAM_construct_end()};
  const auto init = signing ? EVP_DigestSignInit_ex : EVP_DigestVerifyInit_ex;
  TRENT_ASSERT(init(context.get(), nullptr, "SM3", nullptr, nullptr, key.pkey().handle.get(),
                    parameters.data()) == 1);
  return context;
}

Result<Bytes> sign_sm2_message(const PrivateKey& key, ByteView message) {
  const auto context = sm2_context(key.public_key(), /*signing=*/true);
  Bytes signature(signature_bytes_max(key.public_key()));
  std::size_t size_bytes = signature.size();
  if (EVP_DigestSign(context.get(), signature.data(), &size_bytes, message.data(),
                     message.size()) != 1)
    return internal::fail_with_openssl_errors("signing with SM2");
  signature.resize(size_bytes);
  return signature;
}

bool verify_sm2_message(const PublicKey& key, ByteView message, ByteView signature) {
  const auto context = sm2_context(key, /*signing=*/false);
  return EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(),
                          message.size()) == 1;
}

Result<Bytes> sign_with(const PrivateKey& key, SignatureAlgorithm algorithm, Signed what,
                        ByteView input) {
  const auto context = internal::new_context(key.pkey());
  EVP_SIGNATURE* const signature_algorithm = fetched(key.public_key(), algorithm.scheme);
  Parameters parameters;
  fill(parameters, algorithm, what);
  const auto init =
      signs_messages(algorithm.scheme) ? EVP_PKEY_sign_message_init : EVP_PKEY_sign_init_ex2;
  Bytes signature(signature_bytes_max(key.public_key()));
  std::size_t size_bytes = signature.size();
  if (init(context.get(), signature_algorithm, parameters.list.data()) != 1 ||
      EVP_PKEY_sign(context.get(), signature.data(), &size_bytes, input.data(), input.size()) != 1)
    return internal::fail_with_openssl_errors("signing");
  signature.resize(size_bytes);
  return signature;
}

bool verify_with(const PublicKey& key, SignatureAlgorithm algorithm, Signed what, ByteView input,
                 ByteView signature) {
  const auto context = internal::new_context(key.pkey());
  EVP_SIGNATURE* const signature_algorithm = fetched(key, algorithm.scheme);
  Parameters parameters;
  fill(parameters, algorithm, what);
  const auto init =
      signs_messages(algorithm.scheme) ? EVP_PKEY_verify_message_init : EVP_PKEY_verify_init_ex2;
  return init(context.get(), signature_algorithm, parameters.list.data()) == 1 &&
         EVP_PKEY_verify(context.get(), signature.data(), signature.size(), input.data(),
                         input.size()) == 1;
}

bool hashes_here(SignatureAlgorithm algorithm, Signed what) {
  return what == Signed::Message && !signs_messages(algorithm.scheme);
}

bool is_sm2_message(SignatureAlgorithm algorithm, Signed what) {
  return algorithm.scheme == SignatureScheme::Sm2 && what == Signed::Message;
}

// RFC 8017, 8.1.2 and 8.2.2, step 1: OpenSSL would take a shorter one for a number.
bool has_possible_length(const PublicKey& key, ByteView signature) {
  return !internal::is_rsa(key.type()) || signature.size() == key.block_bytes();
}

}  // namespace

Result<Bytes> sign(const PrivateKey& key, SignatureAlgorithm algorithm, Signed what,
                   ByteView input) {
  if (is_sm2_message(algorithm, what)) return sign_sm2_message(key, input);
  if (!hashes_here(algorithm, what)) return sign_with(key, algorithm, what, input);
  return sign_with(key, algorithm, Signed::Digest, digest(algorithm.hash, input));
}

bool verify(const PublicKey& key, SignatureAlgorithm algorithm, Signed what, ByteView input,
            ByteView signature) {
  if (!has_possible_length(key, signature)) return false;
  const bool valid = [&] {
    if (is_sm2_message(algorithm, what)) return verify_sm2_message(key, input, signature);
    if (!hashes_here(algorithm, what)) return verify_with(key, algorithm, what, input, signature);
    return verify_with(key, algorithm, Signed::Digest, digest(algorithm.hash, input), signature);
  }();
  internal::forget_openssl_errors();
  return valid;
}

}  // namespace trent::crypto
