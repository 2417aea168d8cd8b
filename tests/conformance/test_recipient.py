"""Recipient: answers that only an attested enclave can read. The root, the documents and the reading of the answers are ours (enclave.py)."""

import itertools

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives import serialization

from enclave import Enclave
from expect import refused
from trentserver import TrentServer


@pytest.fixture(scope="module")
def enclave():
    return Enclave()


@pytest.fixture(scope="module")
def trusting(tmp_path_factory, enclave):
    """A server that trusts the enclave's root."""
    folder = tmp_path_factory.mktemp("recipient")
    (folder / "root.pem").write_bytes(enclave.root_pem())
    with TrentServer(folder / "data", "--attestation-root", str(folder / "root.pem")) as running:
        yield running


@pytest.fixture(scope="module")
def kms(trusting):
    return trusting.client("eu-central-1")


@pytest.fixture(scope="module")
def key(kms):
    return kms.create_key()["KeyMetadata"]["KeyId"]


def test_random_bytes(kms, enclave):
    answer = kms.generate_random(NumberOfBytes=64, Recipient=enclave.recipient())
    assert not answer.get("Plaintext")
    assert len(enclave.open(answer["CiphertextForRecipient"])) == 64


def test_a_data_key_is_the_one_in_the_ciphertext(kms, key, enclave):
    answer = kms.generate_data_key(KeyId=key, KeySpec="AES_256", Recipient=enclave.recipient())
    assert not answer.get("Plaintext") and "KeyMaterialId" not in answer
    assert enclave.open(answer["CiphertextForRecipient"]) == kms.decrypt(CiphertextBlob=answer["CiphertextBlob"])["Plaintext"]


def test_a_data_key_pair(kms, key, enclave):
    answer = kms.generate_data_key_pair(KeyId=key, KeyPairSpec="ECC_NIST_P384", Recipient=enclave.recipient())
    assert not answer.get("PrivateKeyPlaintext")
    private_key = enclave.open(answer["CiphertextForRecipient"])
    assert private_key == kms.decrypt(CiphertextBlob=answer["PrivateKeyCiphertextBlob"])["Plaintext"]
    loaded = serialization.load_der_private_key(private_key, None)
    spki = serialization.PublicFormat.SubjectPublicKeyInfo
    assert loaded.public_key().public_bytes(serialization.Encoding.DER, spki) == answer["PublicKey"]


def test_decrypt(kms, key, enclave):
    blob = kms.encrypt(KeyId=key, Plaintext=b"attack at dawn")["CiphertextBlob"]
    answer = kms.decrypt(CiphertextBlob=blob, Recipient=enclave.recipient())
    assert not answer.get("Plaintext") and "KeyMaterialId" not in answer
    assert enclave.open(answer["CiphertextForRecipient"]) == b"attack at dawn"


def test_a_shared_secret(kms, enclave):
    ours, theirs = (
        kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="KEY_AGREEMENT")["KeyMetadata"]["KeyId"] for _ in range(2)
    )
    peer = kms.get_public_key(KeyId=theirs)["PublicKey"]
    arguments = dict(KeyId=ours, KeyAgreementAlgorithm="ECDH", PublicKey=peer)
    answer = kms.derive_shared_secret(**arguments, Recipient=enclave.recipient())
    assert not answer.get("SharedSecret")
    assert enclave.open(answer["CiphertextForRecipient"]) == kms.derive_shared_secret(**arguments)["SharedSecret"]


BROKEN = {
    "module_id": "",
    "digest": "SHA256",
    "timestamp": 0,
    "pcrs": {32: bytes(48)},
    "cabundle": [],
    "public_key": rsa.generate_private_key(65537, 3072)
    .public_key()
    .public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo),
    "nonce": bytes(513),
    "unheard_of": 1,
}


@pytest.mark.parametrize("member", BROKEN)
def test_a_document_that_breaks_a_rule_is_refused(kms, enclave, member):
    with refused("ValidationException"):
        kms.generate_random(NumberOfBytes=1, Recipient=enclave.recipient(**{member: BROKEN[member]}))


def test_no_changed_byte_goes_unnoticed(kms, enclave):
    document = enclave.document()
    for place in itertools.chain(range(0, len(document), 97), [len(document) - 1]):
        changed = bytearray(document)
        changed[place] ^= 1
        with refused("ValidationException"):
            kms.generate_random(
                NumberOfBytes=1,
                Recipient={"KeyEncryptionAlgorithm": "RSAES_OAEP_SHA_256", "AttestationDocument": bytes(changed)},
            )


def test_another_root_is_not_trusted(kms):
    with refused("ValidationException"):
        kms.generate_random(NumberOfBytes=1, Recipient=Enclave().recipient())


def test_a_server_without_roots_trusts_nobody(server, enclave):
    with refused("ValidationException"):
        server.client("eu-central-1").generate_random(NumberOfBytes=1, Recipient=enclave.recipient())
