"""Signing algorithms seen from outside: what a message type submits, and what a library says of a signature (4.5)."""

import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, utils
from cryptography.hazmat.primitives.serialization import load_der_public_key

from specs import ALGORITHMS

HASHES = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}

# The types of message an algorithm takes; the first is its usual one.
ML_DSA_SHAKE_256, ED25519, ED25519_PH = "ML_DSA_SHAKE_256", "ED25519_SHA_512", "ED25519_PH_SHA_512"
MESSAGE_TYPES = ["RAW", "DIGEST", "EXTERNAL_MU"]


def message_types(algorithm: str) -> list[str]:
    special = {ML_DSA_SHAKE_256: ["RAW", "EXTERNAL_MU"], ED25519: ["RAW"], ED25519_PH: ["DIGEST"]}
    return special.get(algorithm, ["RAW", "DIGEST"])


# spec, algorithm, message type
CASES = [
    (spec, algorithm, message_type)
    for spec, usages in ALGORITHMS.items()
    for algorithm in usages.get("SIGN_VERIFY", [])
    for message_type in message_types(algorithm)
]
SIGNERS = list(dict.fromkeys((spec, algorithm) for spec, algorithm, _ in CASES))
SIGNING_SPECS = list(dict.fromkeys(spec for spec, _ in SIGNERS))
SIGNING_ALGORITHMS = list(dict.fromkeys(algorithm for _, algorithm in SIGNERS))


def digest(hash_: hashes.HashAlgorithm, message: bytes) -> bytes:
    state = hashes.Hash(hash_)
    state.update(message)
    return state.finalize()


def hash_of(algorithm: str) -> hashes.HashAlgorithm:
    return hashes.SM3() if algorithm == "SM2DSA" else HASHES[algorithm[-3:]]


def external_mu(spki: bytes, message: bytes) -> bytes:
    """FIPS 204's message representative, with an empty context. The raw key starts at 22 in all three sizes."""
    tr = hashlib.shake_256(spki[22:]).digest(64)
    return hashlib.shake_256(tr + b"\0\0" + message).digest(64)


# GB/T 32918.5: a, b and the generator of the SM2 curve.
SM2_CURVE = bytes.fromhex(
    "fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc"
    "28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93"
    "32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7"
    "bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0"
)


def sm2_digest(spki: bytes, message: bytes, identity: bytes = b"1234567812345678") -> bytes:
    """GB/T 32918.2: e = SM3(ZA || M), ZA over the signer's identity, the curve and the public point."""
    za = digest(hashes.SM3(), (len(identity) * 8).to_bytes(2, "big") + identity + SM2_CURVE + spki[-64:])
    return digest(hashes.SM3(), za + message)


def submitted(spki: bytes, algorithm: str, message_type: str, message: bytes) -> bytes:
    """The Message that stands for `message` with this MessageType."""
    if message_type == "RAW":
        return message
    if message_type == "EXTERNAL_MU":
        return external_mu(spki, message)
    return sm2_digest(spki, message) if algorithm == "SM2DSA" else digest(hash_of(algorithm), message)


def verify(spki: bytes, algorithm: str, message: bytes, signature: bytes) -> bool:
    """Python's `cryptography` verifies a signature of `message` itself. It knows neither Ed25519ph nor SM2."""
    key = load_der_public_key(spki)
    try:
        if algorithm in (ML_DSA_SHAKE_256, ED25519):
            key.verify(signature, message)
        elif algorithm.startswith("ECDSA"):
            key.verify(signature, message, ec.ECDSA(hash_of(algorithm)))
        elif "PSS" in algorithm:
            hash_ = hash_of(algorithm)
            key.verify(signature, message, padding.PSS(padding.MGF1(hash_), hash_.digest_size), hash_)
        else:
            key.verify(signature, message, padding.PKCS1v15(), hash_of(algorithm))
    except InvalidSignature:
        return False
    return True


# Orders of the groups, for the s and n - s of ECDSA.
ORDER = {
    "ECC_NIST_P256": 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    "ECC_NIST_P384": 2**384 - 1388124618062372383947042015309946732620727252194336364173,
    "ECC_NIST_P521": 2**521 - 657877501894328237357444332315020117536923257219387276263472201219398408051703,
    "ECC_SECG_P256K1": 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141,
}


def other_s(spec: str, signature: bytes) -> bytes:
    """The same ECDSA signature with n - s for s, which is as valid."""
    r, s = utils.decode_dss_signature(signature)
    return utils.encode_dss_signature(r, ORDER[spec] - s)
