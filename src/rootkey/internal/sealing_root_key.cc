#include "rootkey/internal/sealing_root_key.h"

#include <algorithm>
#include <array>

#include "base/byte_io.h"
#include "base/encoding.h"
#include "crypto/kdf.h"
#include "crypto/sealed_box.h"

namespace trent::rootkey::internal {
namespace {

// Stored. Never change.
constexpr std::string_view kMagic = "TRWK";
constexpr std::uint8_t kVersion = 1;
constexpr std::string_view kWrappingKeyLabel = "trent-root-key-wrap-v1";
constexpr std::string_view kIdLabel = "trent-root-key-id-v1";
constexpr std::size_t kIdBytes = 8;
constexpr std::size_t kHeaderBytes = kMagic.size() + 1 + kIdBytes;

SecretBytes derive(const SecretBytes& secret, std::string_view label, std::size_t size_bytes) {
  return crypto::counter_kdf_hmac_sha256(secret.reveal(), as_bytes(label), {}, size_bytes);
}

// What the client sees is the same in every case; the operator learns which.
std::unexpected<Error> refuse(std::string detail) {
  return std::unexpected(Error{ErrorCode::InvalidCiphertext, std::nullopt, std::move(detail),
                               std::source_location::current()});
}

Bytes authenticated_data(ByteView header, ByteView context) {
  return ByteWriter().raw(header).raw(context).take();
}

class SealingRootKey final : public RootKey {
 public:
  SealingRootKey(const SecretBytes& secret, std::string_view description)
      : wrapping_key_(derive(secret, kWrappingKeyLabel, crypto::kGcmKeyBytes)),
        description_(description) {
    const SecretBytes id = derive(secret, kIdLabel, kIdBytes);
    std::ranges::copy(id.reveal(), id_.begin());
  }

  Result<Bytes> wrap(const SecretBytes& plaintext, ByteView context) const override {
    if (plaintext.size_bytes() > kMaxWrapBytes)
      return fail_internally("more than a root key wraps");
    ByteWriter wrapped;
    wrapped.raw(as_bytes(kMagic)).u8(kVersion).raw(id_);
    const Bytes aad = authenticated_data(wrapped.view(), context);
    wrapped.raw(crypto::seal_box(wrapping_key_.reveal(), aad, plaintext.reveal()));
    return wrapped.take();
  }

  Result<SecretBytes> unwrap(ByteView wrapped, ByteView context) const override {
    ByteReader reader(wrapped);
    const ByteView magic = reader.raw(kMagic.size());
    const std::uint8_t version = reader.u8();
    const ByteView id = reader.raw(kIdBytes);
    if (!reader.ok() || as_text(magic) != kMagic) return refuse("not wrapped by a root key");
    if (version != kVersion)
      return refuse("wrapped in format " + std::to_string(version) +
                    ", which this version of trent does not know");
    if (!std::ranges::equal(id, id_))
      return refuse("wrapped by root key " + hex(id) + ", and this is root key " + hex(id_));
    const Bytes aad = authenticated_data(wrapped.first(kHeaderBytes), context);
    auto plaintext = crypto::open_box(wrapping_key_.reveal(), aad, reader.rest());
    if (!plaintext) return refuse("damaged, or wrapped for another purpose");
    return plaintext;
  }

  std::string_view description() const override { return description_; }

 private:
  SecretBytes wrapping_key_;
  std::array<std::uint8_t, kIdBytes> id_{};
  std::string_view description_;
};

}  // namespace

std::unique_ptr<RootKey> make_sealing_root_key(const SecretBytes& secret,
                                               std::string_view description) {
  return std::make_unique<SealingRootKey>(secret, description);
}

}  // namespace trent::rootkey::internal
