// operations/request_facts.h: what policies can ask of a request's members (kms-security.md 5.4).
//
// By the members a request has, so that an operation with a member of a name that is known here
// need not say anything. A member that was left out has its default, as in the operation.
#pragma once

#include <string>

#include "access/facts.h"
#include "keys/key_types.h"
#include "keys/tags.h"

namespace trent::operations {

template <class Request>
class FactsOf final : public access::RequestFacts {
 public:
  explicit FactsOf(const Request& request) : request_(request) {}

  void list(std::string_view permission, access::FactList& facts) const override {
    list_cryptography(permission, facts);
    list_import(facts);
    list_life(facts);
    list_new_key(facts);
    list_tags_of_request(facts);
  }

 private:
  template <class Enum>
  static void add(access::FactList& facts, std::string_view key, const Enum& value) {
    facts.add(key, std::string(name_of(value)));
  }

  void list_cryptography(std::string_view permission, access::FactList& facts) const {
    if constexpr (requires { request_.source_encryption_context; }) {
      const bool from = permission == "ReEncryptFrom";
      access::list_encryption_context(
          from ? request_.source_encryption_context : request_.destination_encryption_context,
          facts);
      add(facts, "kms:EncryptionAlgorithm",
          from ? request_.source_encryption_algorithm : request_.destination_encryption_algorithm);
    }
    if constexpr (requires { request_.encryption_context; }) {
      access::list_encryption_context(request_.encryption_context, facts);
      if constexpr (requires { request_.encryption_algorithm; })
        add(facts, "kms:EncryptionAlgorithm", request_.encryption_algorithm);
      else  // data keys are encrypted under symmetric keys only
        add(facts, "kms:EncryptionAlgorithm", keys::EncryptionAlgorithm::SYMMETRIC_DEFAULT);
    }
    if constexpr (requires { request_.key_pair_spec; })
      add(facts, "kms:DataKeyPairSpec", request_.key_pair_spec);
    if constexpr (requires { request_.mac_algorithm; })
      add(facts, "kms:MacAlgorithm", request_.mac_algorithm);
    if constexpr (requires { request_.signing_algorithm; }) {
      add(facts, "kms:SigningAlgorithm", request_.signing_algorithm);
      add(facts, "kms:MessageType", request_.message_type);
    }
    if constexpr (requires { request_.key_agreement_algorithm; })
      add(facts, "kms:KeyAgreementAlgorithm", request_.key_agreement_algorithm);
  }

  void list_import(access::FactList& facts) const {
    if constexpr (requires { request_.wrapping_algorithm; }) {
      add(facts, "kms:WrappingAlgorithm", request_.wrapping_algorithm);
      add(facts, "kms:WrappingKeySpec", request_.wrapping_key_spec);
    }
    if constexpr (requires { request_.expiration_model; }) {
      add(facts, "kms:ExpirationModel", request_.expiration_model);
      if (request_.valid_to) {
        const auto since_epoch = request_.valid_to->time_since_epoch();
        facts.add("kms:ValidTo",
                  std::to_string(std::chrono::floor<std::chrono::seconds>(since_epoch).count()));
      }
    }
  }

  void list_life(access::FactList& facts) const {
    if constexpr (requires { request_.pending_window_in_days; })
      facts.add("kms:ScheduleKeyDeletionPendingWindowInDays",
                std::to_string(request_.pending_window_in_days));
    if constexpr (requires { request_.rotation_period_in_days; })
      if (request_.rotation_period_in_days)
        facts.add("kms:RotationPeriodInDays", std::to_string(*request_.rotation_period_in_days));
    if constexpr (requires { request_.replica_region; })
      facts.add("kms:ReplicaRegion", request_.replica_region);
    if constexpr (requires { request_.primary_region; })
      facts.add("kms:PrimaryRegion", request_.primary_region);
    // Absent when it was not asked for.
    if constexpr (requires { request_.bypass_policy_lockout_safety_check; })
      if (request_.bypass_policy_lockout_safety_check)
        facts.add("kms:BypassPolicyLockoutSafetyCheck", "true");
  }

  // What CreateKey asks for; of a key that exists the authorizer knows it.
  void list_new_key(access::FactList& facts) const {
    if constexpr (requires { request_.customer_master_key_spec; }) {
      std::string_view spec = name_of(keys::KeySpec::SYMMETRIC_DEFAULT);
      if (request_.customer_master_key_spec) spec = name_of(*request_.customer_master_key_spec);
      if (request_.key_spec) spec = name_of(*request_.key_spec);
      for (const char* const key : {"kms:KeySpec", "kms:CustomerMasterKeySpec"})
        facts.add(key, std::string(spec));
      for (const char* const key : {"kms:KeyUsage", "kms:CustomerMasterKeyUsage"})
        add(facts, key, request_.key_usage.value_or(keys::KeyUsage::ENCRYPT_DECRYPT));
      add(facts, "kms:KeyOrigin", request_.origin);
      facts.add("kms:MultiRegion", request_.multi_region ? "true" : "false");
      if (request_.multi_region) facts.add("kms:MultiRegionKeyType", "PRIMARY");
    }
  }

  void list_tags_of_request(access::FactList& facts) const {
    if constexpr (requires { request_.tags; }) access::list_request_tags(request_.tags, facts);
    if constexpr (requires { request_.tag_keys; })
      if (!request_.tag_keys.empty()) facts.add_set("aws:TagKeys", request_.tag_keys);
  }

  const Request& request_;
};

}  // namespace trent::operations
