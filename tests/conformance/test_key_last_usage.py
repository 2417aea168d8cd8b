"""GetKeyLastUsage: reference 10.10."""

import time
import uuid
from datetime import datetime, timezone

import pytest

from expect import UNKNOWN_KEY_ID, about, refused

CONTEXT = {"purpose": "test"}


def last_usage(kms, key):
    return kms.get_key_last_usage(KeyId=key["KeyId"])["KeyLastUsage"]


def assert_told(kms, key, operation, answer):
    """The last usage of the key is the request with this answer, made just now."""
    usage = last_usage(kms, key)
    used = usage.pop("Timestamp")
    assert uuid.UUID(usage.pop("CloudTrailEventId")).version == 4  # whose record it is: test_audit.py
    assert usage == {"Operation": operation, "KmsRequestId": answer["ResponseMetadata"]["RequestId"]}
    assert about(used, datetime.now(timezone.utc)) and used.microsecond == 0


def test_a_key_that_was_never_used(kms, key):
    answer = kms.get_key_last_usage(KeyId=key["Arn"])
    answer.pop("ResponseMetadata")
    assert answer == {
        "KeyId": key["KeyId"],
        "KeyLastUsage": {},
        "TrackingStartDate": key["CreationDate"],
        "KeyCreationDate": key["CreationDate"],
    }


def test_a_use_is_told_at_once_and_the_newest_counts(kms, key):
    encrypted = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")
    assert_told(kms, key, "Encrypt", encrypted)
    assert_told(kms, key, "Decrypt", kms.decrypt(CiphertextBlob=encrypted["CiphertextBlob"]))
    assert_told(kms, key, "GenerateDataKey", kms.generate_data_key(KeyId=key["Arn"], KeySpec="AES_256"))


def test_a_use_is_still_told_when_it_is_in_the_database(kms, key):
    encrypted = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")
    time.sleep(3)
    assert_told(kms, key, "Encrypt", encrypted)
    # Storing it has not disturbed the key.
    kms.update_key_description(KeyId=key["KeyId"], Description="changed")
    assert_told(kms, key, "Encrypt", encrypted)


@pytest.mark.parametrize(
    ("operation", "members"),
    [
        ("GenerateDataKeyWithoutPlaintext", {"NumberOfBytes": 7}),
        ("GenerateDataKeyPair", {"KeyPairSpec": "ECC_NIST_P256"}),
        ("GenerateDataKeyPairWithoutPlaintext", {"KeyPairSpec": "ECC_NIST_P256"}),
    ],
)
def test_data_keys_count(kms, key, operation, members):
    method = next(name for name, api in kms.meta.method_to_api_mapping.items() if api == operation)
    assert_told(kms, key, operation, getattr(kms, method)(KeyId=key["KeyId"], **members))


def test_signing_and_verifying_count(kms):
    key = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]
    members = {"KeyId": key["KeyId"], "Message": b"m", "SigningAlgorithm": "ECDSA_SHA_256"}
    signed = kms.sign(**members)
    assert_told(kms, key, "Sign", signed)
    kms.get_public_key(KeyId=key["KeyId"])
    assert_told(kms, key, "Sign", signed)
    verified = kms.verify(**members, Signature=signed["Signature"])
    assert_told(kms, key, "Verify", verified)
    with refused("KMSInvalidSignatureException"):
        kms.verify(**{**members, "Message": b"n"}, Signature=signed["Signature"])
    assert_told(kms, key, "Verify", verified)


def test_macs_count(kms):
    key = kms.create_key(KeySpec="HMAC_256", KeyUsage="GENERATE_VERIFY_MAC")["KeyMetadata"]
    members = {"KeyId": key["KeyId"], "Message": b"m", "MacAlgorithm": "HMAC_SHA_256"}
    made = kms.generate_mac(**members)
    assert_told(kms, key, "GenerateMac", made)
    assert_told(kms, key, "VerifyMac", kms.verify_mac(**members, Mac=made["Mac"]))


def test_shared_secrets_count(kms):
    key = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="KEY_AGREEMENT")["KeyMetadata"]
    peer = kms.get_public_key(KeyId=key["KeyId"])["PublicKey"]
    assert last_usage(kms, key) == {}
    derived = kms.derive_shared_secret(KeyId=key["KeyId"], KeyAgreementAlgorithm="ECDH", PublicKey=peer)
    assert_told(kms, key, "DeriveSharedSecret", derived)


def test_both_keys_of_re_encrypt_are_told(kms, key, other_key):
    blob = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")["CiphertextBlob"]
    moved = kms.re_encrypt(CiphertextBlob=blob, DestinationKeyId=other_key["KeyId"])
    assert_told(kms, key, "ReEncrypt", moved)
    assert_told(kms, other_key, "ReEncrypt", moved)


def test_what_fails_and_what_is_only_tried_does_not_count(kms, key):
    encrypted = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x", EncryptionContext=CONTEXT)
    with refused("InvalidCiphertextException"):
        kms.decrypt(CiphertextBlob=encrypted["CiphertextBlob"])
    with refused("DryRunOperationException"):
        kms.generate_data_key(KeyId=key["KeyId"], KeySpec="AES_256", DryRun=True)
    kms.describe_key(KeyId=key["KeyId"])
    kms.disable_key(KeyId=key["KeyId"])
    with refused("DisabledException"):
        kms.decrypt(CiphertextBlob=encrypted["CiphertextBlob"], EncryptionContext=CONTEXT)
    assert_told(kms, key, "Encrypt", encrypted)


def test_it_is_told_in_every_state(kms, key, empty_key, imported_key):
    assert last_usage(kms, empty_key) == {}
    encrypted = kms.encrypt(KeyId=imported_key["KeyId"], Plaintext=b"x")
    kms.delete_imported_key_material(KeyId=imported_key["KeyId"])
    assert_told(kms, imported_key, "Encrypt", encrypted)
    kms.schedule_key_deletion(KeyId=imported_key["KeyId"])
    assert_told(kms, imported_key, "Encrypt", encrypted)


def test_regions_are_told_apart(server, region, kms, key):
    kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")
    with refused("NotFoundException"):
        server.client(region + "0").get_key_last_usage(KeyId=key["KeyId"])


def test_aliases_are_not_taken(kms, key):
    kms.create_alias(AliasName="alias/used", TargetKeyId=key["KeyId"])
    kms.encrypt(KeyId="alias/used", Plaintext=b"x")
    assert last_usage(kms, key)["Operation"] == "Encrypt"
    with refused("InvalidArnException", "Key Aliases are not supported for this operation."):
        kms.get_key_last_usage(KeyId="alias/used")


def test_an_unknown_key(kms):
    with refused("NotFoundException"):
        kms.get_key_last_usage(KeyId=UNKNOWN_KEY_ID)
