// material/symmetric_encryption.h: SYMMETRIC_DEFAULT, which makes ciphertext blobs of our own
// format.
#pragma once

#include "material/encryption.h"

namespace trent::material {

// As encrypt() and decrypt() of encryption.h.
Result<Encrypted> encrypt_symmetrically(const Materials& materials, const access::AdmittedKey& key,
                                        const SecretBytes& plaintext,
                                        const keys::EncryptionContext& context);
Result<Decrypted> decrypt_symmetrically(const Materials& materials, const access::AdmittedKey& key,
                                        ByteView ciphertext,
                                        const keys::EncryptionContext& context);

}  // namespace trent::material
