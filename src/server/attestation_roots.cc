#include "server/attestation_roots.h"

#include <fmt/format.h>

#include <fstream>

namespace trent::server {
namespace {

constexpr std::size_t kFileBytesMax = 1024 * 1024;

}  // namespace

Result<attestation::TrustAnchors> read_attestation_roots(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string pem(kFileBytesMax + 1, '\0');
  file.read(pem.data(), static_cast<std::streamsize>(pem.size()));
  if (!file.is_open() || file.bad())
    return fail_internally(fmt::format("cannot read the attestation root {}", path));
  pem.resize(static_cast<std::size_t>(file.gcount()));
  if (pem.size() > kFileBytesMax)
    return fail_internally(fmt::format("the attestation root {} is larger than 1 MiB", path));
  auto anchors = attestation::TrustAnchors::from_pem(pem);
  if (!anchors)
    return fail_internally(
        fmt::format("the attestation root {} is not usable: {}", path, anchors.error().detail));
  return anchors;
}

}  // namespace trent::server
