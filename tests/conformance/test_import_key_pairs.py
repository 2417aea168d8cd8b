"""ImportKeyMaterial for RSA, EC and SM2 keys (reference 6.2 to 6.6)."""

import math
import os

import pytest
from Crypto.Util.number import getPrime
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

import local_keys
import signing
import sm2
from expect import refused, seconds_from_now
from local_keys import (
    ATTRIBUTES,
    CURVES,
    ec_pkcs8,
    hybrid_point_of,
    indefinite,
    one_asymmetric_key_public,
    point_of,
    rsa_numbers,
    rsa_pkcs8,
    scalar_of,
    spki,
    traditional,
)
from specs import ALGORITHMS, NIST, RSA, creation
from wrapping import import_material, import_request, parameters, pkcs8

OAEP, OAEP_1 = "RSAES_OAEP_SHA_256", "RSAES_OAEP_SHA_1"
KEY_WRAP, KEY_WRAP_1 = "RSA_AES_KEY_WRAP_SHA_256", "RSA_AES_KEY_WRAP_SHA_1"
EC_SPECS = list(CURVES)
INCORRECT = ("IncorrectKeyMaterialException", None)


def new_key(kms, spec, usage="SIGN_VERIFY"):
    """An EXTERNAL key that waits for its first material."""
    return kms.create_key(**creation(spec, usage, Origin="EXTERNAL"))["KeyMetadata"]


def describe(kms, key):
    return kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"]


def public_key(kms, key):
    return kms.get_public_key(KeyId=key["KeyId"])["PublicKey"]


def load(kms, key, material):
    """Imports with a wrapping that carries anything."""
    return import_material(kms, key["KeyId"], material, KEY_WRAP)


class Proof:
    """That a KMS key holds a private key we have here, whatever the two are for."""

    def __init__(self, kms, key, private):
        self.kms, self.private = kms, private
        self.id, self.spec, self.usage = key["KeyId"], key["KeySpec"], key["KeyUsage"]
        assert public_key(kms, key) == spki(private)

    def __call__(self):
        {"SIGN_VERIFY": self.signs, "ENCRYPT_DECRYPT": self.decrypts, "KEY_AGREEMENT": self.agrees}[self.usage]()

    def signs(self):
        message = os.urandom(50)
        for algorithm in ALGORITHMS[self.spec]["SIGN_VERIFY"]:
            request = {"KeyId": self.id, "Message": message, "SigningAlgorithm": algorithm}
            signature = self.kms.sign(**request)["Signature"]
            assert signing.verify(spki(self.private), algorithm, message, signature)
            hash_ = signing.hash_of(algorithm)
            if self.spec in CURVES:
                signature = self.private.sign(message, ec.ECDSA(hash_))
            elif "PSS" in algorithm:
                signature = self.private.sign(message, padding.PSS(padding.MGF1(hash_), hash_.digest_size), hash_)
            else:
                signature = self.private.sign(message, padding.PKCS1v15(), hash_)
            assert self.kms.verify(**request, Signature=signature)["SignatureValid"]

    def decrypts(self):
        for algorithm, hash_ in [("RSAES_OAEP_SHA_1", hashes.SHA1()), ("RSAES_OAEP_SHA_256", hashes.SHA256())]:
            oaep = padding.OAEP(padding.MGF1(hash_), hash_, label=None)
            ciphertext = self.private.public_key().encrypt(b"plaintext", oaep)
            request = {"KeyId": self.id, "EncryptionAlgorithm": algorithm}
            assert self.kms.decrypt(**request, CiphertextBlob=ciphertext)["Plaintext"] == b"plaintext"
            ciphertext = self.kms.encrypt(**request, Plaintext=b"plaintext")["CiphertextBlob"]
            assert self.private.decrypt(ciphertext, oaep) == b"plaintext"

    def agrees(self):
        peer = local_keys.new(self.spec)
        answer = self.kms.derive_shared_secret(KeyId=self.id, KeyAgreementAlgorithm="ECDH", PublicKey=spki(peer))
        assert answer["SharedSecret"] == self.private.exchange(ec.ECDH(), peer.public_key())
        assert answer["KeyOrigin"] == "EXTERNAL"


# -- what works

# RSA_4096 as a wrapping key takes long to make: it wraps one key of each kind.
RSA_WRAPPINGS = [
    ("RSA_2048", KEY_WRAP, "RSA_2048"),
    ("RSA_2048", KEY_WRAP_1, "RSA_2048"),
    ("RSA_2048", KEY_WRAP_1, "RSA_3072"),
    ("RSA_3072", KEY_WRAP, "RSA_3072"),
    ("RSA_4096", KEY_WRAP, "RSA_2048"),
    ("RSA_4096", KEY_WRAP_1, "RSA_4096"),
]
EC_WRAPPINGS = [
    *((spec, wrapping, "RSA_2048") for spec in EC_SPECS for wrapping in (KEY_WRAP, KEY_WRAP_1)),
    *((spec, wrapping, "RSA_2048") for spec in EC_SPECS if spec != "ECC_NIST_P521" for wrapping in (OAEP, OAEP_1)),
    *(("ECC_NIST_P521", wrapping, "RSA_3072") for wrapping in (OAEP, OAEP_1)),
    ("ECC_NIST_P521", OAEP, "RSA_4096"),
    ("ECC_NIST_P256", KEY_WRAP, "RSA_4096"),
]


@pytest.mark.parametrize(("spec", "wrapping", "wrapping_spec"), [*RSA_WRAPPINGS, *EC_WRAPPINGS])
def test_every_wrapping_works(kms, spec, wrapping, wrapping_spec):
    key = new_key(kms, spec)
    import_material(kms, key["KeyId"], pkcs8(local_keys.key(spec)), wrapping, wrapping_spec)
    Proof(kms, key, local_keys.key(spec))()


@pytest.mark.parametrize(
    ("spec", "usage"), [*((spec, "ENCRYPT_DECRYPT") for spec in RSA), *((spec, "KEY_AGREEMENT") for spec in NIST)]
)
def test_the_other_usages_work(kms, spec, usage):
    key = new_key(kms, spec, usage)
    load(kms, key, pkcs8(local_keys.key(spec)))
    Proof(kms, key, local_keys.key(spec))()


@pytest.mark.parametrize("exponent", [3, 17, 65537])
def test_other_public_exponents_are_taken(kms, exponent):
    """Older keys have them. AWS does not say."""
    private = rsa.generate_private_key(exponent, 2048) if exponent in (3, 65537) else _rsa_with_exponent(exponent)
    key = new_key(kms, "RSA_2048")
    load(kms, key, pkcs8(private))
    Proof(kms, key, private)()


def _rsa_with_exponent(e):
    while True:
        numbers = rsa_numbers(rsa.generate_private_key(65537, 2048))
        p, q = numbers["p"], numbers["q"]
        if (p - 1) % e and (q - 1) % e:
            break
    d = pow(e, -1, (p - 1) * (q - 1))
    public = rsa.RSAPublicNumbers(e, p * q)
    return rsa.RSAPrivateNumbers(p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), public).private_key()


@pytest.mark.parametrize("spec", ["RSA_2048", *EC_SPECS])
def test_the_answers_show_no_material_id(call, kms, spec):
    key = new_key(kms, spec)
    request = import_request(kms, key["KeyId"], pkcs8(local_keys.key(spec)), KEY_WRAP)
    assert call("ImportKeyMaterial", request).ok == {"KeyId": key["Arn"]}
    assert describe(kms, key) == {
        **key,
        "Enabled": True,
        "KeyState": "Enabled",
        "ExpirationModel": "KEY_MATERIAL_DOES_NOT_EXPIRE",
    }
    assert call("DeleteImportedKeyMaterial", {"KeyId": key["KeyId"]}).ok == {"KeyId": key["Arn"]}
    assert describe(kms, key) == key


@pytest.mark.parametrize("spec", ["RSA_2048", *EC_SPECS])
def test_one_private_key_may_be_in_several_keys(kms, spec):
    """Their public keys are the same, and a signature of one is valid for the other."""
    keys = [new_key(kms, spec), new_key(kms, spec)]
    for key in keys:
        load(kms, key, pkcs8(local_keys.key(spec)))
    algorithm = ALGORITHMS[spec]["SIGN_VERIFY"][0]
    request = {"Message": b"x", "SigningAlgorithm": algorithm}
    signature = kms.sign(KeyId=keys[0]["KeyId"], **request)["Signature"]
    assert kms.verify(KeyId=keys[1]["KeyId"], Signature=signature, **request)["SignatureValid"]


# -- wrappings that do not exist for a key (6.2)

NOT_OFFERED = [
    *((spec, wrapping, "RSA_4096") for spec in RSA for wrapping in (OAEP, OAEP_1)),
    *(("ECC_NIST_P521", wrapping, "RSA_2048") for wrapping in (OAEP, OAEP_1)),
    *((spec, "RSAES_PKCS1_V1_5", "RSA_2048") for spec in ("RSA_2048", "ECC_NIST_P256")),
    *((spec, "SM2PKE", "SM2") for spec in ("RSA_2048", "ECC_NIST_P256")),
    *((spec, KEY_WRAP, "SM2") for spec in ("RSA_2048", "ECC_NIST_P256")),
]
NOT_OFFERED_IN_CHINA = [
    *((spec, KEY_WRAP, "RSA_2048") for spec in ("RSA_2048", "ECC_NIST_P256", "SM2")),
    *((spec, KEY_WRAP_1, "RSA_2048") for spec in ("RSA_2048", "ECC_NIST_P256", "SM2")),
    ("RSA_2048", OAEP, "RSA_4096"),
    ("ECC_NIST_P521", OAEP, "RSA_2048"),
    ("ECC_NIST_P256", "SM2PKE", "SM2"),
    ("SM2", "SM2PKE", "RSA_2048"),
    ("SM2", OAEP, "SM2"),
]


@pytest.mark.parametrize(("spec", "wrapping", "wrapping_spec"), NOT_OFFERED)
def test_a_wrapping_that_cannot_carry_the_key_is_unsupported(kms, spec, wrapping, wrapping_spec):
    with refused("UnsupportedOperationException"):
        parameters(kms, new_key(kms, spec)["KeyId"], wrapping, wrapping_spec)


@pytest.mark.parametrize(("spec", "wrapping", "wrapping_spec"), NOT_OFFERED_IN_CHINA)
def test_a_wrapping_that_china_does_not_have_is_unsupported(china, spec, wrapping, wrapping_spec):
    with refused("UnsupportedOperationException"):
        parameters(china, new_key(china, spec)["KeyId"], wrapping, wrapping_spec)


# -- material that is none


def _changed(spec, **numbers):
    return rsa_pkcs8({**rsa_numbers(local_keys.key(spec)), **numbers})


def _encrypted(private):
    return private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, BestAvailableEncryption(b"password"))


def _pem(private):
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _number(private, name):
    return rsa_numbers(private)[name]


ANY_WRONG = {
    "32 bytes": lambda spec, good: os.urandom(32),
    "one byte": lambda spec, good: b"\0",
    "trailing bytes": lambda spec, good: pkcs8(good) + b"\0",
    "the key twice": lambda spec, good: pkcs8(good) * 2,
    "cut off": lambda spec, good: pkcs8(good)[:-1],
    "PKCS #1 or SEC 1": lambda spec, good: traditional(good),
    "PEM": lambda spec, good: _pem(good),
    "encrypted": lambda spec, good: _encrypted(good),
    "the public key": lambda spec, good: spki(good),
    "Ed25519": lambda spec, good: pkcs8(ed25519.Ed25519PrivateKey.generate()),
}
RSA_WRONG = {
    "an EC key": lambda spec, good: pkcs8(local_keys.key("ECC_NIST_P256")),
    "another modulus size": lambda spec, good: pkcs8(local_keys.key("RSA_3072")),
    "1024 bits": lambda spec, good: pkcs8(rsa.generate_private_key(65537, 1024)),
    "2047 bits": lambda spec, good: pkcs8(_rsa_of_2047_bits()),
    "three primes": lambda spec, good: local_keys.multi_prime_pkcs8(),
    "RSASSA-PSS": lambda spec, good: rsa_pkcs8(rsa_numbers(good), local_keys.RSASSA_PSS),
    "another n": lambda spec, good: _changed(spec, n=_number(good, "n") + 2),
    "another d": lambda spec, good: _changed(spec, d=_number(good, "d") + 2),
    "another e": lambda spec, good: _changed(spec, e=3),
    "another p": lambda spec, good: _changed(spec, p=_number(good, "p") + 2),
    "another dp": lambda spec, good: _changed(spec, dp=_number(good, "dp") + 2),
    "another dq": lambda spec, good: _changed(spec, dq=_number(good, "dq") + 2),
    "another qinv": lambda spec, good: _changed(spec, qinv=_number(good, "qinv") + 1),
    "e = 1": lambda spec, good: _changed(spec, e=1, d=1, dp=1, dq=1),
    "the primes 1 and n": lambda spec, good: _changed(spec, p=_number(good, "n"), q=1),
    "no prime": lambda spec, good: _changed(spec, p=0, q=0),
}
EC_WRONG = {
    "an RSA key": lambda spec, good: pkcs8(local_keys.key("RSA_2048")),
    "another point": lambda spec, good: ec_pkcs8(spec, scalar_of(good), point_of(local_keys.new(spec))),
    "a point off the curve": lambda spec, good: ec_pkcs8(spec, scalar_of(good), point_of(good)[:-1] + b"\0"),
    "the scalar 0": lambda spec, good: ec_pkcs8(spec, 0),
    "the scalar n": lambda spec, good: ec_pkcs8(spec, signing.ORDER[spec]),
    "a scalar above n": lambda spec, good: ec_pkcs8(spec, signing.ORDER[spec] + 5),
    "the bare scalar": lambda spec, good: scalar_of(good).to_bytes(66, "big"),
}
WRONG = [
    *(("RSA_2048", name, make) for name, make in {**ANY_WRONG, **RSA_WRONG}.items()),
    *((spec, name, make) for spec in EC_SPECS for name, make in {**ANY_WRONG, **EC_WRONG}.items()),
    ("ECC_NIST_P256", "explicit parameters", lambda spec, good: local_keys.explicit_p256(good)),
]


def _rsa_of_2047_bits():
    while (n := (p := getPrime(1024)) * (q := getPrime(1023))).bit_length() != 2047:
        pass
    d = pow(65537, -1, (p - 1) * (q - 1))
    public = rsa.RSAPublicNumbers(65537, n)
    return rsa.RSAPrivateNumbers(p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), public).private_key()


def assert_incorrect(kms, key, material):
    """Refused before there is any material and again when there is some; nothing changes either time."""
    before = describe(kms, key)
    with refused(*INCORRECT):
        load(kms, key, material)
    assert describe(kms, key) == before


@pytest.mark.parametrize(
    ("spec", "make"), [pytest.param(spec, make, id=f"{spec}-{name}") for spec, name, make in WRONG]
)
def test_wrong_material_is_incorrect_and_changes_nothing(kms, spec, make):
    good = local_keys.key(spec)
    wrong, key = make(spec, good), new_key(kms, spec)
    assert_incorrect(kms, key, wrong)
    load(kms, key, pkcs8(good))
    assert_incorrect(kms, key, wrong)
    Proof(kms, key, good)()


@pytest.mark.parametrize(
    ("spec", "other"), [(spec, other) for spec in EC_SPECS for other in EC_SPECS if spec != other]
)
def test_a_key_on_another_curve_is_incorrect(kms, spec, other):
    key, foreign = new_key(kms, spec), local_keys.key(other)
    assert_incorrect(kms, key, pkcs8(foreign))
    scalar = scalar_of(local_keys.key(spec))
    assert_incorrect(kms, key, ec_pkcs8(other, scalar % signing.ORDER[other]))


@pytest.mark.parametrize("spec", RSA)
def test_a_modulus_of_another_size_is_incorrect(kms, spec):
    key = new_key(kms, spec)
    for other in RSA:
        if other != spec:
            assert_incorrect(kms, key, pkcs8(local_keys.key(other)))


@pytest.mark.parametrize("spec", ["ECC_NIST_P256", "ECC_SECG_P256K1"])
def test_wrong_material_is_incorrect_through_oaep_too(kms, spec):
    key = new_key(kms, spec)
    other = "ECC_SECG_P256K1" if spec == "ECC_NIST_P256" else "ECC_NIST_P256"
    for wrong in [pkcs8(local_keys.key(other)), os.urandom(32), pkcs8(local_keys.key(spec)) + b"\0"]:
        with refused(*INCORRECT):
            import_material(kms, key["KeyId"], wrong, OAEP)
    assert describe(kms, key) == key


# -- the same key in other encodings (its public key tells which it is)


EC_ENCODINGS = {
    "without public point": lambda spec, key: ec_pkcs8(spec, scalar_of(key)),
    "with public point": lambda spec, key: ec_pkcs8(spec, scalar_of(key), point_of(key)),
    "with a compressed point": lambda spec, key: ec_pkcs8(
        spec, scalar_of(key), point_of(key, PublicFormat.CompressedPoint)
    ),
    "the curve named twice": lambda spec, key: ec_pkcs8(spec, scalar_of(key), b"", spec),
    "both": lambda spec, key: ec_pkcs8(spec, scalar_of(key), point_of(key), spec),
    "indefinite length": lambda spec, key: indefinite(pkcs8(key)),
    "attributes": lambda spec, key: ec_pkcs8(spec, scalar_of(key), b"", None, 0, ATTRIBUTES),
    "RFC 5958": lambda spec, key: ec_pkcs8(spec, scalar_of(key), b"", None, 1, one_asymmetric_key_public(key)),
}
RSA_ENCODINGS = {
    "DER": lambda spec, key: rsa_pkcs8(rsa_numbers(key)),
    "indefinite length": lambda spec, key: indefinite(pkcs8(key)),
    "attributes": lambda spec, key: rsa_pkcs8(rsa_numbers(key), local_keys.RSA_ENCRYPTION, 0, ATTRIBUTES),
    "primes the other way round": lambda spec, key: rsa_pkcs8(_swapped(rsa_numbers(key))),
    "another d": lambda spec, key: rsa_pkcs8({**rsa_numbers(key), "d": _larger_d(rsa_numbers(key))}),
}


def _swapped(numbers):
    p, q = numbers["p"], numbers["q"]
    swapped = {"p": q, "q": p, "dp": numbers["dq"], "dq": numbers["dp"], "qinv": pow(p, -1, q)}
    return {**numbers, **swapped}


def _larger_d(numbers):
    """Inverse of e modulo (p-1)(q-1), where most software takes the least common multiple, or the other way round."""
    p, q, e, d = numbers["p"], numbers["q"], numbers["e"], numbers["d"]
    phi = (p - 1) * (q - 1)
    by_phi = pow(e, -1, phi)
    return by_phi if by_phi != d else pow(e, -1, math.lcm(p - 1, q - 1))


ENCODINGS = [
    *(("RSA_2048", name, make) for name, make in RSA_ENCODINGS.items()),
    *((spec, name, make) for spec in EC_SPECS for name, make in EC_ENCODINGS.items()),
]


@pytest.mark.parametrize(
    ("spec", "encode"), [pytest.param(spec, make, id=f"{spec}-{name}") for spec, name, make in ENCODINGS]
)
def test_every_encoding_is_taken_and_means_the_same_key(kms, spec, encode):
    private, key = local_keys.key(spec), new_key(kms, spec)
    load(kms, key, encode(spec, private))
    Proof(kms, key, private)()
    kms.delete_imported_key_material(KeyId=key["KeyId"])
    load(kms, key, pkcs8(private))
    load(kms, key, encode(spec, private))
    Proof(kms, key, private)()


@pytest.mark.parametrize("spec", EC_SPECS)
def test_a_hybrid_point_is_refused_or_shown_uncompressed(kms, spec):
    """X9.62's third form, which RFC 5480 forbids. Whatever came in, one key has one public key."""
    private, key = local_keys.key(spec), new_key(kms, spec)
    try:
        load(kms, key, ec_pkcs8(spec, scalar_of(private), hybrid_point_of(private)))
    except kms.exceptions.IncorrectKeyMaterialException:
        assert describe(kms, key) == key
        return
    Proof(kms, key, private)()
    load(kms, key, pkcs8(private))


# -- reimport


@pytest.mark.parametrize("spec", ["RSA_2048", *EC_SPECS])
def test_another_private_key_is_refused_for_ever(kms, spec):
    private, key = local_keys.key(spec), new_key(kms, spec)
    load(kms, key, pkcs8(private))
    other = local_keys.new(spec)
    assert_incorrect(kms, key, pkcs8(other))
    kms.delete_imported_key_material(KeyId=key["KeyId"])
    assert_incorrect(kms, key, pkcs8(other))
    assert public_key(kms, key) == spki(private)
    load(kms, key, pkcs8(private))
    Proof(kms, key, private)()


@pytest.mark.parametrize("spec", ["RSA_2048", "ECC_NIST_P256", "ECC_SECG_P256K1"])
@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("ImportType", "NEW_KEY_MATERIAL"),
        ("ImportType", "EXISTING_KEY_MATERIAL"),
        ("KeyMaterialId", "0" * 64),
        ("KeyMaterialDescription", "x"),
    ],
)
def test_members_for_symmetric_keys_are_refused(call, kms, spec, member, value):
    key = new_key(kms, spec)
    request = import_request(kms, key["KeyId"], pkcs8(local_keys.key(spec)), KEY_WRAP)
    text = f"{member} is not valid for key spec {spec}."
    assert call("ImportKeyMaterial", {**request, member: value}).error == ("ValidationException", text)
    assert describe(kms, key) == key


@pytest.mark.parametrize("spec", ["RSA_2048", "ECC_NIST_P384"])
def test_a_material_id_names_nothing_to_delete(kms, spec):
    key = new_key(kms, spec)
    load(kms, key, pkcs8(local_keys.key(spec)))
    with refused("ValidationException"):
        kms.delete_imported_key_material(KeyId=key["KeyId"], KeyMaterialId="0" * 64)
    Proof(kms, key, local_keys.key(spec))()


@pytest.mark.parametrize("spec", ["RSA_2048", "ECC_NIST_P521"])
def test_material_expires_and_comes_back(kms, spec):
    private, key = local_keys.key(spec), new_key(kms, spec)
    when = seconds_from_now(5)
    import_material(kms, key["KeyId"], pkcs8(private), KEY_WRAP, expires=when)
    assert describe(kms, key)["ExpirationModel"] == "KEY_MATERIAL_EXPIRES"
    Proof(kms, key, private)()
    while describe(kms, key)["KeyState"] != "PendingImport":
        pass
    assert describe(kms, key) == key
    request = {"KeyId": key["KeyId"], "Message": b"x", "SigningAlgorithm": ALGORITHMS[spec]["SIGN_VERIFY"][0]}
    with refused("KMSInvalidStateException", f"{key['Arn']} is pending import."):
        kms.sign(**request)
    load(kms, key, pkcs8(private))
    Proof(kms, key, private)()


def test_an_import_may_change_the_expiry(kms):
    key = new_key(kms, "ECC_NIST_P256")
    material = pkcs8(local_keys.key("ECC_NIST_P256"))
    when = seconds_from_now(3600)
    import_material(kms, key["KeyId"], material, OAEP, expires=when)
    assert abs((describe(kms, key)["ValidTo"] - when).total_seconds()) < 1
    import_material(kms, key["KeyId"], material, OAEP)
    assert "ValidTo" not in describe(kms, key)


# -- SM2, in China


@pytest.fixture(scope="session")
def sm2_key():
    return sm2.PrivateKey()


@pytest.mark.parametrize("usage", ["SIGN_VERIFY", "ENCRYPT_DECRYPT", "KEY_AGREEMENT"])
@pytest.mark.parametrize(("wrapping", "wrapping_spec"), [(OAEP, "RSA_2048"), (OAEP_1, "RSA_3072"), ("SM2PKE", "SM2")])
def test_an_sm2_key_is_imported_and_used(china, sm2_key, usage, wrapping, wrapping_spec):
    key = new_key(china, "SM2", usage)
    request = {"KeyId": key["KeyId"]}
    import_material(china, key["KeyId"], sm2_key.pkcs8(), wrapping, wrapping_spec)
    assert public_key(china, key) == sm2_key.public.spki
    if usage == "SIGN_VERIFY":
        request = {**request, "Message": b"message", "SigningAlgorithm": "SM2DSA"}
        assert sm2_key.public.verify(b"message", china.sign(**request)["Signature"])
        assert china.verify(**request, Signature=sm2_key.sign(b"message"))["SignatureValid"]
    elif usage == "ENCRYPT_DECRYPT":
        request = {**request, "EncryptionAlgorithm": "SM2PKE"}
        assert sm2_key.decrypt(china.encrypt(**request, Plaintext=b"plaintext")["CiphertextBlob"]) == b"plaintext"
        ciphertext = sm2_key.public.encrypt(b"plaintext")
        assert china.decrypt(**request, CiphertextBlob=ciphertext)["Plaintext"] == b"plaintext"
    else:
        peer = sm2.PrivateKey()
        answer = china.derive_shared_secret(**request, KeyAgreementAlgorithm="ECDH", PublicKey=peer.public.spki)
        assert answer["SharedSecret"] == sm2_key.exchange(peer.public)


@pytest.mark.parametrize("spec", ["RSA_2048", "RSA_4096"])
def test_china_wraps_rsa_keys_by_sm2(china, spec):
    key = new_key(china, spec)
    import_material(china, key["KeyId"], pkcs8(local_keys.key(spec)), "SM2PKE", "SM2")
    Proof(china, key, local_keys.key(spec))()


@pytest.mark.parametrize("spec", EC_SPECS)
def test_china_wraps_ec_keys_by_oaep(china, spec):
    key = new_key(china, spec)
    wrapping_spec = "RSA_3072" if spec == "ECC_NIST_P521" else "RSA_2048"
    import_material(china, key["KeyId"], pkcs8(local_keys.key(spec)), OAEP, wrapping_spec)
    Proof(china, key, local_keys.key(spec))()


def test_wrong_sm2_material_is_incorrect(china, sm2_key):
    key = new_key(china, "SM2")
    other = sm2.PrivateKey()
    wrong = {
        "P-256": pkcs8(local_keys.key("ECC_NIST_P256")),
        "another point": sm2_key.pkcs8(other.public.point),
        "trailing bytes": sm2_key.pkcs8() + b"\0",
        "the bare scalar": sm2_key.secret.to_bytes(32, "big"),
    }
    for name, material in wrong.items():
        for wrapping, wrapping_spec in [(OAEP, "RSA_2048"), ("SM2PKE", "SM2")]:
            with refused(*INCORRECT):
                import_material(china, key["KeyId"], material, wrapping, wrapping_spec)
            assert describe(china, key) == key, name
    import_material(china, key["KeyId"], sm2_key.pkcs8(b""), OAEP)  # without its public point
    with refused(*INCORRECT):
        import_material(china, key["KeyId"], other.pkcs8(), OAEP)
    assert public_key(china, key) == sm2_key.public.spki


def test_nothing_stands_behind_material_wrapped_by_sm2(china, sm2_key):
    key = new_key(china, "SM2")
    request = import_request(china, key["KeyId"], sm2_key.pkcs8(), "SM2PKE", "SM2")
    with refused("InvalidCiphertextException", None):
        china.import_key_material(**{**request, "EncryptedKeyMaterial": request["EncryptedKeyMaterial"] + b"\0"})
    assert describe(china, key) == key


def test_china_has_aes_keys_too(china):
    """SYMMETRIC_DEFAULT is AES-256-GCM in every Region; AWS has SM4 there, with 16 bytes."""
    key = new_key(china, "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT")
    with refused(*INCORRECT):
        import_material(china, key["KeyId"], os.urandom(16), OAEP)
    assert import_material(china, key["KeyId"], os.urandom(32), OAEP)["KeyMaterialId"]
    blob = china.encrypt(KeyId=key["KeyId"], Plaintext=b"x")["CiphertextBlob"]
    assert china.decrypt(CiphertextBlob=blob)["Plaintext"] == b"x"


def test_what_is_not_wrapped_by_sm2_does_not_unwrap(china, sm2_key):
    key = new_key(china, "SM2")
    request = import_request(china, key["KeyId"], sm2_key.pkcs8(), "SM2PKE", "SM2")
    wrapped = bytearray(request["EncryptedKeyMaterial"])
    wrapped[-1] ^= 1
    for spoiled in [bytes(wrapped), b"garbage", os.urandom(256), wrapped[:-1]]:
        with refused("InvalidCiphertextException", None):
            china.import_key_material(**{**request, "EncryptedKeyMaterial": bytes(spoiled)})
    china.import_key_material(**request)
