#include "support/deployment.h"

#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include <array>
#include <optional>

#include "attestation/testing/documents.h"
#include "audit/record.h"
#include "base/assert.h"
#include "base/encoding.h"
#include "base/log.h"
#include "crypto/asymmetric_encryption.h"
#include "identity/names.h"
#include "material/testing/fixed_root_key.h"
#include "storage/memory/memory_store.h"
#include "support/well_formed.h"
#include "wire/error_table.h"

namespace trent::fuzz {
namespace {

const keys::AccountId kOwner("111122223333");
const keys::AccountId kStranger("444455556666");
const keys::Region kRegion("eu-central-1");
const keys::Region kOtherRegion("eu-west-1");

struct NewKey {
  std::string_view name;  // as Names has it
  std::string_view members;
};

// A key of every kind of material and use. RSA takes its time, so two of them only.
constexpr std::array kNewKeys{
    NewKey{"aes", R"({"Tags":[{"TagKey":"team","TagValue":"red"}]})"},
    NewKey{"aes2", R"({})"},
    NewKey{"mrk", R"({"MultiRegion":true})"},
    NewKey{"external", R"({"Origin":"EXTERNAL"})"},
    NewKey{"imported", R"({"Origin":"EXTERNAL"})"},
    NewKey{"hmac", R"({"KeySpec":"HMAC_256","KeyUsage":"GENERATE_VERIFY_MAC"})"},
    NewKey{"rsa", R"({"KeySpec":"RSA_2048","KeyUsage":"ENCRYPT_DECRYPT"})"},
    NewKey{"rsasign", R"({"KeySpec":"RSA_2048","KeyUsage":"SIGN_VERIFY"})"},
    NewKey{"ecc", R"({"KeySpec":"ECC_NIST_P256","KeyUsage":"SIGN_VERIFY"})"},
    NewKey{"ed", R"({"KeySpec":"ECC_NIST_EDWARDS25519","KeyUsage":"SIGN_VERIFY"})"},
    NewKey{"mldsa", R"({"KeySpec":"ML_DSA_44","KeyUsage":"SIGN_VERIFY"})"},
    NewKey{"agree", R"({"KeySpec":"ECC_NIST_P256","KeyUsage":"KEY_AGREEMENT"})"},
    NewKey{"kem", R"({"KeySpec":"ML_KEM_512","KeyUsage":"ENCAPSULATE_DECAPSULATE"})"},
};

struct NewThing {
  std::string_view operation;
  std::string_view members;
  std::string_view member;  // of the answer
  std::string_view name;
};

// In this order; members may name what is made above.
constexpr std::array kNewThings{
    NewThing{"CreateAlias", R"({"AliasName":"alias/aes","TargetKeyId":"%aes%"})", "", ""},
    NewThing{"Encrypt", R"({"KeyId":"%aes%","Plaintext":"c2VlZA=="})", "CiphertextBlob", "blob"},
    NewThing{
        "Encrypt",
        R"({"KeyId":"%rsa%","Plaintext":"c2VlZA==","EncryptionAlgorithm":"RSAES_OAEP_SHA_256"})",
        "CiphertextBlob", "rsablob"},
    NewThing{"GenerateMac",
             R"({"KeyId":"%hmac%","Message":"c2VlZA==","MacAlgorithm":"HMAC_SHA_256"})", "Mac",
             "mac"},
    NewThing{"Sign", R"({"KeyId":"%ecc%","Message":"c2VlZA==","SigningAlgorithm":"ECDSA_SHA_256"})",
             "Signature", "signature"},
    NewThing{
        "Sign",
        R"({"KeyId":"%rsasign%","Message":"c2VlZA==","SigningAlgorithm":"RSASSA_PSS_SHA_256"})",
        "Signature", "rsasignature"},
    NewThing{"GetPublicKey", R"({"KeyId":"%agree%"})", "PublicKey", "peer"},
    NewThing{"Encapsulate", R"({"KeyId":"%kem%","EncapsulationAlgorithm":"ML_KEM"})",
             "SharedSecretCiphertextBlob", "sharedsecret"},
    NewThing{
        "CreateGrant",
        R"({"KeyId":"%aes%","GranteePrincipal":"arn:aws:iam::444455556666:root","RetiringPrincipal":"arn:aws:iam::111122223333:root","Operations":["Decrypt","DescribeKey","RetireGrant"]})",
        "GrantToken", "granttoken"},
    NewThing{"ReplicateKey", R"({"KeyId":"%mrk%","ReplicaRegion":"eu-west-1"})", "", ""},
};

std::string text(const boost::json::object& body, std::string_view member) {
  return std::string(body.at(member).as_string());
}

// Contents and token for the key that waits for them, as a user wraps them.
void prepare_import(Deployment& deployment, std::string_view key, Names& names) {
  const auto parameters = deployment.must(
      "GetParametersForImport",
      fmt::format(
          R"({{"KeyId":"%{}%","WrappingAlgorithm":"RSAES_OAEP_SHA_256","WrappingKeySpec":"RSA_2048"}})",
          key));
  const auto wrapping_key = crypto::PublicKey::from_spki(
      crypto::KeyType::Rsa2048, *bytes_from_base64(text(parameters, "PublicKey")));
  const auto wrapped =
      crypto::encrypt_rsa_oaep(*wrapping_key, crypto::Hash::Sha256, Bytes(32, 'm'));
  names["token"] = text(parameters, "ImportToken");
  names["material"] = base64(*wrapped);
}

Bytes document_of(const attestation::testing::Enclave& enclave) {
  const auto recipient = crypto::PrivateKey::generate(crypto::KeyType::Rsa2048);
  return enclave.document(recipient->public_key());
}

storage::Write user() {
  identity::User details;
  details.permissions.inline_policies["all"] =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:*","Resource":"*"}]})";
  return storage::PutEntity{{.ref = {kOwner, identity::EntityKind::User, "user"},
                             .id = "AIDAAAAAAAAAAAAAAAAAA",
                             .name = "user",
                             .created = kStart,
                             .details = details}};
}

template <class Record>
Record as_new(const storage::Snapshot<Record>& record) {
  Record copy = *record;
  copy.revision = 0;
  return copy;
}

// What has been made in a store, to be made again in others.
storage::Batch contents(const storage::Store& store) {
  constexpr std::size_t kMany = 1000;
  storage::Batch batch{user()};
  for (const keys::Region& region : {kRegion, kOtherRegion}) {
    const keys::Scope scope{kOwner, region};
    for (const auto& key : *store.list_keys(scope, "", kMany)) {
      batch.emplace_back(storage::PutKey{as_new(key)});
      for (grants::Grant grant : (*store.find_grants(key->ref))->in_order()) {
        grant.ordinal = 0;
        batch.emplace_back(storage::PutGrant{std::move(grant)});
      }
    }
    for (const auto& alias : *store.list_aliases(scope, std::nullopt, "", kMany))
      batch.emplace_back(storage::PutAlias{as_new(alias)});
  }
  batch.emplace_back(storage::PutTrackingStart{kStart});
  return batch;
}

std::unique_ptr<storage::Store> store_with(const storage::Batch& batch) {
  auto store = storage::make_memory_store();
  TRENT_ASSERT(store->commit(batch).has_value());
  return store;
}

std::string replaced(std::string_view text, const Names& names) {
  std::string out;
  while (!text.empty()) {
    const std::size_t begin = std::min(text.find('%'), text.size());
    out.append(text.substr(0, begin));
    text.remove_prefix(begin);
    if (text.empty()) break;
    const std::size_t end = text.find('%', 1);
    const auto name =
        end == std::string_view::npos ? names.end() : names.find(text.substr(1, end - 1));
    out.append(name == names.end() ? "%" : name->second);
    text.remove_prefix(name == names.end() ? 1 : end + 1);
  }
  return out;
}

// What the record of the request would say is one line, whatever it says.
void require_record(audit::Event event, const Result<SecretBuffer>& outcome,
                    const identity::Caller& caller) {
  event.caller = caller;
  event.region = kRegion.str();
  if (!outcome) event.error = outcome.error();
  SecretBuffer record;
  audit::write_record(event, record);
  TRENT_ASSERT(!view_of(record).contains('\n'));
  json_object(view_of(record));
}

void require_well_formed(const Result<SecretBuffer>& outcome) {
  if (outcome) {
    if (!outcome->empty()) json_object(view_of(*outcome));
    return;
  }
  require_not_ours(outcome.error());
  const auto body = json_object(view_of(wire::encode_error(outcome.error())));
  TRENT_ASSERT(body.contains("__type") && body.at("__type").is_string());
  TRENT_ASSERT(wire::wire_error(outcome.error().code).http_status == 400);
}

}  // namespace

// Made once; the keys of all deployments are wrapped under the same secrets.
struct Deployment::Prepared {
  Prepared();

  material::testing::FixedRootKey root_key;
  std::unique_ptr<material::DeploymentKeys> keys;
  attestation::testing::Enclave enclave{kStart};
  attestation::TrustAnchors anchors = enclave.anchors();
  storage::Batch batch;
  Names names;
};

Deployment::Prepared::Prepared() {
  auto store = storage::make_memory_store();
  keys = *material::DeploymentKeys::open(*store, root_key);
  storage::Store& made = *store;
  Deployment first(std::move(store), *keys, anchors);
  first.naming_ = &names;
  for (const auto& [name, members] : kNewKeys)
    names[std::string(name)] =
        text(first.must("CreateKey", members).at("KeyMetadata").as_object(), "KeyId");
  for (const auto& [operation, members, member, name] : kNewThings) {
    const auto answer = first.must(operation, members);
    if (!name.empty()) names[std::string(name)] = text(answer, member);
  }
  prepare_import(first, "imported", names);
  first.must("ImportKeyMaterial",
             R"({"KeyId":"%imported%","ImportToken":"%token%","EncryptedKeyMaterial":"%material%",)"
             R"("ExpirationModel":"KEY_MATERIAL_DOES_NOT_EXPIRE"})");
  prepare_import(first, "external", names);
  names["document"] = base64(document_of(enclave));
  batch = contents(made);
}

const Deployment::Prepared& Deployment::prepared() {
  static const Prepared prepared;
  return prepared;
}

const Names& Deployment::names() { return prepared().names; }

std::string Deployment::named(std::string_view text) { return replaced(text, names()); }

identity::Caller Deployment::caller_named(std::string_view name) {
  const bool is_stranger = name == "stranger";
  const keys::AccountId& account = is_stranger ? kStranger : kOwner;
  identity::Caller caller{.account = account,
                          .arn = keys::root_arn_of(account, kRegion),
                          .access_key_id = "AKIAAAAAAAAAAAAAAAAA"};
  if (name != "user") return caller;
  caller.type = identity::PrincipalType::User;
  caller.arn = "arn:aws:iam::111122223333:user/user";
  caller.unique_id = "AIDAAAAAAAAAAAAAAAAAA";
  caller.user_name = "user";
  caller.entity = identity::EntityRef{kOwner, identity::EntityKind::User, "user"};
  return caller;
}

Deployment::Deployment()
    : Deployment(store_with(prepared().batch), *prepared().keys, prepared().anchors) {
  naming_ = &prepared().names;
}

Deployment::Deployment(std::unique_ptr<storage::Store> store, const material::DeploymentKeys& keys,
                       const attestation::TrustAnchors& anchors)
    : store_(std::move(store)),
      // Few records, and a new cache for each input.
      records_(*store_, {64, 64, 64, 64}),
      last_usage_(*usage::LastUsageTracker::open(records_, kStart)),
      materials_(keys, records_, {}),
      services_{records_, gate_, materials_, keys, anchors, *last_usage_} {}

Result<SecretBuffer> Deployment::call(std::string_view caller_name, std::string_view operation,
                                      std::string_view body) {
  const identity::Caller caller = caller_named(caller_name);
  const auto* const row = operations::find_operation(operation);
  if (!row) return fail_silently(ErrorCode::UnknownOperation);
  wire::Document document;
  TRY(document.parse(body));
  constexpr std::string_view kRequestId = "01234567-89ab-4cde-8f01-23456789abcd";
  audit::Event event;
  event.time = now_;
  event.request_id = kRequestId;
  auto outcome = operations::run(
      *row, services_,
      {.caller = caller, .scope = {caller.account, kRegion}, .now = now_, .request_id = kRequestId},
      document, event);
  require_well_formed(outcome);
  require_record(std::move(event), outcome, caller);
  return outcome;
}

boost::json::object Deployment::must(std::string_view operation, std::string_view members) {
  const auto outcome = call("owner", operation, replaced(members, *naming_));
  if (!outcome)
    log::error("cannot prepare", {{"operation", operation},
                                  {"message", outcome.error().message.value_or("")},
                                  {"detail", outcome.error().detail}});
  TRENT_ASSERT(outcome.has_value());
  return outcome->empty() ? boost::json::object() : json_object(view_of(*outcome));
}

}  // namespace trent::fuzz
