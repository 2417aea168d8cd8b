#include "oidc/key_files.h"

#include <fmt/format.h>

#include <fstream>
#include <optional>

namespace trent::oidc {
namespace {

constexpr std::string_view kScheme = "https://";
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

std::string_view without_scheme(std::string_view issuer) {
  return issuer.starts_with(kScheme) ? issuer.substr(kScheme.size()) : issuer;
}

KeyFiles::KeyFiles(const std::map<std::string, std::string>& files) {
  for (const auto& [issuer, path] : files) files_.emplace(without_scheme(issuer), path);
}

Result<JsonWebKeys> KeyFiles::keys_of(const std::string& issuer) const {
  const auto file = files_.find(issuer);
  if (file == files_.end()) return fail_silently(ErrorCode::NotFound);
  const auto text = contents_of(file->second);
  if (!text)
    return fail_internally(fmt::format(
        "cannot read the key set {} of {}, or it is larger than 1 MiB", file->second, issuer));
  auto keys = JsonWebKeys::parse(*text);
  if (!keys)
    return fail_internally(fmt::format("the key set {} of {} is not usable: {}", file->second,
                                       issuer, keys.error().message.value_or("")));
  return keys;
}

Result<void> KeyFiles::check() const {
  for (const auto& [issuer, path] : files_) TRY(keys_of(issuer));
  return {};
}

}  // namespace trent::oidc
