"""Key material on its way in: wraps it for ImportKeyMaterial."""

import base64
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.serialization import load_der_public_key

from .kms import Kms


@dataclass(frozen=True)
class WrappedImport:
    """What ImportKeyMaterial needs. Good for 24 hours and any number of imports into its key."""

    key_id: str
    token: str
    encrypted_material: str

    def send(self, kms: Kms, **more) -> dict:
        return kms("ImportKeyMaterial", **self.members(**more))

    def members(self, **more) -> dict:
        return {
            "KeyId": self.key_id,
            "ImportToken": self.token,
            "EncryptedKeyMaterial": self.encrypted_material,
            **({} if "ValidTo" in more else {"ExpirationModel": "KEY_MATERIAL_DOES_NOT_EXPIRE"}),
            **more,
        }


def wrap_for(kms: Kms, key_id: str, material: bytes) -> WrappedImport:
    parameters = kms(
        "GetParametersForImport", KeyId=key_id, WrappingAlgorithm="RSAES_OAEP_SHA_256", WrappingKeySpec="RSA_2048"
    )
    public_key = load_der_public_key(base64.b64decode(parameters["PublicKey"]))
    oaep = padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)
    encrypted = public_key.encrypt(material, oaep)
    return WrappedImport(key_id, parameters["ImportToken"], base64.b64encode(encrypted).decode())


def external_key(kms: Kms, **more) -> str:
    return kms("CreateKey", Origin="EXTERNAL", **more)["KeyMetadata"]["KeyId"]


def imported_key(kms: Kms, material: bytes, **more) -> tuple[str, WrappedImport]:
    """A new key that holds `material`, and the way to import it again."""
    key_id = external_key(kms)
    wrapped = wrap_for(kms, key_id, material)
    wrapped.send(kms, **more)
    return key_id, wrapped
