#include "material/signing.h"

#include <fmt/format.h>

#include <array>
#include <optional>

#include "base/assert.h"
#include "crypto/signatures.h"

namespace trent::material {
namespace {

using crypto::Hash;
using crypto::Signed;
using enum crypto::SignatureScheme;
using enum keys::SigningAlgorithm;
using keys::MessageType;

// A type of message that an algorithm takes, and what the scheme is to make of it.
struct Input {
  MessageType type;
  Signed what;
  std::size_t bytes;  // exactly; 0: any number
};

constexpr Input kRaw{MessageType::RAW, Signed::Message, 0};
constexpr Input digest_of(std::size_t bytes) {
  return {MessageType::DIGEST, Signed::Digest, bytes};
}
// The submitted digest is hashed once more: it is the message of Ed25519ph.
constexpr Input kDigestAsMessage{MessageType::DIGEST, Signed::Message, 64};
constexpr Input kExternalMu{MessageType::EXTERNAL_MU, Signed::ExternalMu, 64};

struct Algorithm {
  keys::SigningAlgorithm name;
  crypto::SignatureAlgorithm signature;
  Input input;
  std::optional<Input> other_input{};
};

// clang-format off
constexpr std::array kAlgorithms{
    Algorithm{RSASSA_PSS_SHA_256,        {RsaPss,    Hash::Sha256}, kRaw, digest_of(32)},
    Algorithm{RSASSA_PSS_SHA_384,        {RsaPss,    Hash::Sha384}, kRaw, digest_of(48)},
    Algorithm{RSASSA_PSS_SHA_512,        {RsaPss,    Hash::Sha512}, kRaw, digest_of(64)},
    Algorithm{RSASSA_PKCS1_V1_5_SHA_256, {RsaPkcs1,  Hash::Sha256}, kRaw, digest_of(32)},
    Algorithm{RSASSA_PKCS1_V1_5_SHA_384, {RsaPkcs1,  Hash::Sha384}, kRaw, digest_of(48)},
    Algorithm{RSASSA_PKCS1_V1_5_SHA_512, {RsaPkcs1,  Hash::Sha512}, kRaw, digest_of(64)},
    Algorithm{ECDSA_SHA_256,             {Ecdsa,     Hash::Sha256}, kRaw, digest_of(32)},
    Algorithm{ECDSA_SHA_384,             {Ecdsa,     Hash::Sha384}, kRaw, digest_of(48)},
    Algorithm{ECDSA_SHA_512,             {Ecdsa,     Hash::Sha512}, kRaw, digest_of(64)},
    Algorithm{SM2DSA,                    {Sm2,       Hash::Sm3},    kRaw, digest_of(32)},
    Algorithm{ML_DSA_SHAKE_256,          {MlDsa,     {}},           kRaw, kExternalMu},
    Algorithm{ED25519_SHA_512,           {Ed25519,   Hash::Sha512}, kRaw},
    Algorithm{ED25519_PH_SHA_512,        {Ed25519ph, Hash::Sha512}, kDigestAsMessage},
};
// clang-format on

const Algorithm& facts_of(keys::SigningAlgorithm name) {
  const auto row = std::ranges::find(kAlgorithms, name, &Algorithm::name);
  TRENT_ASSERT(row != kAlgorithms.end());
  return *row;
}

const Input* input_of_type(const Algorithm& algorithm, MessageType type) {
  if (algorithm.input.type == type) return &algorithm.input;
  if (algorithm.other_input && algorithm.other_input->type == type) return &*algorithm.other_input;
  return nullptr;
}

Signed what_is_signed(const SigningInput& input) {
  const Input* found = input_of_type(facts_of(input.algorithm), input.message_type);
  TRENT_ASSERT(found);  // require_message_fits saw to it
  return found->what;
}

}  // namespace

Result<void> require_message_fits(const SigningInput& input) {
  const Input* found = input_of_type(facts_of(input.algorithm), input.message_type);
  if (!found)
    return fail(ErrorCode::Validation,
                fmt::format("MessageType {} is not valid for algorithm {}.",
                            name_of(input.message_type), name_of(input.algorithm)));
  if (found->bytes != 0 && input.message.size_bytes() != found->bytes)
    return fail(ErrorCode::Validation, fmt::format("Digest is invalid length for algorithm {}.",
                                                   name_of(input.algorithm)));
  return {};
}

Result<Bytes> sign(const Materials& materials, const access::AdmittedKey& key,
                   const SigningInput& input) {
  TRY_ASSIGN(const auto material, materials.current(key, keys::KeyUsage::SIGN_VERIFY));
  return crypto::sign(material->private_key(), facts_of(input.algorithm).signature,
                      what_is_signed(input), input.message.reveal());
}

Result<bool> verify(const Materials& materials, const access::AdmittedKey& key,
                    const SigningInput& input, ByteView signature) {
  TRY_ASSIGN(const auto material, materials.current(key, keys::KeyUsage::SIGN_VERIFY));
  return crypto::verify(material->private_key().public_key(), facts_of(input.algorithm).signature,
                        what_is_signed(input), input.message.reveal(), signature);
}

}  // namespace trent::material
