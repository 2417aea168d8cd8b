#include "server/credentials_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <system_error>

namespace trent::server {
namespace {

class File {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  ~File() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  explicit operator bool() const { return descriptor_ >= 0; }

  bool write_all(std::string_view text) const {
    while (!text.empty()) {
      const ssize_t written = write(descriptor_, text.data(), text.size());
      if (written < 0) return false;
      text.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
  }
  bool sync() const { return fsync(descriptor_) == 0; }

 private:
  int descriptor_;
};

std::unexpected<Error> cannot_write(const std::string& path) {
  return fail_internally(
      fmt::format("cannot write {}: {}", path, std::generic_category().message(errno)));
}

SecretBuffer contents(const std::string& access_key_id, const SecretBytes& secret) {
  SecretBuffer text;
  const auto append = [&](std::string_view part) {
    text.insert(text.end(), part.begin(), part.end());
  };
  append("[default]\naws_access_key_id = ");
  append(access_key_id);
  append("\naws_secret_access_key = ");
  append(as_text(secret.reveal()));
  append("\n");
  return text;
}

}  // namespace

Result<void> write_credentials_file(const std::string& path, const std::string& access_key_id,
                                    const SecretBytes& secret) {
  const std::string temporary = path + ".new";
  unlink(temporary.c_str());
  {
    const File file(open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file || !file.write_all(view_of(contents(access_key_id, secret))) || !file.sync())
      return cannot_write(temporary);
  }
  if (rename(temporary.c_str(), path.c_str()) != 0) return cannot_write(path);
  const std::string directory = std::filesystem::path(path).parent_path();
  const File folder(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder || !folder.sync()) return cannot_write(directory);
  return {};
}

}  // namespace trent::server
