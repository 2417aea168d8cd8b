"""Every key spec as reference 4.1 and 4.7 have it, and keys that tests share.

Making an RSA_4096 key costs up to a second, so tests that don't change their key take it from `SharedKeys`.
"""

from dataclasses import dataclass, field
from typing import Any

RSA = ["RSA_2048", "RSA_3072", "RSA_4096"]
NIST = ["ECC_NIST_P256", "ECC_NIST_P384", "ECC_NIST_P521"]
HMAC = ["HMAC_224", "HMAC_256", "HMAC_384", "HMAC_512"]
ML_DSA = ["ML_DSA_44", "ML_DSA_65", "ML_DSA_87"]
ML_KEM = ["ML_KEM_512", "ML_KEM_768", "ML_KEM_1024"]

OAEP = ["RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"]
RSA_SIGNING = [f"RSASSA_{padding}_SHA_{bits}" for padding in ("PKCS1_V1_5", "PSS") for bits in (256, 384, 512)]

# The list member that belongs to a usage. Only this one is shown for a key.
LIST = {
    "ENCRYPT_DECRYPT": "EncryptionAlgorithms",
    "SIGN_VERIFY": "SigningAlgorithms",
    "GENERATE_VERIFY_MAC": "MacAlgorithms",
    "KEY_AGREEMENT": "KeyAgreementAlgorithms",
    "ENCAPSULATE_DECAPSULATE": "EncapsulationAlgorithms",
}
USAGES = list(LIST)

# spec -> usage -> algorithms, in AWS's order
ALGORITHMS: dict[str, dict[str, list[str]]] = {
    "SYMMETRIC_DEFAULT": {"ENCRYPT_DECRYPT": ["SYMMETRIC_DEFAULT"]},
    **{spec: {"ENCRYPT_DECRYPT": OAEP, "SIGN_VERIFY": RSA_SIGNING} for spec in RSA},
    "ECC_NIST_P256": {"SIGN_VERIFY": ["ECDSA_SHA_256"], "KEY_AGREEMENT": ["ECDH"]},
    "ECC_NIST_P384": {"SIGN_VERIFY": ["ECDSA_SHA_384"], "KEY_AGREEMENT": ["ECDH"]},
    "ECC_NIST_P521": {"SIGN_VERIFY": ["ECDSA_SHA_512"], "KEY_AGREEMENT": ["ECDH"]},
    "ECC_SECG_P256K1": {"SIGN_VERIFY": ["ECDSA_SHA_256"]},
    "ECC_NIST_EDWARDS25519": {"SIGN_VERIFY": ["ED25519_SHA_512", "ED25519_PH_SHA_512"]},
    **{spec: {"SIGN_VERIFY": ["ML_DSA_SHAKE_256"]} for spec in ML_DSA},
    **{spec: {"ENCAPSULATE_DECAPSULATE": ["ML_KEM"]} for spec in ML_KEM},
    **{spec: {"GENERATE_VERIFY_MAC": [f"HMAC_SHA_{spec[5:]}"]} for spec in HMAC},
    "SM2": {"ENCRYPT_DECRYPT": ["SM2PKE"], "SIGN_VERIFY": ["SM2DSA"], "KEY_AGREEMENT": ["ECDH"]},
}
SPECS = list(ALGORITHMS)
SYMMETRIC = ["SYMMETRIC_DEFAULT", *HMAC]
NOT_IMPORTABLE = ["ECC_NIST_EDWARDS25519", *ML_DSA, *ML_KEM]

# Every spec with every usage it can have.
PAIRS = [(spec, usage) for spec, usages in ALGORITHMS.items() for usage in usages]
# One size of RSA for all three: where only the usage counts, larger keys would only take time.
KINDS = [(spec, usage) for spec, usage in PAIRS if spec not in ("RSA_3072", "RSA_4096")]
ASYMMETRIC_PAIRS = [(spec, usage) for spec, usage in PAIRS if spec not in SYMMETRIC]

SPKI_LENGTH = {
    **{"RSA_2048": 294, "RSA_3072": 422, "RSA_4096": 550},
    **{"ECC_NIST_P256": 91, "ECC_NIST_P384": 120, "ECC_NIST_P521": 158, "ECC_SECG_P256K1": 88, "SM2": 91},
    "ECC_NIST_EDWARDS25519": 44,
    **{"ML_DSA_44": 1334, "ML_DSA_65": 1974, "ML_DSA_87": 2614},
    **{"ML_KEM_512": 822, "ML_KEM_768": 1206, "ML_KEM_1024": 1590},
}

CHINA = "cn-north-1"


def home(spec: str) -> str:
    """A Region that has the spec."""
    return CHINA if spec == "SM2" else "eu-shared-1"


def creation(spec: str, usage: str, **members: Any) -> dict[str, Any]:
    return {"KeySpec": spec, "KeyUsage": usage, **members}


@dataclass
class SharedKey:
    """A key that no test changes, with clients of its Region: `kms` is boto3's, `call` sends raw requests."""

    kms: Any
    call: Any
    metadata: dict[str, Any]
    public_key: bytes | None  # SubjectPublicKeyInfo
    id: str = field(init=False)
    arn: str = field(init=False)

    def __post_init__(self) -> None:
        self.id, self.arn = self.metadata["KeyId"], self.metadata["Arn"]


class SharedKeys:
    """shared_key("RSA_2048", "SIGN_VERIFY") -> the SharedKey, made when first asked for; `name` tells several apart."""

    def __init__(self, client, caller):
        self._client, self._caller = client, caller
        self._made: dict[tuple[str, str, str], SharedKey] = {}

    def __call__(self, spec: str, usage: str, name: str = "") -> SharedKey:
        wanted = (spec, usage, name)
        if wanted not in self._made:
            kms = self._client(home(spec))
            metadata = kms.create_key(**creation(spec, usage, Description=name))["KeyMetadata"]
            public = None if spec in SYMMETRIC else kms.get_public_key(KeyId=metadata["KeyId"])["PublicKey"]
            self._made[wanted] = SharedKey(kms, self._caller(home(spec)), metadata, public)
        return self._made[wanted]
