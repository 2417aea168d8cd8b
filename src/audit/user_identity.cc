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

void write_caller(const identity::Caller& caller, wire::JsonWriter& writer) {
  switch (caller.type) {
    case identity::PrincipalType::AccountRoot: return write_root(caller, writer);
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
