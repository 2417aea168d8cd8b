#include "policy/document.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace trent::policy {
namespace {

// A policy of one statement, with one element put in.
std::string with(std::string_view element) {
  return fmt::format(
      R"({{"Statement":[{{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*"{}{}}}]}})",
      element.empty() ? "" : ",", element);
}

std::string statement(std::string_view body) { return fmt::format(R"({{"Statement":{}}})", body); }

TEST(KeyPolicy, TheDefaultPolicyIsTheTextOfAws) {
  EXPECT_EQ(
      default_key_policy("arn:aws:iam::111122223333:root"),
      "{\n  \"Version\" : \"2012-10-17\",\n  \"Id\" : \"key-default-1\",\n  \"Statement\" : [ {\n"
      "    \"Sid\" : \"Enable IAM User Permissions\",\n    \"Effect\" : \"Allow\",\n"
      "    \"Principal\" : {\n      \"AWS\" : \"arn:aws:iam::111122223333:root\"\n    },\n"
      "    \"Action\" : \"kms:*\",\n    \"Resource\" : \"*\"\n  } ]\n}");
  EXPECT_TRUE(parse_key_policy(default_key_policy("arn:aws:iam::111122223333:root")));
}

TEST(KeyPolicy, ThePolicyOfAnAwsManagedKeyLetsItsAccountUseAndReadIt) {
  const auto document =
      parse_key_policy(aws_managed_key_policy("s3", "arn:aws:iam::111122223333:root"));
  ASSERT_TRUE(document) << *document.error().message;
  EXPECT_EQ(document->id, "auto-s3-1");
  ASSERT_EQ(document->statements.size(), 2U);
  for (const Statement& one : document->statements) {
    EXPECT_EQ(one.effect, Effect::Allow);
    EXPECT_EQ(one.principals, (PrincipalTexts{{"AWS", {"arn:aws:iam::111122223333:root"}}}));
    EXPECT_TRUE(one.conditions.empty());
  }
}

TEST(KeyPolicy, EveryElementIsRead) {
  const auto document = parse_key_policy(R"({
    "Version": "2012-10-17", "Id": "p",
    "Statement": {"Sid": "one two", "Effect": "Deny",
      "NotPrincipal": {"AWS": ["111122223333", "arn:aws:iam::111122223333:role/r"], "Service": "s3.amazonaws.com"},
      "NotAction": ["kms:Encrypt"], "NotResource": "x",
      "Condition": {"StringEquals": {"kms:ViaService": ["a", "b"]}, "Bool": {"k": true}, "NumericEquals": {"n": 7}}}})");
  ASSERT_TRUE(document) << document.error().message.value_or("");
  EXPECT_EQ(document->version, "2012-10-17");
  const Statement& only = document->statements.at(0);
  EXPECT_EQ(only.effect, Effect::Deny);
  EXPECT_TRUE(only.not_principal && only.not_action && only.not_resource);
  EXPECT_EQ(only.principals.at("AWS").size(), 2U);
  ASSERT_EQ(only.conditions.size(), 3U);
  EXPECT_EQ(only.conditions[0].name, "StringEquals");
  EXPECT_EQ(only.conditions[0].key, "kms:ViaService");
  EXPECT_EQ(only.conditions[0].values, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(only.conditions[1].values, std::vector<std::string>{"true"});
  EXPECT_EQ(only.conditions[2].values, std::vector<std::string>{"7"});
}

TEST(KeyPolicy, AStatementWithoutActionOrResourceIsAccepted) {
  EXPECT_TRUE(parse_key_policy(statement(R"([{"Effect":"Allow","Principal":"*"}])")));
}

TEST(KeyPolicy, BadGrammarIsMalformed) {
  for (const std::string& text : {
           std::string("not json"),
           std::string("[]"),
           std::string("{}"),
           statement("[]"),
           statement("7"),
           statement("[7]"),
           with(R"("Extra":"x")"),
           std::string(R"({"Version":"2013-01-01","Statement":[]})"),
           std::string(R"({"Other":1})"),
           statement(R"([{"Effect":"allow","Principal":"*"}])"),
           statement(R"([{"Principal":"*"}])"),
           statement(R"([{"Effect":"Allow"}])"),
           statement(R"([{"Effect":"Allow","Principal":[]}])"),
           statement(R"([{"Effect":"Allow","Principal":{"AWS":[]}}])"),
           statement(R"([{"Effect":"Allow","Principal":{"Who":"*"}}])"),
           statement(R"([{"Effect":"Allow","Principal":"*","NotPrincipal":"*"}])"),
           with(R"("NotAction":"kms:*")"),
           with(R"("Condition":[])"),
           with(R"("Condition":{"Bool":7})"),
           with(R"("Condition":{"Bool":{"k":null}})"),
           with(R"("Sid":7)"),
           with(R"("Condition":{"StringEquals":{"aws:ResourceTag/x":"y"}})"),
       }) {
    const auto document = parse_key_policy(text);
    ASSERT_FALSE(document) << text;
    EXPECT_EQ(document.error().code, ErrorCode::MalformedPolicyDocument) << text;
  }
}

TEST(KeyPolicy, AMemberNamedTwiceIsMalformed) {
  for (
      const char* text :
      {R"({"Statement":[{"Effect":"Deny","Effect":"Allow","Principal":"*"}]})",
       R"({"Id":"a","Statement":[{"Effect":"Allow","Principal":"*"}],"Id":"b"})",
       R"({"Statement":[{"Effect":"Allow","Principal":"*","Condition":{"Bool":{"a":"1","a":"2"}}}]})"}) {
    const auto document = parse_key_policy(text);
    ASSERT_FALSE(document) << text;
    EXPECT_EQ(document.error().message, "The policy names an element twice.");
  }
}

TEST(KeyPolicy, PrincipalsHaveTheirForms) {
  const auto code_for = [](std::string_view principal) {
    const auto document = parse_key_policy(
        statement(fmt::format(R"([{{"Effect":"Allow","Principal":{{"AWS":"{}"}}}}])", principal)));
    return document ? std::optional<ErrorCode>{} : document.error().code;
  };
  for (const char* right :
       {"*", "111122223333", "arn:aws:iam::111122223333:root",
        "arn:aws-cn:iam::111122223333:user/a/b", "arn:aws:sts::111122223333:assumed-role/r/s",
        "arn:aws:sts::111122223333:federated-user/n", "AIDAABCDEFGHIJKLMNOPQ"})
    EXPECT_FALSE(code_for(right)) << right;
  for (const char* wrong : {"", "somebody", "11112222333", "AKIAABCDEFGHIJKLMNOPQ"})
    EXPECT_EQ(code_for(wrong), ErrorCode::MalformedPolicyDocument) << wrong;
  for (const char* wrong :
       {"arn:aws:iam::111122223333:group/g", "arn:aws:iam::111122223333:user/*",
        "arn:aws:iam::1:root", "arn:aws:s3:::bucket", "arn:aws:iam::111122223333:user/"})
    EXPECT_EQ(code_for(wrong), ErrorCode::InvalidArn) << wrong;
}

TEST(KeyPolicy, ThirtyTwoKilobytesAreTheMost) {
  std::string text = with("");
  text.resize(kKeyPolicyBytesMax, ' ');
  EXPECT_TRUE(parse_key_policy(text));
  text += ' ';
  EXPECT_EQ(parse_key_policy(text).error().code, ErrorCode::LimitExceeded);
}

TEST(KeyPolicy, DeepNestingIsRefusedAndHarmless) {
  const std::string deep(10000, '[');
  EXPECT_EQ(parse_key_policy(deep).error().code, ErrorCode::MalformedPolicyDocument);
}

}  // namespace
}  // namespace trent::policy
