"""GetParametersForImport: reference 6.2."""

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from expect import UNKNOWN_KEY_ID, about, missing, refused, seconds_from_now, violations
from trentserver import key_arn
from wrapping import ALGORITHMS, BLOCK_SIZE, parameters


@pytest.mark.parametrize(
    ("algorithm", "spec"),
    [(algorithm, "RSA_2048") for algorithm in ALGORITHMS]
    + [
        ("RSAES_OAEP_SHA_256", "RSA_3072"),
        ("RSA_AES_KEY_WRAP_SHA_256", "RSA_3072"),
        ("RSAES_OAEP_SHA_256", "RSA_4096"),
    ],
)
def test_the_answer_has_arn_token_public_key_and_a_day(kms, empty_key, algorithm, spec):
    answer = parameters(kms, empty_key["KeyId"], algorithm, spec)
    answer.pop("ResponseMetadata")

    public_key = serialization.load_der_public_key(answer.pop("PublicKey"))
    assert isinstance(public_key, rsa.RSAPublicKey)
    assert public_key.key_size == BLOCK_SIZE[spec] * 8
    assert public_key.public_numbers().e == 65537
    assert 1 <= len(answer.pop("ImportToken")) <= 6144
    assert about(answer.pop("ParametersValidTo"), seconds_from_now(24 * 3600))
    assert answer == {"KeyId": empty_key["Arn"]}


def test_every_call_makes_a_new_pair(kms, empty_key):
    first, second = (parameters(kms, empty_key["KeyId"]) for _ in range(2))
    assert first["PublicKey"] != second["PublicKey"]
    assert first["ImportToken"] != second["ImportToken"]


def test_asking_changes_nothing(kms, empty_key):
    parameters(kms, empty_key["KeyId"])
    assert kms.describe_key(KeyId=empty_key["KeyId"])["KeyMetadata"] == empty_key


def test_the_token_does_not_show_the_wrapping_key(kms, empty_key):
    answer = parameters(kms, empty_key["KeyId"])
    modulus = serialization.load_der_public_key(answer["PublicKey"]).public_numbers().n
    assert modulus.to_bytes(256, "big")[:32] not in answer["ImportToken"]


@pytest.mark.parametrize(
    ("algorithm", "spec"),
    [
        ("RSAES_PKCS1_V1_5", "RSA_2048"),
        ("RSAES_PKCS1_V1_5", "RSA_4096"),
        ("SM2PKE", "SM2"),
        ("SM2PKE", "RSA_2048"),
        ("RSAES_OAEP_SHA_256", "SM2"),
        ("RSA_AES_KEY_WRAP_SHA_256", "SM2"),
    ],
)
def test_wrapping_that_is_not_offered_is_unsupported(kms, empty_key, algorithm, spec):
    with refused("UnsupportedOperationException"):
        parameters(kms, empty_key["KeyId"], algorithm, spec)


def test_a_key_of_another_origin_is_refused(kms, key):
    with refused(
        "UnsupportedOperationException", f"{key['Arn']} origin is AWS_KMS which is not valid for this operation."
    ):
        parameters(kms, key["KeyId"])


def test_a_key_pending_deletion_is_refused(kms, empty_key):
    kms.schedule_key_deletion(KeyId=empty_key["KeyId"])
    with refused("KMSInvalidStateException", f"{empty_key['Arn']} is pending deletion."):
        parameters(kms, empty_key["KeyId"])


def test_an_unknown_key_is_not_found(kms, region):
    with refused("NotFoundException", f"Key '{key_arn(region, UNKNOWN_KEY_ID)}' does not exist"):
        parameters(kms, UNKNOWN_KEY_ID)


def test_all_three_members_are_required(call):
    assert violations(call("GetParametersForImport").error) == {
        missing("keyId"),
        missing("wrappingAlgorithm"),
        missing("wrappingKeySpec"),
    }
