#include "http/https_url.h"

#include <gtest/gtest.h>

namespace trent::http {
namespace {

TEST(HttpsUrl, ConsistsOfHostPortAndTarget) {
  const auto plain = parse_https_url("https://idp.example.com/openid/v1/jwks?a=b");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->host, "idp.example.com");
  EXPECT_EQ(plain->port, 443);
  EXPECT_EQ(plain->target, "/openid/v1/jwks?a=b");
  EXPECT_EQ(plain->authority(), "idp.example.com");
  const auto other_port = parse_https_url("https://10.0.0.1:6443");
  ASSERT_TRUE(other_port);
  EXPECT_EQ(other_port->target, "/");
  EXPECT_EQ(other_port->authority(), "10.0.0.1:6443");
  const auto ipv6 = parse_https_url("https://[::1]:8443?x");
  ASSERT_TRUE(ipv6);
  EXPECT_EQ(ipv6->host, "::1");
  EXPECT_EQ(ipv6->target, "/?x");
  EXPECT_EQ(ipv6->authority(), "[::1]:8443");
  EXPECT_EQ(parse_https_url("https://[::1]")->port, 443);
}

TEST(HttpsUrl, WhatIsNoneIsRefused) {
  for (const char* text : {"",
                           "https://",
                           "https:///a",
                           "http://a",
                           "HTTPS://a",
                           "a.example.com",
                           "https://a:",
                           "https://a:0",
                           "https://a:65536",
                           "https://a:1x",
                           "https://a:-1",
                           "https://a:1:2",
                           "https://user@a/",
                           "https://u:p@a/",
                           "https://a/#b",
                           "https://a/b c",
                           "https://a/\r\nb",
                           "https://a/\x7f",
                           "https://\xc3\xa4/",
                           "https://[::1",
                           "https://[]",
                           "https://[::1]x",
                           "https://[a.b]",
                           "https://a]",
                           "https://a.",
                           "https://.a"})
    EXPECT_FALSE(parse_https_url(text)) << text;
  EXPECT_TRUE(parse_https_url("https://a/" + std::string(2038, 'x')));
  EXPECT_FALSE(parse_https_url("https://a/" + std::string(2039, 'x')));
}

}  // namespace
}  // namespace trent::http
