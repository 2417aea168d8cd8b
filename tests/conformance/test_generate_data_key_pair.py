"""GenerateDataKeyPair and GenerateDataKeyPairWithoutPlaintext (reference 4.8)."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, mlkem, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_private_key

import sm2
from expect import WOULD_SUCCEED, Violation, refused, violations
from specs import CHINA, KINDS, ML_KEM, SPKI_LENGTH

PAIR_SPECS = [
    *("RSA_2048", "RSA_3072", "RSA_4096", "ECC_NIST_P256", "ECC_NIST_P384", "ECC_NIST_P521", "ECC_SECG_P256K1"),
    *("ECC_NIST_EDWARDS25519", "SM2", *ML_KEM),
]
OPERATIONS = ["GenerateDataKeyPair", "GenerateDataKeyPairWithoutPlaintext"]
CONTEXT = {"purpose": "pair"}

every_pair_spec = pytest.mark.parametrize("spec", PAIR_SPECS)
both = pytest.mark.parametrize("operation", OPERATIONS)


@pytest.fixture
def wrapping_key(shared_key, server, spec):
    """A symmetric key in a Region that has the pair's spec."""
    return shared_key("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT") if spec != "SM2" else ChineseKey(server)


class ChineseKey:
    def __init__(self, server):
        self.kms = server.client(CHINA)
        self.metadata = self.kms.create_key()["KeyMetadata"]
        self.id, self.arn = self.metadata["KeyId"], self.metadata["Arn"]


def generate(key, spec, **members):
    return key.kms.generate_data_key_pair(
        KeyId=key.id, KeyPairSpec=spec, **{"EncryptionContext": CONTEXT, **members}
    )


def public_key_of(pkcs8, spec):
    """The SubjectPublicKeyInfo that belongs to a private key, by other means than Trent's."""
    if spec == "SM2":
        return sm2.PrivateKey.from_pkcs8(pkcs8).public.spki
    key = load_der_private_key(pkcs8, None)
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


@every_pair_spec
def test_a_pair_is_complete_and_its_halves_belong_together(wrapping_key, spec):
    answer = generate(wrapping_key, spec)
    answer.pop("ResponseMetadata")
    private, public = answer.pop("PrivateKeyPlaintext"), answer.pop("PublicKey")
    blob = answer.pop("PrivateKeyCiphertextBlob")
    assert answer == {
        "KeyId": wrapping_key.arn,
        "KeyPairSpec": spec,
        "KeyMaterialId": wrapping_key.metadata["CurrentKeyMaterialId"],
    }
    assert len(public) == SPKI_LENGTH[spec]
    if spec != "ML_KEM_512":  # `cryptography` has no such keys; test_foreign_libraries looks at them
        assert public_key_of(private, spec) == public

    decrypted = wrapping_key.kms.decrypt(CiphertextBlob=blob, EncryptionContext=CONTEXT)
    assert decrypted["Plaintext"] == private
    assert (decrypted["KeyId"], decrypted["EncryptionAlgorithm"]) == (wrapping_key.arn, "SYMMETRIC_DEFAULT")
    with refused("InvalidCiphertextException", None):
        wrapping_key.kms.decrypt(CiphertextBlob=blob)


@every_pair_spec
def test_without_plaintext_the_private_key_is_in_the_ciphertext_alone(wrapping_key, spec):
    answer = wrapping_key.kms.generate_data_key_pair_without_plaintext(KeyId=wrapping_key.id, KeyPairSpec=spec)
    answer.pop("ResponseMetadata")
    private = wrapping_key.kms.decrypt(CiphertextBlob=answer.pop("PrivateKeyCiphertextBlob"))["Plaintext"]
    public = answer.pop("PublicKey")
    assert spec == "ML_KEM_512" or public_key_of(private, spec) == public
    assert answer == {
        "KeyId": wrapping_key.arn,
        "KeyPairSpec": spec,
        "KeyMaterialId": wrapping_key.metadata["CurrentKeyMaterialId"],
    }


# Where the whole encoding but the key's own bytes is fixed: total length and first bytes (4.8).
ENCODINGS = {
    "ECC_NIST_P256": (138, "308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b0201010420"),
    "ECC_NIST_P384": (185, "3081b6020100301006072a8648ce3d020106052b8104002204819e30819b0201010430"),
    "ECC_NIST_P521": (241, "3081ee020100301006072a8648ce3d020106052b810400230481d63081d30201010442"),
    "ECC_SECG_P256K1": (135, "308184020100301006072a8648ce3d020106052b8104000a046d306b0201010420"),
    "SM2": (138, "308187020100301306072a8648ce3d020106082a811ccf5501822d046d306b0201010420"),
    "ECC_NIST_EDWARDS25519": (48, "302e020100300506032b657004220420"),
    "ML_KEM_512": (86, "3054020100300b0609608648016503040401044280" + "40"),
    "ML_KEM_768": (86, "3054020100300b0609608648016503040402044280" + "40"),
    "ML_KEM_1024": (86, "3054020100300b0609608648016503040403044280" + "40"),
}


@pytest.mark.parametrize("spec", ENCODINGS)
def test_the_private_key_is_encoded_byte_for_byte_as_documented(wrapping_key, spec):
    """PrivateKeyInfo; Ed25519 as RFC 8410 has it, ML-KEM as its seed. EC keys have their public point inside."""
    length, prefix = ENCODINGS[spec]
    answer = generate(wrapping_key, spec)
    private = answer["PrivateKeyPlaintext"]
    assert (len(private), private[: len(prefix) // 2].hex()) == (length, prefix)
    if spec.startswith("ECC_NIST_P") or spec in ("ECC_SECG_P256K1", "SM2"):
        point = answer["PublicKey"][-(1 + 2 * int(prefix[-2:], 16)) :]
        assert private.endswith(point) and point[0] == 4


RSA_TYPES = [(f"RSA_{bits}", rsa.RSAPrivateKey, bits) for bits in (2048, 3072, 4096)]


@pytest.mark.parametrize(
    ("spec", "type_", "bits"),
    [
        *RSA_TYPES,
        ("ECC_NIST_P384", ec.EllipticCurvePrivateKey, 384),
        ("ECC_SECG_P256K1", ec.EllipticCurvePrivateKey, 256),
        ("ECC_NIST_EDWARDS25519", ed25519.Ed25519PrivateKey, None),
        ("ML_KEM_768", mlkem.MLKEM768PrivateKey, None),
        ("ML_KEM_1024", mlkem.MLKEM1024PrivateKey, None),
    ],
)
def test_a_library_reads_the_private_key(wrapping_key, spec, type_, bits):
    key = load_der_private_key(generate(wrapping_key, spec)["PrivateKeyPlaintext"], None)
    assert isinstance(key, type_)
    if bits:
        assert key.key_size == bits
    if type_ is rsa.RSAPrivateKey:
        assert key.public_key().public_numbers().e == 65537


@pytest.mark.parametrize("spec", ["ECC_NIST_P256", "ECC_NIST_EDWARDS25519", "ML_KEM_768"])
def test_every_pair_is_another(wrapping_key, spec):
    pairs = [generate(wrapping_key, spec) for _ in range(5)]
    for member in ["PublicKey", "PrivateKeyPlaintext", "PrivateKeyCiphertextBlob"]:
        assert len({pair[member] for pair in pairs}) == 5


def test_a_private_key_blob_can_be_moved_to_another_key(kms, key, other_key):
    pair = kms.generate_data_key_pair(KeyId=key["KeyId"], KeyPairSpec="ECC_NIST_P256")
    moved = kms.re_encrypt(CiphertextBlob=pair["PrivateKeyCiphertextBlob"], DestinationKeyId=other_key["KeyId"])
    assert kms.decrypt(CiphertextBlob=moved["CiphertextBlob"])["Plaintext"] == pair["PrivateKeyPlaintext"]


# -- requests that do not fit


@both
@pytest.mark.parametrize(
    ("spec", "usage"),
    [pair for pair in KINDS if pair[0] not in ("SYMMETRIC_DEFAULT", "SM2") and pair[1] != "ENCRYPT_DECRYPT"],
)
def test_a_key_of_another_usage_is_refused(shared_key, operation, spec, usage):
    key = shared_key(spec, usage)
    assert key.call(operation, {"KeyId": key.id, "KeyPairSpec": "ECC_NIST_P256"}).error == (
        "InvalidKeyUsageException",
        f"{key.arn} key usage is {usage} which is not valid for {operation}.",
    )


@pytest.mark.parametrize("operation", [*OPERATIONS, "GenerateDataKey", "GenerateDataKeyWithoutPlaintext"])
@pytest.mark.parametrize("spec", ["RSA_2048", "SM2"])
def test_an_asymmetric_key_wraps_no_data_keys(shared_key, operation, spec):
    """The text is Trent's choice, by analogy with other algorithms that do not fit."""
    key = shared_key(spec, "ENCRYPT_DECRYPT")
    member = {"KeyPairSpec": "ECC_NIST_P256"} if "Pair" in operation else {"KeySpec": "AES_256"}
    assert key.call(operation, {"KeyId": key.id, **member}).error == (
        "InvalidKeyUsageException",
        f"Algorithm SYMMETRIC_DEFAULT is incompatible with key spec {spec}.",
    )


@both
@pytest.mark.parametrize("spec", PAIR_SPECS)
def test_a_dry_run_that_would_succeed_says_so(server, wrapping_key, operation, spec):
    request = {"KeyId": wrapping_key.id, "KeyPairSpec": spec, "DryRun": True}
    answer = server.call(operation, request, region=wrapping_key.kms.meta.region_name)
    assert answer.error == WOULD_SUCCEED


@both
@pytest.mark.parametrize("spec", ["ECC_NIST_P256"])
def test_an_unknown_spec_breaks_a_constraint(wrapping_key, operation, spec):
    for wrong in ["ML_DSA_44", "HMAC_256", "SYMMETRIC_DEFAULT", "RSA_1024"]:
        error = wrapping_key.call(operation, {"KeyId": wrapping_key.id, "KeyPairSpec": wrong}).error
        assert violations(error) == {Violation("keyPairSpec", "enum", wrong, frozenset(PAIR_SPECS))}


@both
def test_a_spec_that_the_region_does_not_have_is_unsupported(server, key, call, region, operation):
    chinese = ChineseKey(server)
    assert call(operation, {"KeyId": key["KeyId"], "KeyPairSpec": "SM2"}).error == (
        "UnsupportedOperationException",
        f"KeyPairSpec SM2 is not available in {region}.",
    )
    for spec in ML_KEM:
        answer = server.call(operation, {"KeyId": chinese.id, "KeyPairSpec": spec}, region=CHINA)
        assert answer.error[0] == "UnsupportedOperationException"


def test_a_recipient_is_not_ignored(call, key):
    """Until attestation is checked, and then because b"x" is no document: the plain private key must not come back."""
    recipient = {"KeyEncryptionAlgorithm": "RSAES_OAEP_SHA_256", "AttestationDocument": b"x"}
    request = {"KeyId": key["KeyId"], "KeyPairSpec": "ECC_NIST_P256", "Recipient": recipient}
    code, _ = call("GenerateDataKeyPair", request).error
    assert code in {"UnsupportedOperationException", "ValidationException"}


@both
def test_the_wrapping_key_may_be_named_in_every_form(call, kms, key, region, operation):
    kms.create_alias(AliasName="alias/pairs", TargetKeyId=key["KeyId"])
    for name in [key["KeyId"], key["Arn"], "alias/pairs", key["Arn"].replace(f"key/{key['KeyId']}", "alias/pairs")]:
        assert call(operation, {"KeyId": name, "KeyPairSpec": "ECC_NIST_P256"}).ok["KeyId"] == key["Arn"]


@both
def test_imported_material_wraps_pairs_too(call, imported_key, operation):
    answer = call(operation, {"KeyId": imported_key["KeyId"], "KeyPairSpec": "ECC_NIST_P256"}).ok
    assert answer["KeyMaterialId"] == imported_key["CurrentKeyMaterialId"]
