#include "operations/list_key_rotations.h"

#include <algorithm>

#include "keys/imported_material.h"
#include "keys/multi_region.h"
#include "keys/rotation.h"
#include "storage/related_keys.h"

namespace trent::operations {
namespace {

constexpr PageSizes kPageSizes{.usual = 100, .most = 1000};

// What DescribeKey shows of all imported material, for one: nothing of expiry once it is gone.
void add_import(const keys::MaterialVersion& material, Timestamp now, RotationsListEntry& entry) {
  using enum keys::ExpirationModel;
  if (!material.description.empty()) entry.key_material_description = material.description;
  if (!material.present_at(now)) {
    entry.import_state = keys::ImportState::PENDING_IMPORT;
    return;
  }
  entry.import_state = keys::ImportState::IMPORTED;
  entry.expiration_model = material.valid_to ? KEY_MATERIAL_EXPIRES : KEY_MATERIAL_DOES_NOT_EXPIRE;
  entry.valid_to = material.valid_to;
}

RotationsListEntry entry_for(const keys::KeyRecord& key, const keys::MaterialVersion& material,
                             Timestamp now) {
  RotationsListEntry entry{.key_id = key.arn(),
                           .key_material_id = material.id.str(),
                           .key_material_state = material.state};
  if (key.origin == keys::Origin::EXTERNAL) add_import(material, now, entry);
  if (material.rotation) {
    entry.rotation_date = material.rotation->date;
    entry.rotation_type = material.rotation->type;
  }
  return entry;
}

bool is_listed(const keys::KeyRecord& key, const keys::MaterialVersion& material,
               keys::IncludeKeyMaterial include, Timestamp now) {
  if (include == keys::IncludeKeyMaterial::ROTATIONS_ONLY) return material.rotation.has_value();
  return !keys::is_forgotten_at(key, material, now);
}

// With what its relatives' clocks have done to the pending material it shares with them, swept or
// not: expired in its primary's Region it is gone in all, and in a replica's it waits for import
// there again.
Result<keys::KeyRecord> up_to_date(const Call& call, const keys::KeyRecord& key) {
  const auto settled = &keys::MaterialVersion::permanently_associated;
  if (!key.multi_region || std::ranges::all_of(key.materials, settled)) return key;
  TRY_ASSIGN(auto related, storage::find_related_keys(call.services().records, key));
  for (keys::KeyRecord& each : related)
    if (each.is_primary()) keys::erase_expired_material(each, call.now());
  return keys::synchronised(std::move(related), call.now()).front();
}

}  // namespace

Result<ListKeyRotationsResponse> list_key_rotations(Call& call,
                                                    const ListKeyRotationsRequest& request) {
  TRY_ASSIGN(const access::AdmittedKey key, call.admit(request.key_id));
  TRY(keys::require_rotatable(key.record()));
  const std::string filter =
      key.record().arn() + " " + std::string(name_of(request.include_key_material));
  TRY_ASSIGN(const Page page, open_page(call, request.limit, request.marker, kPageSizes, filter));
  TRY_ASSIGN(const keys::KeyRecord record, up_to_date(call, key.record()));
  const auto& materials = record.materials;
  // Only the newest material is ever taken away, while it is pending: then nothing comes after it.
  auto next = materials.begin();
  if (!page.after.empty()) {
    next = std::ranges::find(materials, page.after,
                             [](const auto& material) { return material.id.view(); });
    if (next != materials.end()) ++next;
  }
  ListKeyRotationsResponse response;
  for (; next != materials.end() && response.rotations.size() <= page.limit; ++next)
    if (is_listed(record, *next, request.include_key_material, call.now()))
      response.rotations.push_back(entry_for(record, *next, call.now()));
  close_page(
      call, page, response.rotations, filter,
      [](const RotationsListEntry& entry) { return entry.key_material_id; }, response);
  return response;
}

}  // namespace trent::operations
