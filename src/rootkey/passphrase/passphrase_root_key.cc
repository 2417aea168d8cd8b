#include "rootkey/passphrase/passphrase_root_key.h"

#include "base/byte_io.h"
#include "crypto/compare.h"
#include "crypto/kdf.h"
#include "crypto/random.h"
#include "crypto/secret_file.h"
#include "rootkey/internal/record_file.h"
#include "rootkey/internal/sealing_root_key.h"

namespace trent::rootkey {
namespace {

constexpr std::size_t kSecretBytes = 32;
constexpr std::size_t kSaltBytes = 16;
constexpr std::size_t kCheckBytes = 16;

// Stored. Never change.
constexpr internal::RecordFormat kFormat{
    .noun = "passphrase parameter file",
    .magic = "trent-passphrase",
    .version = 1,
    .body_bytes = 3 * sizeof(std::uint32_t) + kSaltBytes + kCheckBytes};
constexpr std::string_view kCheckLabel = "trent-passphrase-check-v1";

// RFC 9106, section 4, second recommended option, with one lane because we have one thread: 0.1 s.
constexpr crypto::Argon2Cost kDefaultCost{.memory_kib = 64 * 1024, .iterations = 3, .lanes = 1};
// A start that takes minutes or all memory is a damaged or planted file, not a cautious operator.
constexpr crypto::Argon2Cost kCostMax{.memory_kib = 4 * 1024 * 1024, .iterations = 64, .lanes = 64};

struct Parameters {
  crypto::Argon2Cost cost;
  ByteView salt;
  ByteView check;
};

// Says whether a passphrase is the right one, and no more about it than any wrapped blob does.
SecretBytes check_value(const SecretBytes& secret) {
  return crypto::counter_kdf_hmac_sha256(secret.reveal(), as_bytes(kCheckLabel), {}, kCheckBytes);
}

Result<void> create_parameters(const std::string& path, const SecretBytes& passphrase) {
  const Bytes salt = crypto::random_bytes(kSaltBytes);
  TRY_ASSIGN(const SecretBytes secret,
             crypto::argon2id(passphrase, salt, kDefaultCost, kSecretBytes));
  ByteWriter body;
  body.u32(kDefaultCost.memory_kib).u32(kDefaultCost.iterations).u32(kDefaultCost.lanes);
  body.raw(salt).raw(check_value(secret).reveal());
  return internal::create_record_file(kFormat, path, body.view());
}

Parameters parse(ByteView body) {
  ByteReader reader(body);
  const crypto::Argon2Cost cost{
      .memory_kib = reader.u32(), .iterations = reader.u32(), .lanes = reader.u32()};
  return {cost, reader.raw(kSaltBytes), reader.raw(kCheckBytes)};
}

bool is_within_reason(const crypto::Argon2Cost& cost) {
  return cost.memory_kib <= kCostMax.memory_kib && cost.iterations <= kCostMax.iterations &&
         cost.lanes <= kCostMax.lanes;
}

}  // namespace

Result<std::unique_ptr<RootKey>> open_passphrase_root_key(const std::string& parameter_path,
                                                          const SecretBytes& passphrase,
                                                          bool create) {
  if (passphrase.size_bytes() == 0) return fail_internally("the root key's passphrase is empty");
  if (create && !crypto::path_is_taken(parameter_path))
    TRY(create_parameters(parameter_path, passphrase));
  TRY_ASSIGN(const SecretBytes body, internal::read_record_file(kFormat, parameter_path));
  const Parameters parameters = parse(body.reveal());
  if (!is_within_reason(parameters.cost))
    return fail_internally(parameter_path +
                           " asks for an Argon2 cost beyond reason; restore it from a backup");
  TRY_ASSIGN(const SecretBytes secret,
             crypto::argon2id(passphrase, parameters.salt, parameters.cost, kSecretBytes));
  if (!crypto::equal_in_constant_time(check_value(secret).reveal(), parameters.check))
    return fail_internally("the passphrase is not the one that " + parameter_path +
                           " was made with");
  return internal::make_sealing_root_key(secret, "passphrase");
}

}  // namespace trent::rootkey
