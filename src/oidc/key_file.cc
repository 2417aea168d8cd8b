#include "oidc/key_file.h"

#include <fmt/format.h>

#include <fstream>
#include <optional>

namespace trent::oidc {
namespace {

constexpr std::size_t kFileBytesMax = 1024 * 1024;

std::optional<std::string> contents_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text(kFileBytesMax + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file.is_open() || file.bad()) return std::nullopt;
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > kFileBytesMax) return std::nullopt;
  return text;
}

}  // namespace

Result<JsonWebKeys> read_key_file(const std::string& issuer, const std::string& path) {
  const auto text = contents_of(path);
  if (!text)
    return fail_internally(
        fmt::format("cannot read the key set {} of {}, or it is larger than 1 MiB", path, issuer));
  auto keys = JsonWebKeys::parse(*text);
  if (!keys)
    return fail_internally(fmt::format("the key set {} of {} is not usable: {}", path, issuer,
                                       keys.error().message.value_or("")));
  return keys;
}

}  // namespace trent::oidc
