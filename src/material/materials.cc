#include "material/materials.h"

#include "base/assert.h"
#include "base/byte_io.h"
#include "base/encoding.h"
#include "crypto/aes_gcm.h"
#include "crypto/digest.h"
#include "crypto/kdf.h"
#include "crypto/random.h"
#include "keys/key_specs.h"

namespace trent::material {
namespace {

constexpr std::string_view kIdLabel = "trent-key-material-id-v1";
constexpr std::string_view kWrapLabel = "trent-wrapped-material-v1";
constexpr std::string_view kCallKeyLabel = "trent-call-key-v1";

// What wrapped material is bound to: a record moved to another key does not open.
Bytes wrapping_context(const keys::KeyRecord& key, const keys::KeyMaterialId& id) {
  ByteWriter writer;
  writer.field(kWrapLabel).field(key.ref.scope.account.view()).field(key.ref.id.view());
  writer.field(id.view()).field(name_of(key.spec)).field(name_of(key.origin));
  return writer.take();
}

// A key of its own for every call, so that AES-GCM's random IVs never wear a key out
// (kms-security.md 10.4).
SecretBytes call_key(const SecretBytes& material, const BlobHeader& header) {
  return crypto::counter_kdf_hmac_sha256(material.reveal(), as_bytes(kCallKeyLabel), {header.nonce},
                                         crypto::kGcmKeyBytes);
}

BlobHeader new_header(const keys::KeyRef& key, const keys::KeyMaterialId& material_id) {
  BlobHeader header{.account = key.scope.account, .key_id = key.id, .material_id = material_id};
  crypto::random_bytes(header.nonce);
  crypto::random_bytes(header.iv);
  return header;
}

// A key admitted for something else must not be used to encrypt or decrypt.
void require_admitted_for_encryption(const access::AdmittedKey& key) {
  TRENT_ASSERT(key.action().rule.usage == keys::KeyUsage::ENCRYPT_DECRYPT);
}

}  // namespace

Materials::Materials(const DeploymentKeys& keys, storage::RecordCache& records, Options options)
    : keys_(keys), records_(records), unwrapped_(options.unwrapped_max) {
  records.on_change([this](const keys::KeyRef& key) { unwrapped_.evict(key); });
}

keys::MaterialVersion Materials::generate(const keys::KeyRecord& key, Timestamp now) const {
  const SecretBytes material = crypto::random_secret(keys::kSymmetricMaterialBytes);
  keys::MaterialVersion version{.id = id_of(key.ref.id, material), .created = now};
  Sealed wrapped = wrap(key, version.id, material);
  version.domain_key = wrapped.domain_key;
  version.wrapped = std::move(wrapped.bytes);
  return version;
}

Result<keys::ImportedMaterial> Materials::wrap_imported(const access::AdmittedKey& key,
                                                        const SecretBytes& material) const {
  TRENT_ASSERT(key.action().operation == keys::Operation::ImportKeyMaterial);
  if (material.size_bytes() != keys::kSymmetricMaterialBytes)
    return fail_silently(ErrorCode::IncorrectKeyMaterial);
  keys::ImportedMaterial imported{.id = id_of(key.record().ref.id, material)};
  Sealed wrapped = wrap(key.record(), imported.id, material);
  imported.domain_key = wrapped.domain_key;
  imported.wrapped = std::move(wrapped.bytes);
  return imported;
}

Result<Encrypted> Materials::encrypt(const access::AdmittedKey& key, const SecretBytes& plaintext,
                                     const keys::EncryptionContext& context) const {
  require_admitted_for_encryption(key);
  const keys::MaterialVersion* current = key.record().current_material();
  TRENT_ASSERT(current);  // or the key would not be Enabled
  TRY_ASSIGN(const UnwrappedCache::Material material, unwrap(key.record(), *current));
  const BlobHeader header = new_header(key.record().ref, current->id);
  Bytes blob = encode_header(header);
  blob.resize(kBlobOverheadBytes + plaintext.size_bytes());
  const MutableByteView whole(blob);
  crypto::aes256_gcm_seal(call_key(*material, header).reveal(), header.iv,
                          {whole.first(kBlobHeaderBytes), keys::canonical_bytes(context)},
                          plaintext.reveal(), whole.subspan(kBlobHeaderBytes));
  return Encrypted{std::move(blob), current->id};
}

Result<Decrypted> Materials::decrypt(const access::AdmittedKey& key, const CiphertextBlob& blob,
                                     const keys::EncryptionContext& context) const {
  require_admitted_for_encryption(key);
  const keys::MaterialVersion* version = key.record().find_material(blob.header.material_id);
  if (!version || !version->present_at(key.admitted_at()))
    return fail_silently(ErrorCode::InvalidCiphertext);
  TRY_ASSIGN(const UnwrappedCache::Material material, unwrap(key.record(), *version));
  SecretBytes plaintext(blob.ciphertext_and_tag.size() - crypto::kGcmTagBytes);
  if (!crypto::aes256_gcm_open(call_key(*material, blob.header).reveal(), blob.header.iv,
                               {blob.header_bytes, keys::canonical_bytes(context)},
                               blob.ciphertext_and_tag, plaintext.reveal_mutable()))
    return fail_silently(ErrorCode::InvalidCiphertext);
  return Decrypted{std::move(plaintext), version->id};
}

keys::KeyMaterialId Materials::id_of(const keys::KeyId& key, const SecretBytes& material) const {
  ByteWriter prefix;
  prefix.field(kIdLabel).field(key.view()).u32(static_cast<std::uint32_t>(material.size_bytes()));
  return keys::KeyMaterialId(hex(
      crypto::hmac_sha256(keys_.identifier_key().reveal(), {prefix.view(), material.reveal()})));
}

Sealed Materials::wrap(const keys::KeyRecord& key, const keys::KeyMaterialId& id,
                       const SecretBytes& material) const {
  return keys_.seal(material, wrapping_context(key, id));
}

Result<UnwrappedCache::Material> Materials::unwrap(const keys::KeyRecord& key,
                                                   const keys::MaterialVersion& version) const {
  if (auto cached = unwrapped_.find(version.id)) return cached;
  TRY_ASSIGN(SecretBytes material,
             keys_.unseal(version.domain_key, version.wrapped, wrapping_context(key, version.id)));
  auto shared = std::make_shared<const SecretBytes>(std::move(material));
  unwrapped_.put(key.ref, version.id, shared);
  // The key may have changed while we unwrapped an older record of it, and its eviction have run
  // before our put: then ours must not stay.
  if (!is_current(key)) unwrapped_.evict(key.ref);
  return shared;
}

bool Materials::is_current(const keys::KeyRecord& key) const {
  const auto newest = records_.find_key(key.ref);
  return newest && (*newest)->revision == key.revision;
}

}  // namespace trent::material
