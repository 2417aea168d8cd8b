"""Encapsulate and Decapsulate (reference 4.10)."""

import os

import pytest
from cryptography.hazmat.primitives.serialization import load_der_public_key

from expect import WOULD_SUCCEED, refused, too_long, too_short, violations
from specs import KINDS, ML_KEM

CIPHERTEXT_BYTES = {"ML_KEM_512": 768, "ML_KEM_768": 1088, "ML_KEM_1024": 1568}

every_spec = pytest.mark.parametrize("spec", ML_KEM)


@pytest.fixture
def kem(shared_key, spec):
    return shared_key(spec, "ENCAPSULATE_DECAPSULATE")


def encapsulate(key):
    answer = key.kms.encapsulate(KeyId=key.id, EncapsulationAlgorithm="ML_KEM")
    return answer["SharedSecret"], answer["SharedSecretCiphertextBlob"]


def request_for(key, ciphertext, **members):
    return {
        "KeyId": key.id,
        "EncapsulationAlgorithm": "ML_KEM",
        "SharedSecretCiphertextBlob": ciphertext,
        **members,
    }


def decapsulate(key, ciphertext):
    return key.kms.decapsulate(**request_for(key, ciphertext))["SharedSecret"]


@every_spec
def test_what_is_encapsulated_is_decapsulated(kem, spec):
    secret, ciphertext = encapsulate(kem)
    assert (len(secret), len(ciphertext)) == (32, CIPHERTEXT_BYTES[spec])
    assert decapsulate(kem, ciphertext) == secret


@every_spec
def test_the_answers_are_complete(kem, spec):
    made = kem.call("Encapsulate", {"KeyId": kem.id, "EncapsulationAlgorithm": "ML_KEM"}).ok
    ciphertext = made.pop("SharedSecretCiphertextBlob")
    opened = kem.call("Decapsulate", request_for(kem, ciphertext)).ok
    assert opened.pop("SharedSecret") == made.pop("SharedSecret")
    assert made == opened == {"KeyId": kem.arn, "EncapsulationAlgorithm": "ML_KEM"}


@every_spec
def test_every_encapsulation_is_another(kem, spec):
    made = [encapsulate(kem) for _ in range(5)]
    assert len({secret for secret, _ in made}) == len({ciphertext for _, ciphertext in made}) == 5


@pytest.mark.parametrize("spec", ["ML_KEM_768", "ML_KEM_1024"])
def test_a_secret_made_with_the_public_key_elsewhere_is_decapsulated(kem, spec):
    """`cryptography` has no ML-KEM-512; test_foreign_libraries has."""
    secret, ciphertext = load_der_public_key(kem.public_key).encapsulate()
    assert decapsulate(kem, ciphertext) == secret


@every_spec
def test_another_ciphertext_gives_another_secret_and_always_the_same(kem, spec):
    """FIPS 203's implicit rejection: no error, and nothing to learn from."""
    secret, ciphertext = encapsulate(kem)
    changed = bytearray(ciphertext)
    changed[len(changed) // 2] ^= 1
    for foreign in [bytes(changed), bytes(len(ciphertext)), os.urandom(len(ciphertext))]:
        rejected = decapsulate(kem, foreign)
        assert len(rejected) == 32 and rejected != secret
        assert rejected == decapsulate(kem, foreign)


@every_spec
def test_rejection_depends_on_the_key(kem, shared_key, spec):
    other = shared_key(spec, "ENCAPSULATE_DECAPSULATE", "another")
    secret, ciphertext = encapsulate(other)
    foreign = decapsulate(kem, ciphertext)
    assert foreign != secret
    zeros = bytes(CIPHERTEXT_BYTES[spec])
    assert decapsulate(kem, zeros) != decapsulate(other, zeros)


@every_spec
@pytest.mark.parametrize("dry_run", [False, True])
def test_a_ciphertext_of_another_length_is_invalid(kem, spec, dry_run):
    right = CIPHERTEXT_BYTES[spec]
    for size in {1, 32, right - 1, right + 1, *CIPHERTEXT_BYTES.values()} - {right}:
        answer = kem.call("Decapsulate", request_for(kem, os.urandom(size), DryRun=dry_run))
        assert answer.error == ("InvalidCiphertextException", None), size


@every_spec
def test_dry_runs_that_would_succeed_say_so(kem, spec):
    request = {"KeyId": kem.id, "EncapsulationAlgorithm": "ML_KEM", "DryRun": True}
    assert kem.call("Encapsulate", request).error == WOULD_SUCCEED
    ciphertext = os.urandom(CIPHERTEXT_BYTES[spec])
    assert kem.call("Decapsulate", request_for(kem, ciphertext, DryRun=True)).error == WOULD_SUCCEED


@pytest.mark.parametrize("operation", ["Encapsulate", "Decapsulate"])
@pytest.mark.parametrize(("spec", "usage"), [pair for pair in KINDS if pair[0] not in ML_KEM])
def test_a_key_of_another_usage_is_refused(shared_key, operation, spec, usage):
    key = shared_key(spec, usage)
    request = request_for(key, bytes(1088))
    if operation == "Encapsulate":
        del request["SharedSecretCiphertextBlob"]
    assert key.call(operation, request).error == (
        "InvalidKeyUsageException",
        f"{key.arn} key usage is {usage} which is not valid for {operation}.",
    )


def test_ciphertexts_outside_their_limits_break_a_constraint_without_being_shown(shared_key):
    key = shared_key("ML_KEM_768", "ENCAPSULATE_DECAPSULATE")
    member = "sharedSecretCiphertextBlob"
    for ciphertext, violation in [(b"", too_short(member, 1)), (b"x" * 6145, too_long(member, 6144))]:
        assert violations(key.call("Decapsulate", request_for(key, ciphertext)).error) == {violation}


def test_boto3_raises_the_type_of_the_refusal(shared_key):
    key = shared_key("ML_KEM_512", "ENCAPSULATE_DECAPSULATE")
    with refused("InvalidCiphertextException", None):
        key.kms.decapsulate(**request_for(key, b"short"))
