"""DryRun and DryRunModifiers: reference 5.8."""

import pytest

from expect import UNKNOWN_KEY_ID, WOULD_SUCCEED, Violation, refused, violations
from trentserver import key_arn


@pytest.fixture
def blob(kms, key):
    return kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x", EncryptionContext={"a": "1"})["CiphertextBlob"]


def requests(key, blob):
    return {
        "Encrypt": {"KeyId": key["KeyId"], "Plaintext": b"x"},
        "Decrypt": {"CiphertextBlob": blob, "EncryptionContext": {"a": "1"}},
        "ReEncrypt": {
            "CiphertextBlob": blob,
            "SourceEncryptionContext": {"a": "1"},
            "DestinationKeyId": key["KeyId"],
        },
        "GenerateDataKey": {"KeyId": key["KeyId"], "KeySpec": "AES_256"},
        "GenerateDataKeyWithoutPlaintext": {"KeyId": key["KeyId"], "KeySpec": "AES_256"},
    }


operations = pytest.mark.parametrize("operation", requests({"KeyId": ""}, b""))


@operations
def test_a_request_that_would_succeed_says_so(call, key, blob, operation):
    assert call(operation, {**requests(key, blob)[operation], "DryRun": True}).error == WOULD_SUCCEED


@operations
def test_dry_run_false_does_the_work(call, key, blob, operation):
    assert call(operation, {**requests(key, blob)[operation], "DryRun": False}).ok


@operations
def test_a_request_that_would_fail_fails_the_same_way(call, kms, key, blob, operation):
    kms.disable_key(KeyId=key["KeyId"])
    request = {**requests(key, blob)[operation], "DryRun": True}
    assert call(operation, request).error == ("DisabledException", f"{key['Arn']} is disabled.")


@pytest.mark.parametrize("operation", ["Encrypt", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext"])
def test_an_unknown_key_is_not_found(call, key, blob, operation, region):
    request = {**requests(key, blob)[operation], "KeyId": UNKNOWN_KEY_ID, "DryRun": True}
    assert call(operation, request).error == (
        "NotFoundException",
        f"Key '{key_arn(region, UNKNOWN_KEY_ID)}' does not exist",
    )


@operations
def test_constraints_come_first(call, key, blob, operation):
    request = {**requests(key, blob)[operation], "GrantTokens": [""], "DryRun": True}
    assert violations(call(operation, request).error)


@pytest.mark.parametrize("operation", ["Decrypt", "ReEncrypt"])
@pytest.mark.parametrize("spoil", [lambda blob: b"garbage", lambda blob: blob[:-1] + bytes([blob[-1] ^ 1])])
def test_an_invalid_ciphertext_is_noticed(call, key, blob, operation, spoil):
    request = {**requests(key, blob)[operation], "CiphertextBlob": spoil(blob), "DryRun": True}
    assert call(operation, request).error == ("InvalidCiphertextException", None)


@pytest.mark.parametrize(
    ("operation", "member"), [("Decrypt", "EncryptionContext"), ("ReEncrypt", "SourceEncryptionContext")]
)
def test_a_wrong_context_is_noticed(call, key, blob, operation, member):
    request = {**requests(key, blob)[operation], member: {"a": "2"}, "DryRun": True}
    assert call(operation, request).error == ("InvalidCiphertextException", None)


# -- DryRunModifiers: IGNORE_CIPHERTEXT

SIDES = [("Decrypt", "KeyId", {}), ("ReEncrypt", "SourceKeyId", {"DestinationKeyId": None})]
sides = pytest.mark.parametrize(("operation", "source", "more"), SIDES)


def ignoring(key, source, more, **members):
    request = {source: key["KeyId"], **{name: key["KeyId"] for name in more}}
    return {**request, "DryRun": True, "DryRunModifiers": ["IGNORE_CIPHERTEXT"], **members}


@sides
@pytest.mark.parametrize("ciphertext", [{}, {"CiphertextBlob": b"garbage"}], ids=["absent", "garbage"])
def test_the_ciphertext_is_ignored(call, key, operation, source, more, ciphertext):
    assert call(operation, ignoring(key, source, more, **ciphertext)).error == WOULD_SUCCEED


@sides
def test_the_key_must_be_named_then(call, key, blob, operation, source, more):
    request = ignoring(key, source, more, CiphertextBlob=blob)
    del request[source]
    assert call(operation, request).error[0] == "ValidationException"


@sides
def test_the_modifier_needs_dry_run(call, key, blob, operation, source, more):
    for dry_run in [None, False]:
        request = ignoring(key, source, more, CiphertextBlob=blob, DryRun=dry_run)
        assert call(operation, request).error[0] == "ValidationException"


@sides
def test_a_key_that_cannot_be_used_is_still_refused(call, kms, key, operation, source, more, region):
    request = ignoring(key, source, more, **{source: UNKNOWN_KEY_ID})
    assert call(operation, request).error[0] == "NotFoundException"


@sides
def test_an_unknown_modifier_breaks_a_constraint(call, key, operation, source, more):
    request = ignoring(key, source, more, DryRunModifiers=["IGNORE_EVERYTHING"])
    assert violations(call(operation, request).error) == {
        Violation(
            "dryRunModifiers",
            "Member must satisfy constraint: [Member must satisfy enum value set: [IGNORE_CIPHERTEXT]]",
            "[IGNORE_EVERYTHING]",
        )
    }


def test_boto3_shows_the_exception_as_a_type_of_its_own(kms, key):
    with pytest.raises(kms.exceptions.DryRunOperationException):
        kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x", DryRun=True)
    with refused(*WOULD_SUCCEED):
        kms.generate_data_key(KeyId=key["KeyId"], KeySpec="AES_256", DryRun=True)
