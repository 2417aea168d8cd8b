#include "crypto/hash.h"

#include <openssl/core_names.h>

#include <array>

#include "base/assert.h"
#include "crypto/internal/hashes.h"
#include "crypto/internal/openssl_handles.h"

namespace trent::crypto {
namespace {

struct HashFacts {
  Hash hash;
  const char* name;
  std::size_t digest_bytes;
};

// In the order of Hash.
constexpr std::array kHashes{
    HashFacts{Hash::Sha1, "SHA1", 20},       HashFacts{Hash::Sha224, "SHA2-224", 28},
    HashFacts{Hash::Sha256, "SHA2-256", 32}, HashFacts{Hash::Sha384, "SHA2-384", 48},
    HashFacts{Hash::Sha512, "SHA2-512", 64}, HashFacts{Hash::Sm3, "SM3", 32},
};

const HashFacts& facts_of(Hash hash) { return kHashes[static_cast<std::size_t>(hash)]; }

auto fetch_all() {
  std::array<const EVP_MD*, kHashes.size()> digests{};
  for (std::size_t i = 0; i < kHashes.size(); ++i) {
    digests[i] = EVP_MD_fetch(nullptr, kHashes[i].name, nullptr);
    TRENT_ASSERT(digests[i] != nullptr);
  }
  return digests;
}

// One context for each thread and hash, which spares fetching and a contended reference count.
EVP_MAC_CTX* hmac_context(Hash hash) {
  thread_local std::array<internal::MacContextHandle, kHashes.size()> contexts;
  internal::MacContextHandle& context = contexts[static_cast<std::size_t>(hash)];
  if (context == nullptr) {
    static EVP_MAC* const hmac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
    context.reset(EVP_MAC_CTX_new(hmac));
    const std::array parameters{
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST,
                                         const_cast<char*>(internal::name_of(hash)), 0),
        OSSL_PARAM_construct_end(),
    };
    TRENT_ASSERT(EVP_MAC_CTX_set_params(context.get(), parameters.data()) == 1);
  }
  return context.get();
}

}  // namespace

namespace internal {

const EVP_MD* fetched(Hash hash) {
  static const auto digests = fetch_all();
  return digests[static_cast<std::size_t>(hash)];
}

const char* name_of(Hash hash) { return facts_of(hash).name; }

}  // namespace internal

std::size_t digest_bytes(Hash hash) { return facts_of(hash).digest_bytes; }

Bytes digest(Hash hash, ByteView message) {
  Bytes result(digest_bytes(hash));
  TRENT_ASSERT(EVP_Digest(message.data(), message.size(), result.data(), nullptr,
                          internal::fetched(hash), nullptr) == 1);
  return result;
}

Bytes hmac(Hash hash, ByteView key, ByteView message) {
  constexpr std::uint8_t no_key = 0;
  TRENT_ASSERT(!key.empty());  // OpenSSL takes no key for the last one
  EVP_MAC_CTX* const context = hmac_context(hash);
  Bytes mac(digest_bytes(hash));
  std::size_t size_bytes = 0;
  TRENT_ASSERT(EVP_MAC_init(context, key.data(), key.size(), nullptr) == 1);
  TRENT_ASSERT(EVP_MAC_update(context, message.data(), message.size()) == 1);
  TRENT_ASSERT(EVP_MAC_final(context, mac.data(), &size_bytes, mac.size()) == 1);
  TRENT_ASSERT(size_bytes == mac.size());
  // The context would keep the key until its next one, and what the key was hashed to.
  TRENT_ASSERT(EVP_MAC_init(context, &no_key, sizeof(no_key), nullptr) == 1);
  return mac;
}

}  // namespace trent::crypto
