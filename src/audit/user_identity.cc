#include "audit/user_identity.h"

#include "identity/names.h"

namespace trent::audit {
namespace {

using identity::PrincipalType;

// What CloudTrail calls the kinds of principal.
std::string_view type_of(PrincipalType type) {
  switch (type) {
    case PrincipalType::AccountRoot: return "Root";
    case PrincipalType::User: return "IAMUser";
    case PrincipalType::AssumedRole: return "AssumedRole";
    case PrincipalType::FederatedUser: return "FederatedUser";
  }
  return "Unknown";
}

// Whose permissions the session has: a role, or the user or root that federates.
void write_issuer(const identity::Caller& caller, wire::JsonWriter& writer) {
  const bool is_role = caller.type == PrincipalType::AssumedRole;
  const bool is_root = caller.unique_id.empty();
  writer.key("sessionIssuer").begin_object();
  writer.key("type").string(is_role ? "Role" : is_root ? "Root" : "IAMUser");
  writer.key("principalId").string(is_root ? caller.account.view() : caller.unique_id);
  writer.key("arn").string(caller.issuer_arn);
  writer.key("accountId").string(caller.account.view());
  if (!is_root) writer.key("userName").string(identity::name_in(caller.issuer_arn));
  writer.end_object();
}

void write_session(const identity::Caller& caller, wire::JsonWriter& writer) {
  const identity::Session& session = *caller.session;
  writer.key("sessionContext").begin_object();
  if (!caller.issuer_arn.empty()) write_issuer(caller, writer);
  if (session.web_identity) {
    writer.key("webIdFederationData").begin_object();
    writer.key("federatedProvider").string(session.web_identity->issuer);
    writer.end_object();
  }
  writer.key("attributes").begin_object();
  writer.key("creationDate").string(iso8601(session.issued));
  writer.key("mfaAuthenticated").string("false");
  writer.end_object();
  if (!session.source_identity.empty())
    writer.key("sourceIdentity").string(session.source_identity);
  writer.end_object();
}

void write_caller(const identity::Caller& caller, wire::JsonWriter& writer) {
  writer.key("type").string(type_of(caller.type));
  writer.key("principalId").string(identity::user_id(caller));
  writer.key("arn").string(caller.arn);
  writer.key("accountId").string(caller.account.view());
  writer.key("accessKeyId").string(caller.access_key_id);
  if (!caller.user_name.empty()) writer.key("userName").string(caller.user_name);
  if (caller.session) write_session(caller, writer);
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
