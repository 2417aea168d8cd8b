#include "query/answer.h"

#include <gtest/gtest.h>

namespace trent::query {
namespace {

std::string text(const SecretBuffer& buffer) { return std::string(view_of(buffer)); }

TEST(QueryAnswer, AResultIsWrappedTwice) {
  EXPECT_EQ(text(wrap_xml("GetUser", "urn:x", true, "<A>1</A>", "id")),
            "<GetUserResponse xmlns=\"urn:x\"><GetUserResult><A>1</A></GetUserResult>"
            "<ResponseMetadata><RequestId>id</RequestId></ResponseMetadata></GetUserResponse>");
  EXPECT_EQ(text(wrap_xml("DeleteUser", "urn:x", false, "", "id")),
            "<DeleteUserResponse xmlns=\"urn:x\">"
            "<ResponseMetadata><RequestId>id</RequestId></ResponseMetadata></DeleteUserResponse>");
  EXPECT_EQ(text(wrap_json("Op", R"({"A":1})", "id")),
            R"({"OpResponse":{"OpResult":{"A":1},"ResponseMetadata":{"RequestId":"id"}}})");
}

TEST(QueryAnswer, ARefusalSaysWhy) {
  const Error refused = fail(ErrorCode::AccessDenied, "not <you>").error();
  EXPECT_EQ(text(encode_error(refused, "urn:x", "id")),
            "<ErrorResponse xmlns=\"urn:x\"><Error><Type>Sender</Type><Code>AccessDenied</Code>"
            "<Message>not &lt;you&gt;</Message></Error><RequestId>id</RequestId></ErrorResponse>");
}

TEST(QueryAnswer, AFaultOfOursSaysNothing) {
  Error fault = fail_internally("disk 7 is on fire").error();
  fault.message = "secret";
  const std::string answer = text(encode_error(fault, "urn:x", "id"));
  EXPECT_TRUE(answer.contains("<Type>Receiver</Type><Code>ServiceFailure</Code>"));
  EXPECT_FALSE(answer.contains("fire"));
  EXPECT_FALSE(answer.contains("secret"));
}

TEST(QueryAnswer, TokensHaveTheirOwnCodes) {
  EXPECT_EQ(query_error(ErrorCode::ExpiredToken).code, "ExpiredToken");
  EXPECT_EQ(query_error(ErrorCode::ExpiredIdentityToken).code, "ExpiredTokenException");
  EXPECT_EQ(query_error(ErrorCode::ExpiredIdentityToken).http_status, 400U);
  EXPECT_EQ(query_error(ErrorCode::UnrecognizedClient).code, "InvalidClientTokenId");
  EXPECT_EQ(query_error(ErrorCode::Conflict).http_status, 500U);
}

}  // namespace
}  // namespace trent::query
