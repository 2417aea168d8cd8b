"""Decrypt: reference 5.1, 5.5."""

import os

import pytest

from expect import UNKNOWN_KEY_ID, refused
from trentserver import alias_arn, key_arn

WRONG_KEY = "The key ID in the request does not identify a CMK that can perform this operation."


@pytest.fixture
def blob(kms, key):
    return kms.encrypt(KeyId=key["KeyId"], Plaintext=b"the plaintext")["CiphertextBlob"]


def test_the_answer_names_key_algorithm_and_material(call, key, blob):
    assert call("Decrypt", {"CiphertextBlob": blob}).ok == {
        "KeyId": key["Arn"],
        "Plaintext": "dGhlIHBsYWludGV4dA==",
        "EncryptionAlgorithm": "SYMMETRIC_DEFAULT",
        "KeyMaterialId": key["CurrentKeyMaterialId"],
    }


def test_the_key_may_be_named_in_every_form(kms, key, blob, region):
    kms.create_alias(AliasName="alias/mine", TargetKeyId=key["KeyId"])
    for name in [key["KeyId"], key["Arn"], "alias/mine", alias_arn(region, "alias/mine")]:
        answer = kms.decrypt(CiphertextBlob=blob, KeyId=name, EncryptionAlgorithm="SYMMETRIC_DEFAULT")
        assert (answer["Plaintext"], answer["KeyId"]) == (b"the plaintext", key["Arn"])


def test_another_key_is_the_incorrect_key(kms, other_key, blob, region):
    kms.create_alias(AliasName="alias/other", TargetKeyId=other_key["KeyId"])
    for name in [other_key["KeyId"], other_key["Arn"], "alias/other", alias_arn(region, "alias/other")]:
        with refused("IncorrectKeyException", WRONG_KEY):
            kms.decrypt(CiphertextBlob=blob, KeyId=name)


@pytest.mark.parametrize("prepare", ["disable_key", "schedule_key_deletion"])
def test_the_incorrect_key_is_noticed_before_its_state(kms, other_key, blob, prepare):
    getattr(kms, prepare)(KeyId=other_key["KeyId"])
    with refused("IncorrectKeyException", WRONG_KEY):
        kms.decrypt(CiphertextBlob=blob, KeyId=other_key["KeyId"])


def test_a_key_that_does_not_exist_is_not_found(kms, blob, region):
    with refused("NotFoundException", f"Key '{key_arn(region, UNKNOWN_KEY_ID)}' does not exist"):
        kms.decrypt(CiphertextBlob=blob, KeyId=UNKNOWN_KEY_ID)
    with refused("NotFoundException", f"Alias {alias_arn(region, 'alias/none')} is not found."):
        kms.decrypt(CiphertextBlob=blob, KeyId="alias/none")


def test_an_alias_counts_as_the_key_it_points_to_now(kms, key, other_key, blob):
    kms.create_alias(AliasName="alias/moving", TargetKeyId=key["KeyId"])
    assert kms.decrypt(CiphertextBlob=blob, KeyId="alias/moving")["Plaintext"] == b"the plaintext"
    kms.update_alias(AliasName="alias/moving", TargetKeyId=other_key["KeyId"])
    with refused("IncorrectKeyException", WRONG_KEY):
        kms.decrypt(CiphertextBlob=blob, KeyId="alias/moving")
    assert kms.decrypt(CiphertextBlob=blob)["Plaintext"] == b"the plaintext"


def test_every_changed_byte_makes_the_ciphertext_unreadable(call, blob):
    """Where the change makes the blob name material that nobody has, AWS says AccessDenied (1.12)."""
    errors = []
    for position in range(len(blob)):
        changed = bytearray(blob)
        changed[position] ^= 0x01
        errors.append(call("Decrypt", {"CiphertextBlob": bytes(changed)}).error)
    denied = [error for error in errors if error[0] == "AccessDeniedException"]
    assert len(denied) <= 64
    assert all(error == ("InvalidCiphertextException", None) for error in errors if error not in denied)
    assert errors[-1] not in denied


@pytest.mark.parametrize("keep", [1, 2, 16, 64, -16, -1])
def test_a_shortened_ciphertext_is_invalid(kms, blob, keep):
    with refused("InvalidCiphertextException", None):
        kms.decrypt(CiphertextBlob=blob[:keep])


@pytest.mark.parametrize("extra", [b"\0", bytes(100)], ids=len)
def test_a_lengthened_ciphertext_is_invalid(kms, blob, extra):
    with refused("InvalidCiphertextException", None):
        kms.decrypt(CiphertextBlob=blob + extra)


@pytest.mark.parametrize(
    "garbage", [b"\0", b"garbage", os.urandom(6144), bytes(200), bytes.fromhex("0102020078") + os.urandom(180)], ids=len
)
def test_garbage_is_an_invalid_ciphertext(kms, garbage):
    with refused("InvalidCiphertextException", None):
        kms.decrypt(CiphertextBlob=garbage)


def test_garbage_with_a_key_is_still_an_invalid_ciphertext(kms, key):
    with refused("InvalidCiphertextException", None):
        kms.decrypt(CiphertextBlob=b"garbage", KeyId=key["KeyId"])


def test_a_ciphertext_is_needed(call, key):
    for body in [{}, {"KeyId": key["KeyId"]}, {"DryRun": True}]:
        assert call("Decrypt", body).error[0] == "ValidationException"


@pytest.mark.parametrize("algorithm", ["RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256", "SM2PKE"])
def test_an_asymmetric_algorithm_does_not_fit_a_symmetric_key(kms, key, blob, algorithm):
    with refused("InvalidKeyUsageException", f"Algorithm {algorithm} is incompatible with key spec SYMMETRIC_DEFAULT."):
        kms.decrypt(CiphertextBlob=blob, KeyId=key["KeyId"], EncryptionAlgorithm=algorithm)


def test_a_ciphertext_of_another_region_cannot_be_read(server, key, blob, region):
    elsewhere = server.client(region + "0")
    for request in [{}, {"KeyId": elsewhere.create_key()["KeyMetadata"]["KeyId"]}]:
        with pytest.raises(elsewhere.exceptions.ClientError) as refusal:
            elsewhere.decrypt(CiphertextBlob=blob, **request)
        assert refusal.value.response["Error"]["Code"] in {
            "AccessDeniedException",
            "InvalidCiphertextException",
            "IncorrectKeyException",
        }


def test_a_disabled_or_doomed_key_does_not_decrypt(kms, key, blob):
    kms.disable_key(KeyId=key["KeyId"])
    with refused("DisabledException", f"{key['Arn']} is disabled."):
        kms.decrypt(CiphertextBlob=blob)
    kms.schedule_key_deletion(KeyId=key["KeyId"])
    with refused("KMSInvalidStateException", f"{key['Arn']} is pending deletion."):
        kms.decrypt(CiphertextBlob=blob)


def test_a_recipient_is_not_ignored(call, blob):
    """Plaintext must never go out in the clear to a caller who asked for it encrypted (11)."""
    recipient = {"KeyEncryptionAlgorithm": "RSAES_OAEP_SHA_256", "AttestationDocument": b"not attested"}
    code, _ = call("Decrypt", {"CiphertextBlob": blob, "Recipient": recipient}).error
    assert code in {"ValidationException", "UnsupportedOperationException"}
