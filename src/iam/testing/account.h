// iam/testing/account.h: one account in a store in memory, and who calls there.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "iam/call.h"
#include "iam/roles.h"
#include "iam/users.h"
#include "identity/names.h"
#include "material/session_tokens.h"
#include "material/testing/fixed_root_key.h"
#include "policy/document.h"
#include "storage/memory/memory_store.h"

namespace trent::iam::testing {

inline const keys::AccountId kAccount("111122223333");
inline const keys::Region kRegion("eu-central-1");
inline constexpr Timestamp kNow{std::chrono::seconds(1'800'000'000)};

// {"Version": ..., "Statement": [STATEMENT]}
inline std::string policy_of(std::string_view statement) {
  return R"({"Version":"2012-10-17","Statement":[)" + std::string(statement) + "]}";
}

class AccountTest : public ::testing::Test {
 protected:
  AccountTest() {
    EXPECT_TRUE(store_->commit({storage::PutAccount{{.id = kAccount, .created = kNow}}}));
    root_.account = kAccount;
    root_.arn = "arn:aws:iam::111122223333:root";
    root_.access_key_id = "AKIAROOT";
  }

  Call call(const identity::Caller& caller) const {
    return {
        .services = services_, .caller = caller, .region = kRegion, .now = now_, .event = event_};
  }
  Call as_root() const { return call(root_); }

  identity::Caller make_user(const std::string& name, const std::string& allowed_action = "") {
    const auto made = create_user(as_root(), {.name = name});
    EXPECT_TRUE(made);
    if (!allowed_action.empty()) allow<EntityKind::User>(name, allowed_action);
    identity::Caller user;
    user.account = kAccount;
    user.type = identity::PrincipalType::User;
    user.arn = made->user.arn;
    user.access_key_id = "AKIAUSER";
    user.unique_id = made->user.user_id;
    user.user_name = name;
    user.entity = identity::EntityRef{kAccount, EntityKind::User, identity::folded(name)};
    return user;
  }

  template <EntityKind kind>
  void allow(const std::string& name, const std::string& action) {
    const auto changed =
        change(as_root(), kind, name, [&](EntityRecord& holder, storage::Batch&) -> Result<void> {
          permissions_of(holder).inline_policies["allow " + action] =
              policy_of(R"({"Effect":"Allow","Resource":"*","Action":")" + action + "\"}");
          return {};
        });
    EXPECT_TRUE(changed);
  }

  // Its ARN.
  std::string make_role(const std::string& name, const std::string& trust,
                        std::int64_t max_seconds = 3600) {
    const auto made = create_role(
        as_root(), {.name = name, .trust_policy = trust, .max_session_seconds = max_seconds});
    EXPECT_TRUE(made) << made.error().message.value_or("");
    return made ? made->role.arn : "";
  }

  std::optional<material::OpenedSession> opened(std::string_view id, std::string_view token) const {
    return material::open_session(*keys_, id, token);
  }

  // Who calls with the credentials of a session: as server/ makes it of an opened token.
  identity::Caller session_caller(std::string_view id, std::string_view token) const {
    auto session = opened(id, token);
    EXPECT_TRUE(session);
    const material::SessionContents& contents = session->contents;
    identity::Caller caller;
    caller.account = contents.account;
    caller.type = contents.principal;
    caller.access_key_id = id;
    caller.unique_id = contents.unique_id;
    caller.arn =
        "arn:aws:sts::111122223333:assumed-role/" + contents.name + "/" + contents.session.name;
    caller.issuer_arn = "arn:aws:iam::111122223333:role" + contents.path + contents.name;
    caller.entity =
        identity::EntityRef{contents.account, EntityKind::Role, identity::folded(contents.name)};
    caller.session = std::make_shared<const identity::Session>(contents.session);
    return caller;
  }

  std::unique_ptr<storage::Store> store_ = storage::make_memory_store();
  material::testing::FixedRootKey root_key_;
  std::unique_ptr<material::DeploymentKeys> keys_ =
      *material::DeploymentKeys::open(*store_, root_key_);
  oidc::ProviderKeys provider_keys_;
  usage::AccessKeyTracker access_key_uses_{*store_};
  Services services_{*store_, *keys_, provider_keys_, access_key_uses_};
  Timestamp now_ = kNow;
  mutable audit::Event event_;  // what the last calls told of themselves
  identity::Caller root_;
};

}  // namespace trent::iam::testing
