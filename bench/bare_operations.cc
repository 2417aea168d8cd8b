// bench/bare_operations: what OpenSSL alone does in one thread, with nothing of Trent around it:
// the limit for the operations that make or use a private key.
//
// One line for each, as bench/run reads it: OPERATION SPEC ALGORITHM, tab, operations a CPU second.
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace {

using Bytes = std::vector<unsigned char>;

void require(bool fulfilled) {
  if (!fulfilled) std::abort();
}

template <auto Free>
struct FreeWith {
  template <class T>
  void operator()(T* handle) const {
    Free(handle);
  }
};
using Key = std::unique_ptr<EVP_PKEY, FreeWith<EVP_PKEY_free>>;
using Context = std::unique_ptr<EVP_PKEY_CTX, FreeWith<EVP_PKEY_CTX_free>>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, FreeWith<EVP_CIPHER_CTX_free>>;
using MacContext = std::unique_ptr<EVP_MAC_CTX, FreeWith<EVP_MAC_CTX_free>>;

Context context_of(const Key& key) {
  return Context(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
}

double seconds_of_cpu() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

void measure(const char* name, const std::function<void()>& operation) {
  constexpr double seconds = 0.3;
  constexpr int operations_between_looks = 8;
  operation();  // what is made once, such as RSA's blinding
  long count = 0;
  const double begin = seconds_of_cpu();
  double passed = 0;
  while (passed < seconds) {
    for (int i = 0; i < operations_between_looks; ++i) operation();
    count += operations_between_looks;
    passed = seconds_of_cpu() - begin;
  }
  std::printf("%s\t%.0f\n", name, static_cast<double>(count) / passed);
  std::fflush(stdout);
}

struct Signing {
  const char* spec;
  const char* algorithm;
  std::function<Key()> generate;
  const char* signature;  // OpenSSL's name
  const char* digest;     // null: signs messages
  int padding;            // of RSA; else 0
  std::size_t input_bytes;
};

void start(const Signing& signing, EVP_PKEY_CTX* context, bool to_sign) {
  EVP_SIGNATURE* const algorithm = EVP_SIGNATURE_fetch(nullptr, signing.signature, nullptr);
  if (signing.digest == nullptr) {
    const auto init = to_sign ? EVP_PKEY_sign_message_init : EVP_PKEY_verify_message_init;
    require(init(context, algorithm, nullptr) == 1);
  } else {
    const auto init = to_sign ? EVP_PKEY_sign_init_ex2 : EVP_PKEY_verify_init_ex2;
    require(init(context, algorithm, nullptr) == 1);
    if (signing.padding != 0) require(EVP_PKEY_CTX_set_rsa_padding(context, signing.padding) == 1);
    require(EVP_PKEY_CTX_set_signature_md(context,
                                          EVP_MD_fetch(nullptr, signing.digest, nullptr)) == 1);
    if (signing.padding == RSA_PKCS1_PSS_PADDING)
      require(EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1);
  }
  EVP_SIGNATURE_free(algorithm);
}

void measure_signing(const Signing& signing) {
  const Key key = signing.generate();
  const Bytes input(signing.input_bytes, 7);
  Bytes signature(static_cast<std::size_t>(EVP_PKEY_get_size(key.get())));
  std::size_t size = 0;
  const Context signs = context_of(key);
  start(signing, signs.get(), true);
  const std::string name = std::string(signing.spec) + " " + signing.algorithm;
  measure(("Sign " + name).c_str(), [&] {
    size = signature.size();
    require(EVP_PKEY_sign(signs.get(), signature.data(), &size, input.data(), input.size()) == 1);
  });
  const Context verifies = context_of(key);
  start(signing, verifies.get(), false);
  measure(("Verify " + name).c_str(), [&] {
    require(EVP_PKEY_verify(verifies.get(), signature.data(), size, input.data(), input.size()) ==
            1);
  });
}

Key named(const char* name) { return Key(EVP_PKEY_Q_keygen(nullptr, nullptr, name)); }

void measure_ecdh(const char* spec, const char* group) {
  const Key ours(EVP_EC_gen(group));
  const Key theirs(EVP_EC_gen(group));
  Bytes secret(128);
  measure((std::string("DeriveSharedSecret ") + spec + " ECDH").c_str(), [&] {
    const Context context = context_of(ours);
    std::size_t size = secret.size();
    require(EVP_PKEY_derive_init(context.get()) == 1 &&
            EVP_PKEY_derive_set_peer(context.get(), theirs.get()) == 1 &&
            EVP_PKEY_derive(context.get(), secret.data(), &size) == 1);
  });
}

void measure_kem(const char* spec, const char* name) {
  const Key key = named(name);
  const Context makes = context_of(key);
  const Context opens = context_of(key);
  require(EVP_PKEY_encapsulate_init(makes.get(), nullptr) == 1);
  require(EVP_PKEY_decapsulate_init(opens.get(), nullptr) == 1);
  Bytes ciphertext(2048);
  Bytes secret(32);
  std::size_t ciphertext_size = 0;
  measure((std::string("Encapsulate ") + spec + " ML_KEM").c_str(), [&] {
    ciphertext_size = ciphertext.size();
    std::size_t size = secret.size();
    require(EVP_PKEY_encapsulate(makes.get(), ciphertext.data(), &ciphertext_size, secret.data(),
                                 &size) == 1);
  });
  measure((std::string("Decapsulate ") + spec + " ML_KEM").c_str(), [&] {
    std::size_t size = secret.size();
    require(EVP_PKEY_decapsulate(opens.get(), secret.data(), &size, ciphertext.data(),
                                 ciphertext_size) == 1);
  });
}

void measure_hmac(const char* spec, const char* algorithm, const char* digest) {
  EVP_MAC* const hmac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  const MacContext context(EVP_MAC_CTX_new(hmac));
  EVP_MAC_free(hmac);
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, const_cast<char*>(digest), 0),
      OSSL_PARAM_construct_end()};
  const Bytes key(64, 1);
  const Bytes message(64, 7);
  Bytes mac(64);
  require(EVP_MAC_init(context.get(), key.data(), key.size(), parameters) == 1);
  measure((std::string("GenerateMac ") + spec + " " + algorithm).c_str(), [&] {
    std::size_t size = 0;
    require(EVP_MAC_init(context.get(), nullptr, 0, nullptr) == 1 &&
            EVP_MAC_update(context.get(), message.data(), message.size()) == 1 &&
            EVP_MAC_final(context.get(), mac.data(), &size, mac.size()) == 1);
  });
}

// What an Encrypt of 24 bytes is to OpenSSL: a key for the call by HMAC, then AES-256-GCM under it
// over a header of ours. Random bytes are not in it.
class SymmetricCall {
 public:
  SymmetricCall() {
    EVP_MAC* const hmac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
    mac_.reset(EVP_MAC_CTX_new(hmac));
    EVP_MAC_free(hmac);
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, const_cast<char*>("SHA256"), 0),
        OSSL_PARAM_construct_end()};
    require(EVP_MAC_init(mac_.get(), secret_.data(), secret_.size(), parameters) == 1);
    encrypt(plaintext_.size());
  }

  void encrypt(std::size_t size) {
    start(1);
    require(EVP_EncryptUpdate(cipher_.get(), ciphertext_.data(), &written_, plaintext_.data(),
                              static_cast<int>(size)) == 1 &&
            EVP_EncryptFinal_ex(cipher_.get(), ciphertext_.data() + written_, &written_) == 1 &&
            EVP_CIPHER_CTX_ctrl(cipher_.get(), EVP_CTRL_AEAD_GET_TAG, 16, tag_.data()) == 1);
  }
  void decrypt(std::size_t size) {
    start(0);
    require(EVP_DecryptUpdate(cipher_.get(), opened_.data(), &written_, ciphertext_.data(),
                              static_cast<int>(size)) == 1 &&
            EVP_CIPHER_CTX_ctrl(cipher_.get(), EVP_CTRL_AEAD_SET_TAG, 16, tag_.data()) == 1 &&
            EVP_DecryptFinal_ex(cipher_.get(), opened_.data() + written_, &written_) == 1);
  }

 private:
  void start(int to_encrypt) {
    std::size_t size = 0;
    require(EVP_MAC_init(mac_.get(), secret_.data(), secret_.size(), nullptr) == 1 &&
            EVP_MAC_update(mac_.get(), label_.data(), label_.size()) == 1 &&
            EVP_MAC_final(mac_.get(), call_key_.data(), &size, call_key_.size()) == 1);
    require(EVP_CipherInit_ex2(cipher_.get(), gcm_, call_key_.data(), iv_.data(), to_encrypt,
                               nullptr) == 1 &&
            EVP_CipherUpdate(cipher_.get(), nullptr, &written_, header_.data(),
                             static_cast<int>(header_.size())) == 1);
  }

  MacContext mac_;
  CipherContext cipher_{EVP_CIPHER_CTX_new()};
  EVP_CIPHER* const gcm_ = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  const Bytes secret_ = Bytes(32, 1), label_ = Bytes(42, 2), header_ = Bytes(84, 3),
              iv_ = Bytes(12, 4), plaintext_ = Bytes(32, 5);
  Bytes call_key_ = Bytes(32), ciphertext_ = Bytes(64), opened_ = Bytes(64), tag_ = Bytes(16);
  int written_ = 0;
};

void measure_symmetric() {
  constexpr std::size_t plaintext = 24, data_key = 32;
  SymmetricCall call;
  const char* const spec = " SYMMETRIC_DEFAULT SYMMETRIC_DEFAULT";
  measure((std::string("GenerateDataKey") + spec).c_str(), [&] { call.encrypt(data_key); });
  measure((std::string("Encrypt") + spec).c_str(), [&] { call.encrypt(plaintext); });
  measure((std::string("Decrypt") + spec).c_str(), [&] { call.decrypt(plaintext); });
}

Key rsa(unsigned bits) { return Key(EVP_RSA_gen(bits)); }
Key curve(const char* group) { return Key(EVP_EC_gen(group)); }

}  // namespace

int main() {
  const std::vector<Signing> signings{
      {"RSA_2048", "RSASSA_PSS_SHA_256", [] { return rsa(2048); }, "RSA", "SHA256",
       RSA_PKCS1_PSS_PADDING, 32},
      {"RSA_3072", "RSASSA_PSS_SHA_256", [] { return rsa(3072); }, "RSA", "SHA256",
       RSA_PKCS1_PSS_PADDING, 32},
      {"RSA_4096", "RSASSA_PKCS1_V1_5_SHA_512", [] { return rsa(4096); }, "RSA", "SHA512",
       RSA_PKCS1_PADDING, 64},
      {"ECC_NIST_P256", "ECDSA_SHA_256", [] { return curve("P-256"); }, "ECDSA", "SHA256", 0, 32},
      {"ECC_NIST_P384", "ECDSA_SHA_384", [] { return curve("P-384"); }, "ECDSA", "SHA384", 0, 48},
      {"ECC_NIST_P521", "ECDSA_SHA_512", [] { return curve("P-521"); }, "ECDSA", "SHA512", 0, 64},
      {"ECC_SECG_P256K1", "ECDSA_SHA_256", [] { return curve("secp256k1"); }, "ECDSA", "SHA256", 0,
       32},
      {"ECC_NIST_EDWARDS25519", "ED25519_SHA_512", [] { return named("ED25519"); }, "ED25519",
       nullptr, 0, 64},
      {"ML_DSA_44", "ML_DSA_SHAKE_256", [] { return named("ML-DSA-44"); }, "ML-DSA-44", nullptr, 0,
       64},
      {"ML_DSA_65", "ML_DSA_SHAKE_256", [] { return named("ML-DSA-65"); }, "ML-DSA-65", nullptr, 0,
       64},
      {"ML_DSA_87", "ML_DSA_SHAKE_256", [] { return named("ML-DSA-87"); }, "ML-DSA-87", nullptr, 0,
       64},
  };
  measure_symmetric();
  for (const Signing& signing : signings) measure_signing(signing);
  measure_hmac("HMAC_256", "HMAC_SHA_256", "SHA256");
  measure_hmac("HMAC_512", "HMAC_SHA_512", "SHA512");
  measure_ecdh("ECC_NIST_P256", "P-256");
  measure_ecdh("ECC_NIST_P384", "P-384");
  measure_ecdh("ECC_NIST_P521", "P-521");
  measure_kem("ML_KEM_512", "ML-KEM-512");
  measure_kem("ML_KEM_768", "ML-KEM-768");
  measure_kem("ML_KEM_1024", "ML-KEM-1024");
}
