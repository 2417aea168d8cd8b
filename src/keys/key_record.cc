#include "keys/key_record.h"

#include <algorithm>

#include "keys/rotation.h"

namespace trent::keys {

const MaterialVersion* KeyRecord::current_material() const {
  const auto found =
      std::ranges::find(materials, KeyMaterialState::CURRENT, &MaterialVersion::state);
  return found == materials.end() ? nullptr : &*found;
}

const MaterialVersion* KeyRecord::find_material(const KeyMaterialId& id) const {
  const auto found = std::ranges::find(materials, id, &MaterialVersion::id);
  return found == materials.end() ? nullptr : &*found;
}

MaterialVersion* KeyRecord::find_material(const KeyMaterialId& id) {
  return const_cast<MaterialVersion*>(std::as_const(*this).find_material(id));
}

std::optional<Timestamp> next_due(const KeyRecord& key) {
  std::optional<Timestamp> due;
  const auto consider = [&due](const std::optional<Timestamp>& moment) {
    if (moment) due = due ? std::min(*due, *moment) : *moment;
  };
  consider(key.deletion_date);
  consider(next_automatic_rotation(key));
  for (const MaterialVersion& material : key.materials)
    if (!material.wrapped.empty()) consider(material.valid_to);
  return due;
}

}  // namespace trent::keys
