#include "grants/evaluation.h"

#include <gtest/gtest.h>

namespace trent::grants {
namespace {

using enum GrantOperation;
using policy::GranteeKind;

const keys::KeyRef kKey{{keys::AccountId("111122223333"), keys::Region("eu-central-1")},
                        keys::KeyId("1234abcd-12ab-34cd-56ef-1234567890ab")};
constexpr std::string_view kOwner = "111122223333";
constexpr std::string_view kForeign = "444455556666";

constexpr policy::Principal kBob{.kind = policy::PrincipalKind::User,
                                 .account = kOwner,
                                 .arn = "arn:aws:iam::111122223333:user/bob",
                                 .unique_id = "AIDABOB"};
constexpr policy::Principal kSession{.kind = policy::PrincipalKind::AssumedRole,
                                     .account = kForeign,
                                     .arn = "arn:aws:sts::444455556666:assumed-role/reader/me",
                                     .unique_id = "AROAREADER",
                                     .issuer_arn = "arn:aws:iam::444455556666:role/reader"};
constexpr policy::Principal kForeignRoot{.kind = policy::PrincipalKind::AccountRoot,
                                         .account = kForeign,
                                         .arn = "arn:aws:iam::444455556666:root"};
constexpr policy::Principal kService{.kind = policy::PrincipalKind::Service,
                                     .arn = "backup.amazonaws.com"};

Principal named(std::string_view text) {
  return parse_principal(text, "aws").value_or(Principal{});
}

Grant grant_to(std::string_view grantee, OperationSet operations, std::string_view id = "1",
               std::string_view issuer = kOwner) {
  Grant grant;
  grant.id = GrantId(std::string(id));
  grant.key = kKey;
  grant.grantee = named(grantee);
  grant.operations = operations;
  grant.issuing_account = keys::AccountId(std::string(issuer));
  return grant;
}

Grant constrained(Grant grant, ContextMatch match, keys::EncryptionContext pairs) {
  grant.constraints.context = ContextConstraint{match, std::move(pairs)};
  return grant;
}

Grant from_source(Grant grant, std::string_view arn) {
  grant.constraints.source_arn = arn;
  return grant;
}

// "1 itself, 3 account": the ids and kinds of what applies.
std::string applicable(std::vector<Grant> grants, const Use& use) {
  const KeyGrants of_key(kKey, std::move(grants));
  const ApplicableGrants applicable(of_key, use);
  std::string text;
  for (const policy::ApplicableGrant& grant : applicable.applicable()) {
    constexpr std::array kNames{" itself", " role", " account"};
    text.append(text.empty() ? "" : ", ").append(grant.id);
    text.append(kNames.at(static_cast<std::size_t>(grant.grantee)));
  }
  EXPECT_EQ(applicable.applicable().data(), applicable.applicable().data());
  return text;
}

bool allows(const Grant& grant, const Use& use) { return !applicable({grant}, use).empty(); }

// --- operations and principals -------------------------------------------------------------------

TEST(GrantEvaluationTest, AGrantAllowsItsOperationsToItsGrantee) {
  const Grant grant = grant_to(kBob.arn, {Decrypt, DescribeKey});
  EXPECT_EQ(applicable({grant}, {.who = kBob, .operation = Decrypt}), "1 itself");
  EXPECT_EQ(applicable({grant}, {.who = kBob, .operation = DescribeKey}), "1 itself");
  EXPECT_EQ(applicable({grant}, {.who = kBob, .operation = Encrypt}), "");
  EXPECT_EQ(applicable({grant}, {.who = kSession, .operation = Decrypt}), "");
  EXPECT_EQ(applicable({}, {.who = kBob, .operation = Decrypt}), "");
}

TEST(GrantEvaluationTest, OneOfEachKindIsEnough) {
  const std::vector<Grant> grants{
      grant_to(kForeign, {Decrypt}, "1"),
      grant_to(kSession.arn, {Encrypt}, "2"),
      grant_to(kSession.issuer_arn, {Decrypt}, "3"),
      grant_to(kSession.arn, {Decrypt}, "4"),
      grant_to(kSession.arn, {Decrypt}, "5"),
      grant_to(kBob.arn, {Decrypt}, "6"),
  };
  EXPECT_EQ(applicable(grants, {.who = kSession, .operation = Decrypt}),
            "4 itself, 3 role, 1 account");
}

TEST(GrantEvaluationTest, OfTheSameKindOneOfTheCallersSideComesFirst) {
  const std::vector<Grant> grants{
      grant_to(kSession.arn, {Decrypt}, "1", kOwner),
      grant_to(kSession.arn, {Encrypt}, "2", kForeign),
      grant_to(kSession.arn, {Decrypt}, "3", kForeign),
  };
  EXPECT_EQ(applicable(grants, {.who = kSession, .operation = Decrypt}), "3 itself");
  EXPECT_EQ(applicable({grants.front()}, {.who = kSession, .operation = Decrypt}), "1 itself");
}

TEST(GrantEvaluationTest, AGrantToAnAccountIsOneToItsRootToo) {
  EXPECT_EQ(
      applicable({grant_to(kForeign, {Decrypt})}, {.who = kForeignRoot, .operation = Decrypt}),
      "1 account");
}

TEST(GrantEvaluationTest, SomebodyElseOfTheSameNameHasNothing) {
  Grant grant = grant_to(kBob.arn, {Decrypt});
  grant.grantee.unique_id = "AIDAOLDBOB";
  EXPECT_EQ(applicable({grant}, {.who = kBob, .operation = Decrypt}), "");
  grant.grantee.unique_id = kBob.unique_id;
  EXPECT_EQ(applicable({grant}, {.who = kBob, .operation = Decrypt}), "1 itself");
}

TEST(GrantEvaluationTest, AServiceIsNoAccount) {
  EXPECT_EQ(applicable({grant_to("backup.amazonaws.com", {Decrypt}), grant_to(kOwner, {Decrypt})},
                       {.who = kService, .operation = Decrypt}),
            "1 itself");
}

// --- constraints ---------------------------------------------------------------------------------

using Context = keys::EncryptionContext;

TEST(GrantEvaluationTest, ASubsetMustBeThereAndEqualsMustBeAll) {
  const auto holds_for = [](ContextMatch match, const Context& context) {
    return holds({match, {{"a", "1"}, {"b", "2"}}}, context);
  };
  const Context same{{"a", "1"}, {"b", "2"}};
  const Context more{{"a", "1"}, {"b", "2"}, {"c", "3"}};
  for (const auto match :
       {ContextMatch::EncryptionContextSubset, ContextMatch::EncryptionContextEquals}) {
    EXPECT_TRUE(holds_for(match, same));
    EXPECT_FALSE(holds_for(match, {}));
    EXPECT_FALSE(holds_for(match, {{"a", "1"}}));
    EXPECT_FALSE(holds_for(match, {{"a", "1"}, {"b", "other"}}));
    EXPECT_FALSE(holds_for(match, {{"a", "1"}, {"c", "2"}}));
  }
  EXPECT_TRUE(holds_for(ContextMatch::EncryptionContextSubset, more));
  EXPECT_FALSE(holds_for(ContextMatch::EncryptionContextEquals, more));
}

TEST(GrantEvaluationTest, KeysAreComparedWithoutRegardToCaseAndValuesWith) {
  const ContextConstraint constraint{ContextMatch::EncryptionContextSubset, {{"Dept", "IT"}}};
  EXPECT_TRUE(holds(constraint, {{"dEPT", "IT"}}));
  EXPECT_FALSE(holds(constraint, {{"Dept", "it"}}));
  // A second spelling brings in nothing.
  EXPECT_FALSE(holds(constraint, {{"Dept", "IT"}, {"dept", "HR"}}));
}

TEST(GrantEvaluationTest, TheContextIsLookedAtWhereThereIsOne) {
  const Grant grant = constrained(grant_to(kBob.arn, {Decrypt, DescribeKey}),
                                  ContextMatch::EncryptionContextSubset, {{"a", "1"}});
  const Context context{{"a", "1"}};
  EXPECT_TRUE(allows(grant, {.who = kBob, .operation = Decrypt, .context = &context}));
  EXPECT_FALSE(allows(grant, {.who = kBob, .operation = Decrypt}));
  EXPECT_TRUE(allows(grant, {.who = kBob, .operation = DescribeKey}));
}

TEST(GrantEvaluationTest, AmongManyGrantsTheOneWhoseContextFitsIsFound) {
  std::vector<Grant> grants;
  for (int number = 0; number < 1000; ++number)
    grants.push_back(constrained(grant_to(kBob.arn, {Decrypt}, std::to_string(number)),
                                 ContextMatch::EncryptionContextEquals,
                                 {{"volume", std::to_string(number)}}));
  const Context context{{"volume", "777"}};
  EXPECT_EQ(applicable(grants, {.who = kBob, .operation = Decrypt, .context = &context}),
            "777 itself");
}

TEST(GrantEvaluationTest, ASourceMustBeTheRequests) {
  const Grant grant = from_source(grant_to(kBob.arn, {Decrypt, DescribeKey}), "arn:a");
  EXPECT_TRUE(allows(grant, {.who = kBob, .operation = Decrypt, .source_arn = "arn:a"}));
  EXPECT_FALSE(allows(grant, {.who = kBob, .operation = Decrypt, .source_arn = "arn:b"}));
  EXPECT_FALSE(allows(grant, {.who = kBob, .operation = Decrypt}));
  EXPECT_FALSE(allows(grant, {.who = kBob, .operation = DescribeKey}));
}

// --- grants that make grants ---------------------------------------------------------------------

const Grant kParent = grant_to(kBob.arn, {CreateGrant, Decrypt, DescribeKey}, "parent");

TEST(GrantEvaluationTest, AChildHasNoOperationThatItsOneParentLacks) {
  EXPECT_TRUE(is_as_narrow(grant_to(kForeign, {Decrypt}), kParent));
  EXPECT_TRUE(is_as_narrow(grant_to(kForeign, {CreateGrant, Decrypt, DescribeKey}), kParent));
  EXPECT_FALSE(is_as_narrow(grant_to(kForeign, {Decrypt, Encrypt}), kParent));
  // Two parents together do not make one.
  const Grant other = grant_to(kBob.arn, {CreateGrant, Encrypt}, "other");
  const Grant both = grant_to(kForeign, {Decrypt, Encrypt});
  EXPECT_EQ(applicable({kParent, other}, {.who = kBob, .operation = CreateGrant, .child = &both}),
            "");
}

TEST(GrantEvaluationTest, AChildIsConstrainedAtLeastAsItsParent) {
  using enum ContextMatch;
  const auto as_narrow = [](ContextMatch child, Context of_child, ContextMatch parent,
                            Context of_parent) {
    return is_as_narrow(constrained(grant_to(kForeign, {Decrypt}), child, std::move(of_child)),
                        constrained(kParent, parent, std::move(of_parent)));
  };
  const Context one{{"a", "1"}};
  const Context two{{"a", "1"}, {"b", "2"}};
  EXPECT_TRUE(as_narrow(EncryptionContextSubset, one, EncryptionContextSubset, one));
  EXPECT_TRUE(as_narrow(EncryptionContextSubset, two, EncryptionContextSubset, one));
  EXPECT_TRUE(as_narrow(EncryptionContextEquals, two, EncryptionContextSubset, one));
  EXPECT_FALSE(as_narrow(EncryptionContextSubset, one, EncryptionContextSubset, two));
  EXPECT_FALSE(as_narrow(EncryptionContextEquals, {}, EncryptionContextSubset, one));
  EXPECT_TRUE(as_narrow(EncryptionContextEquals, one, EncryptionContextEquals, one));
  EXPECT_FALSE(as_narrow(EncryptionContextSubset, one, EncryptionContextEquals, one));
  EXPECT_FALSE(as_narrow(EncryptionContextEquals, two, EncryptionContextEquals, one));
  EXPECT_FALSE(as_narrow(EncryptionContextEquals, one, EncryptionContextEquals, two));
  // Without a constraint of its own the parent takes anything, with one it does not take none.
  EXPECT_TRUE(is_as_narrow(constrained(grant_to(kForeign, {Decrypt}), EncryptionContextSubset, one),
                           kParent));
  EXPECT_FALSE(is_as_narrow(grant_to(kForeign, {Decrypt}),
                            constrained(kParent, EncryptionContextSubset, one)));
}

TEST(GrantEvaluationTest, AChildKeepsItsParentsSource) {
  const Grant parent = from_source(kParent, "arn:a");
  EXPECT_TRUE(is_as_narrow(from_source(grant_to(kForeign, {Decrypt}), "arn:a"), parent));
  EXPECT_FALSE(is_as_narrow(from_source(grant_to(kForeign, {Decrypt}), "arn:b"), parent));
  EXPECT_FALSE(is_as_narrow(grant_to(kForeign, {Decrypt}), parent));
}

TEST(GrantEvaluationTest, CreateGrantNeedsAChildThatIsNarrowEnough) {
  const Grant narrow = grant_to(kForeign, {Decrypt});
  const Grant wide = grant_to(kForeign, {Encrypt});
  EXPECT_TRUE(allows(kParent, {.who = kBob, .operation = CreateGrant, .child = &narrow}));
  EXPECT_FALSE(allows(kParent, {.who = kBob, .operation = CreateGrant, .child = &wide}));
  EXPECT_FALSE(allows(kParent, {.who = kBob, .operation = CreateGrant}));
}

// --- retiring ------------------------------------------------------------------------------------

std::string right(const Grant& grant, const policy::Principal& who) {
  const auto found = applicable_to_retiring(grant, who);
  if (!found) return "none";
  EXPECT_EQ(found->id, grant.id.view());
  EXPECT_EQ(found->issuing_account, grant.issuing_account.view());
  switch (found->grantee) {
    case GranteeKind::Itself: return "itself";
    case GranteeKind::Role: return "role";
    case GranteeKind::Account: return "account";
  }
  return "?";
}

Grant retired_by(Grant grant, std::string_view retiring) {
  grant.retiring = named(retiring);
  return grant;
}

constexpr std::string_view kAlice = "arn:aws:iam::777788889999:user/alice";

TEST(GrantEvaluationTest, TheRetiringPrincipalMayRetire) {
  EXPECT_EQ(right(retired_by(grant_to(kAlice, {Decrypt}), kSession.arn), kSession), "itself");
  EXPECT_EQ(right(retired_by(grant_to(kAlice, {Decrypt}), kSession.issuer_arn), kSession), "role");
  EXPECT_EQ(right(retired_by(grant_to(kAlice, {Decrypt}), kForeign), kSession), "account");
  EXPECT_EQ(right(retired_by(grant_to(kAlice, {Decrypt}), kAlice), kSession), "none");
}

TEST(GrantEvaluationTest, TheGranteeMayIfTheGrantSaysSo) {
  EXPECT_EQ(right(grant_to(kSession.arn, {Decrypt, RetireGrant}), kSession), "itself");
  EXPECT_EQ(right(grant_to(kForeign, {Decrypt, RetireGrant}), kSession), "account");
  EXPECT_EQ(right(grant_to(kSession.arn, {Decrypt}), kSession), "none");
}

TEST(GrantEvaluationTest, TheAccountsOfTheKeyAndOfTheIssuerMayLetTheirOwn) {
  EXPECT_EQ(right(grant_to(kAlice, {Decrypt}), kBob), "account");
  EXPECT_EQ(right(grant_to(kAlice, {Decrypt}, "1", kForeign), kBob), "account");
  EXPECT_EQ(right(grant_to(kAlice, {Decrypt}, "1", kForeign), kSession), "account");
  EXPECT_EQ(right(grant_to(kAlice, {Decrypt}), kSession), "none");
  EXPECT_EQ(right(grant_to(kAlice, {Decrypt}), kService), "none");
}

}  // namespace
}  // namespace trent::grants
