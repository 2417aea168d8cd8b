#include "throttle/groups.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace trent::throttle {
namespace {

using keys::Operation;

std::string group_name(Operation operation) {
  const auto group = group_of(operation);
  return group ? std::string(name_of(*group)) : "by request";
}
double rate(std::string_view group, const char* region) {
  return aws_rate(group_from_name(group).value(), keys::Region(region));
}
template <class Enum>
std::set<std::string_view> groups_of_all() {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < enum_names<Enum>.size(); ++i)
    names.insert(name_of(group_of(static_cast<Enum>(i))));
  return names;
}

TEST(Groups, EveryOperationIsInAGroupOrDecidedByItsRequest) {
  std::size_t own = 0, shared = 0, by_request = 0;
  for (std::size_t i = 0; i < enum_names<Operation>.size(); ++i) {
    const auto operation = static_cast<Operation>(i);
    const std::string group = group_name(operation);
    ++(group == name_of(operation) ? own : group == "by request" ? by_request : shared);
  }
  EXPECT_EQ(own, 41U);
  EXPECT_EQ(shared, 8U);
  EXPECT_EQ(by_request, 7U);
}

TEST(Groups, NamesAreUniqueAndEveryGroupIsUsed) {
  std::set<std::string_view> names, used;
  for (const GroupRow& row : kGroups) EXPECT_TRUE(names.insert(row.name).second) << row.name;
  for (std::size_t i = 0; i < enum_names<Operation>.size(); ++i)
    if (const auto group = group_of(static_cast<Operation>(i))) used.insert(name_of(*group));
  used.merge(groups_of_all<keys::EncryptionAlgorithm>());
  used.merge(groups_of_all<keys::SigningAlgorithm>());
  used.merge(groups_of_all<keys::DataKeyPairSpec>());
  EXPECT_EQ(used, names);
}

TEST(Groups, CryptographicOperationsShareByKindOfKey) {
  EXPECT_EQ(group_name(Operation::GenerateRandom), "Symmetric");
  EXPECT_EQ(group_name(Operation::VerifyMac), "Symmetric");
  EXPECT_EQ(group_name(Operation::DeriveSharedSecret), "ECC");
  EXPECT_EQ(group_name(Operation::Decapsulate), "ML-KEM");
  EXPECT_EQ(name_of(group_of(keys::EncryptionAlgorithm::SYMMETRIC_DEFAULT)), "Symmetric");
  EXPECT_EQ(name_of(group_of(keys::EncryptionAlgorithm::RSAES_OAEP_SHA_256)), "RSA");
  EXPECT_EQ(name_of(group_of(keys::EncryptionAlgorithm::SM2PKE)), "ECC");
  const std::set<std::string_view> of_signatures{"RSA", "ECC", "ML-DSA"};
  EXPECT_EQ(groups_of_all<keys::SigningAlgorithm>(), of_signatures);
  for (std::size_t i = 0; i < enum_names<keys::SigningAlgorithm>.size(); ++i) {
    const auto algorithm = static_cast<keys::SigningAlgorithm>(i);
    EXPECT_EQ(name_of(algorithm).starts_with("RSA"), name_of(group_of(algorithm)) == "RSA");
    EXPECT_EQ(name_of(algorithm).starts_with("ML_DSA"), name_of(group_of(algorithm)) == "ML-DSA");
  }
}

TEST(Groups, KeyPairsHaveAQuotaForEachSpec) {
  EXPECT_EQ(groups_of_all<keys::DataKeyPairSpec>().size(), 12U);
  EXPECT_EQ(name_of(group_of(keys::DataKeyPairSpec::SM2)), "GenerateDataKeyPair:SM2");
}

TEST(Groups, TheNumbersAreThoseOfAws) {
  EXPECT_EQ(rate("CreateKey", "us-east-1"), 5);
  EXPECT_EQ(rate("DescribeKey", "eu-central-1"), 2000);
  EXPECT_EQ(rate("GetParametersForImport", "eu-central-1"), 1);
  EXPECT_EQ(rate("RSA", "us-east-1"), 1000);
}

TEST(Groups, SymmetricAndRsaPairsDifferByRegion) {
  for (const char* large : {"us-east-1", "us-west-2", "eu-west-1"})
    EXPECT_EQ(rate("Symmetric", large), 100'000);
  for (const char* medium : {"us-east-2", "ap-southeast-1", "ap-southeast-2", "ap-northeast-1",
                             "eu-central-1", "eu-west-2"})
    EXPECT_EQ(rate("Symmetric", medium), 20'000);
  EXPECT_EQ(rate("Symmetric", "eu-north-1"), 10'000);
  EXPECT_EQ(rate("Symmetric", "cn-north-1"), 10'000);
  EXPECT_EQ(rate("GenerateDataKeyPair:RSA_2048", "eu-north-1"), 20);
  EXPECT_EQ(rate("GenerateDataKeyPair:RSA_4096", "eu-north-1"), 1);
  EXPECT_EQ(rate("GenerateDataKeyPair:RSA_2048", "cn-north-1"), 1);
  EXPECT_EQ(rate("GenerateDataKeyPair:RSA_3072", "cn-northwest-1"), 0.5);
  EXPECT_EQ(rate("GenerateDataKeyPair:RSA_4096", "cn-north-1"), 0.1);
}

}  // namespace
}  // namespace trent::throttle
