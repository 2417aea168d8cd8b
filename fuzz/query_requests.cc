// fuzz/query_requests.cc: forms to every operation of IAM and STS, several after each other.
//
// A line is a form as it stands in a body: "Action=CreateUser&Version=2010-05-08&UserName=bob". A
// line "as user" lets a user ask who may do little, "as root" the root of the account again. Every
// answer is XML in UTF-8 with nothing left open.
#include <fmt/format.h>

#include <string>

#include "audit/record.h"
#include "base/assert.h"
#include "iam/registry.h"
#include "material/testing/fixed_root_key.h"
#include "query/answer.h"
#include "storage/memory/memory_store.h"
#include "support/lines.h"
#include "support/well_formed.h"

namespace trent::fuzz {
namespace {

constexpr int kRequestsMax = 8;
constexpr Timestamp kNow{std::chrono::days(20000)};
constexpr std::string_view kRequestId = "01234567-89ab-4cde-8f01-23456789abcd";
constexpr std::string_view kXmlns = "https://example.com/";
const keys::AccountId kAccount("111122223333");

storage::Write entity(identity::EntityKind kind, std::string_view name, std::string_view id,
                      identity::Details details) {
  return storage::PutEntity{{.ref = {kAccount, kind, std::string(name)},
                             .id = std::string(id),
                             .name = std::string(name),
                             .created = kNow,
                             .details = std::move(details)}};
}

// A user who may read, with an access key, and a role that the user may assume.
storage::Batch contents() {
  identity::User user;
  user.permissions.inline_policies["read"] =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["iam:Get*","iam:List*","sts:*"],"Resource":"*"}]})";
  identity::Role role;
  role.trust_policy =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["sts:AssumeRole","sts:TagSession"],"Principal":{"AWS":"111122223333"}}]})";
  storage::Batch batch;
  batch.emplace_back(storage::PutAccount{{.id = kAccount, .created = kNow}});
  batch.push_back(entity(identity::EntityKind::User, "user", "AIDAAAAAAAAAAAAAAAAAA", user));
  batch.push_back(entity(identity::EntityKind::Role, "role", "AROAAAAAAAAAAAAAAAAAA", role));
  batch.emplace_back(storage::PutAccessKey{{.id = "AKIAAAAAAAAAAAAAAAAA",
                                            .account = kAccount,
                                            .owner = "AIDAAAAAAAAAAAAAAAAAA",
                                            .created = kNow}});
  return batch;
}

identity::Caller root() {
  identity::Caller caller;
  caller.account = kAccount;
  caller.arn = "arn:aws:iam::111122223333:root";
  caller.access_key_id = "AKIAAAAAAAAAAAAAAAAA";
  return caller;
}

identity::Caller user() {
  identity::Caller caller = root();
  caller.type = identity::PrincipalType::User;
  caller.arn = "arn:aws:iam::111122223333:user/user";
  caller.unique_id = "AIDAAAAAAAAAAAAAAAAAA";
  caller.user_name = "user";
  caller.entity = identity::EntityRef{kAccount, identity::EntityKind::User, "user"};
  return caller;
}

// Made once, as it never changes.
const material::DeploymentKeys& deployment_keys() {
  static const material::testing::FixedRootKey root_key;
  static const auto store = storage::make_memory_store();
  static const auto keys = *material::DeploymentKeys::open(*store, root_key);
  return *keys;
}

class Account {
 public:
  Account() { TRENT_ASSERT(store_->commit(contents()).has_value()); }

  void take(std::string_view line) {
    if (line == "as user")
      caller_ = user();
    else if (line == "as root")
      caller_ = root();
    else
      ask(line);
  }

 private:
  void ask(std::string_view line) {
    audit::Event event;
    event.time = kNow;
    event.request_id = kRequestId;
    const auto answer = answer_of(line, event);
    if (!answer) {
      require_not_ours(answer.error());
      event.error = answer.error();
    }
    require_xml(
        view_of(answer ? *answer : query::encode_error(answer.error(), kXmlns, kRequestId)));
    event.caller = caller_;
    SecretBuffer record;
    audit::write_record(event, record);
    json_object(view_of(record));
  }

  // As server/query_api.cc, without HTTP and signatures.
  Result<SecretBuffer> answer_of(std::string_view line, audit::Event& event) {
    TRY_ASSIGN(const query::Form form, query::Form::parse(line));
    const std::string* const version = form.find("Version");
    const std::string* const action = form.find("Action");
    const iam::Api* const api = version ? iam::find_api(*version) : nullptr;
    const iam::OperationRow* const operation =
        api && action ? iam::find_operation(*api, *action) : nullptr;
    if (!operation) return fail_silently(ErrorCode::UnknownOperation);
    iam::name_event(*api, *operation, event);
    const identity::Caller nobody;
    const iam::Call call{.services = services_,
                         .caller = operation->is_unsigned ? nobody : caller_,
                         .region = keys::Region("eu-central-1"),
                         .now = kNow,
                         .event = event};
    TRY_ASSIGN(const SecretBuffer result, iam::run(*api, *operation, call, form, iam::Format::Xml));
    return query::wrap_xml(operation->name, api->xmlns, operation->has_result, view_of(result),
                           kRequestId);
  }

  std::unique_ptr<storage::Store> store_ = storage::make_memory_store();
  oidc::ProviderKeys provider_keys_;
  usage::AccessKeyTracker access_key_uses_{*store_};
  iam::Services services_{*store_, deployment_keys(), provider_keys_, access_key_uses_};
  identity::Caller caller_ = root();
};

}  // namespace
}  // namespace trent::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size_bytes) {
  using namespace trent::fuzz;
  std::string_view rest = text_of(data, size_bytes);
  Account account;
  for (int request = 0; request < kRequestsMax && !rest.empty(); ++request) account.take(cut(rest));
  return 0;
}
