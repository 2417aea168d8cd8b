// tests/model/world.h: the fixed things both sides of the comparison know: names that slots stand
// for, and the placeholders by which the model speaks of what only the server chooses.
#pragma once

#include <array>
#include <string>

namespace trent::model {

inline constexpr int kRegions = 3;
// In the order of their names.
inline constexpr std::array<const char*, kRegions> kRegionNames{"ap-southeast-2", "eu-central-1",
                                                                "us-east-1"};
inline constexpr int kAccounts = 2;
inline constexpr std::array<const char*, kAccounts> kAccountIds{"111111111111", "222222222222"};
inline constexpr std::array<const char*, 3> kSpecNames{"SYMMETRIC_DEFAULT", "HMAC_256",
                                                       "ECC_NIST_P256"};
inline constexpr std::array<const char*, 3> kUsageNames{"ENCRYPT_DECRYPT", "GENERATE_VERIFY_MAC",
                                                        "SIGN_VERIFY"};
inline constexpr int kKeySlots = 8;
inline constexpr int kAliasSlots = 4;
inline constexpr int kContents = 4;  // contents 1 to 4 of imported material

// An id of the right form that no key has.
inline std::string unknown_key_id(int slot) {
  return "00000000-0000-4000-8000-00000000000" + std::to_string(slot);
}
inline std::string unknown_material_id(int content) {
  return std::string(63, '0') + std::to_string(content);
}
inline std::string alias_name(int slot) { return "alias/name-" + std::to_string(slot); }
inline std::string tag_key(int tag) { return "tag-" + std::to_string(tag); }
inline std::string arn_of(int account, int region, const std::string& resource) {
  return std::string("arn:aws:kms:") + kRegionNames.at(static_cast<std::size_t>(region)) + ":" +
         kAccountIds.at(static_cast<std::size_t>(account)) + ":" + resource;
}
inline std::string key_arn(int account, int region, const std::string& id) {
  return arn_of(account, region, "key/" + id);
}

// In an expected text: a name between two of these stands for a value that is the same wherever the
// name is, and another than that of every other name.
inline constexpr char kName = '\1';
inline std::string named(const std::string& name) { return kName + name + kName; }
// An expected text of any content, but there.
inline const std::string kAnything = "\2";

}  // namespace trent::model
