// tests/model/model.h: what the key life ought to be, written from the reference and knowing
// nothing of the server. It does no cryptography: it remembers which material made what.
//
// States are derived from the time at every question; `sweep` does what happens only when swept.
// Source: kms-behaviour.md sections 3, 6 to 10; docs/aws-divergences.md where AWS is silent.
#pragma once

#include <boost/json.hpp>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "step.h"

namespace trent::model {

using Milliseconds = std::int64_t;  // since the epoch
inline constexpr Milliseconds kDay = 86'400'000;
inline constexpr const char* kAnyMessage = "\3";

struct Failure {
  std::string exception;
  std::string message;  // kAnyMessage: not compared
};

// What the server has to answer: one of the failures, or without any the body.
struct Expectation {
  std::vector<Failure> failures;
  boost::json::object body;
};

// The material of a key in one Region.
struct Present {
  std::optional<Milliseconds> valid_to;
};

struct Version {
  int number = 0;   // unique among all material of the model
  int content = 0;  // imported material: which; else 0
  std::optional<Milliseconds> rotated;
  bool on_demand = false;
  std::optional<std::string> description;
};

struct RegionalKey {
  Milliseconds created = 0;
  std::string description;
  bool enabled = true;
  std::optional<Milliseconds> deletion_date;
  int waiting_days = 0;  // not 0: a primary that waits for its replicas
  std::map<std::string, std::string> tags;
  std::map<int, Present> imported;  // by number of the version
};

// A key, or the related keys of a multi-Region key.
struct Key {
  int number = 0;
  std::string id;
  int account = 0;
  int spec = 0;
  bool external = false;
  bool multi_region = false;
  int primary = 0;  // Region
  std::vector<Version> versions;
  std::optional<Version> pending;
  int period_days = 0;  // 0: no automatic rotation
  Milliseconds next_rotation = 0;
  int rotations_on_demand = 0;
  std::map<int, RegionalKey> regions;
};

struct Alias {
  int key = 0;
  Milliseconds created = 0;
  Milliseconds updated = 0;
};

class Model {
 public:
  enum class State { Enabled, Disabled, PendingImport, PendingDeletion, PendingReplicaDeletion };
  // What a ciphertext, MAC or signature was made with.
  struct Made {
    int key;
    std::string secret;
    int context;
    std::string plaintext;
    int version;
  };

  explicit Model(Milliseconds now) : now_(now) {}

  // `new_key_id`: what the server called a key that it made.
  Expectation run(const Step& step, const std::string& new_key_id);

  // For the generator, which likes to aim.
  Milliseconds now() const { return now_; }
  const Key* key_in_slot(int slot) const;
  bool exists_in(const Key& key, int region) const { return find(key, region) != nullptr; }
  // Is there a token that imports into the key in `key_slot` there?
  bool token_fits(int slot, int key_slot, int region) const;
  State state_in(const Key& key, int region) const { return state_of(key, *find(key, region)); }
  const std::map<int, Made>& ciphertexts() const { return ciphertexts_; }
  using AliasPlace = std::tuple<int, int, int>;  // account, Region, slot
  const std::map<AliasPlace, Alias>& aliases() const { return aliases_; }
  const std::map<int, Made>& proofs() const { return proofs_; }
  // Every instant ahead at which something happens.
  std::vector<Milliseconds> instants() const;

 private:
  struct Token {
    int key;
    int region;
    Milliseconds valid_to;
  };
  struct Target {
    Key* key = nullptr;
    RegionalKey* here = nullptr;
    int region = 0;
    std::optional<Failure> failure;
  };

  bool is_gone(const RegionalKey& key) const {
    return key.deletion_date && *key.deletion_date <= now_;
  }
  bool is_present(const RegionalKey& key, const Version& version) const;
  const RegionalKey* find(const Key& key, int region) const;
  RegionalKey* find(Key& key, int region);
  State state_of(const Key& key, const RegionalKey& here) const;
  bool is_complete(const Key& key, const RegionalKey& here) const;
  std::string arn(const Key& key, int region) const;
  std::string material_id(const Key& key, const Version& version) const;
  std::string secret_of(const Version& version) const;
  Key* key_by_number(int number);
  void settle();
  void sweep();
  Version fresh();
  void rotate(Key& key, Version version, bool on_demand);

  Target resolve(const Step& step, int slot, int form, bool alias_allowed,
                 std::string_view permission);
  std::optional<Failure> state_failure(const Target& target, std::string_view operation) const;
  std::optional<Failure> origin_failure(const Target& target) const;
  std::optional<Failure> primary_failure(const Target& target) const;
  std::optional<Failure> usage_failure(const Target& target, int spec,
                                       std::string_view operation) const;
  Target admit(const Step& step, bool alias_allowed);
  Target admit_for(const Step& step, int spec);

  boost::json::object metadata(const Key& key, int region) const;
  Target source(const Step& step, const Made* made, std::string_view permission,
                std::string_view operation);

  Expectation create_key(const Step& step, const std::string& id);
  Expectation key_life(const Step& step);
  Expectation rotation(const Step& step);
  Expectation rotate_on_demand(const Step& step);
  Expectation list_rotations(const Step& step);
  Expectation get_parameters(const Step& step);
  Expectation import_material(const Step& step);
  Expectation delete_material(const Step& step);
  Expectation replicate(const Step& step);
  Expectation update_primary(const Step& step);
  Expectation change_alias(const Step& step);
  Expectation list_aliases(const Step& step);
  Expectation list_keys(const Step& step);
  Expectation tags(const Step& step);
  Expectation encrypt(const Step& step);
  Expectation generate_data_key(const Step& step);
  Expectation decrypt(const Step& step);
  Expectation re_encrypt(const Step& step);
  Expectation make_proof(const Step& step, int spec);
  Expectation check_proof(const Step& step, int spec);
  Expectation get_public_key(const Step& step);

  Milliseconds now_;
  int numbers_ = 0;
  std::vector<Key> keys_;
  std::map<int, int> slots_;  // slot to number of the key
  std::map<AliasPlace, Alias> aliases_;
  std::map<int, Token> tokens_;
  std::map<int, Made> ciphertexts_;
  std::map<int, Made> proofs_;  // MACs and signatures; the slots of the two do not meet
};

}  // namespace trent::model
