#include "iam/own_sessions.h"

#include "iam/authorization.h"
#include "iam/testing/account.h"

namespace trent::iam {
namespace {

class OwnSessionsTest : public testing::AccountTest {
 protected:
  material::SessionContents contents_of(const Credentials& credentials) const {
    const auto session = opened(credentials.access_key_id, credentials.session_token);
    EXPECT_TRUE(session);
    return session->contents;
  }
};

TEST_F(OwnSessionsTest, AUsersSessionIsTheUserItself) {
  const auto user = make_user("bob");
  const auto session = get_session_token(call(user), {.seconds = 900});
  ASSERT_TRUE(session);
  EXPECT_EQ(session->credentials.expiration, testing::kNow + std::chrono::minutes(15));
  const auto contents = contents_of(session->credentials);
  EXPECT_EQ(contents.principal, identity::PrincipalType::User);
  EXPECT_EQ(contents.unique_id, user.unique_id);
  EXPECT_EQ(contents.made_by, user.access_key_id);
  EXPECT_EQ(get_session_token(call(user), {})->credentials.expiration,
            testing::kNow + std::chrono::hours(12));
}

TEST_F(OwnSessionsTest, TheRootsAreAnHourAtMost) {
  EXPECT_EQ(get_session_token(as_root(), {.seconds = 129600})->credentials.expiration,
            testing::kNow + std::chrono::hours(1));
}

TEST_F(OwnSessionsTest, ASessionMakesNoOther) {
  auto user = make_user("bob", "sts:*");
  user.session = std::make_shared<const identity::Session>();
  const auto token = get_session_token(call(user), {});
  ASSERT_FALSE(token);
  EXPECT_EQ(token.error().message, "Cannot call GetSessionToken with session credentials");
  const auto federated = get_federation_token(call(user), {.name = "guest"});
  ASSERT_FALSE(federated);
  EXPECT_EQ(federated.error().message, "Cannot call GetFederationToken with session credentials");
}

TEST_F(OwnSessionsTest, WhomAUserFederatesMayDoNothingWithoutAPolicy) {
  const auto user = make_user("bob", "sts:GetFederationToken");
  const auto guest = get_federation_token(call(user), {.name = "guest"});
  ASSERT_TRUE(guest);
  EXPECT_EQ(guest->user.arn, "arn:aws:sts::111122223333:federated-user/guest");
  EXPECT_EQ(guest->user.id, "111122223333:guest");
  EXPECT_EQ(guest->packed_size, 0);
  const auto contents = contents_of(guest->credentials);
  EXPECT_EQ(contents.principal, identity::PrincipalType::FederatedUser);
  EXPECT_EQ(contents.session.name, "guest");
  ASSERT_TRUE(contents.session.policies);
  EXPECT_FALSE(contents.inline_policy);
}

TEST_F(OwnSessionsTest, FederationNeedsAPermission) {
  const auto refused = get_federation_token(call(make_user("bob")), {.name = "guest"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::AccessDenied);
  const auto tagged = get_federation_token(call(make_user("eve", "sts:GetFederationToken")),
                                           {.name = "guest", .tags = {{"a", "b"}}});
  ASSERT_FALSE(tagged);
  EXPECT_EQ(tagged.error().code, ErrorCode::AccessDenied);
  EXPECT_TRUE(get_federation_token(as_root(), {.name = "guest", .tags = {{"a", "b"}}}));
}

TEST_F(OwnSessionsTest, IamIsForLongTermCredentialsAndRoles) {
  identity::Caller caller = make_user("bob");
  EXPECT_TRUE(require_usable_with_iam(caller));
  caller.session = std::make_shared<const identity::Session>();
  EXPECT_EQ(require_usable_with_iam(caller).error().code, ErrorCode::UnrecognizedClient);
  caller.type = identity::PrincipalType::AssumedRole;
  EXPECT_TRUE(require_usable_with_iam(caller));
}

}  // namespace
}  // namespace trent::iam
