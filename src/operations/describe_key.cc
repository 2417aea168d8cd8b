#include "operations/describe_key.h"

namespace trent::operations {

Result<DescribeKeyResponse> describe_key(Call& call, const DescribeKeyRequest& request) {
  TRY_ASSIGN(const access::AdmittedKey key, call.admit(request.key_id));
  return DescribeKeyResponse{metadata_of(key.record(), call.now())};
}

}  // namespace trent::operations
