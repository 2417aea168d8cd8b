"""GenerateRandom: reference 10.7."""

import pytest

from expect import too_big, too_small, violations


@pytest.mark.parametrize("size", [1, 2, 31, 32, 33, 1023, 1024])
def test_it_gives_the_number_of_bytes_asked_for(kms, size):
    assert len(kms.generate_random(NumberOfBytes=size)["Plaintext"]) == size


def test_the_answer_is_the_plaintext_only(call):
    assert set(call("GenerateRandom", {"NumberOfBytes": 16}).ok) == {"Plaintext"}


def test_it_never_repeats(kms):
    assert len({kms.generate_random(NumberOfBytes=16)["Plaintext"] for _ in range(50)}) == 50


def test_the_number_of_bytes_is_needed(call):
    assert call("GenerateRandom").error == ("ValidationException", "NumberOfBytes is required.")


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (0, too_small("numberOfBytes", 1, 0)),
        (-5, too_small("numberOfBytes", 1, -5)),
        (1025, too_big("numberOfBytes", 1024, 1025)),
    ],
)
def test_the_number_of_bytes_is_1_to_1024(call, size, expected):
    assert violations(call("GenerateRandom", {"NumberOfBytes": size}).error) == {expected}


def test_a_custom_key_store_is_not_silently_ignored(call):
    code, _ = call("GenerateRandom", {"NumberOfBytes": 16, "CustomKeyStoreId": "cks-1234567890abcdef0"}).error
    assert code in {"CustomKeyStoreNotFoundException", "UnsupportedOperationException"}


def test_a_recipient_is_not_ignored(call):
    recipient = {"KeyEncryptionAlgorithm": "RSAES_OAEP_SHA_256", "AttestationDocument": b"not attested"}
    code, _ = call("GenerateRandom", {"NumberOfBytes": 16, "Recipient": recipient}).error
    assert code in {"ValidationException", "UnsupportedOperationException"}
