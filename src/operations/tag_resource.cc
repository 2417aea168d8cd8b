// Source: kms-behaviour.md section 10.5.
#include "operations/tag_resource.h"

namespace trent::operations {

Result<wire::NoOutput> tag_resource(Call& call, const TagResourceRequest& request) {
  TRY(keys::require_valid_tags(request.tags));
  TRY(change_key(call, request.key_id,
                 [&](const access::AdmittedKey&, keys::KeyRecord& record) -> Result<void> {
                   TRY_ASSIGN(record.tags, keys::merge_tags(std::move(record.tags), request.tags));
                   return {};
                 }));
  return wire::NoOutput{};
}

Result<wire::NoOutput> untag_resource(Call& call, const UntagResourceRequest& request) {
  TRY(keys::require_valid_tag_keys(request.tag_keys));
  TRY(change_key(call, request.key_id,
                 [&](const access::AdmittedKey&, keys::KeyRecord& record) -> Result<void> {
                   for (const std::string& key : request.tag_keys) record.tags.erase(key);
                   return {};
                 }));
  return wire::NoOutput{};
}

}  // namespace trent::operations
