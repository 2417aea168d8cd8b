"""Encrypt, Decrypt and ReEncrypt with RSA and SM2 keys (reference 4.4, 5.5, 5.6, 5.8)."""

import os

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.serialization import load_der_public_key

import sm2
from expect import UNKNOWN_KEY_ID, WOULD_SUCCEED, refused, too_long, too_short, violations
from specs import ALGORITHMS, CHINA, KINDS, OAEP, RSA
from trentserver import key_arn

# The longest plaintext of each spec and algorithm (4.4).
LONGEST = {
    ("RSA_2048", "RSAES_OAEP_SHA_1"): 214,
    ("RSA_2048", "RSAES_OAEP_SHA_256"): 190,
    ("RSA_3072", "RSAES_OAEP_SHA_1"): 342,
    ("RSA_3072", "RSAES_OAEP_SHA_256"): 318,
    ("RSA_4096", "RSAES_OAEP_SHA_1"): 470,
    ("RSA_4096", "RSAES_OAEP_SHA_256"): 446,
    ("SM2", "SM2PKE"): 1024,
}
BLOCK_BYTES = {"RSA_2048": 256, "RSA_3072": 384, "RSA_4096": 512}
INVALID = ("InvalidCiphertextException", None)

every_case = pytest.mark.parametrize(("spec", "algorithm"), LONGEST)
# One size of RSA, where the size changes nothing.
CASES = [("RSA_2048", "RSAES_OAEP_SHA_1"), ("RSA_2048", "RSAES_OAEP_SHA_256"), ("SM2", "SM2PKE")]
cases = pytest.mark.parametrize(("spec", "algorithm"), CASES)


class Cipher:
    """A key with one of its algorithms."""

    def __init__(self, key, algorithm):
        self.key, self.algorithm = key, algorithm

    def encrypt(self, plaintext=b"attack at dawn"):
        request = {"KeyId": self.key.id, "Plaintext": plaintext, "EncryptionAlgorithm": self.algorithm}
        return self.key.kms.encrypt(**request)["CiphertextBlob"]

    def decrypt(self, ciphertext, **members):
        request = {"KeyId": self.key.id, "CiphertextBlob": ciphertext, "EncryptionAlgorithm": self.algorithm}
        return self.key.call("Decrypt", {**request, **members})


@pytest.fixture
def cipher(shared_key, spec, algorithm):
    return Cipher(shared_key(spec, "ENCRYPT_DECRYPT"), algorithm)


# -- Encrypt and Decrypt


@every_case
def test_what_is_encrypted_is_decrypted(cipher, spec, algorithm):
    key = cipher.key
    request = {"KeyId": key.id, "Plaintext": b"\0secret\xff", "EncryptionAlgorithm": algorithm}
    made = key.call("Encrypt", request).ok
    ciphertext = key.kms.encrypt(**request)["CiphertextBlob"]
    assert made.pop("CiphertextBlob")
    assert made == {"KeyId": key.arn, "EncryptionAlgorithm": algorithm}

    opened = key.kms.decrypt(KeyId=key.id, CiphertextBlob=ciphertext, EncryptionAlgorithm=algorithm)
    opened.pop("ResponseMetadata")
    assert opened == {"KeyId": key.arn, "Plaintext": b"\0secret\xff", "EncryptionAlgorithm": algorithm}


@every_case
def test_encrypting_twice_gives_different_ciphertexts(cipher, spec, algorithm):
    assert len({cipher.encrypt() for _ in range(5)}) == 5


@every_case
def test_the_longest_plaintext_fits_and_one_byte_more_does_not(cipher, spec, algorithm):
    longest = LONGEST[spec, algorithm]
    for plaintext in [b"x", os.urandom(longest)]:
        answer = cipher.key.kms.decrypt(
            KeyId=cipher.key.id, CiphertextBlob=cipher.encrypt(plaintext), EncryptionAlgorithm=algorithm
        )
        assert answer["Plaintext"] == plaintext
    text = f"Algorithm {algorithm} and key spec {spec} cannot encrypt data larger than {longest} bytes."
    for size in [longest + 1, 4096]:
        with refused("ValidationException", text):
            cipher.encrypt(bytes(size))


@cases
def test_the_limits_of_any_plaintext_come_first(cipher, spec, algorithm):
    request = {"KeyId": cipher.key.id, "EncryptionAlgorithm": algorithm}
    assert violations(cipher.key.call("Encrypt", {**request, "Plaintext": b""}).error) == {too_short("plaintext", 1)}
    too_much = cipher.key.call("Encrypt", {**request, "Plaintext": bytes(4097)})
    assert violations(too_much.error) == {too_long("plaintext", 4096)}


@pytest.mark.parametrize(("spec", "algorithm"), [case for case in LONGEST if case[0] != "SM2"])
def test_an_rsa_ciphertext_is_the_bare_block_that_anyone_can_make(cipher, spec, algorithm):
    assert len(cipher.encrypt()) == BLOCK_BYTES[spec]
    hash_ = hashes.SHA1() if algorithm.endswith("SHA_1") else hashes.SHA256()
    oaep = padding.OAEP(padding.MGF1(hash_), hash_, label=None)
    made_elsewhere = load_der_public_key(cipher.key.public_key).encrypt(b"from elsewhere", oaep)
    assert cipher.decrypt(made_elsewhere).ok["Plaintext"] == "ZnJvbSBlbHNld2hlcmU="


@pytest.mark.parametrize("size", [1, 31, 32, 33, 1024])
def test_an_sm2_ciphertext_is_the_der_sequence_that_anyone_can_make(shared_key, size):
    cipher = Cipher(shared_key("SM2", "ENCRYPT_DECRYPT"), "SM2PKE")
    plaintext = os.urandom(size)
    made_elsewhere = sm2.PublicKey(cipher.key.public_key).encrypt(plaintext)
    request = {"KeyId": cipher.key.id, "CiphertextBlob": made_elsewhere, "EncryptionAlgorithm": "SM2PKE"}
    assert cipher.key.kms.decrypt(**request)["Plaintext"] == plaintext


@cases
def test_a_changed_or_foreign_ciphertext_is_invalid(cipher, shared_key, spec, algorithm):
    good = cipher.encrypt()
    changed = bytearray(good)
    changed[-1] ^= 1
    foreign = Cipher(shared_key(spec, "ENCRYPT_DECRYPT", "another"), algorithm).encrypt()
    wrong = [bytes(changed), foreign, good[:-1], good[1:], b"\0" + good, b"\0", bytes(len(good))]
    if spec != "SM2":
        wrong.append(good + b"\0")
    for ciphertext in [*wrong, b"\xff" * len(good), b"garbage", os.urandom(6144)]:
        assert cipher.decrypt(ciphertext).error == INVALID, ciphertext.hex()


def test_nothing_stands_behind_an_sm2_ciphertext(shared_key):
    """What can be changed without being noticed is not the ciphertext that was made."""
    cipher = Cipher(shared_key("SM2", "ENCRYPT_DECRYPT"), "SM2PKE")
    good = cipher.encrypt()
    for more in [b"\0", b"more", good]:
        assert cipher.decrypt(good + more).error == INVALID


@pytest.mark.parametrize("spec", RSA)
def test_the_other_hash_does_not_decrypt(shared_key, spec):
    first, second = (Cipher(shared_key(spec, "ENCRYPT_DECRYPT"), algorithm) for algorithm in OAEP)
    assert first.decrypt(second.encrypt()).error == INVALID
    assert second.decrypt(first.encrypt()).error == INVALID


def test_an_oaep_label_or_another_mask_hash_is_invalid(shared_key):
    key = shared_key("RSA_2048", "ENCRYPT_DECRYPT")
    public = load_der_public_key(key.public_key)
    sha1, sha256 = hashes.SHA1(), hashes.SHA256()
    strange = [
        padding.OAEP(padding.MGF1(sha256), sha256, label=b"label"),
        padding.OAEP(padding.MGF1(sha1), sha256, label=None),
        padding.OAEP(padding.MGF1(sha256), sha1, label=None),
        padding.PKCS1v15(),
    ]
    for strange_padding in strange:
        ciphertext = public.encrypt(b"x", strange_padding)
        for algorithm in OAEP:
            assert Cipher(key, algorithm).decrypt(ciphertext).error == INVALID


# -- the key and the algorithm must be named


@cases
def test_decrypt_without_key_id_is_refused(cipher, spec, algorithm):
    """A bare block does not say whose it is. AWS requires the member and does not say what happens without."""
    ciphertext = cipher.encrypt()
    without_key = {"CiphertextBlob": ciphertext, "EncryptionAlgorithm": algorithm}
    assert cipher.key.call("Decrypt", without_key).error == INVALID
    assert cipher.key.call("Decrypt", {"CiphertextBlob": ciphertext}).error == INVALID


@cases
def test_decrypt_without_algorithm_is_refused(cipher, spec, algorithm):
    """The default is SYMMETRIC_DEFAULT, and the ciphertext is none of those."""
    code, _ = cipher.key.call("Decrypt", {"CiphertextBlob": cipher.encrypt(), "KeyId": cipher.key.id}).error
    assert code in {"InvalidCiphertextException", "InvalidKeyUsageException"}


@cases
def test_the_default_algorithm_does_not_encrypt_with_a_key_pair(cipher, spec, algorithm):
    text = f"Algorithm SYMMETRIC_DEFAULT is incompatible with key spec {spec}."
    for more in [{}, {"EncryptionAlgorithm": "SYMMETRIC_DEFAULT"}]:
        with refused("InvalidKeyUsageException", text):
            cipher.key.kms.encrypt(KeyId=cipher.key.id, Plaintext=b"x", **more)


@pytest.mark.parametrize("operation", ["Encrypt", "Decrypt"])
@pytest.mark.parametrize("spec", [*RSA, "SM2", "SYMMETRIC_DEFAULT"])
def test_an_algorithm_of_another_spec_is_refused(shared_key, operation, spec):
    key = shared_key(spec, "ENCRYPT_DECRYPT")
    member = {"Plaintext": b"x"} if operation == "Encrypt" else {"CiphertextBlob": bytes(256)}
    for algorithm in ["RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256", "SM2PKE"]:
        if algorithm not in ALGORITHMS[spec]["ENCRYPT_DECRYPT"]:
            assert key.call(operation, {"KeyId": key.id, "EncryptionAlgorithm": algorithm, **member}).error == (
                "InvalidKeyUsageException",
                f"Algorithm {algorithm} is incompatible with key spec {spec}.",
            )


@pytest.mark.parametrize("operation", ["Encrypt", "Decrypt", "ReEncrypt/from", "ReEncrypt/to"])
@pytest.mark.parametrize(("spec", "usage"), [pair for pair in KINDS if pair[1] != "ENCRYPT_DECRYPT"])
def test_a_key_of_another_usage_is_refused(shared_key, operation, spec, usage):
    key = shared_key(spec, usage)
    algorithm = ALGORITHMS[spec].get("ENCRYPT_DECRYPT", ["RSAES_OAEP_SHA_256"])[0]
    good = shared_key("SM2" if spec == "SM2" else "RSA_2048", "ENCRYPT_DECRYPT")
    good_algorithm = "SM2PKE" if spec == "SM2" else "RSAES_OAEP_SHA_256"
    request, name = {
        "Encrypt": ({"KeyId": key.id, "Plaintext": b"x", "EncryptionAlgorithm": algorithm}, "Encrypt"),
        "Decrypt": ({"KeyId": key.id, "CiphertextBlob": b"x", "EncryptionAlgorithm": algorithm}, "Decrypt"),
        "ReEncrypt/from": (
            {
                "SourceKeyId": key.id,
                "CiphertextBlob": b"x",
                "SourceEncryptionAlgorithm": algorithm,
                "DestinationKeyId": good.id,
                "DestinationEncryptionAlgorithm": good_algorithm,
            },
            "ReEncryptFrom",
        ),
        "ReEncrypt/to": (
            {
                "SourceKeyId": good.id,
                "CiphertextBlob": Cipher(good, good_algorithm).encrypt(b"x"),
                "SourceEncryptionAlgorithm": good_algorithm,
                "DestinationKeyId": key.id,
                "DestinationEncryptionAlgorithm": algorithm,
            },
            "ReEncryptTo",
        ),
    }[operation]
    assert key.call(operation.split("/")[0], request).error == (
        "InvalidKeyUsageException",
        f"{key.arn} key usage is {usage} which is not valid for {name}.",
    )


def test_a_symmetric_ciphertext_under_the_name_of_a_key_pair_is_the_wrong_key(shared_key):
    """IncorrectKeyException, as recorded, whatever the usage of the key that was named."""
    symmetric = shared_key("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT")
    blob = symmetric.kms.encrypt(KeyId=symmetric.id, Plaintext=b"x")["CiphertextBlob"]
    text = "The key ID in the request does not identify a CMK that can perform this operation."
    for spec, usage in KINDS:
        if spec not in ("SM2", "SYMMETRIC_DEFAULT"):
            key = shared_key(spec, usage)
            request = {"KeyId": key.id, "CiphertextBlob": blob}
            assert key.call("Decrypt", request).error == ("IncorrectKeyException", text)


@cases
def test_the_key_may_be_named_in_every_form(cipher, spec, algorithm):
    key, ciphertext = cipher.key, cipher.encrypt()
    alias = f"alias/{algorithm}-{key.id}"
    key.kms.create_alias(AliasName=alias, TargetKeyId=key.id)
    for name in [key.arn, alias, key.arn.replace(f"key/{key.id}", alias)]:
        assert cipher.decrypt(ciphertext, KeyId=name).ok["KeyId"] == key.arn
        request = {"KeyId": name, "Plaintext": b"x", "EncryptionAlgorithm": algorithm}
        assert key.call("Encrypt", request).ok["KeyId"] == key.arn
    key.kms.delete_alias(AliasName=alias)


def test_an_unknown_key_is_not_found(shared_key):
    key = shared_key("RSA_2048", "ENCRYPT_DECRYPT")
    request = {"KeyId": UNKNOWN_KEY_ID, "CiphertextBlob": b"x", "EncryptionAlgorithm": "RSAES_OAEP_SHA_1"}
    text = f"Key '{key_arn(key.kms.meta.region_name, UNKNOWN_KEY_ID)}' does not exist"
    assert key.call("Decrypt", request).error == ("NotFoundException", text)


# -- no encryption context


@cases
def test_an_encryption_context_is_refused(cipher, spec, algorithm):
    """AWS's rule; the exception is the choice of the reference."""
    key, context = cipher.key, {"EncryptionContext": {"a": "1"}}
    refusal = ("ValidationException", f"An encryption context is not supported with algorithm {algorithm}.")
    request = {"KeyId": key.id, "Plaintext": b"x", "EncryptionAlgorithm": algorithm}
    assert key.call("Encrypt", {**request, **context}).error == refusal
    assert cipher.decrypt(cipher.encrypt(), **context).error == refusal
    symmetric = key.kms.create_key()["KeyMetadata"]["KeyId"]
    source = {
        "CiphertextBlob": cipher.encrypt(),
        "SourceKeyId": key.id,
        "SourceEncryptionAlgorithm": algorithm,
        "SourceEncryptionContext": {"a": "1"},
        "DestinationKeyId": symmetric,
    }
    assert key.call("ReEncrypt", source).error == refusal
    destination = {
        "CiphertextBlob": key.kms.encrypt(KeyId=symmetric, Plaintext=b"x")["CiphertextBlob"],
        "DestinationKeyId": key.id,
        "DestinationEncryptionAlgorithm": algorithm,
        "DestinationEncryptionContext": {"a": "1"},
    }
    assert key.call("ReEncrypt", destination).error == refusal


@cases
def test_an_empty_context_is_none(cipher, spec, algorithm):
    assert cipher.decrypt(cipher.encrypt(), EncryptionContext={}).ok


# -- ReEncrypt


class Side:
    """One side of ReEncrypt: what names it in the request and in the answer."""

    def __init__(self, key, algorithm):
        self.key, self.algorithm = key, algorithm
        self.symmetric = algorithm == "SYMMETRIC_DEFAULT"

    def request(self, prefix):
        return {f"{prefix}KeyId": self.key.id, f"{prefix}EncryptionAlgorithm": self.algorithm}

    def material(self, prefix):
        return {f"{prefix}KeyMaterialId": self.key.metadata["CurrentKeyMaterialId"]} if self.symmetric else {}

    def encrypt(self, plaintext):
        return Cipher(self.key, self.algorithm).encrypt(plaintext)


class Symmetric:
    """A symmetric key where the other side lives."""

    def __init__(self, server, region):
        self.kms = server.client(region)
        self.metadata = self.kms.create_key()["KeyMetadata"]
        self.id, self.arn = self.metadata["KeyId"], self.metadata["Arn"]


SIDES = {
    "symmetric": ("SYMMETRIC_DEFAULT", "SYMMETRIC_DEFAULT"),
    "OAEP_SHA_1": ("RSA_2048", "RSAES_OAEP_SHA_1"),
    "OAEP_SHA_256": ("RSA_3072", "RSAES_OAEP_SHA_256"),
    "SM2": ("SM2", "SM2PKE"),
}
COMBINATIONS = [
    (source, destination)
    for source in SIDES
    for destination in SIDES
    if "SM2" not in (source, destination) or {source, destination} <= {"SM2", "symmetric"}  # SM2 is in China alone
]


@pytest.fixture
def sides(server, shared_key, request):
    source, destination = request.node.callspec.params["source"], request.node.callspec.params["destination"]
    region = CHINA if "SM2" in (source, destination) else "eu-shared-1"

    def side(name):
        spec, algorithm = SIDES[name]
        key = Symmetric(server, region) if name == "symmetric" else shared_key(spec, "ENCRYPT_DECRYPT")
        return Side(key, algorithm)

    return side(source), side(destination)


combinations = pytest.mark.parametrize(("source", "destination"), COMBINATIONS)


@combinations
def test_re_encrypt_moves_between_all_kinds(sides, source, destination):
    from_, to = sides
    kms = from_.key.kms
    answer = kms.re_encrypt(
        CiphertextBlob=from_.encrypt(b"move me"), **from_.request("Source"), **to.request("Destination")
    )
    answer.pop("ResponseMetadata")
    moved = answer.pop("CiphertextBlob")
    assert answer == {
        "SourceKeyId": from_.key.arn,
        "KeyId": to.key.arn,
        "SourceEncryptionAlgorithm": from_.algorithm,
        "DestinationEncryptionAlgorithm": to.algorithm,
        **from_.material("Source"),
        **to.material("Destination"),
    }
    opened = kms.decrypt(KeyId=to.key.id, CiphertextBlob=moved, EncryptionAlgorithm=to.algorithm)
    assert opened["Plaintext"] == b"move me"


@combinations
def test_re_encrypt_dry_runs(server, sides, source, destination):
    from_, to = sides
    region = from_.key.kms.meta.region_name
    request = {**from_.request("Source"), **to.request("Destination"), "DryRun": True}
    good = {**request, "CiphertextBlob": from_.encrypt(b"x")}
    assert server.call("ReEncrypt", good, region=region).error == WOULD_SUCCEED
    bad = server.call("ReEncrypt", {**request, "CiphertextBlob": b"garbage"}, region=region)
    assert bad.error[0] in {"InvalidCiphertextException", "IncorrectKeyException"}
    ignoring = {**request, "DryRunModifiers": ["IGNORE_CIPHERTEXT"]}
    for ciphertext in [{}, {"CiphertextBlob": b"garbage"}]:
        assert server.call("ReEncrypt", {**ignoring, **ciphertext}, region=region).error == WOULD_SUCCEED


def test_re_encrypt_needs_the_name_of_an_asymmetric_source(shared_key):
    rsa_key = shared_key("RSA_2048", "ENCRYPT_DECRYPT")
    symmetric = shared_key("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT")
    request = {
        "CiphertextBlob": Cipher(rsa_key, OAEP[0]).encrypt(),
        "SourceEncryptionAlgorithm": OAEP[0],
        "DestinationKeyId": symmetric.id,
    }
    assert rsa_key.call("ReEncrypt", request).error == INVALID


def test_re_encrypt_refuses_what_does_not_fit_the_destination(shared_key):
    symmetric, rsa_key = shared_key("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT"), shared_key("RSA_2048", "ENCRYPT_DECRYPT")
    for size, fits in [(190, True), (191, False)]:
        blob = symmetric.kms.encrypt(KeyId=symmetric.id, Plaintext=bytes(size))["CiphertextBlob"]
        request = {
            "CiphertextBlob": blob,
            "DestinationKeyId": rsa_key.id,
            "DestinationEncryptionAlgorithm": "RSAES_OAEP_SHA_256",
        }
        answer = rsa_key.call("ReEncrypt", request)
        if fits:
            assert answer.ok
        else:
            assert answer.error == (
                "ValidationException",
                "Algorithm RSAES_OAEP_SHA_256 and key spec RSA_2048 cannot encrypt data larger than 190 bytes.",
            )


def test_re_encrypt_changes_the_hash_of_one_key(shared_key):
    key = shared_key("RSA_2048", "ENCRYPT_DECRYPT")
    first, second = (Cipher(key, algorithm) for algorithm in OAEP)
    moved = key.kms.re_encrypt(
        CiphertextBlob=first.encrypt(b"x"),
        SourceKeyId=key.id,
        SourceEncryptionAlgorithm=OAEP[0],
        DestinationKeyId=key.id,
        DestinationEncryptionAlgorithm=OAEP[1],
    )["CiphertextBlob"]
    assert second.decrypt(moved).ok and first.decrypt(moved).error == INVALID


# -- dry runs


@every_case
def test_dry_runs_of_encrypt_and_decrypt(cipher, spec, algorithm):
    request = {"KeyId": cipher.key.id, "EncryptionAlgorithm": algorithm, "DryRun": True}
    assert cipher.key.call("Encrypt", {**request, "Plaintext": b"x"}).error == WOULD_SUCCEED
    too_long_ = bytes(LONGEST[spec, algorithm] + 1)
    assert cipher.key.call("Encrypt", {**request, "Plaintext": too_long_}).error[0] == "ValidationException"
    assert cipher.decrypt(cipher.encrypt(), DryRun=True).error == WOULD_SUCCEED
    assert cipher.decrypt(b"garbage", DryRun=True).error == INVALID


@cases
def test_a_dry_run_of_decrypt_may_ignore_the_ciphertext(cipher, spec, algorithm):
    key = cipher.key
    request = {"EncryptionAlgorithm": algorithm, "DryRun": True, "DryRunModifiers": ["IGNORE_CIPHERTEXT"]}
    for ciphertext in [{}, {"CiphertextBlob": b"garbage"}]:
        assert key.call("Decrypt", {**request, "KeyId": key.id, **ciphertext}).error == WOULD_SUCCEED
        assert key.call("Decrypt", {**request, **ciphertext}).error[0] == "ValidationException"
    wrong = {**request, "KeyId": key.id, "EncryptionAlgorithm": "SYMMETRIC_DEFAULT"}
    assert key.call("Decrypt", wrong).error[0] == "InvalidKeyUsageException"
