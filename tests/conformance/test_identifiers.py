"""How keys are named, and what a wrong name answers: reference 2."""

import pytest

from expect import UNKNOWN_KEY_ID
from trentserver import ACCOUNT, alias_arn, key_arn

ALIASES_REFUSED = ("InvalidArnException", "Key Aliases are not supported for this operation.")

# What each operation needs besides the key; `None` stands for a ciphertext of the key.
ANY_FORM = {
    "DescribeKey": ("KeyId", {}),
    "Encrypt": ("KeyId", {"Plaintext": b"x"}),
    "Decrypt": ("KeyId", {"CiphertextBlob": None}),
    "ReEncrypt from": ("SourceKeyId", {"CiphertextBlob": None, "DestinationKeyId": "the key"}),
    "ReEncrypt to": ("DestinationKeyId", {"CiphertextBlob": None}),
    "GenerateDataKey": ("KeyId", {"KeySpec": "AES_256"}),
    "GenerateDataKeyWithoutPlaintext": ("KeyId", {"KeySpec": "AES_256"}),
}
TAG = {"TagKey": "a", "TagValue": "b"}
ID_OR_ARN = {
    "EnableKey": {},
    "DisableKey": {},
    "ScheduleKeyDeletion": {},
    "CancelKeyDeletion": {},
    "UpdateKeyDescription": {"Description": "x"},
    "GetParametersForImport": {"WrappingAlgorithm": "RSAES_OAEP_SHA_256", "WrappingKeySpec": "RSA_2048"},
    "ImportKeyMaterial": {
        "ImportToken": b"x",
        "EncryptedKeyMaterial": b"x",
        "ExpirationModel": "KEY_MATERIAL_DOES_NOT_EXPIRE",
    },
    "DeleteImportedKeyMaterial": {},
    "ListAliases": {},
    "TagResource": {"Tags": [TAG]},
    "UntagResource": {"TagKeys": ["a"]},
    "ListResourceTags": {},
    "GetKeyLastUsage": {},
    "GetKeyPolicy": {},
    "PutKeyPolicy": {"Policy": "{}"},
    "ListKeyPolicies": {},
}


class Naming:
    """Calls an operation with the key named as the test likes."""

    def __init__(self, call, kms, key):
        self.call, self.key = call, key
        self.blob = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")["CiphertextBlob"]

    def __call__(self, row, name):
        member, more = ANY_FORM.get(row) or ("KeyId", ID_OR_ARN[row])
        request = {
            key: self.blob if value is None else self.key["KeyId"] if value == "the key" else value
            for key, value in more.items()
        }
        return self.call(row.split()[0], {**request, member: name})


@pytest.fixture
def naming(call, kms, key):
    return Naming(call, kms, key)


any_form = pytest.mark.parametrize("row", ANY_FORM)
every_operation = pytest.mark.parametrize("row", [*ANY_FORM, *ID_OR_ARN])


@any_form
def test_all_four_forms_name_the_key(naming, kms, key, region, row):
    kms.create_alias(AliasName="alias/a/b-c_D", TargetKeyId=key["KeyId"])
    for name in [key["KeyId"], key["Arn"], "alias/a/b-c_D", alias_arn(region, "alias/a/b-c_D")]:
        assert naming(row, name).ok


OF_OTHER_KINDS = {
    "GenerateMac": ("HMAC_256", "GENERATE_VERIFY_MAC"),
    "VerifyMac": ("HMAC_256", "GENERATE_VERIFY_MAC"),
    "DeriveSharedSecret": ("ECC_NIST_P256", "KEY_AGREEMENT"),
    "Encapsulate": ("ML_KEM_512", "ENCAPSULATE_DECAPSULATE"),
    "Decapsulate": ("ML_KEM_512", "ENCAPSULATE_DECAPSULATE"),
}


@pytest.mark.parametrize("operation", OF_OTHER_KINDS)
def test_all_four_forms_name_keys_of_other_kinds(call, kms, region, operation):
    """Sign, Verify, GetPublicKey and data key pairs are named so in their own files."""
    spec, usage = OF_OTHER_KINDS[operation]
    key = kms.create_key(KeySpec=spec, KeyUsage=usage)["KeyMetadata"]
    kms.create_alias(AliasName="alias/other", TargetKeyId=key["KeyId"])
    mac = {"Message": b"x", "MacAlgorithm": "HMAC_SHA_256"}
    kem = {"EncapsulationAlgorithm": "ML_KEM"}
    request = {
        "GenerateMac": lambda: mac,
        "VerifyMac": lambda: {**mac, "Mac": kms.generate_mac(KeyId=key["KeyId"], **mac)["Mac"]},
        "DeriveSharedSecret": lambda: {
            "KeyAgreementAlgorithm": "ECDH",
            "PublicKey": kms.get_public_key(KeyId=key["KeyId"])["PublicKey"],
        },
        "Encapsulate": lambda: kem,
        "Decapsulate": lambda: {**kem, "SharedSecretCiphertextBlob": bytes(768)},
    }[operation]()
    for name in [key["KeyId"], key["Arn"], "alias/other", alias_arn(region, "alias/other")]:
        assert call(operation, {**request, "KeyId": name}).ok["KeyId"] == key["Arn"]


@pytest.mark.parametrize("row", ID_OR_ARN)
def test_aliases_are_refused_where_only_keys_are_taken(naming, kms, key, region, row):
    kms.create_alias(AliasName="alias/exists", TargetKeyId=key["KeyId"])
    for name in ["alias/exists", alias_arn(region, "alias/exists"), "alias/unknown"]:
        assert naming(row, name).error == ALIASES_REFUSED
    assert kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"] == key


@every_operation
def test_an_unknown_key_is_named_by_its_full_arn(naming, region, row):
    unknown = ("NotFoundException", f"Key '{key_arn(region, UNKNOWN_KEY_ID)}' does not exist")
    assert naming(row, UNKNOWN_KEY_ID).error == unknown
    assert naming(row, key_arn(region, UNKNOWN_KEY_ID)).error == unknown


@every_operation
@pytest.mark.parametrize(
    "name",
    [
        "fake-key-id",
        "mrk-fake-key-id",
        "1234abcd12ab34cd56ef1234567890ab",
        "x",
        "Alias/x",
        "*",
        UNKNOWN_KEY_ID.upper(),
        f"{UNKNOWN_KEY_ID} ",
    ],
)
def test_a_malformed_key_id_is_repeated(naming, row, name):
    assert naming(row, name).error == ("NotFoundException", f"Invalid keyId '{name}'")


@every_operation
def test_an_arn_of_another_region_is_refused(naming, row):
    assert naming(row, key_arn("us-west-2", UNKNOWN_KEY_ID)).error == ("NotFoundException", "Invalid arn us-west-2")


@any_form
def test_an_unknown_alias_is_named_by_its_full_arn(naming, region, row):
    unknown = ("NotFoundException", f"Alias {alias_arn(region, 'alias/unknown')} is not found.")
    assert naming(row, "alias/unknown").error == unknown
    assert naming(row, alias_arn(region, "alias/unknown")).error == unknown


@any_form
def test_an_alias_arn_of_another_region_is_refused(naming, kms, key, row):
    kms.create_alias(AliasName="alias/here", TargetKeyId=key["KeyId"])
    assert naming(row, alias_arn("us-west-2", "alias/here")).error == ("NotFoundException", "Invalid arn us-west-2")


@every_operation
def test_a_multi_region_key_id_of_nobody_is_not_found(naming, region, row):
    name = "mrk-1234abcd12ab34cd56ef1234567890ab"
    assert naming(row, name).error == ("NotFoundException", f"Key '{key_arn(region, name)}' does not exist")


@every_operation
def test_an_arn_with_a_malformed_key_id_is_not_found(naming, region, row):
    assert naming(row, key_arn(region, "not-a-key-id")).error[0] == "NotFoundException"


@pytest.mark.parametrize("row", ["DescribeKey", *ID_OR_ARN])
@pytest.mark.parametrize("name", ["arn:aws:s3:::bucket", "arn:aws:kms:", "arn:", "arn:aws:iam::000000000000:user/x"])
def test_an_arn_that_is_not_kmss_is_invalid(naming, row, name):
    assert naming(row, name).error[0] in {"InvalidArnException", "NotFoundException"}


@every_operation
def test_a_key_of_another_account_is_out_of_reach(naming, region, row):
    foreign = key_arn(region, UNKNOWN_KEY_ID, account="111122223333")
    allowed = {"AccessDeniedException"} if row in ANY_FORM else {"AccessDeniedException", "InvalidArnException"}
    assert naming(row, foreign).error[0] in allowed


def test_the_account_part_counts(call, key, region):
    """Another account's ARN with an id of ours must not reach our key."""
    foreign = key_arn(region, key["KeyId"], account="111122223333")
    assert call("DescribeKey", {"KeyId": foreign}).error[0] == "AccessDeniedException"


def test_the_partition_part_counts(call, key, region):
    wrong = key["Arn"].replace("arn:aws:", "arn:aws-cn:")
    assert call("DescribeKey", {"KeyId": wrong}).error[0] in {"InvalidArnException", "NotFoundException"}


def test_a_key_id_is_a_key_id_in_its_own_region_only(server, key, region):
    answer = server.call("DescribeKey", {"KeyId": key["KeyId"]}, region=region + "0")
    assert answer.error == ("NotFoundException", f"Key '{key_arn(region + '0', key['KeyId'])}' does not exist")


@pytest.mark.parametrize("region", ["eu-arn-1", "cn-north-1", "cn-northwest-1", "us-gov-west-1", "us-gov-east-1"])
def test_arns_carry_the_partition_of_the_region(server, region):
    partition = {"eu": "aws", "cn": "aws-cn", "us": "aws-us-gov"}[region[:2]]
    key = server.client(region).create_key()["KeyMetadata"]
    assert key["Arn"] == f"arn:{partition}:kms:{region}:{ACCOUNT}:key/{key['KeyId']}"
