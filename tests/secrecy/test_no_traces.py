"""Plaintexts, key material and credentials are in no log line, no file and no error text.

At the most talkative log level, and with every kind of request that carries a secret.
"""

import base64
import json
import re
import secrets as random_secrets
from dataclasses import dataclass, field

import pytest

from harness.imports import WrappedImport, external_key, imported_key, wrap_for
from harness.kms import Kms, Refused
from harness.server import Server
from secrets_search import leaks_in, leaks_in_files

DEBUG = ("--log-level", "debug")


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


@pytest.fixture
def server(data):
    with Server(data, *DEBUG) as running:
        yield running


@dataclass
class Secrets:
    """What this test knows and nobody may find. `by_name` grows as requests are made."""

    by_name: dict[str, bytes] = field(default_factory=dict)

    def new(self, name: str, size: int = 32) -> bytes:
        return self.add(name, random_secrets.token_bytes(size))

    def add(self, name: str, secret: bytes) -> bytes:
        self.by_name[name] = secret
        return secret


def use_everything(kms: Kms, secrets: Secrets):
    """Successful requests with every kind of secret, going in and coming out."""
    own = kms("CreateKey")["KeyMetadata"]["KeyId"]
    material = secrets.new("imported material")
    imported, wrapped = imported_key(kms, material)
    secrets.add("import token", base64.b64decode(wrapped.token))
    for key_id in (own, imported):
        plaintext = secrets.new(f"plaintext under {key_id}")
        context = {secrets.new("context name", 16).hex(): secrets.new("context value", 16).hex()}
        blob = kms("Encrypt", KeyId=key_id, Plaintext=b64(plaintext), EncryptionContext=context)["CiphertextBlob"]
        kms("Decrypt", CiphertextBlob=blob, EncryptionContext=context)
        kms("ReEncrypt", CiphertextBlob=blob, SourceEncryptionContext=context, DestinationKeyId=own)
        data_key = kms("GenerateDataKey", KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)
        secrets.add(f"data key under {key_id}", base64.b64decode(data_key["Plaintext"]))
        unseen = kms("GenerateDataKeyWithoutPlaintext", KeyId=key_id, NumberOfBytes=64)
        opened = kms("Decrypt", CiphertextBlob=unseen["CiphertextBlob"])
        secrets.add(f"data key without plaintext under {key_id}", base64.b64decode(opened["Plaintext"]))
    use_key_pairs(kms, secrets, own)
    secrets.add("random bytes", base64.b64decode(kms("GenerateRandom", NumberOfBytes=32)["Plaintext"]))
    kms("DeleteImportedKeyMaterial", KeyId=imported)
    wrapped.send(kms)


def use_key_pairs(kms: Kms, secrets: Secrets, symmetric: str):
    """What goes into and comes out of keys that are no symmetric keys."""

    def create(spec: str, usage: str) -> str:
        return kms("CreateKey", KeySpec=spec, KeyUsage=usage)["KeyMetadata"]["KeyId"]

    signs, macs = create("ECC_NIST_P256", "SIGN_VERIFY"), create("HMAC_256", "GENERATE_VERIFY_MAC")
    encrypts, agrees = create("RSA_2048", "ENCRYPT_DECRYPT"), create("ECC_NIST_P256", "KEY_AGREEMENT")
    encapsulates = create("ML_KEM_768", "ENCAPSULATE_DECAPSULATE")
    kms("Sign", KeyId=signs, SigningAlgorithm="ECDSA_SHA_256", Message=b64(secrets.new("signed message")))
    kms("GenerateMac", KeyId=macs, MacAlgorithm="HMAC_SHA_256", Message=b64(secrets.new("message of a MAC")))
    algorithm = {"KeyId": encrypts, "EncryptionAlgorithm": "RSAES_OAEP_SHA_256"}
    blob = kms("Encrypt", Plaintext=b64(secrets.new("plaintext under RSA")), **algorithm)["CiphertextBlob"]
    kms("Decrypt", CiphertextBlob=blob, **algorithm)
    peer = kms("GetPublicKey", KeyId=agrees)["PublicKey"]
    agreed = kms("DeriveSharedSecret", KeyId=agrees, KeyAgreementAlgorithm="ECDH", PublicKey=peer)
    secrets.add("agreed secret", base64.b64decode(agreed["SharedSecret"]))
    made = kms("Encapsulate", KeyId=encapsulates, EncapsulationAlgorithm="ML_KEM")
    secrets.add("encapsulated secret", base64.b64decode(made["SharedSecret"]))
    for spec in ("RSA_2048", "ECC_NIST_P256", "ECC_NIST_EDWARDS25519"):
        pair = kms("GenerateDataKeyPair", KeyId=symmetric, KeyPairSpec=spec)
        # Past what all keys of the spec begin with, and not to the public key that follows in some.
        private_key = base64.b64decode(pair["PrivateKeyPlaintext"])
        middle = len(private_key) // 2 if spec == "RSA_2048" else 36 if spec == "ECC_NIST_P256" else 16
        secrets.add(f"data key pair {spec}", private_key[middle : middle + 32])


def traces_in_files(data, secrets: Secrets) -> set[str]:
    """What was found in files. Encryption contexts are in the audit log, as AWS has them, and nothing else is."""
    found = leaks_in_files(data, secrets.by_name)
    return {leak for leak in found if not re.match(r"audit/audit\.log: (refused: )?context (name|value) ", leak)}


def test_no_secret_in_logs_and_files(server):
    secrets = Secrets()
    secrets.add("secret access key", server.credentials().secret.encode())
    with server.kms() as kms:
        use_everything(kms, secrets)
        provoke_all_refusals(kms, secrets)
        while_running = traces_in_files(server.data, secrets)
    assert server.stop() == 0
    assert leaks_in(server.log + server.output, secrets.by_name) == []
    assert len(server.log) > 0, "nothing was logged: the test proves nothing"
    for leaks in (while_running, traces_in_files(server.data, secrets)):
        assert leaks == {"credentials: secret access key as raw"}


def test_no_secret_in_files_after_sigkill(server):
    secrets = Secrets()
    with server.kms() as kms:
        use_everything(kms, secrets)
    server.kill()
    assert traces_in_files(server.data, secrets) == set()
    assert (server.data / "audit/audit.log").stat().st_size > 0, "nothing was recorded: the test proves nothing"


def test_no_passphrase_in_logs_and_files(data):
    passphrase = random_secrets.token_hex(16)
    file = data.parent / "passphrase"
    file.write_text(passphrase)
    file.chmod(0o600)
    with Server(data, *DEBUG, "--root-key-passphrase-file", str(file)) as server, server.kms() as kms:
        kms("CreateKey")
        assert server.stop() == 0
    secrets = {"passphrase": passphrase.encode()}
    assert leaks_in(server.log + server.output, secrets) == []
    assert leaks_in_files(data, secrets) == set()


def test_root_key_is_in_its_file_only(server):
    """Whatever the format of that file: no eight bytes in a row of its tail appear elsewhere."""
    with server.kms() as kms:
        kms("CreateKey")
    server.kill()
    (root_key,) = [path for path in server.data.rglob("*") if path.name == "root.key"]
    tail = root_key.read_bytes()[-16:]
    others = [path for path in server.data.rglob("*") if path.is_file() and path != root_key]
    assert not [path for path in others if tail in path.read_bytes()]
    assert tail not in server.log


# --- error texts -----------------------------------------------------------------------------------


@dataclass
class Stage:
    """Keys in the states that make requests fail."""

    enabled: str
    disabled: str
    pending_deletion: str
    pending_import: str
    external: WrappedImport  # ready to import other material than its key has
    blob: str

    @classmethod
    def prepare(cls, kms: Kms, secrets: Secrets) -> "Stage":
        enabled, disabled, doomed = (kms("CreateKey")["KeyMetadata"]["KeyId"] for _ in range(3))
        blob = kms("Encrypt", KeyId=enabled, Plaintext="AAAA")["CiphertextBlob"]
        kms("DisableKey", KeyId=disabled)
        kms("ScheduleKeyDeletion", KeyId=doomed)
        external, _ = imported_key(kms, secrets.new("other imported material"))
        wrapped = wrap_for(kms, external, secrets.new("material refused as different"))
        return cls(enabled, disabled, doomed, external_key(kms), wrapped, blob)


def refusals(kms: Kms, stage: Stage, secrets: Secrets):
    """Requests that must fail, with a secret in every place that can hold one: (name, operation, members)."""

    def secret(name: str, size: int = 32) -> bytes:
        return secrets.new(f"refused: {name}", size)

    unusable = {
        "disabled": stage.disabled,
        "pending deletion": stage.pending_deletion,
        "pending import": stage.pending_import,
        "not found": "00000000-0000-4000-8000-000000000000",
        "not an id": "arn:aws:kms:nowhere",
    }
    for name, key_id in unusable.items():
        yield f"Encrypt, key {name}", "Encrypt", {"KeyId": key_id, "Plaintext": b64(secret(f"plaintext, {name}"))}
    text = secret("plaintext that is too long")
    yield "Encrypt, too long", "Encrypt", {"KeyId": stage.enabled, "Plaintext": b64(text * 129)}
    for name, spoil in SPOILED_BLOBS.items():
        for operation, member, others in blob_members(stage):
            value = spoil(secret(f"{operation} {member}, {name}"))
            yield f"{operation}.{member}, {name}", operation, {**others, member: value}
    dry = {"KeyId": stage.enabled, "Plaintext": b64(secret("plaintext of a dry run")), "DryRun": True}
    yield "Encrypt, dry run", "Encrypt", dry
    for name, context in {
        "value no string": lambda text: {text: 1},
        "value a list": lambda text: {"a": [text]},
        "a list": lambda text: [text],
        "a string": lambda text: text,
    }.items():
        value = context(secret(f"context, {name}").hex())
        members = {"KeyId": stage.enabled, "Plaintext": b64(secret(f"plaintext, context {name}")), "EncryptionContext": value}
        yield f"context, {name}", "Encrypt", members
    wrong_context = {secret("context name").hex(): secret("context value").hex()}
    yield "Decrypt, wrong context", "Decrypt", {"CiphertextBlob": stage.blob, "EncryptionContext": wrong_context}
    yield "import, different material", "ImportKeyMaterial", stage.external.members()
    for size in (0, 1, 16, 31, 33, 64):
        wrapped = wrap_for(kms, stage.pending_import, secret(f"material of {size} bytes", size))
        yield f"import, {size} bytes", "ImportKeyMaterial", wrapped.members()


SPOILED_BLOBS = {
    "no base64": lambda text: "!" + text.hex() + "!",
    "hex": lambda text: text.hex()[:-1],
    "url alphabet": lambda text: base64.urlsafe_b64encode(b"\xfb\xff" + text).decode(),
    "line breaks": lambda text: b64(text)[:20] + "\n" + b64(text)[20:],
    "no padding": lambda text: b64(text).rstrip("="),
    "in a list": lambda text: [b64(text)],
    "in an object": lambda text: {b64(text): b64(text)},
    "far too long": lambda text: b64(text * 300),
}


def blob_members(stage: Stage):
    token, material = stage.external.token, stage.external.encrypted_material
    importing = {"KeyId": stage.external.key_id, "ExpirationModel": "KEY_MATERIAL_DOES_NOT_EXPIRE"}
    return [
        ("Encrypt", "Plaintext", {"KeyId": stage.enabled}),
        ("Decrypt", "CiphertextBlob", {}),
        ("ReEncrypt", "CiphertextBlob", {"DestinationKeyId": stage.enabled}),
        ("ImportKeyMaterial", "EncryptedKeyMaterial", {**importing, "ImportToken": token}),
        ("ImportKeyMaterial", "ImportToken", {**importing, "EncryptedKeyMaterial": material}),
    ]


def provoke_all_refusals(kms: Kms, secrets: Secrets) -> dict[str, Refused | None]:
    answers = {}
    for name, operation, members in refusals(kms, Stage.prepare(kms, secrets), secrets):
        try:
            kms(operation, **members)
            answers[name] = None
        except Refused as refusal:
            answers[name] = refusal
    return answers


def test_no_secret_in_error_texts(server):
    """What the client must learn is which member was wrong, never its value."""
    secrets = Secrets()
    with server.kms() as kms:
        answers = provoke_all_refusals(kms, secrets)
    assert [name for name, refusal in answers.items() if refusal is None] == []
    assert [name for name, refusal in answers.items() if refusal.status >= 500] == []
    leaks = {name: leaks_in(refusal.response.body, secrets.by_name) for name, refusal in answers.items()}
    assert {name: found for name, found in leaks.items() if found} == {}


@pytest.mark.parametrize(
    "change",
    [
        lambda request, secret: request.replace(b"Signature=", b"Signature=0"),
        lambda request, secret: request.replace(b"Credential=", b"Credential=" + secret + b"/"),
        lambda request, secret: request.replace(b"SignedHeaders=", b"SignedHeaders=x-missing;"),
        lambda request, secret: request.replace(b"AWS4-HMAC-SHA256", b"AWS4-HMAC-SHA512"),
        lambda request, secret: request.replace(b"kms/aws4_request", b"s3/aws4_request"),
        lambda request, secret: request.replace(b"X-Amz-Date: 20", b"X-Amz-Date: 19"),
    ],
    ids=["signature", "secret in the credential", "signed headers", "algorithm", "scope", "date"],
)
def test_refused_signatures_leave_no_body_and_no_secret_key_in_the_log(server, change):
    secrets = Secrets()
    secret_key = server.credentials().secret.encode()
    body = json.dumps({"KeyId": "k", "Plaintext": b64(secrets.new("plaintext"))}).encode()
    with server.kms() as kms:
        response = kms.send(change(kms.request("Encrypt", body), secret_key))
    assert response.status == 400
    assert server.stop() == 0
    assert leaks_in(server.log + response.body, secrets.by_name) == []
    assert secret_key not in server.log


def test_search_finds_every_form():
    """The search itself: it would find what it looks for."""
    secret = random_secrets.token_bytes(32)
    longer = [b"", b"x", b"xy", b"xyz"]
    hidden = [before + secret + after for before in longer for after in longer]
    texts = [base64.b64encode(text) for text in hidden] + [base64.urlsafe_b64encode(text) for text in hidden]
    texts += [secret, secret.hex().encode(), secret.hex().upper().encode()]
    assert all(leaks_in(b"..." + text + b"...", {"secret": secret}) for text in texts)
    assert not leaks_in(random_secrets.token_bytes(100_000), {"secret": secret})
