#include "audit/user_identity.h"

namespace trent::audit {
namespace {

void write_root(const identity::Caller& root, wire::JsonWriter& writer) {
  writer.key("type").string("Root");
  writer.key("principalId").string(root.account.view());
  writer.key("arn").string(root.arn);
  writer.key("accountId").string(root.account.view());
  writer.key("accessKeyId").string(root.access_key_id);
}

void write_user(const identity::Caller& user, wire::JsonWriter& writer) {
  writer.key("type").string("IAMUser");
  writer.key("principalId").string(user.unique_id);
  writer.key("arn").string(user.arn);
  writer.key("accountId").string(user.account.view());
  writer.key("accessKeyId").string(user.access_key_id);
  writer.key("userName").string(user.user_name);
}

// One case for each kind of principal; a new kind does not compile before it has one.
void write_caller(const identity::Caller& caller, wire::JsonWriter& writer) {
  switch (caller.type) {
    case identity::PrincipalType::AccountRoot: return write_root(caller, writer);
    case identity::PrincipalType::User: return write_user(caller, writer);
  }
}

}  // namespace

void write_user_identity(const Event& event, wire::JsonWriter& writer) {
  writer.begin_object();
  if (event.caller) {
    write_caller(*event.caller, writer);
  } else {
    writer.key("type").string("Unknown");
    if (!event.claimed_access_key_id.empty())
      writer.key("accessKeyId").string(event.claimed_access_key_id);
  }
  writer.end_object();
}

}  // namespace trent::audit
