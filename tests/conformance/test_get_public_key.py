"""GetPublicKey where it has nothing, or not yet, to show (reference 4.7, 3.2). What it shows: test_key_specs.py."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from expect import UNKNOWN_KEY_ID, missing, refused, seconds_from_now, violations
from specs import HMAC, creation
from trentserver import key_arn
from wrapping import import_material, pkcs8


@pytest.fixture
def private_key():
    return ec.generate_private_key(ec.SECP256R1())


@pytest.fixture
def empty_pair(kms):
    """An EXTERNAL key for a key pair into which nothing was imported yet."""
    return kms.create_key(**creation("ECC_NIST_P256", "SIGN_VERIFY", Origin="EXTERNAL"))["KeyMetadata"]


def spki(private_key):
    return private_key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


@pytest.mark.parametrize("spec", ["SYMMETRIC_DEFAULT", *HMAC])
def test_keys_without_a_public_key_are_unsupported(shared_key, spec):
    key = shared_key(spec, "ENCRYPT_DECRYPT" if spec == "SYMMETRIC_DEFAULT" else "GENERATE_VERIFY_MAC")
    assert key.call("GetPublicKey", {"KeyId": key.id}).error == ("UnsupportedOperationException", None)
    with pytest.raises(key.kms.exceptions.UnsupportedOperationException):
        key.kms.get_public_key(KeyId=key.id)


@pytest.mark.parametrize("spec", ["SYMMETRIC_DEFAULT", "HMAC_256"])
def test_the_same_holds_before_any_import(kms, call, spec):
    usage = "ENCRYPT_DECRYPT" if spec == "SYMMETRIC_DEFAULT" else "GENERATE_VERIFY_MAC"
    key_id = kms.create_key(**creation(spec, usage, Origin="EXTERNAL"))["KeyMetadata"]["KeyId"]
    assert call("GetPublicKey", {"KeyId": key_id}).error == ("UnsupportedOperationException", None)


def test_before_the_first_import_there_is_none(kms, empty_pair):
    """AWS's state table lets the operation through; what it could answer nobody knows."""
    with refused("KMSInvalidStateException", f"{empty_pair['Arn']} is pending import."):
        kms.get_public_key(KeyId=empty_pair["KeyId"])


def test_it_comes_with_the_private_key_and_stays_when_that_is_deleted(kms, empty_pair, private_key):
    key_id = empty_pair["KeyId"]
    import_material(kms, key_id, pkcs8(private_key))
    shown = kms.get_public_key(KeyId=key_id)
    assert shown["PublicKey"] == spki(private_key)

    kms.delete_imported_key_material(KeyId=key_id)
    assert kms.describe_key(KeyId=key_id)["KeyMetadata"]["KeyState"] == "PendingImport"
    again = kms.get_public_key(KeyId=key_id)
    for answer in (shown, again):
        answer.pop("ResponseMetadata")
    assert again == shown
    with refused("KMSInvalidStateException", f"{empty_pair['Arn']} is pending import."):
        kms.sign(KeyId=key_id, Message=b"x", SigningAlgorithm="ECDSA_SHA_256")

    import_material(kms, key_id, pkcs8(private_key))
    assert kms.get_public_key(KeyId=key_id)["PublicKey"] == spki(private_key)


def test_a_disabled_key_shows_it(kms, empty_pair, private_key):
    import_material(kms, empty_pair["KeyId"], pkcs8(private_key))
    kms.disable_key(KeyId=empty_pair["KeyId"])
    assert kms.get_public_key(KeyId=empty_pair["KeyId"])["PublicKey"] == spki(private_key)


def test_a_key_that_waits_for_its_material_again_after_expiry_shows_it(kms, empty_pair, private_key):
    import_material(kms, empty_pair["KeyId"], pkcs8(private_key), expires=seconds_from_now(3))
    while kms.describe_key(KeyId=empty_pair["KeyId"])["KeyMetadata"]["KeyState"] != "PendingImport":
        pass
    assert kms.get_public_key(KeyId=empty_pair["KeyId"])["PublicKey"] == spki(private_key)


def test_the_key_may_be_named_in_every_form(kms, region):
    key = kms.create_key(**creation("ECC_NIST_P256", "KEY_AGREEMENT"))["KeyMetadata"]
    kms.create_alias(AliasName="alias/public", TargetKeyId=key["KeyId"])
    for name in [key["KeyId"], key["Arn"], "alias/public", key["Arn"].replace(f"key/{key['KeyId']}", "alias/public")]:
        assert kms.get_public_key(KeyId=name)["KeyId"] == key["Arn"]


def test_an_unknown_key_is_not_found(kms, region):
    with refused("NotFoundException", f"Key '{key_arn(region, UNKNOWN_KEY_ID)}' does not exist"):
        kms.get_public_key(KeyId=UNKNOWN_KEY_ID)


def test_the_key_is_required(call):
    assert violations(call("GetPublicKey").error) == {missing("keyId")}
