// fuzz/session_tokens.cc: X-Amz-Security-Token, and what a session token says once it is open.
//
// An input that begins with 'c' gives the contents of a session, a line each: whatever they are,
// they come out of the token as they went in. Of any other the first character says whose access
// key id the token comes with, the rest is as in support/tampering.h: a token opens untouched and
// with its own access key only.
#include "material/session_tokens.h"

#include <algorithm>
#include <array>

#include "base/assert.h"
#include "material/testing/fixed_root_key.h"
#include "storage/memory/memory_store.h"
#include "support/lines.h"
#include "support/tampering.h"

namespace trent::fuzz {
namespace {

constexpr std::size_t kTokenCharsMax = 16 * 1024;  // of one that opens

class Sealing {
 public:
  const material::DeploymentKeys& keys() const { return *keys_; }

 private:
  material::testing::FixedRootKey root_key_;
  std::unique_ptr<storage::Store> store_ = storage::make_memory_store();
  std::unique_ptr<material::DeploymentKeys> keys_ =
      *material::DeploymentKeys::open(*store_, root_key_);
};

// "key=value key=value", to the end of the line.
identity::Tags tags_of(std::string_view line) {
  identity::Tags tags;
  while (!line.empty()) {
    std::string_view value = cut(line, ' ');
    const std::string_view key = cut(value, '=');
    tags.insert_or_assign(std::string(key), std::string(value));
  }
  return tags;
}

std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  while (!line.empty()) words.emplace_back(cut(line, ' '));
  return words;
}

material::SessionContents contents_of(std::string_view rest) {
  const auto line = [&] { return std::string(cut(rest)); };
  material::SessionContents contents;
  contents.principal = static_cast<identity::PrincipalType>(cut(rest).size() % 4);
  contents.account = keys::AccountId(line());
  contents.unique_id = line();
  contents.name = line();
  contents.path = line();
  contents.made_by = line();
  contents.session.name = line();
  contents.session.issued = Timestamp(std::chrono::seconds(cut(rest).size()));
  contents.session.expires = Timestamp(-std::chrono::seconds(cut(rest).size()));
  contents.session.source_identity = line();
  contents.session.tags = tags_of(cut(rest));
  contents.session.transitive_tag_keys = words_of(cut(rest));
  if (const std::string_view managed = cut(rest); !managed.empty())
    contents.session.policies.emplace().managed = words_of(managed);
  if (const std::string_view issuer = cut(rest); !issuer.empty())
    contents.session.web_identity = {std::string(issuer), line(), line()};
  if (contents.session.policies && !rest.empty()) contents.inline_policy = std::string(rest);
  return contents;
}

bool are_same(const identity::Session& one, const identity::Session& other) {
  return one.name == other.name && one.issued == other.issued && one.expires == other.expires &&
         one.policies.has_value() == other.policies.has_value() &&
         (!one.policies || one.policies->managed == other.policies->managed) &&
         one.tags == other.tags && one.transitive_tag_keys == other.transitive_tag_keys &&
         one.source_identity == other.source_identity && one.web_identity == other.web_identity;
}

bool are_same(const material::SessionContents& one, const material::SessionContents& other) {
  return one.account == other.account && one.principal == other.principal &&
         one.unique_id == other.unique_id && one.name == other.name && one.path == other.path &&
         one.made_by == other.made_by && one.inline_policy == other.inline_policy &&
         are_same(one.session, other.session);
}

void require_round_trip(const Sealing& sealing, const material::SessionContents& contents) {
  const auto made = material::issue_session(sealing.keys(), contents);
  const auto opened = material::open_session(sealing.keys(), made.access_key_id, made.token);
  TRENT_ASSERT(opened.has_value() == (made.token.size() <= kTokenCharsMax));
  if (!opened) return;
  TRENT_ASSERT(are_same(opened->contents, contents));
  TRENT_ASSERT(std::ranges::equal(opened->secret.reveal(), made.secret.reveal()));
}

// Two sessions, of a role and of a user.
struct Genuine {
  explicit Genuine(const Sealing& sealing) {
    constexpr std::array<std::string_view, 2> kContents{
        "..\n111122223333\nAROAAAAAAAAAAAAAAAAAA\nrole\n/\n\nsession\n\n\n\nteam=red\nteam\n\n",
        ".\n111122223333\nAIDAAAAAAAAAAAAAAAAAA\nuser\n/\nAKIAAAAAAAAAAAAAAAAA\n"};
    for (const std::string_view each : kContents) {
      const auto made = material::issue_session(sealing.keys(), contents_of(each));
      access_key_ids.push_back(made.access_key_id);
      const ByteView token = as_bytes(made.token);
      tokens.emplace_back(token.begin(), token.end());
    }
  }
  std::vector<std::string> access_key_ids;
  std::vector<Bytes> tokens;
};

void require_opens_own(const Sealing& sealing, std::size_t whose, std::string_view rest) {
  static const Genuine genuine(sealing);
  const Tampered made = tampered(rest, genuine.tokens);
  whose %= genuine.tokens.size();
  const auto opened =
      material::open_session(sealing.keys(), genuine.access_key_ids.at(whose), as_text(made.bytes));
  TRENT_ASSERT(opened.has_value() == (made.bytes == genuine.tokens.at(whose)));
}

}  // namespace
}  // namespace trent::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size_bytes) {
  using namespace trent::fuzz;
  static const Sealing sealing;
  if (size_bytes == 0) return 0;
  const std::string_view rest = text_of(data, size_bytes).substr(1);
  if (data[0] == 'c')
    require_round_trip(sealing, contents_of(rest));
  else
    require_opens_own(sealing, static_cast<std::size_t>(data[0] - '0'), rest);
  return 0;
}
