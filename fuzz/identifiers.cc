// fuzz/identifiers.cc: everything by which a request can name a key, an alias, a principal, a
// Region or a moment, each made of the same text. What is understood can be written down again as
// it was read.
#include <algorithm>
#include <array>

#include "base/assert.h"
#include "base/clock.h"
#include "base/encoding.h"
#include "identity/names.h"
#include "keys/alias_names.h"
#include "keys/ids.h"
#include "policy/pattern.h"
#include "policy/principal.h"
#include "sigv4/credential_scope.h"
#include "sigv4/endpoint.h"
#include "sigv4/percent_encoding.h"
#include "sigv4/query_string.h"
#include "sigv4/signature_date.h"
#include "support/lines.h"

namespace trent::fuzz {
namespace {

// What an ARN would be if the partition were that of its Region.
std::string with_partition(std::string_view arn, const keys::Region& region) {
  std::string_view rest = arn;
  cut(rest, ':');
  cut(rest, ':');
  return "arn:" + std::string(keys::partition_of(region)) + ":" + std::string(rest);
}

struct RequireSame {
  std::string_view text;

  void operator()(const keys::KeyId& id) const { TRENT_ASSERT(id.view() == text); }
  void operator()(const keys::AliasName& alias) const { TRENT_ASSERT(alias.view() == text); }
  void operator()(const keys::KeyArn& arn) const {
    TRENT_ASSERT(keys::is_account_id(arn.scope.account.view()));
    TRENT_ASSERT(keys::arn_of(keys::KeyRef{arn.scope, keys::KeyId(arn.key_id)}) ==
                 with_partition(text, arn.scope.region));
    TRENT_ASSERT(text.starts_with("arn:" + arn.partition + ":kms:"));
  }
  void operator()(const keys::AliasArn& arn) const {
    TRENT_ASSERT(keys::is_account_id(arn.alias.scope.account.view()));
    TRENT_ASSERT(keys::arn_of(arn.alias) == with_partition(text, arn.alias.scope.region));
  }
  void operator()(const keys::MalformedArn&) const { TRENT_ASSERT(text.starts_with("arn:")); }
};

void read_key_identifier(std::string_view text) {
  std::visit(RequireSame{text}, keys::parse_key_identifier(text));
  const auto alias = keys::parse_alias_name(text);
  TRENT_ASSERT(!alias || (alias->view() == text && text.starts_with("alias/")));
  const bool is_id = keys::is_key_id(text);
  TRENT_ASSERT(!is_id || text.size() == 36);
}

void read_identity_arn(std::string_view text) {
  const keys::AccountId account("111122223333");
  for (const auto kind : {identity::EntityKind::User, identity::EntityKind::Role,
                          identity::EntityKind::Policy, identity::EntityKind::OidcProvider}) {
    const auto name = identity::path_and_name_in(text, kind, account, "aws");
    if (!name) continue;
    TRENT_ASSERT(identity::arn_of(kind, account, *name, "aws") == text);
    TRENT_ASSERT(!identity::name_in(*name).empty());
  }
}

// A principal that a policy may name is about one who is called that, and about nobody else.
void read_principal(std::string_view text) {
  const auto allowed = policy::require_aws_principal(text);
  if (!allowed) {
    TRENT_ASSERT(allowed.error().code == ErrorCode::MalformedPolicyDocument ||
                 allowed.error().code == ErrorCode::InvalidArn);
    return;
  }
  const policy::PrincipalSet set({{"AWS", {std::string(text)}}}, {});
  const policy::Principal other{.kind = policy::PrincipalKind::User,
                                .account = "999999999999",
                                .arn = "arn:aws:iam::999999999999:user/nobody",
                                .unique_id = "AIDANOBODYNOBODYNOBOD"};
  const bool names_other = text == "*" || text.contains("999999999999") || text == other.unique_id;
  TRENT_ASSERT(names_other || set.match(other) == policy::PrincipalMatch::None);
  TRENT_ASSERT(text != "*" || set.covers(other));
}

void read_credential(std::string_view text) {
  const auto scope = sigv4::parse_credential(text);
  if (!scope) return;
  TRENT_ASSERT(std::string(scope->access_key_id) + "/" + std::string(scope->text) == text);
  const auto checked =
      sigv4::check_scope(*scope, {std::nullopt, "kms", std::string(scope->date) + "T000000Z"});
  TRENT_ASSERT(!checked || keys::is_region(scope->region));
}

void read_moment(std::string_view text) {
  const auto moment = sigv4::parse_signature_date(text);
  if (moment)
    TRENT_ASSERT(iso8601_basic(*moment) == text);
  else
    TRENT_ASSERT(is_utf8(moment.error().message.value_or("")));
  const auto lifetime = sigv4::parse_lifetime(text, std::chrono::minutes(15));
  TRENT_ASSERT(!lifetime || (lifetime->count() >= 0 && *lifetime <= std::chrono::minutes(15)));
}

void read_host(std::string_view text) {
  const auto region = sigv4::region_of_host(text);
  TRENT_ASSERT(!region || region->view().empty() || keys::is_region(region->view()));
}

// Decoded and encoded again a query is in its canonical form, which does not change any more.
void read_query(std::string_view text) {
  const auto parameters = sigv4::parse_query(text);
  if (!parameters) return;
  std::string canonical, again;
  sigv4::append_canonical_query(*parameters, canonical);
  const auto reread = sigv4::parse_query(canonical);
  TRENT_ASSERT(reread.has_value());
  sigv4::append_canonical_query(*reread, again);
  TRENT_ASSERT(again == canonical);
  std::string encoded;
  sigv4::append_percent_encoded(text, encoded);
  TRENT_ASSERT(sigv4::percent_decoded(encoded).value() == text);
}

void read_encodings(std::string_view text) {
  if (const auto bytes = bytes_from_base64(text)) TRENT_ASSERT(base64(*bytes) == text);
  if (const auto bytes = bytes_from_hex(text); bytes && is_lower_hex(text))
    TRENT_ASSERT(hex(*bytes) == text);
  TRENT_ASSERT(bytes_from_base64(base64(as_bytes(text))).value().size() == text.size());
  static_cast<void>(bytes_from_base64url(text));
}

}  // namespace
}  // namespace trent::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size_bytes) {
  using namespace trent::fuzz;
  const std::string_view text = text_of(data, size_bytes);
  for (const auto read : {read_key_identifier, read_identity_arn, read_principal, read_credential,
                          read_moment, read_host, read_query, read_encodings})
    read(text);
  return 0;
}
