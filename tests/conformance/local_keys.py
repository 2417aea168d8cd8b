"""Key pairs made here, and their private halves in every form that might be handed to ImportKeyMaterial."""

import functools

from Crypto.Util.asn1 import DerBitString, DerInteger, DerNull, DerObjectId, DerOctetString, DerSequence
from Crypto.Util.number import getPrime
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

CURVES = {
    "ECC_NIST_P256": ec.SECP256R1(),
    "ECC_NIST_P384": ec.SECP384R1(),
    "ECC_NIST_P521": ec.SECP521R1(),
    "ECC_SECG_P256K1": ec.SECP256K1(),
}
CURVE_OIDS = {
    "ECC_NIST_P256": "1.2.840.10045.3.1.7",
    "ECC_NIST_P384": "1.3.132.0.34",
    "ECC_NIST_P521": "1.3.132.0.35",
    "ECC_SECG_P256K1": "1.3.132.0.10",
}
EC_PUBLIC_KEY, RSA_ENCRYPTION, RSASSA_PSS = "1.2.840.10045.2.1", "1.2.840.113549.1.1.1", "1.2.840.113549.1.1.10"


def new(spec: str):
    """A fresh key pair, which `cryptography` holds."""
    if spec in CURVES:
        return ec.generate_private_key(CURVES[spec])
    return rsa.generate_private_key(65537, int(spec[4:]))


@functools.cache
def key(spec: str):
    """One pair for all tests: making an RSA key takes long."""
    return new(spec)


def spki(private_key) -> bytes:
    return private_key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def traditional(private_key) -> bytes:
    """PKCS #1 or SEC 1: what PKCS #8 has inside."""
    return private_key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())


def _tagged(number: int, content: bytes) -> bytes:
    return DerOctetString(content).encode().replace(b"\x04", bytes([0xA0 + number]), 1)


def private_key_info(algorithm: DerSequence, inner: bytes, version: int = 0, *more: bytes) -> bytes:
    return DerSequence([DerInteger(version), algorithm, DerOctetString(inner), *more]).encode()


# -- elliptic curves


def ec_algorithm(spec: str) -> DerSequence:
    return DerSequence([DerObjectId(EC_PUBLIC_KEY), DerObjectId(CURVE_OIDS[spec])])


def ec_pkcs8(spec: str, scalar: int, point: bytes = b"", inner_curve: str | None = None, *info) -> bytes:
    """PKCS #8 with or without public point; the curve named once or twice. `info`: the version, and more members."""
    members = [DerInteger(1), DerOctetString(scalar.to_bytes((CURVES[spec].key_size + 7) // 8, "big"))]
    if inner_curve:
        members.append(_tagged(0, DerObjectId(CURVE_OIDS[inner_curve]).encode()))
    if point:
        members.append(_tagged(1, DerBitString(point).encode()))
    return private_key_info(ec_algorithm(spec), DerSequence(members).encode(), *info)


def one_asymmetric_key_public(private_key) -> bytes:
    """What RFC 5958 lets stand after the private key: [1] IMPLICIT BIT STRING."""
    return b"\x81" + DerBitString(point_of(private_key)).encode()[1:]


def point_of(private_key, form=PublicFormat.UncompressedPoint) -> bytes:
    return private_key.public_key().public_bytes(Encoding.X962, form)


def hybrid_point_of(private_key) -> bytes:
    """X9.62's third form: uncompressed, and the parity of y in the first byte all the same."""
    point = point_of(private_key)
    return bytes([6 + (point[-1] & 1)]) + point[1:]


def scalar_of(private_key) -> int:
    return private_key.private_numbers().private_value


def explicit_p256(private_key) -> bytes:
    """A key on P-256 that spells the curve out in place of naming it."""
    p = 2**256 - 2**224 + 2**192 + 2**96 - 1
    b = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
    g = bytes.fromhex(
        "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
        "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
    )
    n = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    field = DerSequence([DerObjectId("1.2.840.10045.1.1"), DerInteger(p)])
    curve = DerSequence([DerOctetString((p - 3).to_bytes(32, "big")), DerOctetString(b.to_bytes(32, "big"))])
    parameters = DerSequence([DerInteger(1), field, curve, DerOctetString(g), DerInteger(n), DerInteger(1)])
    algorithm = DerSequence([DerObjectId(EC_PUBLIC_KEY), parameters])
    inner = DerSequence([DerInteger(1), DerOctetString(scalar_of(private_key).to_bytes(32, "big"))])
    return private_key_info(algorithm, inner.encode())


# -- RSA


def rsa_algorithm(oid: str = RSA_ENCRYPTION) -> DerSequence:
    return DerSequence([DerObjectId(oid), DerNull()])


def rsa_numbers(private_key) -> dict[str, int]:
    """n, e, d, p, q, dp, dq and qinv, in the order of PKCS #1."""
    numbers = private_key.private_numbers()
    public = numbers.public_numbers
    return {
        **{"n": public.n, "e": public.e, "d": numbers.d, "p": numbers.p, "q": numbers.q},
        **{"dp": numbers.dmp1, "dq": numbers.dmq1, "qinv": numbers.iqmp},
    }


def rsa_pkcs8(numbers: dict[str, int], oid: str = RSA_ENCRYPTION, version: int = 0, *more: bytes) -> bytes:
    inner = DerSequence([DerInteger(0), *map(DerInteger, numbers.values())]).encode()
    return private_key_info(rsa_algorithm(oid), inner, version, *more)


@functools.cache
def multi_prime_pkcs8(bits: int = 2048) -> bytes:
    """RSA with three primes (RFC 8017, version 1), which KMS does not take."""
    e = 65537
    while True:
        p, q, r = getPrime(bits // 3 + 1), getPrime(bits // 3 + 1), getPrime(bits - 2 * (bits // 3 + 1) + 1)
        n, phi = p * q * r, (p - 1) * (q - 1) * (r - 1)
        if n.bit_length() == bits and phi % e:
            break
    d = pow(e, -1, phi)
    other = DerSequence([DerSequence([DerInteger(r), DerInteger(d % (r - 1)), DerInteger(pow(p * q, -1, r))])])
    members = [1, n, e, d, p, q, d % (p - 1), d % (q - 1), pow(q, -1, p)]
    return private_key_info(rsa_algorithm(), DerSequence([*map(DerInteger, members), other]).encode())


def indefinite(der: bytes) -> bytes:
    """The outer sequence with BER's indefinite length."""
    head = 2 if der[1] < 0x80 else 2 + (der[1] & 0x7F)
    return b"\x30\x80" + der[head:] + b"\0\0"


# An attribute set of PKCS #8: a friendly name, as key stores write it.
ATTRIBUTES = _tagged(
    0,
    DerSequence([DerObjectId("1.2.840.113549.1.9.20"), bytes.fromhex("31041e020041")]).encode(),
)
