"""What Trent makes, judged by libraries that share no code with it.

Trent's cryptography is OpenSSL's, and so is that of Python's `cryptography`. pycryptodome and gmssl have their own.
JavaScript's are in js/foreign_libraries.test.js, js/ethereum.test.js and js/solana.test.js.
"""

import os

import pytest
from Crypto.Cipher import PKCS1_OAEP
from Crypto.Hash import SHA1, SHA256, SHA384, SHA512
from Crypto.PublicKey import ECC, RSA
from Crypto.Signature import DSS, eddsa, pkcs1_15, pss

import sm2
from specs import NIST, creation
from specs import RSA as RSA_SPECS
from wrapping import import_material

HASHES = {"256": SHA256, "384": SHA384, "512": SHA512}
CURVES = {"ECC_NIST_P256": "p256", "ECC_NIST_P384": "p384", "ECC_NIST_P521": "p521"}
BITS = {"ECC_NIST_P256": "256", "ECC_NIST_P384": "384", "ECC_NIST_P521": "512"}
MESSAGE = b"attack at dawn"


def sign(key, algorithm, message=MESSAGE, type_="RAW"):
    request = {"KeyId": key.id, "Message": message, "MessageType": type_, "SigningAlgorithm": algorithm}
    return key.kms.sign(**request)["Signature"]


# -- pycryptodome: RSA


@pytest.mark.parametrize("spec", RSA_SPECS)
@pytest.mark.parametrize("bits", HASHES)
@pytest.mark.parametrize(("name", "scheme"), [("PSS", pss), ("PKCS1_V1_5", pkcs1_15)])
def test_rsa_signatures(shared_key, spec, name, scheme, bits):
    """pycryptodome's PSS wants a salt as long as the hash, which is AWS's."""
    key = shared_key(spec, "SIGN_VERIFY")
    signature = sign(key, f"RSASSA_{name}_SHA_{bits}")
    scheme.new(RSA.import_key(key.public_key)).verify(HASHES[bits].new(MESSAGE), signature)
    with pytest.raises(ValueError):
        scheme.new(RSA.import_key(key.public_key)).verify(HASHES[bits].new(MESSAGE + b"!"), signature)


@pytest.mark.parametrize("spec", RSA_SPECS)
@pytest.mark.parametrize(("name", "hash_"), [("SHA_1", SHA1), ("SHA_256", SHA256)])
def test_rsa_oaep_encryption_for_trent(shared_key, spec, name, hash_):
    key = shared_key(spec, "ENCRYPT_DECRYPT")
    ciphertext = PKCS1_OAEP.new(RSA.import_key(key.public_key), hash_).encrypt(MESSAGE)
    request = {"KeyId": key.id, "CiphertextBlob": ciphertext, "EncryptionAlgorithm": f"RSAES_OAEP_{name}"}
    assert key.kms.decrypt(**request)["Plaintext"] == MESSAGE


@pytest.fixture(scope="module")
def foreign_rsa():
    return RSA.generate(2048)


@pytest.mark.parametrize("usage", ["SIGN_VERIFY", "ENCRYPT_DECRYPT"])
def test_an_rsa_key_made_by_pycryptodome(kms, foreign_rsa, usage):
    key_id = kms.create_key(**creation("RSA_2048", usage, Origin="EXTERNAL"))["KeyMetadata"]["KeyId"]
    import_material(kms, key_id, foreign_rsa.export_key("DER", pkcs=8), "RSA_AES_KEY_WRAP_SHA_256")
    assert RSA.import_key(kms.get_public_key(KeyId=key_id)["PublicKey"]) == foreign_rsa.public_key()
    if usage == "SIGN_VERIFY":
        request = {"KeyId": key_id, "Message": MESSAGE, "SigningAlgorithm": "RSASSA_PSS_SHA_384"}
        signature = pss.new(foreign_rsa).sign(SHA384.new(MESSAGE))
        assert kms.verify(**request, Signature=signature)["SignatureValid"]
    else:
        request = {"KeyId": key_id, "Plaintext": MESSAGE, "EncryptionAlgorithm": "RSAES_OAEP_SHA_256"}
        ciphertext = kms.encrypt(**request)["CiphertextBlob"]
        assert PKCS1_OAEP.new(foreign_rsa, SHA256).decrypt(ciphertext) == MESSAGE


# -- pycryptodome: elliptic curves


@pytest.mark.parametrize("spec", NIST)
def test_ecdsa_signatures(shared_key, spec):
    key = shared_key(spec, "SIGN_VERIFY")
    public = ECC.import_key(key.public_key)
    for _ in range(5):
        verifier = DSS.new(public, "fips-186-3", encoding="der")
        verifier.verify(HASHES[BITS[spec]].new(MESSAGE), sign(key, f"ECDSA_SHA_{BITS[spec]}"))


@pytest.mark.parametrize("spec", NIST)
def test_an_ec_key_made_by_pycryptodome(kms, spec):
    private = ECC.generate(curve=CURVES[spec])
    key_id = kms.create_key(**creation(spec, "SIGN_VERIFY", Origin="EXTERNAL"))["KeyMetadata"]["KeyId"]
    pkcs8 = private.export_key(format="DER", use_pkcs8=True)
    import_material(kms, key_id, pkcs8, "RSA_AES_KEY_WRAP_SHA_256")
    assert ECC.import_key(kms.get_public_key(KeyId=key_id)["PublicKey"]) == private.public_key()
    signature = DSS.new(private, "fips-186-3", encoding="der").sign(HASHES[BITS[spec]].new(MESSAGE))
    request = {"KeyId": key_id, "Message": MESSAGE, "SigningAlgorithm": f"ECDSA_SHA_{BITS[spec]}"}
    assert kms.verify(**request, Signature=signature)["SignatureValid"]


def test_ed25519_signatures(shared_key):
    key = shared_key("ECC_NIST_EDWARDS25519", "SIGN_VERIFY")
    eddsa.new(eddsa.import_public_key(key.public_key[-32:]), "rfc8032").verify(MESSAGE, sign(key, "ED25519_SHA_512"))


def test_ed25519ph_signatures(shared_key):
    """The 64 bytes that are sent are themselves hashed: they are the message of Ed25519ph."""
    key = shared_key("ECC_NIST_EDWARDS25519", "SIGN_VERIFY")
    digest = SHA512.new(MESSAGE).digest()
    signature = sign(key, "ED25519_PH_SHA_512", digest, "DIGEST")
    verifier = eddsa.new(ECC.import_key(key.public_key), "rfc8032")
    verifier.verify(SHA512.new(digest), signature)
    for other in [SHA512.new(MESSAGE), digest, MESSAGE]:
        with pytest.raises(ValueError):
            verifier.verify(other, signature)
    with pytest.raises(ValueError):
        eddsa.new(ECC.import_key(key.public_key), "rfc8032", context=b"context").verify(SHA512.new(digest), signature)


# -- pycryptodome reads what leaves Trent


@pytest.mark.parametrize(
    ("spec", "curve"),
    [*CURVES.items(), ("ECC_NIST_EDWARDS25519", "Ed25519"), ("RSA_2048", None), ("RSA_3072", None)],
)
def test_data_key_pairs_are_read(shared_key, spec, curve):
    key = shared_key("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT")
    pair = key.kms.generate_data_key_pair(KeyId=key.id, KeyPairSpec=spec)
    private, public = pair["PrivateKeyPlaintext"], pair["PublicKey"]
    if curve:
        assert ECC.import_key(private).public_key() == ECC.import_key(public)
        assert ECC.import_key(private).curve == ECC.generate(curve=curve).curve
    else:
        assert RSA.import_key(private).public_key() == RSA.import_key(public)
        assert RSA.import_key(private).size_in_bits() == int(spec[4:])


# -- gmssl: SM2


def test_sm2_signatures(shared_key):
    key = shared_key("SM2", "SIGN_VERIFY")
    public = sm2.PublicKey(key.public_key)
    for message in [MESSAGE, os.urandom(200)]:
        signature = sign(key, "SM2DSA", message)
        assert public.verify(message, signature)
        assert not public.verify(message + b"!", signature)


def test_sm2_ciphertexts_for_trent(shared_key):
    key = shared_key("SM2", "ENCRYPT_DECRYPT")
    ciphertext = sm2.PublicKey(key.public_key).encrypt(MESSAGE)
    request = {"KeyId": key.id, "CiphertextBlob": ciphertext, "EncryptionAlgorithm": "SM2PKE"}
    assert key.kms.decrypt(**request)["Plaintext"] == MESSAGE


def test_sm2_key_agreement(shared_key):
    key, peer = shared_key("SM2", "KEY_AGREEMENT"), sm2.PrivateKey()
    request = {"KeyId": key.id, "KeyAgreementAlgorithm": "ECDH", "PublicKey": peer.public.spki}
    assert key.kms.derive_shared_secret(**request)["SharedSecret"] == peer.exchange(sm2.PublicKey(key.public_key))
