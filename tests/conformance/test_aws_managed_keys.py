"""AWS managed keys and their predefined aliases: reference 10.2, 10.3, 2.4, 7.3."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import pytest

from expect import UNKNOWN_KEY_ID, about, refused
from trentserver import ACCOUNT, alias_arn, key_arn

SERVICES = (
    "acm dynamodb ebs elasticfilesystem es glue kinesisvideo lambda rds redshift s3 secretsmanager ssm xray".split()
)
S3 = "alias/aws/s3"


@pytest.fixture
def s3_key(kms):
    """The KeyMetadata of the key of alias/aws/s3, which this makes."""
    return kms.describe_key(KeyId=S3)["KeyMetadata"]


def aliases(kms):
    pages = kms.get_paginator("list_aliases").paginate()
    return {alias["AliasName"]: alias for page in pages for alias in page["Aliases"]}


def key_ids(kms):
    return [key["KeyId"] for key in kms.list_keys()["Keys"]]


# -- the aliases


def test_predefined_aliases_are_listed_before_they_have_a_key(kms, region):
    listed = aliases(kms)
    for service in SERVICES:
        name = f"alias/aws/{service}"
        assert listed[name] == {"AliasName": name, "AliasArn": alias_arn(region, name)}
    assert list(listed) == sorted(listed)
    assert key_ids(kms) == [], "listing is no use"


def test_pages_of_any_size_show_each_alias_once(kms, key, s3_key):
    for name in ["alias/a", "alias/aws-mine", "alias/awt", "alias/z"]:
        kms.create_alias(AliasName=name, TargetKeyId=key["KeyId"])
    whole = [alias["AliasName"] for alias in kms.list_aliases(Limit=100)["Aliases"]]
    assert whole == sorted(whole) and len(whole) == len(set(whole)) and S3 in whole
    for size in [1, 2, 3, 7]:
        pages = kms.get_paginator("list_aliases").paginate(PaginationConfig={"PageSize": size})
        assert [alias["AliasName"] for page in pages for alias in page["Aliases"]] == whole


def test_the_first_use_gives_the_alias_its_key_and_dates(kms, s3_key, region):
    alias = aliases(kms)[S3]
    now = datetime.now(timezone.utc)
    assert about(alias.pop("CreationDate"), now) and about(alias.pop("LastUpdatedDate"), now)
    assert alias == {"AliasName": S3, "AliasArn": alias_arn(region, S3), "TargetKeyId": s3_key["KeyId"]}
    assert [entry["AliasName"] for entry in kms.list_aliases(KeyId=s3_key["KeyId"])["Aliases"]] == [S3]


def test_a_region_has_its_own(server, kms, s3_key, region):
    elsewhere = server.client(region + "0")
    assert "TargetKeyId" not in aliases(elsewhere)[S3]
    assert elsewhere.describe_key(KeyId=S3)["KeyMetadata"]["KeyId"] != s3_key["KeyId"]


def test_other_names_of_aws_have_no_key(kms, region):
    for name in ["alias/aws/unknown", "alias/aws/S3", "alias/aws/"]:
        with refused("NotFoundException", f"Alias {alias_arn(region, name)} is not found."):
            kms.describe_key(KeyId=name)


def test_an_alias_of_another_account_makes_no_key(call, kms, region):
    foreign = alias_arn(region, S3, account="111122223333")
    assert call("DescribeKey", {"KeyId": foreign}).error[0] == "AccessDeniedException"
    assert key_ids(kms) == []


# -- the first use


@pytest.mark.parametrize("by_arn", [False, True], ids=["name", "arn"])
@pytest.mark.parametrize("first", ["DescribeKey", "Encrypt", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext"])
def test_each_of_these_is_a_first_use(call, kms, region, first, by_arn):
    request = {
        "DescribeKey": {},
        "Encrypt": {"Plaintext": "AAAA"},
        "GenerateDataKey": {"KeySpec": "AES_256"},
        "GenerateDataKeyWithoutPlaintext": {"KeySpec": "AES_256"},
    }[first]
    assert call(first, {"KeyId": alias_arn(region, S3) if by_arn else S3, **request}).status == 200
    assert key_ids(kms) == [kms.describe_key(KeyId=S3)["KeyMetadata"]["KeyId"]]


def test_a_first_use_by_many_at_once_makes_one_key(server, kms, region):
    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(
                lambda _: server.call("Encrypt", {"KeyId": S3, "Plaintext": "AAAA"}, region=region).ok, range(16)
            )
        )
    (key_id,) = key_ids(kms)
    assert {answer["KeyId"] for answer in answers} == {key_arn(region, key_id)}
    for answer in answers:
        opened = server.call("Decrypt", {"CiphertextBlob": answer["CiphertextBlob"]}, region=region).ok
        assert opened["Plaintext"] == "AAAA"


@pytest.mark.parametrize("end", ["stop", "kill"])
def test_the_key_survives_a_restart(private_server, end):
    kms = private_server.client("eu-central-1")
    blob = kms.encrypt(KeyId=S3, Plaintext=b"kept")["CiphertextBlob"]
    before = kms.describe_key(KeyId=S3)["KeyMetadata"]
    getattr(private_server, end)()
    private_server.start()
    kms = private_server.client("eu-central-1")
    assert kms.describe_key(KeyId=S3)["KeyMetadata"] == before
    assert kms.decrypt(CiphertextBlob=blob)["Plaintext"] == b"kept"


# -- what can be seen


def test_it_is_described_as_a_key_that_aws_manages(s3_key, region):
    now = datetime.now(timezone.utc)
    assert about(s3_key.pop("CreationDate"), now)
    key_id = s3_key["KeyId"]
    assert len(s3_key.pop("CurrentKeyMaterialId")) == 64
    assert s3_key == {
        "AWSAccountId": ACCOUNT,
        "KeyId": key_id,
        "Arn": key_arn(region, key_id),
        "Enabled": True,
        "Description": "Default key that protects my S3 objects when no other key is defined",
        "KeyUsage": "ENCRYPT_DECRYPT",
        "KeyState": "Enabled",
        "Origin": "AWS_KMS",
        "KeyManager": "AWS",
        "CustomerMasterKeySpec": "SYMMETRIC_DEFAULT",
        "KeySpec": "SYMMETRIC_DEFAULT",
        "EncryptionAlgorithms": ["SYMMETRIC_DEFAULT"],
        "MultiRegion": False,
    }


def test_everything_about_it_can_be_read(kms, s3_key):
    key_id = s3_key["KeyId"]
    assert key_id in key_ids(kms)
    assert kms.list_key_policies(KeyId=key_id)["PolicyNames"] == ["default"]
    assert '"kms:GenerateDataKey*"' in kms.get_key_policy(KeyId=key_id)["Policy"]
    assert kms.list_resource_tags(KeyId=key_id)["Tags"] == []
    assert kms.list_key_rotations(KeyId=key_id)["Rotations"] == []
    assert kms.get_key_last_usage(KeyId=key_id)["KeyId"] == key_id


def test_it_rotates_every_year(kms, s3_key):
    status = kms.get_key_rotation_status(KeyId=s3_key["KeyId"])
    assert status["KeyRotationEnabled"] is True and status["RotationPeriodInDays"] == 365
    assert about(status["NextRotationDate"], datetime.now(timezone.utc) + timedelta(days=365))


def test_a_customers_key_says_so(key):
    assert key["KeyManager"] == "CUSTOMER"


# -- use


def test_the_account_uses_it_like_a_key_of_its_own(kms, key, s3_key):
    blob = kms.encrypt(KeyId=S3, Plaintext=b"data", EncryptionContext={"a": "b"})["CiphertextBlob"]
    opened = kms.decrypt(KeyId=s3_key["Arn"], CiphertextBlob=blob, EncryptionContext={"a": "b"})
    assert (opened["Plaintext"], opened["KeyId"]) == (b"data", s3_key["Arn"])
    data_key = kms.generate_data_key(KeyId=S3, KeySpec="AES_256")
    moved = kms.re_encrypt(CiphertextBlob=data_key["CiphertextBlob"], DestinationKeyId=key["KeyId"])
    assert moved["SourceKeyId"] == s3_key["Arn"]
    assert kms.decrypt(CiphertextBlob=moved["CiphertextBlob"])["Plaintext"] == data_key["Plaintext"]


# -- refusals

TAG = {"TagKey": "k", "TagValue": "v"}
REFUSED = {
    "CancelKeyDeletion": {},
    "DeleteImportedKeyMaterial": {},
    "DisableKey": {},
    "DisableKeyRotation": {},
    "EnableKey": {},
    "EnableKeyRotation": {},
    "GetParametersForImport": {"WrappingAlgorithm": "RSAES_OAEP_SHA_256", "WrappingKeySpec": "RSA_2048"},
    "ImportKeyMaterial": {
        "ImportToken": "AAAA",
        "EncryptedKeyMaterial": "AAAA",
        "ExpirationModel": "KEY_MATERIAL_DOES_NOT_EXPIRE",
    },
    "PutKeyPolicy": {"Policy": "{}"},
    "RotateKeyOnDemand": {},
    "ScheduleKeyDeletion": {},
    "TagResource": {"Tags": [TAG]},
    "UntagResource": {"TagKeys": ["k"]},
    "UpdateKeyDescription": {"Description": "mine"},
}


def denied(operation, region, key_id):
    return (
        "AccessDeniedException",
        f"User: arn:aws:iam::{ACCOUNT}:root is not authorized to perform: kms:{operation} on resource: "
        f"{key_arn(region, key_id)} because no resource-based policy allows the kms:{operation} action",
    )


@pytest.mark.parametrize("operation", REFUSED)
def test_nobody_manages_it(call, kms, s3_key, region, operation):
    key_id = s3_key["KeyId"]
    before = [kms.describe_key(KeyId=key_id)["KeyMetadata"], kms.get_key_policy(KeyId=key_id)["Policy"]]
    for name in [key_id, s3_key["Arn"]]:
        assert call(operation, {"KeyId": name, **REFUSED[operation]}).error == denied(operation, region, key_id)
    assert [kms.describe_key(KeyId=key_id)["KeyMetadata"], kms.get_key_policy(KeyId=key_id)["Policy"]] == before
    assert kms.list_resource_tags(KeyId=key_id)["Tags"] == []


@pytest.mark.parametrize("operation", REFUSED)
def test_its_alias_is_no_name_for_management(call, kms, operation):
    assert call(operation, {"KeyId": S3, **REFUSED[operation]}).error == (
        "InvalidArnException",
        "Key Aliases are not supported for this operation.",
    )
    assert key_ids(kms) == []


def test_it_gets_no_alias_of_the_accounts(call, kms, key, s3_key, region):
    kms.create_alias(AliasName="alias/mine", TargetKeyId=key["KeyId"])
    for operation, name in [("CreateAlias", "alias/new"), ("UpdateAlias", "alias/mine")]:
        request = {"AliasName": name, "TargetKeyId": s3_key["KeyId"]}
        assert call(operation, request).error == denied(operation, region, s3_key["KeyId"])
    assert kms.describe_key(KeyId="alias/mine")["KeyMetadata"]["KeyId"] == key["KeyId"]


def test_its_alias_stays_where_it_is(call, key, s3_key):
    for operation in ["CreateAlias", "UpdateAlias"]:
        request = {"AliasName": S3, "TargetKeyId": key["KeyId"]}
        assert call(operation, request).error == ("NotAuthorizedException", None)
    assert call("DeleteAlias", {"AliasName": S3}).error == ("NotAuthorizedException", None)


def test_a_key_that_is_not_there_is_not_found_first(call, s3_key, region):
    assert call("DisableKey", {"KeyId": UNKNOWN_KEY_ID}).error == (
        "NotFoundException",
        f"Key '{key_arn(region, UNKNOWN_KEY_ID)}' does not exist",
    )
