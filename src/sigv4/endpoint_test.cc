#include "sigv4/endpoint.h"

#include <gtest/gtest.h>

namespace trent::sigv4 {
namespace {

TEST(RegionOfHost, ReadsTheNamesOfAws) {
  EXPECT_EQ(region_of_host("kms.us-east-1.amazonaws.com"), keys::Region("us-east-1"));
  EXPECT_EQ(region_of_host("KMS.EU-Central-1.AmazonAWS.com:8443"), keys::Region("eu-central-1"));
  EXPECT_EQ(region_of_host("kms-fips.us-gov-west-1.amazonaws.com"), keys::Region("us-gov-west-1"));
  EXPECT_EQ(region_of_host("kms.cn-north-1.amazonaws.com.cn"), keys::Region("cn-north-1"));
}

TEST(RegionOfHost, OtherNamesSelectNothing) {
  for (const std::string_view host :
       {"", "localhost", "localhost:8080", "127.0.0.1", "[::1]:8080", "kms.example.com",
        "amazonaws.com", "sts.us-east-1.amazonaws.com", "us-east-1.amazonaws.com",
        "kms.us-east-1.amazonaws.com.example.com", "xkms.us-east-1.amazonaws.com"})
    EXPECT_EQ(region_of_host(host), std::nullopt) << host;
}

TEST(RegionOfHost, NamesThatAwsDoesNotHaveSelectARegionThatNoScopeNames) {
  for (const std::string_view host :
       {"kms.cn-north-1.amazonaws.com", "kms.us-east-1.amazonaws.com.cn", "kms.here.amazonaws.com",
        "kms..amazonaws.com", "kms.a.us-east-1.amazonaws.com"})
    EXPECT_EQ(region_of_host(host), keys::Region()) << host;
}

}  // namespace
}  // namespace trent::sigv4
