"""Encrypt: reference 5.1, 5.3. Contexts, identifiers, states and DryRun have files of their own."""

import pytest

from expect import refused, too_long, too_short, violations


def test_the_answer_has_ciphertext_arn_and_algorithm_only(call, key):
    answer = call("Encrypt", {"KeyId": key["KeyId"], "Plaintext": b"hello"}).ok
    assert answer.pop("CiphertextBlob")
    assert answer == {"KeyId": key["Arn"], "EncryptionAlgorithm": "SYMMETRIC_DEFAULT"}


@pytest.mark.parametrize("size", [1, 2, 15, 16, 17, 32, 4095, 4096])
def test_plaintexts_of_1_to_4096_bytes_come_back(kms, key, size):
    plaintext = bytes(number % 251 for number in range(size))
    blob = kms.encrypt(KeyId=key["KeyId"], Plaintext=plaintext)["CiphertextBlob"]
    assert plaintext[:16] not in blob or size < 16
    assert len(blob) <= min(6144, size + 2048)
    assert kms.decrypt(CiphertextBlob=blob)["Plaintext"] == plaintext


def test_plaintexts_outside_that_range_break_a_constraint_without_being_shown(call, key):
    too_much = call("Encrypt", {"KeyId": key["KeyId"], "Plaintext": b"x" * 4097})
    assert violations(too_much.error) == {too_long("plaintext", 4096)}
    nothing = call("Encrypt", {"KeyId": key["KeyId"], "Plaintext": b""})
    assert violations(nothing.error) == {too_short("plaintext", 1)}


def test_encrypting_twice_gives_different_ciphertexts(kms, key):
    blobs = {kms.encrypt(KeyId=key["KeyId"], Plaintext=b"same")["CiphertextBlob"] for _ in range(20)}
    assert len(blobs) == 20


def test_the_default_algorithm_may_be_named(kms, key):
    answer = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x", EncryptionAlgorithm="SYMMETRIC_DEFAULT")
    assert answer["EncryptionAlgorithm"] == "SYMMETRIC_DEFAULT"


@pytest.mark.parametrize("algorithm", ["RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256", "SM2PKE"])
def test_an_asymmetric_algorithm_does_not_fit_a_symmetric_key(kms, key, algorithm):
    with refused("InvalidKeyUsageException", f"Algorithm {algorithm} is incompatible with key spec SYMMETRIC_DEFAULT."):
        kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x", EncryptionAlgorithm=algorithm)


def test_an_empty_list_of_grant_tokens_is_accepted(kms, key):
    kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x", GrantTokens=[])


def test_an_external_key_encrypts_only_with_material(kms, empty_key):
    with refused("KMSInvalidStateException", f"{empty_key['Arn']} is pending import."):
        kms.encrypt(KeyId=empty_key["KeyId"], Plaintext=b"x")
