"""SM2 without OpenSSL: gmssl, in pure Python, brought into the encodings that KMS uses.

gmssl knows bare points and bare r and s; KMS has SubjectPublicKeyInfo, PKCS #8 and the DER forms of GB/T 35276.
"""

import secrets

from Crypto.Util.asn1 import DerInteger, DerOctetString, DerSequence
from gmssl.sm2 import CryptSM2, default_ecc_table

ORDER = int(default_ecc_table["n"], 16)
SPKI_HEAD = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d03420004")
ALGORITHM = bytes.fromhex("301306072a8648ce3d020106082a811ccf5501822d")


def _machine(private: int = 0, point: bytes = b"") -> CryptSM2:
    machine = CryptSM2(f"{private:064x}", "", mode=1)
    machine.public_key = point.hex()  # the constructor would strip leading 0s and 4s
    return machine


class PublicKey:
    def __init__(self, spki: bytes):
        assert spki.startswith(SPKI_HEAD) and len(spki) == 91, spki.hex()
        self.point = spki[-64:]

    @property
    def spki(self) -> bytes:
        return SPKI_HEAD + self.point

    def verify(self, message: bytes, signature: bytes) -> bool:
        r, s = DerSequence().decode(signature, strict=True)
        return _machine(point=self.point).verify_with_sm3(f"{r:064x}{s:064x}", message)

    def encrypt(self, plaintext: bytes) -> bytes:
        """SEQUENCE { x, y, hash, ciphertext }. Tried again where gmssl gives up on a mask of zeros."""
        while (raw := _machine(point=self.point).encrypt(plaintext)) is None:
            pass
        x, y = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:64], "big")
        return DerSequence(
            [DerInteger(x), DerInteger(y), DerOctetString(raw[64:96]), DerOctetString(raw[96:])]
        ).encode()


class PrivateKey:
    def __init__(self, secret: int | None = None):
        self.secret = secret or secrets.randbelow(ORDER - 2) + 1
        self.public = PublicKey(SPKI_HEAD + bytes.fromhex(_machine()._kg(self.secret, default_ecc_table["g"])))

    @classmethod
    def from_pkcs8(cls, der: bytes) -> "PrivateKey":
        _, algorithm, inner = DerSequence().decode(der, strict=True)
        assert algorithm == ALGORITHM
        key = DerSequence().decode(DerOctetString().decode(inner).payload)
        return cls(int.from_bytes(DerOctetString().decode(key[1]).payload, "big"))

    def pkcs8(self, point: bytes | None = None) -> bytes:
        """`point` puts another public key inside than the right one; b"" leaves it out."""
        point = self.public.point if point is None else point
        optional = [bytes.fromhex("a144034200") + b"\x04" + point] if point else []
        inner = DerSequence([DerInteger(1), DerOctetString(self.secret.to_bytes(32, "big")), *optional]).encode()
        return DerSequence([DerInteger(0), ALGORITHM, DerOctetString(inner)]).encode()

    def sign(self, message: bytes) -> bytes:
        machine = _machine(self.secret, self.public.point)
        raw = machine.sign_with_sm3(message, f"{secrets.randbelow(ORDER - 1) + 1:064x}")
        return DerSequence([DerInteger(int(raw[:64], 16)), DerInteger(int(raw[64:], 16))]).encode()

    def decrypt(self, ciphertext: bytes) -> bytes:
        x, y, hash_, masked = DerSequence().decode(ciphertext, strict=True)
        parts = [DerOctetString().decode(part).payload for part in (hash_, masked)]
        return _machine(self.secret).decrypt(x.to_bytes(32, "big") + y.to_bytes(32, "big") + b"".join(parts))

    def exchange(self, public: PublicKey) -> bytes:
        """The x-coordinate of the product."""
        return bytes.fromhex(_machine()._kg(self.secret, public.point.hex())[:64])
