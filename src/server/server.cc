#include "server/server.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <filesystem>

#include "access/gate.h"
#include "access/policy_authorizer.h"
#include "audit/files.h"
#include "audit/log.h"
#include "base/log.h"
#include "crypto/self_check.h"
#include "crypto/tls_context.h"
#include "jobs/periodic.h"
#include "jobs/sweeper.h"
#include "material/materials.h"
#include "operations/aws_managed_keys.h"
#include "operations/call.h"
#include "server/access_key_ring.h"
#include "server/accounts.h"
#include "server/attestation_roots.h"
#include "server/identity_provider_keys.h"
#include "server/pipeline.h"
#include "server/sealed_store.h"
#include "sigv4/verifier.h"
#include "storage/record_cache.h"
#include "throttle/throttle.h"
#include "usage/access_key_tracker.h"
#include "usage/last_usage_tracker.h"

namespace trent::server {
namespace {

constexpr Duration kSweepInterval = std::chrono::seconds(1);
constexpr Duration kKeyFetchInterval = std::chrono::seconds(1);  // to see what is due

std::string audit_directory(const Config& config) {
  return config.audit.directory.empty() ? in_directory(config, audit::kDirectoryName)
                                        : config.audit.directory;
}

std::string host_name() {
  std::array<char, 256> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "localhost";
}

Result<crypto::TlsFiles> tls_files(const Config& config, Timestamp now) {
  if (!config.tls.self_signed)
    return crypto::TlsFiles{config.tls.certificate_path, config.tls.key_path};
  const std::string directory = in_directory(config, "tls");
  std::error_code error;
  std::filesystem::create_directory(directory, error);
  std::filesystem::permissions(directory, std::filesystem::perms::owner_all, error);
  if (error) return fail_internally(fmt::format("cannot make {}: {}", directory, error.message()));
  return crypto::ensure_self_signed_certificate(
      directory, {"localhost", "127.0.0.1", "::1", config.host, host_name()}, now);
}

Result<std::shared_ptr<void>> tls_context(const Config& config, Timestamp now) {
  if (!config.tls.enabled()) return std::shared_ptr<void>{};
  TRY_ASSIGN(const crypto::TlsFiles files, tls_files(config, now));
  return crypto::tls_server_context(files);
}

void report_flush(std::string_view used, const Result<usage::Flushed>& flushed) {
  if (!flushed)
    log::error("last use not stored yet", {{"of", used}, {"detail", flushed.error().detail}});
  else if (flushed->dropped > 0)
    log::warning("last use dropped for want of room",
                 {{"of", used}, {"uses", std::to_string(flushed->dropped)}});
}

}  // namespace

// In the order in which they are made; each uses only those above it.
struct Server::Parts {
  Config config;
  attestation::TrustAnchors attestation_anchors;  // empty: no document is accepted
  oidc::ProviderKeys identity_provider_keys;
  SealedStore sealed;
  std::unique_ptr<AccessKeyRing> access_keys;
  std::unique_ptr<audit::Log> audit_log;  // null: no records are kept
  std::unique_ptr<storage::RecordCache> records;
  std::unique_ptr<usage::LastUsageTracker> last_usage;
  std::unique_ptr<usage::AccessKeyTracker> access_key_uses;
  std::unique_ptr<material::Materials> materials;
  std::unique_ptr<access::PolicyAuthorizer> authorizer;
  std::unique_ptr<operations::AwsManagedKeys> aws_managed_keys;
  std::unique_ptr<access::Gate> gate;
  std::unique_ptr<throttle::Throttle> throttle;  // null: no quotas
  std::unique_ptr<operations::Services> services;
  std::unique_ptr<sigv4::Verifier> verifier;
  std::unique_ptr<Pipeline> pipeline;
  std::unique_ptr<jobs::Sweeper> sweeper;
  std::unique_ptr<jobs::Periodic> sweeping;
  std::unique_ptr<jobs::Periodic> flushing;
  std::unique_ptr<jobs::Periodic> noting_audit_head;  // null: no records are kept
  std::unique_ptr<jobs::Periodic> fetching_keys;      // of identity providers; null: none by URL
  std::unique_ptr<http::Server> http;

  Result<void> open_storage(const Clock& clock);
  Result<void> open_audit_log();
  Result<void> build(const Clock& clock);
  void flush_uses();
  Result<void> listen(const Clock& clock);
};

Result<void> Server::Parts::open_storage(const Clock& clock) {
  TRY_ASSIGN(sealed, open_sealed_store(config));
  TRY(make_missing_accounts(*sealed.store, *sealed.deployment_keys, config, clock.now()));
  TRY_ASSIGN(access_keys, AccessKeyRing::open(*sealed.store, *sealed.deployment_keys));
  return {};
}

Result<void> Server::Parts::open_audit_log() {
  if (!config.audit.enabled) return {};
  audit::Log::Options options;
  options.directory = audit_directory(config);
  options.file_bytes_max = config.audit.file_bytes_max;
  options.sync = config.audit.sync;
  TRY_ASSIGN(const bool has_records, audit::has_records(options.directory));
  TRY_ASSIGN(SecretBytes chain_key,
             audit::open_chain_key(in_directory(config, audit::kChainKeyFileName),
                                   /*create=*/!has_records));
  TRY_ASSIGN(audit_log, audit::Log::open(std::move(options), std::move(chain_key)));
  return {};
}

Result<void> Server::Parts::build(const Clock& clock) {
  records = std::make_unique<storage::RecordCache>(*sealed.store);
  records->on_identity_change(
      [this](auto entities, auto changed_keys) { access_keys->refresh(entities, changed_keys); });
  TRY_ASSIGN(last_usage, usage::LastUsageTracker::open(*records, clock.now()));
  access_key_uses = std::make_unique<usage::AccessKeyTracker>(*records);
  materials = std::make_unique<material::Materials>(*sealed.deployment_keys, *records,
                                                    material::Materials::Options{});
  aws_managed_keys =
      std::make_unique<operations::AwsManagedKeys>(*records, *materials, audit_log.get());
  authorizer = std::make_unique<access::PolicyAuthorizer>(*records);
  gate = std::make_unique<access::Gate>(*records, *authorizer, *aws_managed_keys);
  if (config.request_quotas.limit_anything())
    throttle = std::make_unique<throttle::Throttle>(config.request_quotas);
  services = std::make_unique<operations::Services>(operations::Services{
      *records, *gate, *materials, *sealed.deployment_keys, attestation_anchors, *last_usage,
      config.quotas, throttle.get(), audit_log.get()});
  verifier = std::make_unique<sigv4::Verifier>(sigv4::Verifier::Options{}, *access_keys, clock);
  pipeline = std::make_unique<Pipeline>(*services, *verifier, *records, *access_keys,
                                        *access_key_uses, identity_provider_keys, clock,
                                        audit_log ? audit_directory(config) : "");
  sweeper = std::make_unique<jobs::Sweeper>(*records, *materials, clock, audit_log.get());
  sweeping = std::make_unique<jobs::Periodic>(kSweepInterval, [this] {
    const auto swept = sweeper->sweep();
    if (!swept) log::error("sweeping failed", {{"detail", swept.error().detail}});
  });
  flushing = std::make_unique<jobs::Periodic>(usage::kFlushInterval, [this] { flush_uses(); });
  if (audit_log)
    noting_audit_head =
        std::make_unique<jobs::Periodic>(audit::kHeadInterval, [this] { audit_log->note_head(); });
  if (identity_provider_keys.fetches_any())
    fetching_keys = std::make_unique<jobs::Periodic>(kKeyFetchInterval,
                                                     [this] { identity_provider_keys.refresh(); });
  return {};
}

void Server::Parts::flush_uses() {
  report_flush("keys", last_usage->flush());
  report_flush("access keys", access_key_uses->flush());
}

Result<void> Server::Parts::listen(const Clock& clock) {
  http::Options options{.host = config.host,
                        .port = config.port,
                        .loops = config.loops,
                        .blocking_threads = config.blocking_threads,
                        .limits = config.limits};
  TRY_ASSIGN(options.tls_context, tls_context(config, clock.now()));
  TRY_ASSIGN(http, http::Server::start(options, *pipeline, clock));
  return {};
}

Server::Server(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Server::~Server() = default;

Result<std::unique_ptr<Server>> Server::start(const Config& config, const Clock& clock) {
  TRY(crypto::self_check());
  auto parts = std::make_unique<Parts>();
  parts->config = config;
  // First: a file that cannot be read leaves nothing behind.
  if (config.attestation_root_path) {
    TRY_ASSIGN(parts->attestation_anchors, read_attestation_roots(*config.attestation_root_path));
  }
  TRY_ASSIGN(parts->identity_provider_keys, open_identity_provider_keys(config, clock));
  TRY(parts->open_storage(clock));
  TRY(parts->open_audit_log());
  TRY(parts->build(clock));
  TRY(parts->listen(clock));
  return std::unique_ptr<Server>(new Server(std::move(parts)));
}

std::string Server::url() const {
  const Config& config = parts_->config;
  const bool is_ipv6 = config.host.contains(':');
  return fmt::format("{}://{}{}{}:{}", config.tls.enabled() ? "https" : "http", is_ipv6 ? "[" : "",
                     config.host, is_ipv6 ? "]" : "", parts_->http->port());
}

void Server::reopen_audit_log() {
  if (!parts_->audit_log) return;
  const auto reopened = parts_->audit_log->reopen();
  if (reopened)
    log::info("audit log opened anew");
  else
    log::error("audit log not opened anew", {{"detail", reopened.error().detail}});
}

void Server::drain() {
  parts_->http->drain();
  parts_->flush_uses();
}

}  // namespace trent::server
