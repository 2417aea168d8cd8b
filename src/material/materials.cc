#include "material/materials.h"

#include "base/assert.h"
#include "base/byte_io.h"
#include "base/encoding.h"
#include "crypto/digest.h"

namespace trent::material {
namespace {

constexpr std::string_view kIdLabel = "trent-key-material-id-v1";
constexpr std::string_view kWrapLabel = "trent-wrapped-material-v1";

// What wrapped material is bound to: a record moved to another key does not open.
Bytes wrapping_context(const keys::KeyRecord& key, const keys::KeyMaterialId& id) {
  ByteWriter writer;
  writer.field(kWrapLabel).field(key.ref.scope.account.view()).field(key.ref.id.view());
  writer.field(id.view()).field(name_of(key.spec)).field(name_of(key.origin));
  return writer.take();
}

}  // namespace

Materials::Materials(const DeploymentKeys& keys, storage::RecordCache& records, Options options)
    : keys_(keys), records_(records), unwrapped_(options.unwrapped_max) {
  records.on_change([this](const keys::KeyRef& key) { unwrapped_.evict(key); });
}

Result<keys::MaterialVersion> Materials::generate(const keys::KeyRecord& key, Timestamp now) const {
  TRY_ASSIGN(const KeyMaterial material, generate_material(key.spec));
  Wrapped wrapped = wrap(key, material);
  keys::MaterialVersion version{.id = std::move(wrapped.id), .created = now};
  version.domain_key = wrapped.sealed.domain_key;
  version.wrapped = std::move(wrapped.sealed.bytes);
  version.public_key = std::move(wrapped.public_key);
  return version;
}

Result<keys::ImportedMaterial> Materials::wrap_imported(const access::AdmittedKey& key,
                                                        const SecretBytes& material) const {
  TRENT_ASSERT(key.action().operation == keys::Operation::ImportKeyMaterial);
  TRY_ASSIGN(const KeyMaterial read, read_imported_material(key.record().spec, material));
  Wrapped wrapped = wrap(key.record(), read);
  keys::ImportedMaterial imported{.id = std::move(wrapped.id)};
  imported.domain_key = wrapped.sealed.domain_key;
  imported.wrapped = std::move(wrapped.sealed.bytes);
  imported.public_key = std::move(wrapped.public_key);
  return imported;
}

Result<UnwrappedCache::Material> Materials::current(const access::AdmittedKey& key,
                                                    keys::KeyUsage usage) const {
  const keys::MaterialVersion* current = key.record().current_material();
  TRENT_ASSERT(current);  // or the key would not be Enabled
  return version(key, usage, *current);
}

Result<UnwrappedCache::Material> Materials::version(const access::AdmittedKey& key,
                                                    keys::KeyUsage usage,
                                                    const keys::MaterialVersion& version) const {
  // A key admitted for something else must not be used for this.
  TRENT_ASSERT(key.action().rule.usage == usage);
  TRENT_ASSERT(version.present_at(key.admitted_at()));
  return unwrap(key.record(), version);
}

Result<Bytes> Materials::public_key(const access::AdmittedKey& key,
                                    const keys::MaterialVersion& version) const {
  // The store is not trusted to say which public key is the key's; the id is an HMAC over it.
  if (id_of(key.record().ref.id, version.public_key) != version.id)
    return fail_internally("the stored public key does not belong to its key material");
  return version.public_key;
}

keys::KeyMaterialId Materials::id_of(const keys::KeyId& key, ByteView what_identifies_it) const {
  ByteWriter prefix;
  prefix.field(kIdLabel).field(key.view());
  prefix.u32(static_cast<std::uint32_t>(what_identifies_it.size()));
  return keys::KeyMaterialId(hex(
      crypto::hmac_sha256(keys_.identifier_key().reveal(), {prefix.view(), what_identifies_it})));
}

Materials::Wrapped Materials::wrap(const keys::KeyRecord& key, const KeyMaterial& material) const {
  Wrapped wrapped{.public_key = public_key_of(material)};
  // A key pair is known by its public key: there are many encodings of the private one.
  wrapped.id = id_of(
      key.ref.id, material.is_key_pair() ? ByteView(wrapped.public_key) : material.raw().reveal());
  wrapped.sealed = keys_.seal(serialized(material), wrapping_context(key, wrapped.id));
  return wrapped;
}

Result<UnwrappedCache::Material> Materials::unwrap(const keys::KeyRecord& key,
                                                   const keys::MaterialVersion& version) const {
  if (auto cached = unwrapped_.find(version.id)) return cached;
  TRY_ASSIGN(const SecretBytes stored,
             keys_.unseal(version.domain_key, version.wrapped, wrapping_context(key, version.id)));
  TRY_ASSIGN(KeyMaterial material, read_stored_material(key.spec, stored));
  auto shared = std::make_shared<const KeyMaterial>(std::move(material));
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
