#include "storage/testing/sample_records.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <random>

namespace trent::storage {

using namespace std::string_literals;

keys::KeyId sample_key_id(std::uint64_t number) {
  return keys::KeyId(fmt::format("00000000-0000-4000-8000-{:012}", number));
}

keys::KeyRef sample_key_ref(std::uint64_t number) {
  return {sample_scope(), sample_key_id(number)};
}

keys::AliasRef sample_alias_ref(std::string_view name) {
  return {sample_scope(), keys::AliasName(fmt::format("alias/{}", name))};
}

Bytes sample_wrapped(std::uint64_t number, std::uint64_t generation) {
  std::seed_seq seed{number, generation};
  std::mt19937 random(seed);
  Bytes bytes(64);
  std::ranges::generate(bytes, [&] { return static_cast<std::uint8_t>(random()); });
  return bytes;
}

keys::MaterialVersion sample_material(std::uint64_t number, std::uint64_t generation) {
  keys::MaterialVersion material;
  material.id = keys::KeyMaterialId(fmt::format("{:032x}{:032x}", number, generation));
  material.state =
      generation == 0 ? keys::KeyMaterialState::CURRENT : keys::KeyMaterialState::NON_CURRENT;
  material.created = at_second(1'700'000'000);
  material.domain_key = 1;
  material.wrapped = sample_wrapped(number, generation);
  return material;
}

keys::KeyRecord sample_key(std::uint64_t number) {
  keys::KeyRecord key;
  key.ref = sample_key_ref(number);
  key.created = at_second(1'700'000'000);
  key.description = fmt::format("key {}", number);
  key.policy = R"({"Version":"2012-10-17","Statement":[]})";
  key.policy_principals = {{"arn:aws:iam::000000000000:user/a", "AIDA1"},
                           {"arn:aws:iam::000000000000:role/b", "AROA2"}};
  key.tags = {{"number", fmt::format("{}", number)}};
  key.materials = {sample_material(number)};
  return key;
}

keys::AliasRecord sample_alias(std::string_view name, std::uint64_t target) {
  keys::AliasRecord alias;
  alias.ref = sample_alias_ref(name);
  alias.target = sample_key_id(target);
  alias.created = at_second(1'700'000'001);
  alias.updated = at_second(1'700'000'002);
  return alias;
}

grants::Grant sample_grant(std::uint64_t number, std::uint64_t key) {
  grants::Grant grant;
  grant.id = grants::GrantId(fmt::format("{:064x}", number));
  grant.key = sample_key_ref(key);
  grant.grantee = *grants::parse_principal("arn:aws:iam::444455556666:role/reader", "aws");
  grant.operations = {grants::GrantOperation::Decrypt, grants::GrantOperation::DescribeKey};
  grant.issuing_account = sample_scope().account;
  grant.created = at_second(1'700'000'000 + static_cast<std::int64_t>(number));
  return grant;
}

identity::AccessKeyRecord sample_access_key(std::string_view id) {
  identity::AccessKeyRecord access_key;
  access_key.id = id;
  access_key.account = sample_scope().account;
  access_key.created = at_second(1'700'000'003);
  access_key.domain_key = 7;
  access_key.sealed_secret = sample_wrapped(99);
  return access_key;
}

identity::EntityRecord sample_entity(identity::EntityKind kind, std::string_view name) {
  identity::EntityRecord entity;
  entity.ref = {sample_scope().account, kind, std::string(name)};
  entity.id = std::string("AIDA").append(name);
  entity.name = name;
  entity.created = at_second(1'700'000'004);
  const identity::Permissions permissions{
      .inline_policies = {{"p", R"({"Statement":"ä <&>"})"}, {"q", ""}},
      .attached = {"/team/reader", "/writer"},
      .boundary = "/limit"};
  const identity::Tags tags{{"", "empty"}, {"k\u00e4", std::string("a\0b", 3)}};
  switch (kind) {
    case identity::EntityKind::User:
      entity.details = identity::User{permissions, {"admins", "staff"}, tags};
      break;
    case identity::EntityKind::Group: entity.details = identity::Group{permissions}; break;
    case identity::EntityKind::Role:
      entity.details =
          identity::Role{permissions, "{}",  {{"arn:aws:iam::111122223333:user/u", "AIDAU"}},
                         "a role",    43200, tags};
      break;
    case identity::EntityKind::Policy:
      entity.details = identity::ManagedPolicy{
          .description = "",
          .versions = {{2, "{}", at_second(1)}, {5, "[1]", Timestamp(Duration(1'700'000'000'123))}},
          .default_version = 5,
          .last_version = 9,
          .attachments = 3,
          .boundary_uses = 1,
          .updated = at_second(7),
          .tags = tags};
      break;
    case identity::EntityKind::OidcProvider:
      entity.details = identity::OidcProvider{{"sts.amazonaws.com"}, {"ab"}, {}};
      break;
  }
  return entity;
}

keys::KeyRecord demanding_key(std::uint64_t number) {
  keys::KeyRecord key = sample_key(number);
  key.spec = keys::KeySpec::ML_KEM_1024;
  key.usage = keys::KeyUsage::ENCAPSULATE_DECAPSULATE;
  key.origin = keys::Origin::EXTERNAL_KEY_STORE;
  key.manager = keys::KeyManager::AWS;
  key.created = Timestamp(Duration(-1));
  key.description = "Schl\u00fcssel \U0001F511 \u202E"s + "NUL:\0:NUL"s + "\xff\xfe not UTF-8";
  key.enabled = false;
  key.deletion_date = Timestamp(Duration(4'102'444'800'123));
  key.rotation_schedule = {.period = std::chrono::days(2560),
                           .next = Timestamp(Duration(4'102'444'800'789))};
  key.window_after_replicas = std::chrono::days(30);
  key.multi_region = {.primary = keys::Region("us-gov-east-1"),
                      .replicas = {keys::Region("eu-central-1"), keys::Region("us-gov-west-1")}};
  key.policy = std::string(32 * 1024, 'p') + "\0 end"s;
  key.tags = {{"", ""},
              {"Stra\u00dfe", "\u00e4\u00f6\u00fc"},
              {"nul\0"s, "\0"s},
              {"\U0001F511", "key"},
              {std::string(128, 'n'), std::string(256, 'v')}};

  keys::MaterialVersion erased = sample_material(number, 1);
  erased.description = "erased"s;
  erased.valid_to = at_second(1);
  erased.rotation = {.type = keys::RotationType::ON_DEMAND, .date = Timestamp(Duration(-2))};
  erased.wrapped.clear();
  keys::MaterialVersion large = sample_material(number, 2);
  large.state = keys::KeyMaterialState::PENDING_MULTI_REGION_IMPORT_AND_ROTATION;
  large.description = "large \U0001F418"s;
  large.domain_key = std::numeric_limits<std::uint32_t>::max();
  large.wrapped.assign(20'000, 0);
  keys::MaterialVersion tiny = sample_material(number, 3);
  tiny.wrapped = {0};
  tiny.public_key = sample_wrapped(number, 17);
  tiny.rotation = {.type = keys::RotationType::AUTOMATIC, .date = at_second(1'700'000'004)};
  key.materials = {erased, large, sample_material(number), tiny};
  return key;
}

}  // namespace trent::storage
