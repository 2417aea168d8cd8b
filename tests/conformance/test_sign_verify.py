"""Sign and Verify: every spec, algorithm and message type (reference 4.5)."""

import os

import pytest
from cryptography.hazmat.primitives.asymmetric import utils

import signing
from expect import WOULD_SUCCEED, refused, too_long, too_short, violations
from signing import CASES, MESSAGE_TYPES, SIGNERS, SIGNING_ALGORITHMS, SIGNING_SPECS, message_types, submitted
from specs import ALGORITHMS, KINDS, NIST

INVALID = ("KMSInvalidSignatureException", None)
MESSAGE = b"attack at dawn"

every_case = pytest.mark.parametrize(("spec", "algorithm", "message_type"), CASES)
TAKES_RAW = [pair for pair in SIGNERS if "RAW" in message_types(pair[1])]
every_signer = pytest.mark.parametrize(("spec", "algorithm"), SIGNERS)
both = pytest.mark.parametrize("operation", ["Sign", "Verify"])


class Signer:
    """One key and one algorithm of it."""

    def __init__(self, key, algorithm):
        self.key, self.algorithm = key, algorithm

    def request(self, message_type=None, message=MESSAGE, **members):
        type_ = message_type or message_types(self.algorithm)[0]
        return {
            "KeyId": self.key.id,
            "Message": submitted(self.key.public_key, self.algorithm, type_, message),
            "MessageType": type_,
            "SigningAlgorithm": self.algorithm,
            **members,
        }

    def sign(self, message_type=None, message=MESSAGE):
        return self.key.kms.sign(**self.request(message_type, message))["Signature"]

    def verify(self, signature, message_type=None, message=MESSAGE, **members):
        """What Verify answers, before an SDK has interpreted it."""
        return self.key.call("Verify", self.request(message_type, message, Signature=signature, **members))


@pytest.fixture
def signer(shared_key, spec, algorithm):
    return Signer(shared_key(spec, "SIGN_VERIFY"), algorithm)


# -- what succeeds


@every_case
def test_what_sign_makes_verify_accepts(signer, spec, algorithm, message_type):
    key = signer.key
    answer = key.call("Sign", signer.request(message_type)).ok
    signature = key.kms.sign(**signer.request(message_type))["Signature"]
    assert answer.pop("Signature")
    assert answer == {"KeyId": key.arn, "SigningAlgorithm": algorithm}
    assert signer.verify(signature, message_type).ok == {
        "KeyId": key.arn,
        "SignatureValid": True,
        "SigningAlgorithm": algorithm,
    }


@pytest.mark.parametrize(("spec", "algorithm"), TAKES_RAW)
def test_raw_is_the_default_message_type(signer, spec, algorithm):
    request = signer.request("RAW")
    del request["MessageType"]
    signature = signer.key.kms.sign(**request)["Signature"]
    assert signer.verify(signature, "RAW").ok
    assert signer.key.call("Verify", {**request, "Signature": signature}).ok


@pytest.mark.parametrize(
    ("spec", "algorithm", "message_type"),
    [case for case in CASES if case[1] not in (signing.ED25519_PH, "SM2DSA")],
)
def test_a_library_verifies_the_signature_of_every_message_type(signer, spec, algorithm, message_type):
    """Ed25519ph and SM2 are for test_foreign_libraries.py: `cryptography` does not have them."""
    public_key = signer.key.public_key
    signature = signer.sign(message_type)
    assert signing.verify(public_key, algorithm, MESSAGE, signature)
    assert not signing.verify(public_key, algorithm, MESSAGE + b"!", signature)


TWO_TYPES = [pair for pair in SIGNERS if len(message_types(pair[1])) == 2]


@pytest.mark.parametrize(("spec", "algorithm"), TWO_TYPES)
def test_the_message_types_are_interchangeable(signer, spec, algorithm):
    """RAW with DIGEST, and for ML-DSA with EXTERNAL_MU: only what is signed counts, not how it was handed in."""
    first, second = message_types(algorithm)
    assert signer.verify(signer.sign(first), second).ok
    assert signer.verify(signer.sign(second), first).ok


LENGTHS = {
    **{"RSA_2048": 256, "RSA_3072": 384, "RSA_4096": 512, "ECC_NIST_EDWARDS25519": 64},
    **{"ML_DSA_44": 2420, "ML_DSA_65": 3309, "ML_DSA_87": 4627},
}
FIELD_BYTES = {"ECC_NIST_P256": 32, "ECC_NIST_P384": 48, "ECC_NIST_P521": 66, "ECC_SECG_P256K1": 32, "SM2": 32}


@every_signer
def test_the_signature_is_encoded_as_its_algorithm_has_it(signer, spec, algorithm):
    """One block, raw bytes, or a DER sequence of two integers below the group's size."""
    signature = signer.sign()
    if spec in LENGTHS:
        assert len(signature) == LENGTHS[spec]
    else:
        r, s = utils.decode_dss_signature(signature)
        assert utils.encode_dss_signature(r, s) == signature
        assert 0 < r < 256 ** FIELD_BYTES[spec] and 0 < s < 256 ** FIELD_BYTES[spec]


@every_signer
def test_signing_twice_repeats_itself_only_where_the_algorithm_says_so(signer, spec, algorithm):
    deterministic = "PKCS1" in algorithm or "ED25519" in algorithm
    assert (signer.sign() == signer.sign()) == deterministic


@pytest.mark.parametrize(("spec", "algorithm"), TAKES_RAW)
@pytest.mark.parametrize("size", [1, 4096])
def test_messages_of_1_to_4096_bytes_are_signed(signer, spec, algorithm, size):
    message = os.urandom(size)
    assert signer.verify(signer.sign("RAW", message), "RAW", message).ok


@pytest.mark.parametrize("spec", ["ECC_NIST_P256", "ECC_NIST_P384", "ECC_NIST_P521", "ECC_SECG_P256K1"])
def test_both_values_of_s_are_valid(shared_key, spec):
    signer = Signer(shared_key(spec, "SIGN_VERIFY"), ALGORITHMS[spec]["SIGN_VERIFY"][0])
    for _ in range(4):
        signature = signer.sign()
        assert signer.verify(signing.other_s(spec, signature)).ok


def test_sm2_takes_a_digest_made_with_another_identity(shared_key):
    key = shared_key("SM2", "SIGN_VERIFY")
    request = {
        "KeyId": key.id,
        "Message": signing.sm2_digest(key.public_key, MESSAGE, b"ALICE123@YAHOO.COM"),
        "MessageType": "DIGEST",
        "SigningAlgorithm": "SM2DSA",
    }
    signature = key.kms.sign(**request)["Signature"]
    assert key.call("Verify", {**request, "Signature": signature}).ok
    assert Signer(key, "SM2DSA").verify(signature, "RAW").error == INVALID


# -- signatures that are not valid


@every_signer
def test_another_message_is_invalid(signer, spec, algorithm):
    assert signer.verify(signer.sign(), message=MESSAGE + b"!").error == INVALID


@every_signer
@pytest.mark.parametrize("position", [0, 0.5, -1], ids=["first", "middle", "last"])
def test_a_changed_signature_is_invalid(signer, spec, algorithm, position):
    signature = bytearray(signer.sign())
    signature[int(len(signature) * position) if position == 0.5 else position] ^= 1
    assert signer.verify(bytes(signature)).error == INVALID


@every_signer
def test_a_malformed_signature_is_invalid(signer, spec, algorithm):
    good = signer.sign()
    malformed = [b"\0", b"garbage", good[:-1], good + b"\0", b"\0" + good, good[1:], bytes(len(good))]
    for signature in [*malformed, b"\xff" * len(good), os.urandom(6144)]:
        assert signer.verify(signature).error == INVALID, signature.hex()


@pytest.mark.parametrize(
    ("spec", "algorithm"), [pair for pair in SIGNERS if pair[1].startswith("ECDSA") or pair[1] == "SM2DSA"]
)
def test_only_der_in_its_one_form_is_a_signature(signer, spec, algorithm):
    """Neither the plain r and s one after the other, nor BER, nor numbers that are out of range."""
    good = signer.sign()
    r, s = utils.decode_dss_signature(good)
    size = FIELD_BYTES[spec]
    body = good[2:] if good[1] < 0x80 else good[3:]
    others = {
        "r and s without DER": r.to_bytes(size, "big") + s.to_bytes(size, "big"),
        "a length in the long form": bytes([0x30, 0x82, 0, len(body)]) + body,
        "an indefinite length": b"\x30\x80" + body + b"\0\0",
        "a third number": bytes([0x30, len(body) + 3]) + body + b"\x02\x01\x01",
        "s and r": utils.encode_dss_signature(s, r),
        "r = 0": utils.encode_dss_signature(0, s),
        "s = 0": utils.encode_dss_signature(r, 0),
        "r and s = 0": utils.encode_dss_signature(0, 0),
        "r and s = 1": utils.encode_dss_signature(1, 1),
    }
    if spec in signing.ORDER:
        order = signing.ORDER[spec]
        others["r + n"] = utils.encode_dss_signature(r + order, s)
        others["s + n"] = utils.encode_dss_signature(r, s + order)
    for name, signature in others.items():
        if signature != good:
            assert signer.verify(signature).error == INVALID, name


@pytest.mark.parametrize("algorithm", ALGORITHMS["RSA_2048"]["SIGN_VERIFY"])
def test_a_signature_of_another_rsa_algorithm_is_invalid(shared_key, algorithm):
    key = shared_key("RSA_2048", "SIGN_VERIFY")
    for other in ALGORITHMS["RSA_2048"]["SIGN_VERIFY"]:
        if other != algorithm:
            assert Signer(key, algorithm).verify(Signer(key, other).sign("RAW"), "RAW").error == INVALID


def test_the_two_ed25519_algorithms_do_not_accept_each_other(shared_key):
    """The 64 bytes that Ed25519ph hashes again are, as a message, another message."""
    key = shared_key("ECC_NIST_EDWARDS25519", "SIGN_VERIFY")
    plain, prehashed = Signer(key, signing.ED25519), Signer(key, signing.ED25519_PH)
    digest = submitted(key.public_key, signing.ED25519_PH, "DIGEST", MESSAGE)
    assert plain.verify(prehashed.sign(), "RAW").error == INVALID
    assert plain.verify(prehashed.sign(), "RAW", digest).error == INVALID
    assert prehashed.verify(plain.sign("RAW", digest)).error == INVALID


@pytest.mark.parametrize("spec", ["RSA_2048", "ECC_NIST_P256", "ECC_SECG_P256K1", "ML_DSA_44", "ECC_NIST_EDWARDS25519"])
def test_a_signature_of_another_key_is_invalid(shared_key, spec):
    algorithm = ALGORITHMS[spec]["SIGN_VERIFY"][0]
    signature = Signer(shared_key(spec, "SIGN_VERIFY", "another"), algorithm).sign()
    assert Signer(shared_key(spec, "SIGN_VERIFY"), algorithm).verify(signature).error == INVALID


def test_boto3_raises_a_type_of_its_own_and_shows_no_text(shared_key):
    key = shared_key("ECC_NIST_P256", "SIGN_VERIFY")
    with pytest.raises(key.kms.exceptions.KMSInvalidSignatureException):
        key.kms.verify(KeyId=key.id, Message=b"x", Signature=b"x", SigningAlgorithm="ECDSA_SHA_256")
    with refused(*INVALID):
        key.kms.verify(KeyId=key.id, Message=b"x", Signature=b"x", SigningAlgorithm="ECDSA_SHA_256")


# -- requests that do not fit


def request_for(operation, signer, *args, **members):
    signature = {"Signature": b"any"} if operation == "Verify" else {}
    return signer.request(*args, **signature, **members)


DIGESTED = [case for case in CASES if case[2] != "RAW"]


@both
@pytest.mark.parametrize(("spec", "algorithm", "message_type"), DIGESTED)
def test_a_digest_of_another_length_is_refused(signer, operation, spec, algorithm, message_type):
    right = len(signer.request(message_type)["Message"])
    text = f"Digest is invalid length for algorithm {algorithm}."
    for size in {1, 20, 32, 48, 64, right - 1, right + 1, 4096} - {right}:
        request = request_for(operation, signer, message_type)
        answer = signer.key.call(operation, {**request, "Message": os.urandom(size)})
        assert answer.error == ("ValidationException", text), size


WRONG_TYPES = [
    (spec, algorithm, message_type)
    for spec, algorithm in SIGNERS
    for message_type in MESSAGE_TYPES
    if message_type not in message_types(algorithm)
]


@both
@pytest.mark.parametrize(("spec", "algorithm", "message_type"), WRONG_TYPES)
def test_a_message_type_that_the_algorithm_does_not_take_is_refused(signer, operation, spec, algorithm, message_type):
    """AWS says that it refuses these, and not how."""
    request = request_for(operation, signer)
    for message in [MESSAGE, os.urandom(64)]:
        answer = signer.key.call(operation, {**request, "MessageType": message_type, "Message": message})
        assert answer.error == (
            "ValidationException",
            f"MessageType {message_type} is not valid for algorithm {algorithm}.",
        )


@both
def test_ed25519ph_is_refused_without_a_message_type(shared_key, operation):
    signer = Signer(shared_key("ECC_NIST_EDWARDS25519", "SIGN_VERIFY"), signing.ED25519_PH)
    request = request_for(operation, signer)
    del request["MessageType"]
    assert signer.key.call(operation, request).error[0] == "ValidationException"


@both
@pytest.mark.parametrize("spec", SIGNING_SPECS)
def test_an_algorithm_of_another_spec_is_refused(shared_key, operation, spec):
    key = shared_key(spec, "SIGN_VERIFY")
    for algorithm in SIGNING_ALGORITHMS:
        if algorithm not in ALGORITHMS[spec]["SIGN_VERIFY"]:
            request = {"KeyId": key.id, "Message": os.urandom(32), "SigningAlgorithm": algorithm}
            if operation == "Verify":
                request["Signature"] = b"any"
            assert key.call(operation, request).error == (
                "InvalidKeyUsageException",
                f"Algorithm {algorithm} is incompatible with key spec {spec}.",
            )


@both
@pytest.mark.parametrize(("spec", "usage"), [pair for pair in KINDS if pair[1] != "SIGN_VERIFY"])
def test_a_key_of_another_usage_is_refused(shared_key, operation, spec, usage):
    key = shared_key(spec, usage)
    signing_algorithms = ALGORITHMS[spec].get("SIGN_VERIFY", ["ECDSA_SHA_256"])
    request = {"KeyId": key.id, "Message": b"x", "SigningAlgorithm": signing_algorithms[0]}
    if operation == "Verify":
        request["Signature"] = b"any"
    assert key.call(operation, request).error == (
        "InvalidKeyUsageException",
        f"{key.arn} key usage is {usage} which is not valid for {operation}.",
    )


@both
@every_signer
def test_a_dry_run_that_would_succeed_says_so(signer, operation, spec, algorithm):
    request = signer.request(DryRun=True)
    if operation == "Verify":
        request["Signature"] = signer.sign()
    assert signer.key.call(operation, request).error == WOULD_SUCCEED


@every_signer
def test_a_dry_run_of_verify_checks_the_signature(signer, spec, algorithm):
    """Not documented; a dry run that says yes to a wrong signature would be of no use."""
    assert signer.verify(b"garbage", DryRun=True).error == INVALID
    assert signer.verify(signer.sign(), message=b"another", DryRun=True).error == INVALID


@both
def test_a_dry_run_finds_what_is_wrong_with_the_request(shared_key, operation):
    signer = Signer(shared_key("RSA_2048", "SIGN_VERIFY"), "RSASSA_PSS_SHA_256")
    request = request_for(operation, signer, "DIGEST", DryRun=True)
    assert signer.key.call(operation, {**request, "Message": b"short"}).error[0] == "ValidationException"
    assert signer.key.call(operation, {**request, "SigningAlgorithm": "SM2DSA"}).error[0] == "InvalidKeyUsageException"


@both
def test_messages_outside_1_to_4096_bytes_break_a_constraint_without_being_shown(shared_key, operation):
    signer = Signer(shared_key("ECC_NIST_P256", "SIGN_VERIFY"), "ECDSA_SHA_256")
    for message, violation in [(b"", too_short("message", 1)), (b"x" * 4097, too_long("message", 4096))]:
        answer = signer.key.call(operation, request_for(operation, signer, message=message))
        assert violations(answer.error) == {violation}


def test_signatures_outside_1_to_6144_bytes_break_a_constraint_without_being_shown(shared_key):
    signer = Signer(shared_key("ECC_NIST_P256", "SIGN_VERIFY"), "ECDSA_SHA_256")
    assert violations(signer.verify(b"").error) == {too_short("signature", 1)}
    assert violations(signer.verify(b"x" * 6145).error) == {too_long("signature", 6144)}


@pytest.mark.parametrize("spec", [*NIST, "ECC_SECG_P256K1"])
def test_the_key_may_be_named_by_alias_and_arn(shared_key, spec):
    key = shared_key(spec, "SIGN_VERIFY")
    alias = f"alias/sign-{key.id}"
    key.kms.create_alias(AliasName=alias, TargetKeyId=key.id)
    algorithm = ALGORITHMS[spec]["SIGN_VERIFY"][0]
    for name in [key.arn, alias, key.arn.replace(f"key/{key.id}", alias)]:
        signed = key.kms.sign(KeyId=name, Message=MESSAGE, SigningAlgorithm=algorithm)
        request = {"KeyId": name, "Message": MESSAGE, "SigningAlgorithm": algorithm, "Signature": signed["Signature"]}
        assert signed["KeyId"] == key.kms.verify(**request)["KeyId"] == key.arn
    key.kms.delete_alias(AliasName=alias)
