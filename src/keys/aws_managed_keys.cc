#include "keys/aws_managed_keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "keys/alias_names.h"
#include "keys/rotation.h"

namespace trent::keys {
namespace {

constexpr std::chrono::days kRotationPeriod{365};

// clang-format off
constexpr std::array kPredefined{
    PredefinedAlias{"alias/aws/acm",               "ACM private keys"},
    PredefinedAlias{"alias/aws/backup",            "Backup data"},
    PredefinedAlias{"alias/aws/codecommit",        "CodeCommit repositories"},
    PredefinedAlias{"alias/aws/dms",               "Database Migration Service replication instances"},
    PredefinedAlias{"alias/aws/dynamodb",          "DynamoDB data"},
    PredefinedAlias{"alias/aws/ebs",               "EBS volumes"},
    PredefinedAlias{"alias/aws/elasticfilesystem", "EFS filesystems"},
    PredefinedAlias{"alias/aws/es",                "Elasticsearch data"},
    PredefinedAlias{"alias/aws/fsx",               "FSx data"},
    PredefinedAlias{"alias/aws/glue",              "Glue data"},
    PredefinedAlias{"alias/aws/kinesis",           "Kinesis data"},
    PredefinedAlias{"alias/aws/kinesisvideo",      "Kinesis Video Streams data"},
    PredefinedAlias{"alias/aws/lambda",            "Lambda functions"},
    PredefinedAlias{"alias/aws/rds",               "RDS database volumes"},
    PredefinedAlias{"alias/aws/redshift",          "Redshift clusters"},
    PredefinedAlias{"alias/aws/s3",                "S3 objects"},
    PredefinedAlias{"alias/aws/secretsmanager",    "Secrets Manager data"},
    PredefinedAlias{"alias/aws/sns",               "SNS data"},
    PredefinedAlias{"alias/aws/sqs",               "SQS messages"},
    PredefinedAlias{"alias/aws/ssm",               "SSM parameters"},
    PredefinedAlias{"alias/aws/workspaces",        "WorkSpaces volumes"},
    PredefinedAlias{"alias/aws/xray",              "X-Ray data"},
};
// clang-format on
static_assert(std::ranges::is_sorted(kPredefined, {}, &PredefinedAlias::name));

}  // namespace

std::string_view PredefinedAlias::service() const {
  return name.substr(kReservedAliasPrefix.size());
}

std::span<const PredefinedAlias> predefined_aliases() { return kPredefined; }

const PredefinedAlias* find_predefined_alias(const AliasName& name) {
  const auto found = std::ranges::lower_bound(kPredefined, name.view(), {}, &PredefinedAlias::name);
  return found != kPredefined.end() && found->name == name.view() ? &*found : nullptr;
}

KeyRecord aws_managed_key(const PredefinedAlias& alias, KeyRef ref, Timestamp now) {
  KeyRecord key;
  key.ref = std::move(ref);
  key.manager = KeyManager::AWS;
  key.created = now;
  key.description =
      fmt::format("Default key that protects my {} when no other key is defined", alias.data);
  return with_automatic_rotation_enabled(std::move(key), kRotationPeriod, now);
}

}  // namespace trent::keys
