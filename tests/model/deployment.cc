#include "deployment.h"

#include <fmt/format.h>

#include <iostream>

#include "access/policy_authorizer.h"
#include "base/assert.h"
#include "base/encoding.h"
#include "crypto/asymmetric_encryption.h"
#include "operations/aws_managed_keys.h"
#include "storage/memory/memory_store.h"
#include "storage/sqlite/sqlite_store.h"
#include "usage/last_usage_tracker.h"
#include "wire/error_table.h"
#include "world.h"

namespace trent::model {
namespace {

namespace json = boost::json;

std::size_t index(int number) { return static_cast<std::size_t>(number); }

template <class Value>
Value must(Result<Value> result) {
  if (!result) {
    std::cerr << "the deployment cannot go on: " << result.error().detail << "\n";
    std::abort();
  }
  return std::move(*result);
}

std::string text(const json::object& body, std::string_view member) {
  const auto* value = body.if_contains(member);
  return value && value->is_string() ? std::string(value->get_string()) : "";
}

Bytes bytes(std::string_view text) { return {text.begin(), text.end()}; }

double seconds(Timestamp at) {
  return std::chrono::duration<double>(at.time_since_epoch()).count();
}

// Contents of imported material: the same in every run, but for key pairs.
Bytes material_of(int spec, int content) {
  if (spec != spec::Ecc) return Bytes(32, static_cast<std::uint8_t>(content));
  static std::map<int, Bytes> pairs;
  Bytes& der = pairs[content];
  if (der.empty()) {
    const auto pair = must(crypto::PrivateKey::generate(crypto::KeyType::P256));
    const SecretBytes secret = pair.pkcs8();
    der.assign(secret.reveal().begin(), secret.reveal().end());
  }
  return der;
}

json::object context_of(int context) {
  if (context == 0) return {};
  return {{"purpose", fmt::format("context {}", context)}};
}

// The model knows nothing of AWS managed keys.
Answer without_predefined_aliases(Answer answer) {
  if (!answer.exception.empty()) return answer;
  json::array own;
  for (const json::value& alias : answer.body.at("Aliases").as_array())
    if (!text(alias.as_object(), "AliasName").starts_with("alias/aws/")) own.push_back(alias);
  answer.body["Aliases"] = std::move(own);
  return answer;
}

}  // namespace

// What a restart takes down; each uses only those above it.
struct Deployment::Parts {
  Parts(storage::Store& store, const rootkey::RootKey& root_key, const Clock& clock)
      : deployment_keys(must(material::DeploymentKeys::open(store, root_key))),
        records(store),
        last_usage(must(usage::LastUsageTracker::open(records, clock.now()))),
        materials(*deployment_keys, records, {}),
        authorizer(records),
        aws_managed_keys(records, materials),
        gate(records, authorizer, aws_managed_keys),
        services{records, gate, materials, *deployment_keys, anchors, *last_usage},
        sweeper(records, materials, clock) {}

  std::unique_ptr<material::DeploymentKeys> deployment_keys;
  storage::RecordCache records;
  std::unique_ptr<usage::LastUsageTracker> last_usage;
  material::Materials materials;
  access::PolicyAuthorizer authorizer;
  operations::AwsManagedKeys aws_managed_keys;
  access::Gate gate;
  attestation::TrustAnchors anchors;
  operations::Services services;
  jobs::Sweeper sweeper;
};

Deployment::Deployment(StoreKind store, Timestamp start_time) : kind_(store), clock_(start_time) {
  start();
}

void Deployment::start() {
  parts_.reset();
  if (kind_ == StoreKind::Sqlite) {
    store_.reset();
    store_ = must(storage::open_sqlite_store(directory_.path()));
  } else if (!store_) {
    store_ = storage::make_memory_store();
  }
  parts_ = std::make_shared<Parts>(*store_, root_key_, clock_);
}

Answer Deployment::call(const Step& step, std::string_view operation, json::object members) {
  const keys::AccountId account(kAccountIds.at(index(step.caller)));
  const keys::Region region(kRegionNames.at(index(step.region)));
  wire::Document document;
  TRENT_ASSERT(document.parse(json::serialize(members)).has_value());
  const identity::Caller caller{
      .account = account, .arn = keys::root_arn_of(account, region), .access_key_id = "AKIATEST"};
  const std::string request_id = fmt::format("request {}", ++requests_);
  audit::Event event;
  const auto outcome = operations::run(
      *operations::find_operation(operation), parts_->services,
      {.caller = caller, .scope = {account, region}, .now = clock_.now(), .request_id = request_id},
      document, event);
  Answer answer;
  if (!outcome) {
    answer.exception = wire::wire_error(outcome.error().code).name;
    answer.message = outcome.error().message.value_or("");
    if (answer.exception == "KMSInternalException") answer.message = outcome.error().detail;
  } else if (!outcome->empty()) {
    answer.body = json::parse(view_of(*outcome)).as_object();
  }
  return answer;
}

// Follows the markers to the end. What does not fit the rules of paging shows as a failure.
Answer Deployment::call_paged(const Step& step, json::object members, std::string_view list) {
  if (step.limit != 0) members["Limit"] = step.limit;
  Answer whole;
  json::array entries;
  for (int pages = 0; pages < 1000; ++pages) {
    Answer page = call(step, name_of(step.kind), members);
    if (!page.exception.empty()) return page;
    const json::array& some = page.body.at(list).as_array();
    if (step.limit != 0 && some.size() > index(step.limit)) break;
    entries.insert(entries.end(), some.begin(), some.end());
    const bool truncated = page.body.at("Truncated").as_bool();
    if (truncated != page.body.contains("NextMarker")) break;
    if (!truncated) {
      page.body[list] = std::move(entries);
      return page;
    }
    members["Marker"] = page.body.at("NextMarker");
  }
  whole.exception = "the pages break the rules of paging";
  return whole;
}

std::string Deployment::key_name(const Step& step, int slot, int how) const {
  const auto id = key_ids_.find(slot);
  const std::string key_id = id == key_ids_.end() ? unknown_key_id(slot) : id->second;
  const auto account = key_accounts_.find(slot);
  switch (how) {
    case form::Arn:
      return key_arn(account == key_accounts_.end() ? step.caller : account->second, step.region,
                     key_id);
    case form::AliasName: return alias_name(step.alias);
    case form::AliasArn: return arn_of(step.caller, step.region, alias_name(step.alias));
    case form::Malformed: return "no-key";
    case form::OtherRegionArn: return key_arn(step.caller, (step.region + 1) % kRegions, key_id);
    default: return key_id;
  }
}

void Deployment::add_import(const Step& step, json::object& members) {
  const auto import = imports_.find(step.slot);
  members["ImportToken"] = import == imports_.end() ? "AAAA" : import->second.token;
  Bytes plain = material_of(key_specs_[step.key], step.content);
  if (step.spoilt == spoilt::WrongLength) plain.resize(plain.size() - 5);
  Bytes wrapped(256, 1);
  if (import != imports_.end()) {
    const auto key =
        must(crypto::PublicKey::from_spki(crypto::KeyType::Rsa2048, import->second.public_key));
    wrapped = must(crypto::encrypt_rsa_oaep(key, crypto::Hash::Sha256, plain));
  }
  if (step.spoilt == spoilt::Tampered) wrapped[100] ^= 1;
  members["EncryptedKeyMaterial"] = base64(wrapped);
  const Timestamp now = clock_.now();
  const auto valid_to = [&](Duration in) { members["ValidTo"] = seconds(now + in); };
  members["ExpirationModel"] = "KEY_MATERIAL_EXPIRES";
  switch (step.expiry) {
    case expiry::At: valid_to(Duration(step.ms)); break;
    case expiry::Missing:
      members.erase("ExpirationModel");  // which then is KEY_MATERIAL_EXPIRES
      break;
    case expiry::Past: valid_to(-std::chrono::seconds(5)); break;
    case expiry::TooFar: valid_to(std::chrono::days(366)); break;
    case expiry::Contradiction: valid_to(std::chrono::days(2)); [[fallthrough]];
    default: members["ExpirationModel"] = "KEY_MATERIAL_DOES_NOT_EXPIRE";
  }
  if (step.type != 0)
    members["ImportType"] =
        step.type == import_type::New ? "NEW_KEY_MATERIAL" : "EXISTING_KEY_MATERIAL";
  if (step.description != 0)
    members["KeyMaterialDescription"] = fmt::format("material {}", step.description);
}

json::object Deployment::request(const Step& step) {
  json::object members;
  if (step.kind != Kind::CreateKey && step.kind != Kind::ListKeys && step.kind != Kind::DeleteAlias)
    members["KeyId"] = key_name(step, step.key, step.form);
  if (step.id_content != 0) {
    const auto known = material_ids_.find({key_id(step.key), step.id_content});
    members["KeyMaterialId"] =
        known == material_ids_.end() ? unknown_material_id(step.id_content) : known->second;
  }
  const json::value tag_list{{{"TagKey", tag_key(step.tag)}, {"TagValue", "first"}}};
  const std::string message = base64(bytes(fmt::format("message {}", step.content)));
  const auto proof = [&] {
    std::string made = proofs_.contains(step.slot) ? proofs_[step.slot] : "AAAA";
    if (step.spoilt != 0) made[made.size() / 2] = made[made.size() / 2] == 'A' ? 'B' : 'A';
    return made;
  };
  const auto blob = [&] {
    std::string made = blobs_.contains(step.slot) ? blobs_[step.slot] : "AAAA";
    // In the second last group of four, so in the tag, whatever the padding.
    if (step.spoilt != 0 && made.size() > 8)
      made[made.size() - 7] = made[made.size() - 7] == 'A' ? 'B' : 'A';
    return made;
  };
  switch (step.kind) {
    case Kind::CreateKey:
      members = {{"KeySpec", kSpecNames.at(index(step.spec))},
                 {"KeyUsage", kUsageNames.at(index(step.spec))},
                 {"Origin", step.external != 0 ? "EXTERNAL" : "AWS_KMS"},
                 {"MultiRegion", step.multi_region != 0}};
      [[fallthrough]];
    case Kind::ReplicateKey:
      if (step.kind == Kind::ReplicateKey)
        members["ReplicaRegion"] = kRegionNames.at(index(step.to_region));
      if (step.tag != 0)
        members["Tags"] =
            json::array{json::object{{"TagKey", tag_key(step.tag)}, {"TagValue", "first"}}};
      if (step.description != 0)
        members["Description"] = fmt::format("description {}", step.description);
      break;
    case Kind::UpdateKeyDescription:
      members["Description"] =
          step.description == 0 ? "" : fmt::format("description {}", step.description);
      break;
    case Kind::ScheduleKeyDeletion:
      if (step.days != 0) members["PendingWindowInDays"] = step.days;
      break;
    case Kind::EnableKeyRotation:
      if (step.days != 0) members["RotationPeriodInDays"] = step.days;
      break;
    case Kind::ListKeyRotations:
      if (step.all != 0) members["IncludeKeyMaterial"] = "ALL_KEY_MATERIAL";
      break;
    case Kind::GetParametersForImport:
      members["WrappingAlgorithm"] = "RSAES_OAEP_SHA_256";
      members["WrappingKeySpec"] = "RSA_2048";
      break;
    case Kind::ImportKeyMaterial: add_import(step, members); break;
    case Kind::UpdatePrimaryRegion:
      members["PrimaryRegion"] = kRegionNames.at(index(step.to_region));
      break;
    case Kind::CreateAlias:
    case Kind::UpdateAlias: members = {{"TargetKeyId", members["KeyId"]}}; [[fallthrough]];
    case Kind::DeleteAlias: members["AliasName"] = alias_name(step.alias); break;
    case Kind::ListAliases:
      if (step.all == 0) members.erase("KeyId");
      break;
    case Kind::TagResource:
      members["Tags"] = json::array{json::object{
          {"TagKey", tag_key(step.tag)}, {"TagValue", fmt::format("value {}", step.content)}}};
      break;
    case Kind::UntagResource: members["TagKeys"] = json::array{tag_key(step.tag)}; break;
    case Kind::Encrypt:
      members["Plaintext"] = base64(bytes(fmt::format("plaintext {}", step.content)));
      members["EncryptionContext"] = context_of(step.context);
      break;
    case Kind::GenerateDataKey:
      members["KeySpec"] = "AES_256";
      members["EncryptionContext"] = context_of(step.context);
      break;
    case Kind::Decrypt:
      if (step.form == form::None || !blobs_.contains(step.slot)) members.erase("KeyId");
      members["CiphertextBlob"] = blob();
      members["EncryptionContext"] = context_of(step.context);
      break;
    case Kind::ReEncrypt:
      if (step.form != form::None && blobs_.contains(step.slot))
        members["SourceKeyId"] = members["KeyId"];
      members.erase("KeyId");
      members["DestinationKeyId"] = key_name(step, step.to_key, step.to_form);
      members["CiphertextBlob"] = blob();
      members["SourceEncryptionContext"] = context_of(step.context);
      break;
    case Kind::GenerateMac:
    case Kind::VerifyMac:
      members["Message"] = message;
      members["MacAlgorithm"] = "HMAC_SHA_256";
      if (step.kind == Kind::VerifyMac) members["Mac"] = proof();
      break;
    case Kind::Sign:
    case Kind::Verify:
      members["Message"] = message;
      members["SigningAlgorithm"] = "ECDSA_SHA_256";
      if (step.kind == Kind::Verify) members["Signature"] = proof();
      break;
    default: break;
  }
  return members;
}

void Deployment::remember(const Step& step, const Answer& answer) {
  switch (step.kind) {
    case Kind::CreateKey:
      key_ids_[step.key] = text(answer.body.at("KeyMetadata").as_object(), "KeyId");
      key_accounts_[step.key] = step.caller;
      key_specs_[step.key] = step.spec;
      break;
    case Kind::GetParametersForImport:
      imports_[step.slot] = {text(answer.body, "ImportToken"),
                             *bytes_from_base64(text(answer.body, "PublicKey"))};
      break;
    case Kind::ImportKeyMaterial:
      if (answer.body.contains("KeyMaterialId"))
        material_ids_[{key_id(step.key), step.content}] = text(answer.body, "KeyMaterialId");
      break;
    case Kind::Encrypt:
    case Kind::GenerateDataKey: blobs_[step.slot] = text(answer.body, "CiphertextBlob"); break;
    case Kind::ReEncrypt: blobs_[step.to_slot] = text(answer.body, "CiphertextBlob"); break;
    case Kind::GenerateMac: proofs_[step.slot] = text(answer.body, "Mac"); break;
    case Kind::Sign: proofs_[step.slot] = text(answer.body, "Signature"); break;
    default: break;
  }
}

Answer Deployment::run(const Step& step) {
  Answer answer;
  switch (step.kind) {
    case Kind::Advance: clock_.advance(Duration(step.ms)); return {};
    case Kind::Restart: start(); return {};
    case Kind::Sweep:
      if (const auto swept = parts_->sweeper.sweep(); !swept)
        answer.exception = "sweep failed: " + swept.error().detail;
      return answer;
    case Kind::ListKeyRotations: return call_paged(step, request(step), "Rotations");
    case Kind::ListAliases:
      return without_predefined_aliases(call_paged(step, request(step), "Aliases"));
    case Kind::ListKeys: return call_paged(step, request(step), "Keys");
    case Kind::ListResourceTags: return call_paged(step, request(step), "Tags");
    default: break;
  }
  answer = call(step, name_of(step.kind), request(step));
  if (answer.exception.empty()) {
    // Plaintexts that we sent, as we sent them.
    if (step.kind == Kind::Decrypt) {
      const Bytes plain = *bytes_from_base64(text(answer.body, "Plaintext"));
      if (std::string_view(reinterpret_cast<const char*>(plain.data()), plain.size())
              .starts_with("plaintext "))
        answer.body["Plaintext"] = std::string(plain.begin(), plain.end());
    }
    remember(step, answer);
  }
  return answer;
}

}  // namespace trent::model
