// fuzz/ciphertext_blobs.cc: what Decrypt is handed.
//
// The first character of the input says which encryption context goes with the blob, the rest is as
// in support/tampering.h. Only what Encrypt answered decrypts, and only with its context; a header
// that parses is written again as it was.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/assert.h"
#include "base/encoding.h"
#include "material/ciphertext_blob.h"
#include "support/deployment.h"
#include "support/lines.h"
#include "support/tampering.h"

namespace trent::fuzz {
namespace {

struct Kind {
  std::string_view key;
  std::string_view context;
  std::string_view plaintext;  // base64
};

constexpr std::array kKinds{
    Kind{"aes", "{}", "c2VlZA=="},
    Kind{"aes", R"({"purpose":"test"})", "c2VlZA=="},
    Kind{"imported", R"({"a":"b","c":"d"})", "AA=="},
    Kind{"mrk", "{}", "bG9uZ2VyIHRoYW4gdGhlIG90aGVycw=="},
};

std::vector<Bytes> make_blobs(Deployment& deployment) {
  std::vector<Bytes> blobs;
  for (const auto& [key, context, plaintext] : kKinds) {
    const auto answer = deployment.must(
        "Encrypt", fmt::format(R"({{"KeyId":"%{}%","Plaintext":"{}","EncryptionContext":{}}})", key,
                               plaintext, context));
    blobs.push_back(*bytes_from_base64(std::string_view(answer.at("CiphertextBlob").as_string())));
  }
  return blobs;
}

void require_round_trip(ByteView bytes) {
  const auto blob = material::parse_blob(bytes);
  if (!blob) return;
  TRENT_ASSERT(blob->header_bytes.size() == material::kBlobHeaderBytes);
  TRENT_ASSERT(blob->header_bytes.size() + blob->ciphertext_and_tag.size() == bytes.size());
  TRENT_ASSERT(std::ranges::equal(material::encode_header(blob->header), blob->header_bytes));
}

void decrypt(Deployment& deployment, const std::vector<Bytes>& genuine, const Kind& asked,
             const Tampered& made) {
  const auto outcome =
      deployment.call("owner", "Decrypt",
                      fmt::format(R"({{"CiphertextBlob":"{}","EncryptionContext":{}}})",
                                  base64(made.bytes), asked.context));
  const auto own = std::ranges::find(genuine, made.bytes);
  const bool opens =
      own != genuine.end() &&
      kKinds[static_cast<std::size_t>(own - genuine.begin())].context == asked.context;
  TRENT_ASSERT(outcome.has_value() == opens);
}

}  // namespace
}  // namespace trent::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size_bytes) {
  using namespace trent::fuzz;
  // Decrypt changes nothing, so one deployment is good for all inputs.
  static Deployment deployment;
  static const std::vector<trent::Bytes> genuine = make_blobs(deployment);
  if (size_bytes == 0) return 0;
  const Kind& asked = kKinds[static_cast<std::size_t>(data[0] - '0') % kKinds.size()];
  const Tampered made = tampered(text_of(data, size_bytes).substr(1), genuine);
  require_round_trip(made.bytes);
  decrypt(deployment, genuine, asked, made);
  return 0;
}
