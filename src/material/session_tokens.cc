#include "material/session_tokens.h"

#include "base/byte_io.h"
#include "base/encoding.h"
#include "crypto/random.h"
#include "identity/names.h"
#include "material/access_keys.h"

namespace trent::material {
namespace {

constexpr std::uint8_t kTokenVersion = 1;
constexpr std::string_view kTokenLabel = "trent-session-token-v1";
// What a request can carry; a longer one is no token.
constexpr std::size_t kTokenCharsMax = 16 * 1024;

Bytes token_context(std::string_view access_key_id) {
  ByteWriter writer;
  writer.field(kTokenLabel).field(access_key_id);
  return writer.take();
}

// --- writing -------------------------------------------------------------------------------------

void write_time(ByteWriter& writer, Timestamp time) {
  writer.u64(static_cast<std::uint64_t>(time.time_since_epoch().count()));
}

void write_texts(ByteWriter& writer, const std::vector<std::string>& texts) {
  writer.u32(static_cast<std::uint32_t>(texts.size()));
  for (const std::string& text : texts) writer.field(text);
}

void write_policies(ByteWriter& writer, const SessionContents& contents) {
  const auto& policies = contents.session.policies;
  writer.u8(policies ? 1 : 0);
  if (!policies) return;
  writer.field(contents.inline_policy.value_or(""));
  write_texts(writer, policies->managed);
}

void write_web_identity(ByteWriter& writer, const std::optional<identity::WebIdentity>& who) {
  writer.u8(who ? 1 : 0);
  if (who) writer.field(who->issuer).field(who->subject).field(who->audience);
}

Bytes described(const SessionContents& contents) {
  const identity::Session& session = contents.session;
  ByteWriter writer;
  writer.field(contents.account.view()).field(name_of(contents.principal));
  writer.field(contents.unique_id).field(contents.name).field(contents.path);
  writer.field(contents.made_by).field(session.name);
  write_time(writer, session.issued);
  write_time(writer, session.expires);
  write_policies(writer, contents);
  writer.u32(static_cast<std::uint32_t>(session.tags.size()));
  for (const auto& [key, value] : session.tags) writer.field(key).field(value);
  write_texts(writer, session.transitive_tag_keys);
  writer.field(session.source_identity);
  write_web_identity(writer, session.web_identity);
  return writer.take();
}

// --- reading -------------------------------------------------------------------------------------

Timestamp read_time(ByteReader& reader) {
  return Timestamp{Duration(static_cast<std::int64_t>(reader.u64()))};
}

std::string read_text(ByteReader& reader) { return std::string(reader.text_field()); }

std::vector<std::string> read_texts(ByteReader& reader) {
  std::vector<std::string> texts;
  const std::uint32_t count = reader.u32();
  for (std::uint32_t i = 0; i < count && reader.ok(); ++i) texts.push_back(read_text(reader));
  return texts;
}

void read_policies(ByteReader& reader, SessionContents& contents) {
  if (reader.u8() == 0) return;
  std::string document = read_text(reader);
  if (!document.empty()) contents.inline_policy = std::move(document);
  contents.session.policies.emplace().managed = read_texts(reader);
}

identity::Tags read_tags(ByteReader& reader) {
  identity::Tags tags;
  const std::uint32_t count = reader.u32();
  for (std::uint32_t i = 0; i < count && reader.ok(); ++i) {
    std::string key = read_text(reader);
    tags.insert_or_assign(std::move(key), read_text(reader));
  }
  return tags;
}

std::optional<identity::WebIdentity> read_web_identity(ByteReader& reader) {
  if (reader.u8() == 0) return std::nullopt;
  identity::WebIdentity who;
  who.issuer = read_text(reader);
  who.subject = read_text(reader);
  who.audience = read_text(reader);
  return who;
}

std::optional<SessionContents> read_contents(ByteReader& reader) {
  SessionContents contents;
  contents.account = keys::AccountId(read_text(reader));
  const auto principal = enum_from_name<identity::PrincipalType>(reader.text_field());
  contents.unique_id = read_text(reader);
  contents.name = read_text(reader);
  contents.path = read_text(reader);
  contents.made_by = read_text(reader);
  identity::Session& session = contents.session;
  session.name = read_text(reader);
  session.issued = read_time(reader);
  session.expires = read_time(reader);
  read_policies(reader, contents);
  session.tags = read_tags(reader);
  session.transitive_tag_keys = read_texts(reader);
  session.source_identity = read_text(reader);
  session.web_identity = read_web_identity(reader);
  if (!reader.finished() || !principal) return std::nullopt;
  contents.principal = *principal;
  return contents;
}

}  // namespace

TemporaryCredentials issue_session(const DeploymentKeys& keys, const SessionContents& contents) {
  TemporaryCredentials made;
  made.access_key_id =
      identity::temporary_access_key_id(crypto::random_bytes(identity::kAccessKeyRandomBytes));
  made.secret = make_secret_access_key();
  const Bytes description = described(contents);
  SecretBytes inside(kSecretChars + description.size());
  std::ranges::copy(made.secret.reveal(), inside.reveal_mutable().begin());
  std::ranges::copy(description, inside.reveal_mutable().subspan(kSecretChars).begin());
  const Sealed sealed = keys.seal_apart(inside, token_context(made.access_key_id));
  ByteWriter token;
  token.u8(kTokenVersion).u32(sealed.domain_key).raw(sealed.bytes);
  made.token = base64(token.view());
  return made;
}

std::optional<OpenedSession> open_session(const DeploymentKeys& keys,
                                          std::string_view access_key_id, std::string_view token) {
  if (token.size() > kTokenCharsMax) return std::nullopt;
  const auto bytes = bytes_from_base64(token);
  if (!bytes) return std::nullopt;
  ByteReader outer(*bytes);
  const std::uint8_t version = outer.u8();
  const std::uint32_t domain_key = outer.u32();
  if (!outer.ok() || version != kTokenVersion) return std::nullopt;
  const auto inside = keys.unseal_apart(domain_key, outer.rest(), token_context(access_key_id));
  if (!inside) return std::nullopt;
  ByteReader reader(inside->reveal());
  OpenedSession opened;
  opened.secret = SecretBytes::copy_of(reader.raw(kSecretChars));
  auto contents = read_contents(reader);
  if (!contents) return std::nullopt;
  opened.contents = *std::move(contents);
  return opened;
}

}  // namespace trent::material
