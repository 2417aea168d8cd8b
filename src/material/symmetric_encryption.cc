// Source: kms-security.md section 10.4; docs/formats/ciphertext-blob.md.
#include "material/symmetric_encryption.h"

#include "base/assert.h"
#include "crypto/aes_gcm.h"
#include "crypto/kdf.h"
#include "crypto/random.h"
#include "material/ciphertext_blob.h"

namespace trent::material {
namespace {

constexpr std::string_view kCallKeyLabel = "trent-call-key-v1";

// A key of its own for every call, so that AES-GCM's random IVs never wear a key out
// (kms-security.md 10.4).
SecretBytes call_key(const KeyMaterial& material, const BlobHeader& header) {
  return crypto::counter_kdf_hmac_sha256(material.raw().reveal(), as_bytes(kCallKeyLabel),
                                         {header.nonce}, crypto::kGcmKeyBytes);
}

BlobHeader new_header(const keys::KeyRef& key, const keys::KeyMaterialId& material_id) {
  BlobHeader header{.account = key.scope.account, .key_id = key.id, .material_id = material_id};
  crypto::random_bytes(header.nonce);
  crypto::random_bytes(header.iv);
  return header;
}

}  // namespace

Result<Encrypted> encrypt_symmetrically(const Materials& materials, const access::AdmittedKey& key,
                                        const SecretBytes& plaintext,
                                        const keys::EncryptionContext& context) {
  TRY_ASSIGN(const auto material, materials.current(key, keys::KeyUsage::ENCRYPT_DECRYPT));
  const keys::KeyMaterialId& material_id = key.record().current_material()->id;
  const BlobHeader header = new_header(key.record().ref, material_id);
  const std::size_t size_bytes = kBlobOverheadBytes + plaintext.size_bytes();
  Bytes blob = encode_header(header, size_bytes - kBlobHeaderBytes);
  blob.resize(size_bytes);
  const MutableByteView whole(blob);
  crypto::aes256_gcm_seal(call_key(*material, header).reveal(), header.iv,
                          {whole.first(kBlobHeaderBytes), keys::canonical_bytes(context)},
                          plaintext.reveal(), whole.subspan(kBlobHeaderBytes));
  return Encrypted{std::move(blob), material_id};
}

Result<Decrypted> decrypt_symmetrically(const Materials& materials, const access::AdmittedKey& key,
                                        ByteView ciphertext,
                                        const keys::EncryptionContext& context) {
  const auto blob = parse_blob(ciphertext);
  if (!blob) return fail_silently(ErrorCode::InvalidCiphertext);
  const keys::MaterialVersion* version = key.record().find_material(blob->header.material_id);
  if (!version || !version->present_at(key.admitted_at()))
    return fail_silently(ErrorCode::InvalidCiphertext);
  TRY_ASSIGN(const auto material,
             materials.version(key, keys::KeyUsage::ENCRYPT_DECRYPT, *version));
  SecretBytes plaintext(blob->ciphertext_and_tag.size() - crypto::kGcmTagBytes);
  if (!crypto::aes256_gcm_open(call_key(*material, blob->header).reveal(), blob->header.iv,
                               {blob->header_bytes, keys::canonical_bytes(context)},
                               blob->ciphertext_and_tag, plaintext.reveal_mutable()))
    return fail_silently(ErrorCode::InvalidCiphertext);
  return Decrypted{std::move(plaintext), version->id};
}

}  // namespace trent::material
