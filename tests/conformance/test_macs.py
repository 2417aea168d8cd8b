"""GenerateMac and VerifyMac (reference 4.6)."""

import hashlib
import hmac
import os

import pytest

from expect import WOULD_SUCCEED, refused, too_long, too_short, violations
from specs import ALGORITHMS, HMAC, KINDS
from wrapping import import_material

INVALID = ("KMSInvalidMacException", None)
LENGTH = {"HMAC_224": 28, "HMAC_256": 32, "HMAC_384": 48, "HMAC_512": 64}
MESSAGE = b"attack at dawn"

every_spec = pytest.mark.parametrize("spec", HMAC)
both = pytest.mark.parametrize("operation", ["GenerateMac", "VerifyMac"])


def algorithm_of(spec):
    return ALGORITHMS[spec]["GENERATE_VERIFY_MAC"][0]


def request_for(key, operation="GenerateMac", message=MESSAGE, **members):
    request = {"KeyId": key.id, "Message": message, "MacAlgorithm": algorithm_of(key.metadata["KeySpec"]), **members}
    return {"Mac": b"any", **request} if operation == "VerifyMac" else request


@pytest.fixture
def hmac_key(shared_key, spec):
    return shared_key(spec, "GENERATE_VERIFY_MAC")


def mac_of(key, message=MESSAGE):
    return key.kms.generate_mac(**request_for(key, message=message))["Mac"]


@every_spec
def test_what_generate_mac_makes_verify_mac_accepts(hmac_key, spec):
    made = hmac_key.call("GenerateMac", request_for(hmac_key)).ok
    assert made.pop("Mac")
    assert made == {"KeyId": hmac_key.arn, "MacAlgorithm": algorithm_of(spec)}
    assert hmac_key.call("VerifyMac", request_for(hmac_key, "VerifyMac", Mac=mac_of(hmac_key))).ok == {
        "KeyId": hmac_key.arn,
        "MacValid": True,
        "MacAlgorithm": algorithm_of(spec),
    }


@every_spec
def test_a_mac_has_its_full_length_and_is_always_the_same(hmac_key, spec):
    assert len(mac_of(hmac_key)) == LENGTH[spec]
    assert mac_of(hmac_key) == mac_of(hmac_key) != mac_of(hmac_key, MESSAGE + b"!")


@every_spec
@pytest.mark.parametrize("size", [1, 64, 4096])
def test_it_is_the_hmac_of_the_material(kms, spec, size):
    material, message = os.urandom(LENGTH[spec]), os.urandom(size)
    key_id = kms.create_key(KeySpec=spec, KeyUsage="GENERATE_VERIFY_MAC", Origin="EXTERNAL")["KeyMetadata"]["KeyId"]
    import_material(kms, key_id, material)
    made = kms.generate_mac(KeyId=key_id, Message=message, MacAlgorithm=algorithm_of(spec))["Mac"]
    assert made == hmac.digest(material, message, getattr(hashlib, f"sha{spec[5:]}"))


@every_spec
def test_a_wrong_mac_is_invalid(hmac_key, spec):
    good = mac_of(hmac_key)
    wrong = [good[:-1], good[:16], good[:1], good + b"\0", b"\0" + good, good[1:], bytes(len(good)), os.urandom(6144)]
    for position in [0, len(good) // 2, -1]:
        changed = bytearray(good)
        changed[position] ^= 1
        wrong.append(bytes(changed))
    for mac in wrong:
        assert hmac_key.call("VerifyMac", request_for(hmac_key, "VerifyMac", Mac=mac)).error == INVALID, mac.hex()


@every_spec
def test_the_mac_of_another_message_or_key_is_invalid(hmac_key, shared_key, spec):
    good = mac_of(hmac_key)
    request = request_for(hmac_key, "VerifyMac", message=MESSAGE + b"!", Mac=good)
    assert hmac_key.call("VerifyMac", request).error == INVALID
    other = shared_key(spec, "GENERATE_VERIFY_MAC", "another")
    assert other.call("VerifyMac", request_for(other, "VerifyMac", Mac=good)).error == INVALID


def test_boto3_raises_a_type_of_its_own_and_shows_no_text(shared_key):
    key = shared_key("HMAC_256", "GENERATE_VERIFY_MAC")
    with pytest.raises(key.kms.exceptions.KMSInvalidMacException):
        key.kms.verify_mac(**request_for(key, "VerifyMac"))
    with refused(*INVALID):
        key.kms.verify_mac(**request_for(key, "VerifyMac"))


@both
@every_spec
def test_an_algorithm_of_another_size_is_refused(hmac_key, operation, spec):
    for other in HMAC:
        if other != spec:
            answer = hmac_key.call(operation, request_for(hmac_key, operation, MacAlgorithm=algorithm_of(other)))
            assert answer.error == (
                "InvalidKeyUsageException",
                f"Algorithm {algorithm_of(other)} is incompatible with key spec {spec}.",
            )


@both
@pytest.mark.parametrize(("spec", "usage"), [pair for pair in KINDS if pair[0] not in HMAC])
def test_a_key_of_another_usage_is_refused(shared_key, operation, spec, usage):
    key = shared_key(spec, usage)
    request = {"KeyId": key.id, "Message": b"x", "MacAlgorithm": "HMAC_SHA_256"}
    if operation == "VerifyMac":
        request["Mac"] = b"any"
    assert key.call(operation, request).error == (
        "InvalidKeyUsageException",
        f"{key.arn} key usage is {usage} which is not valid for {operation}.",
    )


@every_spec
def test_a_dry_run_that_would_succeed_says_so(hmac_key, spec):
    assert hmac_key.call("GenerateMac", request_for(hmac_key, DryRun=True)).error == WOULD_SUCCEED
    request = request_for(hmac_key, "VerifyMac", Mac=mac_of(hmac_key), DryRun=True)
    assert hmac_key.call("VerifyMac", request).error == WOULD_SUCCEED


@every_spec
def test_a_dry_run_of_verify_mac_checks_the_mac(hmac_key, spec):
    """Not documented, as with Verify."""
    assert hmac_key.call("VerifyMac", request_for(hmac_key, "VerifyMac", DryRun=True)).error == INVALID


@both
def test_messages_outside_1_to_4096_bytes_break_a_constraint_without_being_shown(shared_key, operation):
    key = shared_key("HMAC_256", "GENERATE_VERIFY_MAC")
    for message, violation in [(b"", too_short("message", 1)), (b"x" * 4097, too_long("message", 4096))]:
        assert violations(key.call(operation, request_for(key, operation, message)).error) == {violation}


def test_macs_outside_1_to_6144_bytes_break_a_constraint_without_being_shown(shared_key):
    key = shared_key("HMAC_256", "GENERATE_VERIFY_MAC")
    for mac, violation in [(b"", too_short("mac", 1)), (b"x" * 6145, too_long("mac", 6144))]:
        assert violations(key.call("VerifyMac", request_for(key, "VerifyMac", Mac=mac)).error) == {violation}
