"""ReEncrypt: reference 5.6."""

import pytest

from expect import UNKNOWN_KEY_ID, missing, refused, violations
from trentserver import alias_arn, key_arn

WRONG_KEY = "The key ID in the request does not identify a CMK that can perform this operation."


@pytest.fixture
def blob(kms, key):
    return kms.encrypt(KeyId=key["KeyId"], Plaintext=b"move me")["CiphertextBlob"]


def test_the_answer_names_both_sides(call, kms, key, other_key, blob):
    answer = call("ReEncrypt", {"CiphertextBlob": blob, "DestinationKeyId": other_key["KeyId"]}).ok
    assert answer.pop("CiphertextBlob")
    assert answer == {
        "SourceKeyId": key["Arn"],
        "KeyId": other_key["Arn"],
        "SourceEncryptionAlgorithm": "SYMMETRIC_DEFAULT",
        "DestinationEncryptionAlgorithm": "SYMMETRIC_DEFAULT",
        "SourceKeyMaterialId": key["CurrentKeyMaterialId"],
        "DestinationKeyMaterialId": other_key["CurrentKeyMaterialId"],
    }


def test_the_new_ciphertext_belongs_to_the_destination(kms, key, other_key, blob):
    moved = kms.re_encrypt(CiphertextBlob=blob, DestinationKeyId=other_key["KeyId"])["CiphertextBlob"]
    answer = kms.decrypt(CiphertextBlob=moved)
    assert (answer["Plaintext"], answer["KeyId"]) == (b"move me", other_key["Arn"])
    with refused("IncorrectKeyException", WRONG_KEY):
        kms.decrypt(CiphertextBlob=moved, KeyId=key["KeyId"])
    assert kms.decrypt(CiphertextBlob=blob)["Plaintext"] == b"move me"


def test_both_sides_may_be_named_in_every_form(kms, key, other_key, blob, region):
    kms.create_alias(AliasName="alias/from", TargetKeyId=key["KeyId"])
    kms.create_alias(AliasName="alias/to", TargetKeyId=other_key["KeyId"])
    sources = [key["KeyId"], key["Arn"], "alias/from", alias_arn(region, "alias/from")]
    destinations = [other_key["KeyId"], other_key["Arn"], "alias/to", alias_arn(region, "alias/to")]
    for source, destination in zip(sources, destinations, strict=True):
        answer = kms.re_encrypt(CiphertextBlob=blob, SourceKeyId=source, DestinationKeyId=destination)
        assert (answer["SourceKeyId"], answer["KeyId"]) == (key["Arn"], other_key["Arn"])


def test_the_same_key_may_be_source_and_destination(kms, key, blob):
    moved = kms.re_encrypt(CiphertextBlob=blob, DestinationKeyId=key["KeyId"])["CiphertextBlob"]
    assert moved != blob
    assert kms.decrypt(CiphertextBlob=moved)["Plaintext"] == b"move me"


def test_contexts_of_source_and_destination_are_independent(kms, key, other_key):
    blob = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x", EncryptionContext={"old": "1"})["CiphertextBlob"]
    moved = kms.re_encrypt(
        CiphertextBlob=blob,
        SourceEncryptionContext={"old": "1"},
        DestinationKeyId=other_key["KeyId"],
        DestinationEncryptionContext={"new": "2"},
    )["CiphertextBlob"]
    assert kms.decrypt(CiphertextBlob=moved, EncryptionContext={"new": "2"})["Plaintext"] == b"x"
    with refused("InvalidCiphertextException", None):
        kms.decrypt(CiphertextBlob=moved, EncryptionContext={"old": "1"})


def test_the_source_context_is_not_carried_over(kms, key, other_key):
    blob = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x", EncryptionContext={"old": "1"})["CiphertextBlob"]
    moved = kms.re_encrypt(
        CiphertextBlob=blob, SourceEncryptionContext={"old": "1"}, DestinationKeyId=other_key["KeyId"]
    )["CiphertextBlob"]
    assert kms.decrypt(CiphertextBlob=moved)["Plaintext"] == b"x"


@pytest.mark.parametrize("context", [None, {"old": "2"}, {"old": "1", "more": "1"}, {"OLD": "1"}])
def test_the_source_context_must_be_the_one_of_the_encryption(kms, key, other_key, context):
    blob = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x", EncryptionContext={"old": "1"})["CiphertextBlob"]
    given = {} if context is None else {"SourceEncryptionContext": context}
    with refused("InvalidCiphertextException", None):
        kms.re_encrypt(CiphertextBlob=blob, DestinationKeyId=other_key["KeyId"], **given)


def test_a_wrong_source_key_is_the_incorrect_key(kms, other_key, blob):
    with refused("IncorrectKeyException", WRONG_KEY):
        kms.re_encrypt(CiphertextBlob=blob, SourceKeyId=other_key["KeyId"], DestinationKeyId=other_key["KeyId"])


@pytest.mark.parametrize("side", ["SourceKeyId", "DestinationKeyId"])
def test_unknown_keys_are_not_found(kms, key, blob, region, side):
    request = {"DestinationKeyId": key["KeyId"], side: UNKNOWN_KEY_ID}
    with refused("NotFoundException", f"Key '{key_arn(region, UNKNOWN_KEY_ID)}' does not exist"):
        kms.re_encrypt(CiphertextBlob=blob, **request)


@pytest.mark.parametrize("side", ["key", "other_key"])
def test_the_state_of_each_key_counts(kms, key, other_key, blob, side):
    stopped = {"key": key, "other_key": other_key}[side]
    request = {"CiphertextBlob": blob, "DestinationKeyId": other_key["KeyId"]}
    kms.disable_key(KeyId=stopped["KeyId"])
    with refused("DisabledException", f"{stopped['Arn']} is disabled."):
        kms.re_encrypt(**request)
    kms.schedule_key_deletion(KeyId=stopped["KeyId"])
    with refused("KMSInvalidStateException", f"{stopped['Arn']} is pending deletion."):
        kms.re_encrypt(**request)


@pytest.mark.parametrize("member", ["SourceEncryptionAlgorithm", "DestinationEncryptionAlgorithm"])
def test_an_asymmetric_algorithm_does_not_fit_a_symmetric_key(kms, key, other_key, blob, member):
    text = "Algorithm RSAES_OAEP_SHA_256 is incompatible with key spec SYMMETRIC_DEFAULT."
    with refused("InvalidKeyUsageException", text):
        kms.re_encrypt(
            CiphertextBlob=blob,
            SourceKeyId=key["KeyId"],
            DestinationKeyId=other_key["KeyId"],
            **{member: "RSAES_OAEP_SHA_256"},
        )


def test_a_changed_ciphertext_is_invalid(kms, other_key, blob):
    for changed in [blob[:-1] + bytes([blob[-1] ^ 1]), b"garbage", blob[:40]]:
        with refused("InvalidCiphertextException", None):
            kms.re_encrypt(CiphertextBlob=changed, DestinationKeyId=other_key["KeyId"])


def test_a_destination_is_required(call, blob):
    assert violations(call("ReEncrypt", {"CiphertextBlob": blob}).error) == {missing("destinationKeyId")}


def test_a_ciphertext_is_needed(call, key):
    assert call("ReEncrypt", {"DestinationKeyId": key["KeyId"]}).error[0] == "ValidationException"


def test_the_largest_plaintext_can_be_moved(kms, key, other_key):
    blob = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"m" * 4096)["CiphertextBlob"]
    moved = kms.re_encrypt(CiphertextBlob=blob, DestinationKeyId=other_key["KeyId"])["CiphertextBlob"]
    assert kms.decrypt(CiphertextBlob=moved)["Plaintext"] == b"m" * 4096
