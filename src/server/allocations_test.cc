// What a request takes from the heap in the steady state, counted by the sanitizer's allocator: of
// this thread, whoever asks for it, libraries too. HTTP is not in it; the answer is.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "access/policy_authorizer.h"
#include "audit/log.h"
#include "material/testing/fixed_root_key.h"
#include "operations/aws_managed_keys.h"
#include "policy/document.h"
#include "server/pipeline.h"
#include "sigv4/testing/signer.h"
#include "storage/memory/memory_store.h"

// Of sanitizer/allocator_interface.h, which GCC does not install. Weak: there is none in a build
// without sanitizers.
extern "C" [[gnu::weak]] int __sanitizer_install_malloc_and_free_hooks(  // NOLINT
    void (*allocated)(const volatile void*, std::size_t), void (*freed)(const volatile void*));

namespace trent::server {
namespace {

thread_local std::size_t allocations = 0;

void count_allocation(const volatile void*, std::size_t) { ++allocations; }
void ignore_free(const volatile void*) {}

bool counts_allocations() {
  if (__sanitizer_install_malloc_and_free_hooks == nullptr) return false;
  static const bool installed =
      __sanitizer_install_malloc_and_free_hooks(count_allocation, ignore_free) != 0;
  return installed;
}

constexpr std::string_view kAccessKeyId = "AKIAIOSFODNN7EXAMPLE";
constexpr std::string_view kSecret = "secret";
constexpr std::string_view kRegion = "eu-central-1";
const keys::AccountId kAccount("000000000000");

class OneKey final : public identity::AccessKeys {
 public:
  OneKey() {
    key_->id = kAccessKeyId;
    key_->secret = SecretBytes::copy_of(kSecret);
    key_->account = kAccount;
  }
  std::shared_ptr<const identity::AccessKey> find(std::string_view) const override { return key_; }
  std::shared_ptr<const identity::AccessKey> find_temporary(std::string_view,
                                                            std::string_view) const override {
    return nullptr;
  }

 private:
  std::shared_ptr<identity::AccessKey> key_ = std::make_shared<identity::AccessKey>();
};

// A request with its headers, signed.
struct Signed {
  std::string target, body, authorization, amz_date;
  std::vector<http::Header> headers;

  http::Request request() const {
    return {.method = "POST", .target = "/", .headers = headers, .body = body};
  }
};

std::string fresh_directory() {
  const auto path =
      std::filesystem::temp_directory_path() / fmt::format("trent-allocations-{}", ::getpid());
  std::filesystem::remove_all(path);
  return path.string();
}

class AllocationsTest : public ::testing::Test {
 protected:
  ~AllocationsTest() override {
    log_.reset();
    std::filesystem::remove_all(directory_);
  }

  std::unique_ptr<Signed> sign(std::string_view operation, std::string body) const {
    auto made = std::make_unique<Signed>();
    made->target = fmt::format("TrentService.{}", operation);
    made->body = std::move(body);
    made->headers = {{"Host", "localhost"},
                     {"Content-Type", "application/x-amz-json-1.1"},
                     {"User-Agent", "aws-sdk-cpp/1.11"},
                     {"X-Amz-Target", made->target}};
    std::vector<sigv4::HeaderView> signed_headers;
    for (const auto& [name, value] : made->headers) signed_headers.push_back({name, value});
    const auto signature = sigv4::testing::sign({.request = {.method = "POST",
                                                             .target = "/",
                                                             .headers = signed_headers,
                                                             .body = as_bytes(made->body)},
                                                 .access_key_id = kAccessKeyId,
                                                 .secret = kSecret,
                                                 .region = kRegion,
                                                 .time = clock_.now()});
    made->authorization = signature.authorization;
    made->amz_date = signature.amz_date;
    made->headers.push_back({"Authorization", made->authorization});
    made->headers.push_back({"X-Amz-Date", made->amz_date});
    return made;
  }

  std::string answer_to(std::string_view operation, std::string body) {
    const auto request = sign(operation, std::move(body));
    return std::string(view_of(pipeline_.handle(request->request()).body));
  }

  // As http/ does it, for one connection.
  unsigned status_of(const http::Request& request) {
    const http::Response response = pipeline_.handle(request);
    return pipeline_.settle() ? response.status : 0;
  }

  // The mean of many, rounded up. What is done once for each thread and key is done before.
  std::size_t allocations_of(std::string_view operation, const std::string& body) {
    constexpr std::size_t kWarmUp = 200, kCounted = 100;
    const auto signed_request = sign(operation, body);
    const http::Request request = signed_request->request();
    for (std::size_t i = 0; i < kWarmUp; ++i) EXPECT_EQ(status_of(request), 200U);
    const std::size_t before = allocations;
    for (std::size_t i = 0; i < kCounted; ++i) (void)status_of(request);
    return (allocations - before + kCounted - 1) / kCounted;
  }

  std::string symmetric_key() {
    const std::string made = answer_to("CreateKey", "{}");
    constexpr std::string_view kMember = R"("KeyId":")";
    return made.substr(made.find(kMember) + kMember.size(), 36);
  }

  const std::string directory_ = fresh_directory();
  ManualClock clock_{Timestamp{std::chrono::days(20000)}};
  std::unique_ptr<storage::Store> store_ = storage::make_memory_store();
  storage::RecordCache records_{*store_};
  material::testing::FixedRootKey root_key_;
  std::unique_ptr<material::DeploymentKeys> keys_ =
      *material::DeploymentKeys::open(*store_, root_key_);
  material::Materials materials_{*keys_, records_, {}};
  access::PolicyAuthorizer authorizer_{records_};
  std::unique_ptr<audit::Log> log_ =
      *audit::Log::open({.directory = directory_}, SecretBytes::copy_of(std::string(32, 'k')));
  const operations::AwsManagedKeys aws_managed_keys_{records_, materials_, log_.get()};
  access::Gate gate_{records_, authorizer_, aws_managed_keys_};
  attestation::TrustAnchors attestation_anchors_;
  std::unique_ptr<usage::LastUsageTracker> last_usage_ =
      *usage::LastUsageTracker::open(records_, clock_.now());
  usage::AccessKeyTracker access_key_uses_{records_};
  operations::Services services_{records_,     gate_, materials_, *keys_,    attestation_anchors_,
                                 *last_usage_, {},    nullptr,    log_.get()};
  OneKey access_keys_;
  sigv4::Verifier verifier_{{}, access_keys_, clock_};
  oidc::ProviderKeys no_identity_providers_;
  Pipeline pipeline_{services_,    verifier_,        records_,
                     access_keys_, access_key_uses_, no_identity_providers_,
                     clock_};
};

// The bounds are what was measured; whoever gets lower lowers them, who needs more says why here.
// Of Encrypt's 26: 9 are what is remembered for the record (ids that outlive what they were read
// from, members that it shows), 6 who signed and what, 7 the ciphertext (header, derived key,
// associated data), the rest decoding and the answer.
// `./dev bench --only instructions` names the functions.
TEST_F(AllocationsTest, ARequestTakesLittleFromTheHeap) {
  if (!counts_allocations()) GTEST_SKIP() << "needs a sanitizer's allocator";
  const std::string key = symmetric_key();
  EXPECT_LE(allocations_of("Encrypt", fmt::format(R"({{"KeyId":"{}","Plaintext":"QUJD"}})", key)),
            26U);
  EXPECT_LE(allocations_of("DescribeKey", fmt::format(R"({{"KeyId":"{}"}})", key)), 20U);
}

}  // namespace
}  // namespace trent::server
