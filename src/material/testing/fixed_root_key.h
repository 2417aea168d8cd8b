// material/testing/fixed_root_key.h: a root key that every test knows.
#pragma once

#include <memory>

#include "crypto/sealed_box.h"
#include "rootkey/root_key.h"

namespace trent::material::testing {

class FixedRootKey final : public rootkey::RootKey {
 public:
  explicit FixedRootKey(std::uint8_t byte = 7) : key_(32, byte) {}
  Result<Bytes> wrap(const SecretBytes& plaintext, ByteView context) const override {
    return crypto::seal_box(key_, context, plaintext.reveal());
  }
  Result<SecretBytes> unwrap(ByteView wrapped, ByteView context) const override {
    return crypto::open_box(key_, context, wrapped);
  }
  std::string_view description() const override { return "fixed"; }

 private:
  Bytes key_;
};

}  // namespace trent::material::testing
