"""Wraps key material the way a user of ImportKeyMaterial has to (reference 6.3)."""

import os
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives import hashes, keywrap, serialization
from cryptography.hazmat.primitives.asymmetric import padding

import sm2

OAEP_ALGORITHMS = ["RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"]
KEY_WRAP_ALGORITHMS = ["RSA_AES_KEY_WRAP_SHA_1", "RSA_AES_KEY_WRAP_SHA_256"]
ALGORITHMS = OAEP_ALGORITHMS + KEY_WRAP_ALGORITHMS
BLOCK_SIZE = {"RSA_2048": 256, "RSA_3072": 384, "RSA_4096": 512}


def wrap(material: bytes, public_key: bytes, algorithm: str) -> bytes:
    """The EncryptedKeyMaterial for `material` under the public key of GetParametersForImport."""
    if algorithm == "SM2PKE":
        return sm2.PublicKey(public_key).encrypt(material)
    key = serialization.load_der_public_key(public_key)
    digest = hashes.SHA1() if algorithm.endswith("SHA_1") else hashes.SHA256()
    oaep = padding.OAEP(mgf=padding.MGF1(digest), algorithm=digest, label=None)
    if algorithm in OAEP_ALGORITHMS:
        return key.encrypt(material, oaep)
    if algorithm in KEY_WRAP_ALGORITHMS:
        aes_key = os.urandom(32)
        return key.encrypt(aes_key, oaep) + keywrap.aes_key_wrap_with_padding(aes_key, material)
    raise ValueError(algorithm)


def pkcs8(private_key) -> bytes:
    """The form in which private keys are imported: an unencrypted PrivateKeyInfo."""
    return private_key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def parameters(kms, key_id: str, algorithm: str = "RSAES_OAEP_SHA_256", spec: str = "RSA_2048") -> dict[str, Any]:
    return kms.get_parameters_for_import(KeyId=key_id, WrappingAlgorithm=algorithm, WrappingKeySpec=spec)


def import_request(
    kms,
    key_id: str,
    material: bytes,
    algorithm: str = "RSAES_OAEP_SHA_256",
    spec: str = "RSA_2048",
    expires: datetime | None = None,
    **members: Any,
) -> dict[str, Any]:
    """The request of a good import, for a test to use or to spoil. `members` are added as they are."""
    got = parameters(kms, key_id, algorithm, spec)
    expiry = (
        {"ExpirationModel": "KEY_MATERIAL_EXPIRES", "ValidTo": expires}
        if expires
        else {"ExpirationModel": "KEY_MATERIAL_DOES_NOT_EXPIRE"}
    )
    return {
        "KeyId": key_id,
        "ImportToken": got["ImportToken"],
        "EncryptedKeyMaterial": wrap(material, got["PublicKey"], algorithm),
        **expiry,
        **members,
    }


def import_material(kms, key_id: str, material: bytes, *args: Any, **members: Any) -> dict[str, Any]:
    """Gets parameters, wraps and imports; arguments as for `import_request`."""
    return kms.import_key_material(**import_request(kms, key_id, material, *args, **members))
