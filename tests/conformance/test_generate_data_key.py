"""GenerateDataKey and GenerateDataKeyWithoutPlaintext: reference 5.4."""

import pytest

from expect import refused, too_big, too_small, violations
from trentserver import alias_arn

BOTH = ["GenerateDataKey", "GenerateDataKeyWithoutPlaintext"]
ONE_OF_TWO = "Please specify either number of bytes or key spec."


@pytest.fixture(params=BOTH)
def operation(request):
    return request.param


SIZES = [
    ({"KeySpec": "AES_128"}, 16),
    ({"KeySpec": "AES_256"}, 32),
    ({"NumberOfBytes": 1}, 1),
    ({"NumberOfBytes": 64}, 64),
    ({"NumberOfBytes": 1024}, 1024),
]


@pytest.mark.parametrize(("size", "length"), SIZES, ids=str)
def test_the_data_key_has_the_size_asked_for_and_decrypts(kms, key, size, length):
    answer = kms.generate_data_key(KeyId=key["KeyId"], **size)
    assert len(answer["Plaintext"]) == length
    assert kms.decrypt(CiphertextBlob=answer["CiphertextBlob"])["Plaintext"] == answer["Plaintext"]


@pytest.mark.parametrize(("size", "length"), SIZES, ids=str)
def test_the_data_key_without_plaintext_decrypts_to_that_size(kms, key, size, length):
    answer = kms.generate_data_key_without_plaintext(KeyId=key["KeyId"], **size)
    assert len(kms.decrypt(CiphertextBlob=answer["CiphertextBlob"])["Plaintext"]) == length


def test_the_answer_has_exactly_the_documented_members(call, key, operation):
    answer = call(operation, {"KeyId": key["KeyId"], "KeySpec": "AES_256"}).ok
    assert answer.pop("CiphertextBlob")
    if operation == "GenerateDataKey":
        assert answer.pop("Plaintext")
    assert answer == {"KeyId": key["Arn"], "KeyMaterialId": key["CurrentKeyMaterialId"]}


def test_an_alias_is_answered_with_the_key_arn(call, kms, key, operation, region):
    kms.create_alias(AliasName="alias/data", TargetKeyId=key["KeyId"])
    for name in ["alias/data", alias_arn(region, "alias/data"), key["Arn"]]:
        assert call(operation, {"KeyId": name, "NumberOfBytes": 8}).ok["KeyId"] == key["Arn"]


def test_each_data_key_is_new(kms, key):
    keys = {kms.generate_data_key(KeyId=key["KeyId"], KeySpec="AES_256")["Plaintext"] for _ in range(10)}
    assert len(keys) == 10


def test_exactly_one_size_must_be_given(call, key, operation):
    for size in [{}, {"NumberOfBytes": 32, "KeySpec": "AES_256"}]:
        assert call(operation, {"KeyId": key["KeyId"], **size}).error == ("ValidationException", ONE_OF_TWO)


@pytest.mark.parametrize(
    ("size", "expected"), [(0, too_small("numberOfBytes", 1, 0)), (1025, too_big("numberOfBytes", 1024, 1025))]
)
def test_the_number_of_bytes_is_1_to_1024(call, key, operation, size, expected):
    assert violations(call(operation, {"KeyId": key["KeyId"], "NumberOfBytes": size}).error) == {expected}


def test_the_context_binds_the_data_key(kms, key):
    context = {"table": "users"}
    blobs = [
        kms.generate_data_key(KeyId=key["KeyId"], KeySpec="AES_256", EncryptionContext=context)["CiphertextBlob"],
        kms.generate_data_key_without_plaintext(KeyId=key["KeyId"], KeySpec="AES_256", EncryptionContext=context)[
            "CiphertextBlob"
        ],
    ]
    for blob in blobs:
        assert len(kms.decrypt(CiphertextBlob=blob, EncryptionContext=context)["Plaintext"]) == 32
        with refused("InvalidCiphertextException", None):
            kms.decrypt(CiphertextBlob=blob)


def test_a_recipient_is_not_ignored(call, key):
    recipient = {"KeyEncryptionAlgorithm": "RSAES_OAEP_SHA_256", "AttestationDocument": b"not attested"}
    request = {"KeyId": key["KeyId"], "KeySpec": "AES_256", "Recipient": recipient}
    assert call("GenerateDataKey", request).error[0] in {"ValidationException", "UnsupportedOperationException"}
