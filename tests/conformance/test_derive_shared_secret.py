"""DeriveSharedSecret (reference 4.9)."""

import os

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa, x25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from expect import WOULD_SUCCEED, refused, too_long, too_short, violations
from specs import KINDS, NIST
from wrapping import import_material, pkcs8

UNREADABLE = ("ValidationException", "")  # as recorded from AWS: a message that is there and empty
CURVES = {"ECC_NIST_P256": ec.SECP256R1(), "ECC_NIST_P384": ec.SECP384R1(), "ECC_NIST_P521": ec.SECP521R1()}
FIELD_BYTES = {"ECC_NIST_P256": 32, "ECC_NIST_P384": 48, "ECC_NIST_P521": 66, "SM2": 32}

every_nist_curve = pytest.mark.parametrize("spec", NIST)
every_curve = pytest.mark.parametrize("spec", [*NIST, "SM2"])


def spki(public_key):
    return public_key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def request_for(key, public_key, **members):
    return {"KeyId": key.id, "KeyAgreementAlgorithm": "ECDH", "PublicKey": public_key, **members}


def secret(key, public_key):
    return key.kms.derive_shared_secret(**request_for(key, public_key))["SharedSecret"]


@pytest.fixture
def pair(shared_key, spec):
    """Two KMS keys on one curve."""
    return shared_key(spec, "KEY_AGREEMENT"), shared_key(spec, "KEY_AGREEMENT", "another")


@every_curve
def test_two_keys_agree(pair, spec):
    ours, theirs = pair
    assert secret(ours, theirs.public_key) == secret(theirs, ours.public_key)
    assert len(secret(ours, theirs.public_key)) == FIELD_BYTES[spec]


@every_curve
def test_the_answer_is_complete(pair, spec):
    ours, theirs = pair
    answer = ours.call("DeriveSharedSecret", request_for(ours, theirs.public_key)).ok
    assert answer.pop("SharedSecret")
    assert answer == {"KeyId": ours.arn, "KeyAgreementAlgorithm": "ECDH", "KeyOrigin": "AWS_KMS"}


@every_nist_curve
def test_a_library_derives_the_same_secret(pair, spec):
    ours, _ = pair
    for _ in range(5):
        local = ec.generate_private_key(CURVES[spec])
        expected = local.exchange(ec.ECDH(), load_der_public_key(ours.public_key))
        assert secret(ours, spki(local.public_key())) == expected


@every_nist_curve
def test_leading_zeros_of_the_secret_are_kept(kms, spec):
    """One x-coordinate in 256 is a byte short (on P-521 every other one); the secret is not."""
    local = ec.generate_private_key(CURVES[spec])
    key_id = kms.create_key(KeySpec=spec, KeyUsage="KEY_AGREEMENT", Origin="EXTERNAL")["KeyMetadata"]["KeyId"]
    import_material(kms, key_id, pkcs8(local), "RSA_AES_KEY_WRAP_SHA_256")
    for _ in range(20_000):
        peer = ec.generate_private_key(CURVES[spec]).public_key()
        expected = local.exchange(ec.ECDH(), peer)
        if expected[0] == 0:
            break
    answer = kms.derive_shared_secret(KeyId=key_id, KeyAgreementAlgorithm="ECDH", PublicKey=spki(peer))
    assert answer["SharedSecret"] == expected and len(expected) == FIELD_BYTES[spec]
    assert answer["KeyOrigin"] == "EXTERNAL"


@every_curve
def test_the_key_s_own_public_key_is_a_peer_as_any_other(pair, spec):
    ours, _ = pair
    assert len(secret(ours, ours.public_key)) == FIELD_BYTES[spec]


# -- public keys that are none


def explicit_parameters():
    """P-256 with its parameters spelt out in place of its name, around the generator."""
    return bytes.fromhex(
        "3082014b3082010306072a8648ce3d02013081f7020101302c06072a8648ce3d0101022100ffffffff00000001000000000000000000"
        "000000ffffffffffffffffffffffff305b0420ffffffff00000001000000000000000000000000fffffffffffffffffffffffc04205a"
        "c635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b031500c49d360886e704936a6678e1139d26b7819f7e9004"
        "41046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b"
        "315ececbb6406837bf51f5022100ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551020101034200046b17"
        "d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececb"
        "b6406837bf51f5"
    )


def compressed(der):
    """The same public key with its point compressed."""
    point = load_der_public_key(der).public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
    parameters = der[2 if der[1] < 0x80 else 3 :][: 2 + der[3 if der[1] < 0x80 else 4]]
    body = parameters + bytes([3, len(point) + 1, 0]) + point
    return bytes([0x30, len(body)]) + body


@every_curve
def test_a_public_key_on_another_curve_is_refused(shared_key, spec):
    key = shared_key(spec, "KEY_AGREEMENT")
    others = [curve for name, curve in CURVES.items() if name != spec]
    for curve in [ec.SECP224R1(), ec.SECP256K1(), ec.BrainpoolP256R1(), *others]:
        peer = spki(ec.generate_private_key(curve).public_key())
        assert key.call("DeriveSharedSecret", request_for(key, peer)).error == UNREADABLE, curve.name
    if spec != "SM2":
        peer = shared_key("SM2", "KEY_AGREEMENT").public_key
        assert key.call("DeriveSharedSecret", request_for(key, peer)).error == UNREADABLE


@every_curve
def test_a_public_key_of_another_kind_is_refused(shared_key, spec):
    key = shared_key(spec, "KEY_AGREEMENT")
    edwards, montgomery = ed25519.Ed25519PrivateKey.generate(), x25519.X25519PrivateKey.generate()
    for other in [rsa.generate_private_key(65537, 2048), edwards, montgomery]:
        assert key.call("DeriveSharedSecret", request_for(key, spki(other.public_key()))).error == UNREADABLE


@every_curve
def test_what_is_no_public_key_is_refused(shared_key, spec):
    key = shared_key(spec, "KEY_AGREEMENT")
    good = shared_key(spec, "KEY_AGREEMENT", "another").public_key
    point = good[-2 * FIELD_BYTES[spec] :]
    head = good[: -len(point) - 1]
    off_curve = bytearray(good)
    off_curve[-1] ^= 1
    infinity = b"\x03\x02\0\0"  # a bit string of the one byte 0
    algorithm = head[2 if head[1] < 0x80 else 3 :][: 2 + head[3 if head[1] < 0x80 else 4]]
    bad = {
        "garbage": b"garbage",
        "one byte": b"\0",
        "noise": os.urandom(8192),
        "cut off": good[:-1],
        "trailing bytes": good + b"\0",
        "twice": good + good,
        "the bare point": b"\x04" + point,
        "PEM": b"-----BEGIN PUBLIC KEY-----\n",
        "a point off the curve": bytes(off_curve),
        "the point 0, 0": head + b"\x04" + bytes(len(point)),
        "coordinates above the field": head + b"\x04" + b"\xff" * len(point),
        "the point at infinity": bytes([0x30, len(algorithm + infinity)]) + algorithm + infinity,
    }
    for name, public_key in bad.items():
        assert key.call("DeriveSharedSecret", request_for(key, public_key)).error == UNREADABLE, name


def test_explicit_parameters_are_refused(shared_key):
    key = shared_key("ECC_NIST_P256", "KEY_AGREEMENT")
    assert key.call("DeriveSharedSecret", request_for(key, explicit_parameters())).error == UNREADABLE


@every_nist_curve
def test_a_compressed_point_is_the_point(shared_key, spec):
    """Trent's choice: RFC 5480 lets a reader take it or leave it, and AWS does not say."""
    key, peer = shared_key(spec, "KEY_AGREEMENT"), shared_key(spec, "KEY_AGREEMENT", "another").public_key
    assert secret(key, compressed(peer)) == secret(key, peer)


@every_nist_curve
def test_a_hybrid_point_is_refused(shared_key, spec):
    key, peer = shared_key(spec, "KEY_AGREEMENT"), shared_key(spec, "KEY_AGREEMENT", "another").public_key
    position = len(peer) - 2 * FIELD_BYTES[spec] - 1
    hybrid = peer[:position] + bytes([6 + (peer[-1] & 1)]) + peer[position + 1 :]
    assert key.call("DeriveSharedSecret", request_for(key, hybrid)).error == UNREADABLE


@every_nist_curve
def test_a_private_key_is_no_public_key(shared_key, spec):
    key = shared_key(spec, "KEY_AGREEMENT")
    private = pkcs8(ec.generate_private_key(CURVES[spec]))
    assert key.call("DeriveSharedSecret", request_for(key, private)).error == UNREADABLE


@pytest.fixture
def p256_key(shared_key):
    return shared_key("ECC_NIST_P256", "KEY_AGREEMENT")


def test_boto3_shows_an_empty_text(p256_key):
    with refused(*UNREADABLE):
        p256_key.kms.derive_shared_secret(**request_for(p256_key, b"garbage"))


# -- requests that do not fit


@pytest.mark.parametrize(("spec", "usage"), [pair for pair in KINDS if pair[1] != "KEY_AGREEMENT"])
def test_a_key_of_another_usage_is_refused(shared_key, spec, usage):
    key = shared_key(spec, usage)
    peer = shared_key("ECC_NIST_P256", "KEY_AGREEMENT").public_key
    assert key.call("DeriveSharedSecret", request_for(key, peer)).error == (
        "InvalidKeyUsageException",
        f"{key.arn} key usage is {usage} which is not valid for DeriveSharedSecret.",
    )


@every_curve
def test_dry_runs(pair, spec):
    ours, theirs = pair
    assert ours.call("DeriveSharedSecret", request_for(ours, theirs.public_key, DryRun=True)).error == WOULD_SUCCEED
    assert ours.call("DeriveSharedSecret", request_for(ours, b"garbage", DryRun=True)).error == UNREADABLE


def test_public_keys_outside_1_to_8192_bytes_break_a_constraint_without_being_shown(p256_key):
    key = p256_key
    for public_key, violation in [(b"", too_short("publicKey", 1)), (b"x" * 8193, too_long("publicKey", 8192))]:
        assert violations(key.call("DeriveSharedSecret", request_for(key, public_key)).error) == {violation}


def test_a_recipient_is_not_ignored(p256_key):
    """Until attestation is checked, and then because b"x" is no document: the plain secret must not come back."""
    recipient = {"KeyEncryptionAlgorithm": "RSAES_OAEP_SHA_256", "AttestationDocument": b"x"}
    request = request_for(p256_key, p256_key.public_key, Recipient=recipient)
    code, _ = p256_key.call("DeriveSharedSecret", request).error
    assert code in {"UnsupportedOperationException", "ValidationException"}
