"""Project Wycheproof's vectors (github.com/C2SP/wycheproof), by importing their private keys and then using them.

| Vectors | Over the API |
|---|---|
| RSA-OAEP decryption | the private key is imported, Decrypt. Other hashes, here or in MGF1, and labels must fail |
| RSA with three primes | the import must fail |
| RSA PKCS #1 signature generation | the private key is imported, Sign; bytes must match. No SHA-1, no SHA-224 |
| HMAC | the key is imported, GenerateMac, VerifyMac. Truncated tags must fail; empty messages can't be sent |
| ECDH | the scalar is imported as PKCS #8, DeriveSharedSecret with the vector's public key |
| AES-KWP with 256-bit keys | the wrapped key is sent as RSA_AES_KEY_WRAP_SHA_256 |
| AES-KWP with other keys, AES-GCM, AES-KW | not by the API; src/crypto/wycheproof_test.cc has them |
| RSA, ECDSA, Ed25519 and ML-DSA verification | not by the API: Verify needs a key whose private half is imported |
| Ed25519, ML-DSA signing, ML-KEM | not by the API: such keys can't be imported |
| ECDH on secp256k1 | not by the API: such keys sign only |
"""

import functools
import hashlib
import os

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.serialization import load_der_public_key

import local_keys
from specs import creation
from wrapping import import_material, parameters
from wycheproof import ACCEPTED, LEFT_OUT, REFUSED, Vectors, answer, expect

KEY_WRAP = "RSA_AES_KEY_WRAP_SHA_256"
INVALID_CIPHERTEXT = ("InvalidCiphertextException", "")
INCORRECT_MATERIAL = ("IncorrectKeyMaterialException", "")


def new_key(kms, spec, usage):
    return kms.create_key(**creation(spec, usage, Origin="EXTERNAL"))["KeyMetadata"]["KeyId"]


def imported(kms, spec, usage, material):
    """The id of a KMS key with this material."""
    key_id = new_key(kms, spec, usage)
    import_material(kms, key_id, material, KEY_WRAP)
    return key_id


# -- RSA

SIZES = {2048, 3072, 4096}


def rsa_key(kms, usage, name):
    size, pkcs8 = name
    return imported(kms, f"RSA_{size}", usage, bytes.fromhex(pkcs8)) if size in SIZES else None


def rsa_key_name(vector):
    return vector["group"]["keySize"], vector["group"]["privateKeyPkcs8"]


OAEP_FILES = [
    "rsa_oaep_2048_sha1_mgf1sha1",
    "rsa_oaep_2048_sha256_mgf1sha1",
    "rsa_oaep_2048_sha256_mgf1sha256",
    "rsa_oaep_3072_sha256_mgf1sha1",
    "rsa_oaep_3072_sha256_mgf1sha256",
    "rsa_oaep_4096_sha256_mgf1sha1",
    "rsa_oaep_4096_sha256_mgf1sha256",
    "rsa_oaep_misc",
]


@pytest.mark.parametrize("file", OAEP_FILES)
def test_rsa_oaep_decryption(kms, vectors, file):
    read: Vectors = vectors(file)
    keys = read.keys(rsa_key_name, functools.partial(rsa_key, kms, "ENCRYPT_DECRYPT"))

    def check(vector):
        group, key_id = vector["group"], keys[rsa_key_name(vector)]
        if key_id is None or not vector["ct"]:
            return LEFT_OUT
        hash_ = group["sha"]
        ours = hash_ in ("SHA-1", "SHA-256") and group["mgfSha"] == hash_ and not vector["label"]
        got = answer(
            kms.decrypt,
            KeyId=key_id,
            CiphertextBlob=bytes.fromhex(vector["ct"]),
            EncryptionAlgorithm="RSAES_OAEP_SHA_1" if hash_ == "SHA-1" else "RSAES_OAEP_SHA_256",
        )
        if not ours or vector["result"] == "invalid":
            expect(got if isinstance(got, tuple) else got["Plaintext"], INVALID_CIPHERTEXT)
            return REFUSED
        expect(got if isinstance(got, tuple) else got["Plaintext"], bytes.fromhex(vector["msg"]))
        return ACCEPTED

    read.run(check)


@pytest.mark.parametrize(
    "file",
    [
        "rsa_three_primes_oaep_2048_sha1_mgf1sha1",
        "rsa_three_primes_oaep_3072_sha224_mgf1sha224",
        "rsa_three_primes_oaep_4096_sha256_mgf1sha256",
    ],
)
def test_rsa_with_three_primes_is_not_imported(kms, vectors, file):
    read: Vectors = vectors(file)

    def attempt(name):
        size, pkcs8 = name
        key_id = new_key(kms, f"RSA_{size}", "ENCRYPT_DECRYPT")
        return answer(functools.partial(import_material, kms, key_id, bytes.fromhex(pkcs8), KEY_WRAP))

    outcomes = read.keys(rsa_key_name, attempt)

    def check(vector):
        expect(outcomes[rsa_key_name(vector)], INCORRECT_MATERIAL)
        return REFUSED

    read.run(check)


@pytest.mark.parametrize("file", [f"rsa_pkcs1_{size}_sig_gen" for size in (2048, 3072, 4096)])
def test_rsa_pkcs1_signatures(kms, vectors, file):
    read: Vectors = vectors(file)
    keys = read.keys(rsa_key_name, functools.partial(rsa_key, kms, "SIGN_VERIFY"))

    def check(vector):
        hash_ = vector["group"]["sha"]
        if hash_ not in ("SHA-256", "SHA-384", "SHA-512"):
            return LEFT_OUT
        message, bits = bytes.fromhex(vector["msg"]), hash_[-3:]
        # A message of no bytes can be signed only by its digest.
        raw = {"Message": message, "MessageType": "RAW"}
        digest = {"Message": hashlib.new(f"sha{bits}", message).digest(), "MessageType": "DIGEST"}
        for submitted in [raw, digest] if message else [digest]:
            request = {
                "KeyId": keys[rsa_key_name(vector)],
                "SigningAlgorithm": f"RSASSA_PKCS1_V1_5_SHA_{bits}",
                **submitted,
            }
            got = answer(kms.sign, **request)
            expect(got if isinstance(got, tuple) else got["Signature"].hex(), vector["sig"])
            verified = answer(kms.verify, **request, Signature=bytes.fromhex(vector["sig"]))
            expect(verified if isinstance(verified, tuple) else verified["SignatureValid"], True)
        return ACCEPTED

    read.run(check)


# -- HMAC


@pytest.mark.parametrize("bits", [224, 256, 384, 512])
def test_hmac(kms, vectors, bits):
    read: Vectors = vectors(f"hmac_sha{bits}")
    spec, algorithm = f"HMAC_{bits}", f"HMAC_SHA_{bits}"

    def attempt(key):
        material = bytes.fromhex(key)
        if bits // 8 <= len(material) <= 128:
            return imported(kms, spec, "GENERATE_VERIFY_MAC", material)
        key_id = new_key(kms, spec, "GENERATE_VERIFY_MAC")
        return answer(functools.partial(import_material, kms, key_id, material, KEY_WRAP))

    keys = read.keys(lambda vector: vector["key"], attempt)

    def check(vector):
        key, message, tag = keys[vector["key"]], bytes.fromhex(vector["msg"]), bytes.fromhex(vector["tag"])
        if isinstance(key, tuple):
            expect(key, INCORRECT_MATERIAL)
            return REFUSED
        if not message:
            return LEFT_OUT
        request = {"KeyId": key, "Message": message, "MacAlgorithm": algorithm}
        made = kms.generate_mac(**request)["Mac"]
        valid = vector["result"] == "valid"
        expect(made[: len(tag)] == tag, valid)
        verified = answer(kms.verify_mac, **request, Mac=tag)
        if valid and len(tag) == bits // 8:
            expect(verified if isinstance(verified, tuple) else verified["MacValid"], True)
            return ACCEPTED
        expect(verified, ("KMSInvalidMacException", ""))
        return REFUSED

    read.run(check)


# -- ECDH

ECDH = {"ecdh_secp256r1": "ECC_NIST_P256", "ecdh_secp384r1": "ECC_NIST_P384", "ecdh_secp521r1": "ECC_NIST_P521"}
REFUSED_PUBLIC_KEY = ("ValidationException", "")


@pytest.mark.parametrize("file", ECDH)
def test_ecdh(kms, vectors, file):
    """What the file calls acceptable may go either way (it is BER, mostly), but not curves that have no name."""
    read: Vectors = vectors(file)
    spec = ECDH[file]
    keys = read.keys(
        lambda vector: int(vector["private"], 16),
        lambda scalar: imported(kms, spec, "KEY_AGREEMENT", local_keys.ec_pkcs8(spec, scalar)),
    )

    def check(vector):
        public = bytes.fromhex(vector["public"])
        if not public:
            return LEFT_OUT
        got = answer(
            kms.derive_shared_secret,
            KeyId=keys[int(vector["private"], 16)],
            KeyAgreementAlgorithm="ECDH",
            PublicKey=public,
        )
        refused = isinstance(got, tuple)
        must_fail = vector["result"] == "invalid" or "UnnamedCurve" in vector["flags"]
        if must_fail or (refused and vector["result"] == "acceptable"):
            expect(got if refused else got["SharedSecret"].hex(), REFUSED_PUBLIC_KEY)
            return REFUSED
        expect(got if refused else got["SharedSecret"].hex(), vector["shared"])
        return ACCEPTED

    read.run(check)


# -- AES-KWP


def test_aes_kwp(kms, vectors):
    """One KMS key and one import token for all that must fail; what is 32 bytes long gets a key of its own."""
    read: Vectors = vectors("aes_kwp")
    oaep = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), label=None)

    def import_(key_id, got, vector):
        block = load_der_public_key(got["PublicKey"]).encrypt(bytes.fromhex(vector["key"]), oaep)
        return answer(
            kms.import_key_material,
            KeyId=key_id,
            ImportToken=got["ImportToken"],
            EncryptedKeyMaterial=block + bytes.fromhex(vector["ct"]),
            ExpirationModel="KEY_MATERIAL_DOES_NOT_EXPIRE",
        )

    shared_key = new_key(kms, "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT")
    shared_parameters = parameters(kms, shared_key, KEY_WRAP)

    def check(vector):
        if vector["group"]["keySize"] != 256:
            return LEFT_OUT
        wrapped, material = bytes.fromhex(vector["ct"]), bytes.fromhex(vector["msg"])
        if vector["result"] == "valid" and len(material) == 32:
            key_id = new_key(kms, "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT")
            got = import_(key_id, parameters(kms, key_id, KEY_WRAP), vector)
            # The same material by another wrapping is the same material, and other material is not.
            expect(import_material(kms, key_id, material)["KeyMaterialId"], got["KeyMaterialId"])
            other = functools.partial(import_material, kms, key_id, os.urandom(32))
            expect(answer(other), INCORRECT_MATERIAL)
            return ACCEPTED
        got = import_(shared_key, shared_parameters, vector)
        if vector["result"] == "valid":  # it unwraps, and is no AES-256 key
            expect(got, INCORRECT_MATERIAL)
        elif len(wrapped) < 16 or len(wrapped) % 8:
            expect(got, ("ValidationException", "Invalid encrypted key size."))
        else:
            expect(got, INVALID_CIPHERTEXT)
        return REFUSED

    read.run(check)
    assert kms.describe_key(KeyId=shared_key)["KeyMetadata"]["KeyState"] == "PendingImport"
