// crypto/testing/vectors.h: published test vectors, which are not in this repository: Project
// Wycheproof's (github.com/C2SP/wycheproof), and NIST's ACVP samples as NIST and as AWS-LC have
// them.
//
// A test whose vectors are missing is skipped and says so.
#pragma once

#include <boost/json.hpp>

#include <filesystem>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "crypto/asymmetric_keys.h"
#include "crypto/hash.h"

namespace trent::crypto::testing {

namespace json = boost::json;

// TRENT_VECTORS, or shared/vectors beside one of the directories above the current one.
std::optional<std::filesystem::path> vectors_directory();

// None when it is not there. `name` is relative to vectors_directory().
std::optional<std::string> read_vectors(const std::filesystem::path& name);

// What every file of Wycheproof's is for.
enum class Family {
  AesGcm,
  AesKwp,
  Hmac,
  RsaOaep,
  RsaPkcs1Verify,
  RsaPkcs1Sign,
  RsaPss,
  Ecdsa,
  Ed25519,
  MlDsaVerify,
  MlDsaSign,
  Ecdh,
  MlKemKeys,
  MlKemEncapsulate,
  MlKemDecapsulate,
  MlKemExpandedKeys,
  NotOurs,
};

struct VectorFile {
  std::string_view name;  // without "_test.json"
  Family family;
  std::string_view why_not_ours = {};
};

std::vector<VectorFile> all_files();
std::vector<VectorFile> files_of(std::initializer_list<Family> families);
std::ostream& operator<<(std::ostream& out, const VectorFile& file);

// Members of the objects in the files.
std::string_view text(const json::object& object, std::string_view member);
Bytes bytes(const json::object& object, std::string_view member);
std::int64_t number(const json::object& object, std::string_view member);

// Should we accept this vector? What Wycheproof calls "acceptable" is decided by its flags, in a
// table of vectors.cc.
bool should_accept(const json::object& test);

// None when we do not offer it.
std::optional<KeyType> rsa_type(std::int64_t modulus_bits);
// `name` as in the files: "SHA-256".
std::optional<Hash> signature_hash(std::string_view name);

// How many of a file's vectors we should accept and refuse, and how many we leave out because they
// are for what we do not offer.
struct Tally {
  int accepted = 0;
  int refused = 0;
  int left_out = 0;

  void count(bool valid) { ++(valid ? accepted : refused); }
  void leave_out() { ++left_out; }
};

// Prints the counts and records them as the test's properties.
void report(std::string_view name, const Tally& tally);

using Check = std::function<void(const json::object& group, const json::object& test, Tally&)>;

// Both apply `check` to every test in a file and report; `check` may leave no OpenSSL error behind.
void check_wycheproof(std::string_view name, const Check& check);
void check_acvp(const std::filesystem::path& name, const Check& check);

}  // namespace trent::crypto::testing
