"""Which of two faults is reported: reference 1.6. Each row breaks two rules; the earlier one must win."""

import pytest

from expect import UNKNOWN_KEY_ID, violations
from sigv4 import Credentials, sign


def test_the_target_comes_before_everything(server):
    answer = server.send(server.request("MakeCoffee", b"not json"))
    assert (answer.status, answer.json) == (400, {"__type": "UnknownOperationException"})


def test_json_syntax_comes_before_authentication(server):
    answer = server.send(server.request("ListKeys", b"not json"))
    assert (answer.status, answer.json) == (400, {"__type": "SerializationException"})


def test_authentication_comes_before_types(server):
    assert server.send(server.request("DescribeKey", {"KeyId": 5})).error[0] == "MissingAuthenticationTokenException"


def test_authentication_comes_before_constraints(server):
    wrong = Credentials(server.credentials.access_key, "not the secret")
    answer = server.send(sign(server.request("DescribeKey", {"KeyId": ""}), wrong, "us-east-1"))
    assert answer.error[0] == "InvalidSignatureException"


def test_types_come_before_constraints(call):
    assert call("Encrypt", {"KeyId": "", "Plaintext": 5}).error[0] == "SerializationException"


@pytest.mark.parametrize(
    ("operation", "request_"),
    [
        ("CreateKey", {"KeySpec": "NO_SPEC", "KeyUsage": "SIGN_VERIFY"}),
        ("GenerateDataKey", {"KeyId": UNKNOWN_KEY_ID, "NumberOfBytes": 0, "KeySpec": "AES_256"}),
        ("ScheduleKeyDeletion", {"KeyId": UNKNOWN_KEY_ID, "PendingWindowInDays": 0}),
        ("Encrypt", {"KeyId": UNKNOWN_KEY_ID, "Plaintext": b"x", "EncryptionAlgorithm": "ROT13"}),
        ("DescribeKey", {"KeyId": "x" * 2049}),
    ],
)
def test_constraints_come_before_cross_field_rules_and_look_up(call, operation, request_):
    assert violations(call(operation, request_).error)


@pytest.mark.parametrize(
    ("operation", "request_", "code"),
    [
        ("GenerateDataKey", {"KeyId": UNKNOWN_KEY_ID}, "ValidationException"),
        ("ScheduleKeyDeletion", {"KeyId": UNKNOWN_KEY_ID, "PendingWindowInDays": 6}, "ValidationException"),
        ("TagResource", {"KeyId": UNKNOWN_KEY_ID, "Tags": [{"TagKey": "aws:a", "TagValue": ""}]}, "TagException"),
        ("CreateAlias", {"AliasName": "no-prefix", "TargetKeyId": UNKNOWN_KEY_ID}, "ValidationException"),
        (
            "ImportKeyMaterial",
            {"KeyId": UNKNOWN_KEY_ID, "ImportToken": b"x", "EncryptedKeyMaterial": b"x"},
            "ValidationException",
        ),
    ],
)
def test_cross_field_rules_come_before_the_look_up(call, operation, request_, code):
    assert call(operation, request_).error[0] == code


def test_the_look_up_comes_before_the_ciphertext(call):
    assert call("Decrypt", {"KeyId": UNKNOWN_KEY_ID, "CiphertextBlob": b"garbage"}).error[0] == "NotFoundException"


def test_the_incorrect_key_comes_before_its_state(call, kms, key, other_key):
    blob = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")["CiphertextBlob"]
    kms.disable_key(KeyId=other_key["KeyId"])
    assert call("Decrypt", {"CiphertextBlob": blob, "KeyId": other_key["KeyId"]}).error[0] == "IncorrectKeyException"


def test_the_state_comes_before_the_algorithm(call, kms, key):
    kms.disable_key(KeyId=key["KeyId"])
    request = {"KeyId": key["KeyId"], "Plaintext": b"x", "EncryptionAlgorithm": "RSAES_OAEP_SHA_256"}
    assert call("Encrypt", request).error[0] == "DisabledException"


def test_the_state_comes_before_the_ciphertext(call, kms, key):
    blob = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")["CiphertextBlob"]
    kms.disable_key(KeyId=key["KeyId"])
    request = {"CiphertextBlob": blob, "EncryptionContext": {"wrong": "context"}}
    assert call("Decrypt", request).error[0] == "DisabledException"


def test_the_algorithm_comes_before_dry_run(call, key):
    request = {"KeyId": key["KeyId"], "Plaintext": b"x", "EncryptionAlgorithm": "RSAES_OAEP_SHA_256", "DryRun": True}
    assert call("Encrypt", request).error[0] == "InvalidKeyUsageException"


def test_the_origin_comes_before_the_import_token(call, key):
    request = {
        "KeyId": key["KeyId"],
        "ImportToken": b"garbage",
        "EncryptedKeyMaterial": b"x",
        "ExpirationModel": "KEY_MATERIAL_DOES_NOT_EXPIRE",
    }
    assert call("ImportKeyMaterial", request).error[0] == "UnsupportedOperationException"
