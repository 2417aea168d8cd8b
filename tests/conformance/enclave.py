"""An enclave for tests: a root, certificates under it, the documents that it signs, and how it reads what comes back.

Written from the published forms (COSE RFC 8152, CBOR RFC 8949, CMS RFC 5652), not from the server's code.
"""

import datetime
import hashlib
import time

from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes, padding, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric import padding as rsa_padding
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PCR0 = hashlib.sha384(b"image").digest()


def _head(kind: int, number: int) -> bytes:
    if number < 24:
        return bytes([kind << 5 | number])
    for code, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if number < 1 << 8 * size:
            return bytes([kind << 5 | code]) + number.to_bytes(size, "big")
    raise ValueError(number)


def cbor(value) -> bytes:
    if value is None:
        return b"\xf6"
    if isinstance(value, int):
        return _head(0, value) if value >= 0 else _head(1, -1 - value)
    if isinstance(value, bytes):
        return _head(2, len(value)) + value
    if isinstance(value, str):
        return _head(3, len(value.encode())) + value.encode()
    if isinstance(value, list):
        return _head(4, len(value)) + b"".join(map(cbor, value))
    return _head(5, len(value)) + b"".join(cbor(name) + cbor(member) for name, member in value.items())


def _certificate(subject, key, issuer, issuer_key, is_ca):
    now = datetime.datetime.now(datetime.timezone.utc)
    name = lambda text: x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])  # noqa: E731
    usage = dict.fromkeys(["content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "crl_sign",
                           "encipher_only", "decipher_only"], False)
    return (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(minutes=5))
        .not_valid_after(now + datetime.timedelta(hours=3))
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=not is_ca, key_cert_sign=is_ca, **usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
        .sign(issuer_key, hashes.SHA384())
    )


class Enclave:
    def __init__(self):
        root_key, self._key = ec.generate_private_key(ec.SECP384R1()), ec.generate_private_key(ec.SECP384R1())
        self._root = _certificate("root", root_key, "root", root_key, True)
        self._leaf = _certificate("enclave", self._key, "root", root_key, False)
        self._recipient = rsa.generate_private_key(65537, 2048)

    def root_pem(self) -> bytes:
        return self._root.public_bytes(serialization.Encoding.PEM)

    def payload(self, **changes) -> dict:
        der = serialization.Encoding.DER
        return {
            "module_id": "i-1234-enc5678",
            "digest": "SHA384",
            "timestamp": int(time.time() * 1000),
            "pcrs": {0: PCR0, 1: bytes(48)},
            "certificate": self._leaf.public_bytes(der),
            "cabundle": [self._root.public_bytes(der)],
            "public_key": self._recipient.public_key().public_bytes(der, serialization.PublicFormat.SubjectPublicKeyInfo),
            "user_data": None,
            "nonce": None,
        } | changes

    def document(self, **changes) -> bytes:
        protected, payload = cbor({1: -35}), cbor(self.payload(**changes))
        signed = cbor(["Signature1", protected, b"", payload])
        r, s = decode_dss_signature(self._key.sign(signed, ec.ECDSA(hashes.SHA384())))
        return cbor([protected, {}, payload, r.to_bytes(48, "big") + s.to_bytes(48, "big")])

    def recipient(self, **changes) -> dict:
        """The member as boto3 takes it."""
        return {"KeyEncryptionAlgorithm": "RSAES_OAEP_SHA_256", "AttestationDocument": self.document(**changes)}

    def open(self, envelope: bytes) -> bytes:
        """What CiphertextForRecipient holds."""
        content = cms.ContentInfo.load(envelope)
        assert content["content_type"].native == "enveloped_data"
        enveloped = content["content"]
        (info,) = enveloped["recipient_infos"]
        transport = info.chosen
        assert transport["key_encryption_algorithm"]["algorithm"].native == "rsaes_oaep"
        oaep = rsa_padding.OAEP(rsa_padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
        key = self._recipient.decrypt(transport["encrypted_key"].native, oaep)
        encrypted = enveloped["encrypted_content_info"]
        algorithm = encrypted["content_encryption_algorithm"]
        assert algorithm["algorithm"].native == "aes256_cbc"
        decryptor = Cipher(algorithms.AES(key), modes.CBC(algorithm["parameters"].native)).decryptor()
        padded = decryptor.update(encrypted["encrypted_content"].native) + decryptor.finalize()
        unpadder = padding.PKCS7(128).unpadder()
        return unpadder.update(padded) + unpadder.finalize()
