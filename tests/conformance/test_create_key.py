"""CreateKey: reference 4.2, 3.4, 10.5, 10.8."""

from datetime import datetime, timezone

import pytest

from expect import ANY, MATERIAL_ID, UUID, about, refused
from trentserver import ACCOUNT, key_arn

TAG_KEY_RESERVED = "Tags beginning with aws: are reserved"


def test_a_default_key_is_symmetric_enabled_and_complete(kms, region):
    answer = kms.create_key()
    metadata = answer["KeyMetadata"]
    key_id = metadata["KeyId"]

    assert UUID.fullmatch(key_id)
    assert MATERIAL_ID.fullmatch(metadata.pop("CurrentKeyMaterialId"))
    assert about(metadata.pop("CreationDate"), datetime.now(timezone.utc))
    assert metadata == {
        "AWSAccountId": ACCOUNT,
        "KeyId": key_id,
        "Arn": key_arn(region, key_id),
        "Description": "",
        "Enabled": True,
        "KeyState": "Enabled",
        "KeyUsage": "ENCRYPT_DECRYPT",
        "KeySpec": "SYMMETRIC_DEFAULT",
        "CustomerMasterKeySpec": "SYMMETRIC_DEFAULT",
        "EncryptionAlgorithms": ["SYMMETRIC_DEFAULT"],
        "KeyManager": "CUSTOMER",
        "Origin": "AWS_KMS",
        "MultiRegion": False,
    }


def test_an_external_key_waits_for_its_material(kms, region):
    metadata = kms.create_key(Origin="EXTERNAL")["KeyMetadata"]
    metadata.pop("CreationDate")
    key_id = metadata["KeyId"]
    assert metadata == {
        "AWSAccountId": ACCOUNT,
        "KeyId": key_id,
        "Arn": key_arn(region, key_id),
        "Description": "",
        "Enabled": False,
        "KeyState": "PendingImport",
        "KeyUsage": "ENCRYPT_DECRYPT",
        "KeySpec": "SYMMETRIC_DEFAULT",
        "CustomerMasterKeySpec": "SYMMETRIC_DEFAULT",
        "EncryptionAlgorithms": ["SYMMETRIC_DEFAULT"],
        "KeyManager": "CUSTOMER",
        "Origin": "EXTERNAL",
        "MultiRegion": False,
    }


def test_the_answer_equals_describe_key(kms):
    created = kms.create_key(Description="the same", Tags=[{"TagKey": "a", "TagValue": "b"}])["KeyMetadata"]
    assert kms.describe_key(KeyId=created["KeyId"])["KeyMetadata"] == created


@pytest.mark.parametrize(
    "request_",
    [
        {"KeySpec": "SYMMETRIC_DEFAULT"},
        {"CustomerMasterKeySpec": "SYMMETRIC_DEFAULT"},
        {"KeyUsage": "ENCRYPT_DECRYPT"},
        {"KeySpec": "SYMMETRIC_DEFAULT", "KeyUsage": "ENCRYPT_DECRYPT", "Origin": "AWS_KMS"},
        {"MultiRegion": False},
        {"BypassPolicyLockoutSafetyCheck": True},
        {"Tags": []},
    ],
    ids=str,
)
def test_spelling_out_the_defaults_changes_nothing(kms, request_):
    metadata = kms.create_key(**request_)["KeyMetadata"]
    assert (metadata["KeySpec"], metadata["KeyUsage"], metadata["Origin"], metadata["MultiRegion"]) == (
        "SYMMETRIC_DEFAULT",
        "ENCRYPT_DECRYPT",
        "AWS_KMS",
        False,
    )


@pytest.mark.parametrize("description", ["", "a", 'Schlüssel für 日本 🔑 "quoted" \\ \n', "x" * 8192])
def test_the_description_is_kept(kms, description):
    metadata = kms.create_key(Description=description)["KeyMetadata"]
    assert metadata["Description"] == description


def test_tags_are_kept(kms):
    tags = [{"TagKey": "Project", "TagValue": "Trent"}, {"TagKey": "empty", "TagValue": ""}]
    key_id = kms.create_key(Tags=tags)["KeyMetadata"]["KeyId"]
    assert sorted(kms.list_resource_tags(KeyId=key_id)["Tags"], key=str) == sorted(tags, key=str)


def test_every_call_makes_another_key(kms):
    ids = {kms.create_key(Description="twin")["KeyMetadata"]["KeyId"] for _ in range(3)}
    assert len(ids) == 3


def test_two_keys_have_different_material(kms):
    ids = {kms.create_key()["KeyMetadata"]["CurrentKeyMaterialId"] for _ in range(3)}
    assert len(ids) == 3


USAGE_NEEDED = "You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys."
BOTH_SPECS = (
    "You cannot specify KeySpec and CustomerMasterKeySpec in the same request. CustomerMasterKeySpec is deprecated."
)


@pytest.mark.parametrize(
    ("request_", "code", "message"),
    [
        # cross-field rules (4.2)
        ({"KeySpec": "RSA_2048"}, "ValidationException", USAGE_NEEDED),
        ({"KeySpec": "HMAC_256"}, "ValidationException", USAGE_NEEDED),
        ({"CustomerMasterKeySpec": "RSA_2048"}, "ValidationException", USAGE_NEEDED),
        (
            {"KeyUsage": "SIGN_VERIFY"},
            "ValidationException",
            "KeyUsage SIGN_VERIFY is not compatible with KeySpec SYMMETRIC_DEFAULT",
        ),
        (
            {"KeySpec": "RSA_2048", "KeyUsage": "KEY_AGREEMENT"},
            "ValidationException",
            "KeyUsage KEY_AGREEMENT is not compatible with KeySpec RSA_2048",
        ),
        (
            {"KeySpec": "HMAC_256", "KeyUsage": "ENCRYPT_DECRYPT"},
            "ValidationException",
            "KeyUsage ENCRYPT_DECRYPT is not compatible with KeySpec HMAC_256",
        ),
        (
            {"KeySpec": "ECC_SECG_P256K1", "KeyUsage": "KEY_AGREEMENT"},
            "ValidationException",
            "KeyUsage KEY_AGREEMENT is not compatible with KeySpec ECC_SECG_P256K1",
        ),
        (
            {"KeySpec": "SYMMETRIC_DEFAULT", "CustomerMasterKeySpec": "SYMMETRIC_DEFAULT"},
            "ValidationException",
            BOTH_SPECS,
        ),
        # tags (10.5)
        (
            {"Tags": [{"TagKey": "a", "TagValue": "1"}, {"TagKey": "a", "TagValue": "2"}]},
            "TagException",
            "Duplicate tag keys",
        ),
        ({"Tags": [{"TagKey": f"k{n}", "TagValue": ""} for n in range(51)]}, "TagException", "Too many tags"),
        ({"Tags": [{"TagKey": "aws:x", "TagValue": ""}]}, "TagException", TAG_KEY_RESERVED),
        ({"Tags": [{"TagKey": "AwS:x", "TagValue": ""}]}, "TagException", TAG_KEY_RESERVED),
        # policies (10.8)
        ({"Policy": "{"}, "MalformedPolicyDocumentException", ANY),
        ({"Policy": " " * 32769}, "LimitExceededException", ANY),
        # not built yet
        ({"KeySpec": "SM2", "KeyUsage": "SIGN_VERIFY"}, "UnsupportedOperationException", ANY),
        (
            {"KeySpec": "ML_DSA_65", "KeyUsage": "SIGN_VERIFY", "Origin": "EXTERNAL"},
            "UnsupportedOperationException",
            "KeySpec ML_DSA_65 does not support Origin EXTERNAL.",
        ),
        ({"KeySpec": "SM2", "KeyUsage": "SIGN_VERIFY"}, "UnsupportedOperationException", ANY),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_refused_request_makes_no_key(kms, request_, code, message):
    with refused(code, message):
        kms.create_key(**request_)
    assert kms.list_keys()["Keys"] == []


@pytest.mark.parametrize(
    "request_",
    [
        {"Origin": "AWS_CLOUDHSM"},
        {"Origin": "EXTERNAL_KEY_STORE"},
        {"Origin": "AWS_CLOUDHSM", "CustomKeyStoreId": "cks-1234567890abcdef0"},
        {"Origin": "EXTERNAL_KEY_STORE", "CustomKeyStoreId": "cks-1234567890abcdef0", "XksKeyId": "key-1"},
        {"CustomKeyStoreId": "cks-1234567890abcdef0"},
        {"Origin": "EXTERNAL", "CustomKeyStoreId": "cks-1234567890abcdef0"},
    ],
    ids=str,
)
def test_custom_key_stores_are_not_silently_ignored(call, kms, request_):
    code, _ = call("CreateKey", request_).error
    assert code in {"ValidationException", "UnsupportedOperationException", "CustomKeyStoreNotFoundException"}
    assert kms.list_keys()["Keys"] == []


def test_fifty_tags_are_not_too_many(kms):
    tags = [{"TagKey": f"k{n}", "TagValue": str(n)} for n in range(50)]
    key_id = kms.create_key(Tags=tags)["KeyMetadata"]["KeyId"]
    assert len(kms.list_resource_tags(KeyId=key_id)["Tags"]) == 50
