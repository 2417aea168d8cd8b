#include "http/request_target.h"

#include <gtest/gtest.h>

namespace trent::http {
namespace {

TEST(Host, NamesAndAddressesMayHaveAPort) {
  for (const char* host : {"", "localhost", "localhost:4599", "127.0.0.1:80", "[::1]", "[::1]:4599",
                           "kms.eu-central-1.amazonaws.com", "a_b.example", "host:"})
    EXPECT_TRUE(is_host(host)) << host;
}

TEST(Host, WhatAnotherServerMightReadOtherwiseIsRefused) {
  for (const char* host : {"a b", "a,b", "user@a", "a/b", "a:b", "a:80:80", "[::1", "[g]", "[::1]x",
                           "a:123456", "a?b", "a#b", "http://a"})
    EXPECT_FALSE(is_host(host)) << host;
}

TEST(RequestTarget, TheAbsoluteFormIsCutDownToPathAndQuery) {
  EXPECT_EQ(origin_form("/path?query"), "/path?query");
  EXPECT_EQ(origin_form("http://host:1/path?query"), "/path?query");
  EXPECT_EQ(origin_form("HTTPS://host?query"), "?query");
  EXPECT_EQ(origin_form("http://host"), "/");
  EXPECT_EQ(origin_form("*"), "*");
}

}  // namespace
}  // namespace trent::http
