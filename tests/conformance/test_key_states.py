"""Operation × key state: the table of key_states.txt, provoked cell by cell.

Keys are shared: a key that a call left as it was serves the next cell of the same kind, origin and state.
"""

import contextlib
import functools
import itertools
import os
from dataclasses import dataclass
from pathlib import Path

import pytest
from botocore import xform_name
from botocore.exceptions import ClientError
from cryptography.hazmat.primitives.asymmetric import ec, rsa

import model
from specs import creation
from trentserver import ACCOUNT
from wrapping import OAEP_ALGORITHMS, import_request, pkcs8

STATES = {
    "E": "Enabled",
    "D": "Disabled",
    "PD": "PendingDeletion",
    "PRD": "PendingReplicaDeletion",
    "PI": "PendingImport",
    "UN": "Unavailable",
    "CR": "Creating",
    "UP": "Updating",
}
ORIGINS = ["AWS_KMS", "EXTERNAL"]
SHA_256 = OAEP_ALGORITHMS[1]

KINDS = {
    "SYM": {},
    "HMAC": creation("HMAC_256", "GENERATE_VERIFY_MAC"),
    "RSA": creation("RSA_2048", "ENCRYPT_DECRYPT"),
    "EC": creation("ECC_NIST_P256", "SIGN_VERIFY"),
    "ECDH": creation("ECC_NIST_P256", "KEY_AGREEMENT"),
    "KEM": creation("ML_KEM_512", "ENCAPSULATE_DECAPSULATE"),
}
NOT_IMPORTED = {"KEM"}


# --- the file ------------------------------------------------------------------------------------


@dataclass
class Table:
    rows: list[tuple[str, list[str], dict[str, str]]]  # operation[:role], keys, state -> cell
    notes: dict[str, tuple[str, str | None]]  # number -> exception and text (None: no message)
    excuses: list[tuple[str, str, str]]  # operation or *, state or *, reason


@functools.cache
def table() -> Table:
    read = Table([], {}, [])
    for line in (Path(__file__).parent / "key_states.txt").read_text().splitlines():
        if line.startswith("note "):
            _, number, text = line.split(maxsplit=2)
            exception, _, message = text.partition(" ")
            read.notes[number] = (exception, message.strip() or None)
        elif line.startswith("not provoked: "):
            operation, state, reason = line.removeprefix("not provoked: ").split(maxsplit=2)
            read.excuses.append((operation, state, reason))
        elif line and not line.startswith("#"):
            operation, keys, *cells = line.split()
            kinds = list(KINDS) if keys == "all" else keys.split(",")
            read.rows.append((operation, kinds, dict(zip(STATES, cells, strict=True))))
    return read


def operation_of(row):
    return row.partition(":")[0]


def excused(operation, state):
    return any(o in (operation, "*") and s in (state, "*") for o, s, _ in table().excuses)


def origins_in(state, kind):
    """The origins a key of this kind can have in this state."""
    if kind == "none":
        return origins_in(state, "SYM")[:1]
    return [
        origin
        for origin in ORIGINS
        if not (state == "PI" and origin == "AWS_KMS") and not (kind in NOT_IMPORTED and origin == "EXTERNAL")
    ]


def plan():
    """(row, kind, origin, state, cell) for every cell that no excuse names."""
    for row, kinds, cells in table().rows:
        for state, cell in cells.items():
            by_origin = cell.split("/") if "/" in cell and cell != "n/a" else [cell, cell]
            for kind in kinds:
                for origin in origins_in(state, kind):
                    wanted = by_origin[ORIGINS.index(origin)]
                    if wanted != "-" and not excused(operation_of(row), state):
                        yield row, kind, origin, state, wanted


def test_every_operation_has_a_row():
    assert {operation_of(row) for row, _, _ in table().rows} == set(model.operations())


def test_what_is_not_provoked_is_excused_and_nothing_else():
    every = {(operation, state) for operation in model.operations() for state in STATES}
    provoked = {(operation_of(row), state) for row, _, _, state, _ in plan()}
    excuses = {(o, s) for o, s in every if excused(o, s)}
    assert every - provoked == excuses
    # A blanket excuse may only name states and operations that are never provoked at all.
    assert {s for o, s, _ in table().excuses if o == "*"} == set(STATES) - {state for _, state in provoked}


def test_the_operations_excused_as_not_built_are_exactly_those():
    """... which answer UnsupportedOperationException: test_unbuilt_operations.py."""
    assert sorted(o for o, _, reason in table().excuses if reason == "not built") == model.unbuilt()


def test_every_note_of_a_provoked_cell_says_what_is_answered():
    for note in {cell for *_, cell in plan()} - {"ok"}:
        exception, _ = table().notes[note]
        assert exception in model.service()["shapes"], note


# --- the keys ------------------------------------------------------------------------------------


@functools.cache
def material_for(kind):
    if kind == "RSA":
        return pkcs8(rsa.generate_private_key(65537, 2048)), "RSA_AES_KEY_WRAP_SHA_256"
    if kind in ("EC", "ECDH"):
        return pkcs8(ec.generate_private_key(ec.SECP256R1())), SHA_256
    return os.urandom(32), SHA_256


class Key:
    """A key of a kind and origin, with everything made in time that the operations need, then brought into a state."""

    ALIASES = 3  # for the requests that take one away
    GRANTS = 2

    def __init__(self, board, kind, origin, state):
        self.board, self.kms, self.kind, self.state = board, board.kms, kind, state
        self.multi_region = kind == "MRK" or state == "PRD"
        members = {"MultiRegion": True} if self.multi_region else {}
        metadata = self.kms.create_key(Origin=origin, **KINDS.get(kind, {}), **members)["KeyMetadata"]
        self.id, self.arn = metadata["KeyId"], metadata["Arn"]
        self.import_request = {
            "KeyId": self.id,
            "ImportToken": b"x",
            "EncryptedKeyMaterial": b"x" * 256,
            "ExpirationModel": "KEY_MATERIAL_DOES_NOT_EXPIRE",
        }
        if origin == "EXTERNAL":
            self.import_request = import_request(self.kms, self.id, *material_for(kind))
            self.kms.import_key_material(**self.import_request)
        self.made = self.make()
        self.replica = self.replicate(origin) if self.has_replica() else board.regions[0]
        self.aliases = [board.alias(self.id) for _ in range(self.ALIASES)]
        self.grants = [
            self.kms.create_grant(KeyId=self.id, GranteePrincipal=ACCOUNT, Operations=["DescribeKey"])
            for _ in range(self.GRANTS)
        ]
        self.bring_into(state)

    def has_replica(self):
        # A primary that has replicas never is in PendingDeletion.
        return self.multi_region and self.state != "PD"

    def replicate(self, origin):
        region = self.board.regions[0]
        self.kms.replicate_key(KeyId=self.id, ReplicaRegion=region)
        if origin == "EXTERNAL" and self.state == "E":
            # UpdatePrimaryRegion wants both keys to be Enabled.
            there = self.board.server.client(region)
            there.import_key_material(**import_request(there, self.id, *material_for(self.kind)))
        return region

    def make(self):
        """What the key can be asked to undo or to check later."""
        if self.kind == "EC":
            return self.kms.sign(**self.request("Sign"))["Signature"]
        if self.kind == "HMAC":
            return self.kms.generate_mac(**self.request("GenerateMac"))["Mac"]
        if self.kind == "ECDH":
            return self.kms.get_public_key(KeyId=self.id)["PublicKey"]
        if self.kind == "KEM":
            return self.kms.encapsulate(**self.request("Encapsulate"))["SharedSecretCiphertextBlob"]
        return self.kms.encrypt(**self.request("Encrypt"))["CiphertextBlob"]

    def bring_into(self, state):
        if state == "D":
            self.kms.disable_key(KeyId=self.id)
        elif state in ("PD", "PRD"):
            self.kms.schedule_key_deletion(KeyId=self.id)
        elif state == "PI":
            self.kms.delete_imported_key_material(KeyId=self.id)
        self.before = self.describe()  # as every cell must find it
        assert self.before["KeyState"] == STATES[state]

    def describe(self):
        return self.kms.describe_key(KeyId=self.id)["KeyMetadata"]

    def alias(self):
        if not self.aliases:
            self.aliases.append(self.board.alias(self.id))
        return self.aliases.pop()

    def grant(self):
        return self.grants.pop()

    def request(self, row):
        return REQUESTS.get(row, lambda key: {"KeyId": key.id})(self)


def of_key(**members):
    return lambda key: {"KeyId": key.id, **members}


def with_made(name, **members):
    return lambda key: {"KeyId": key.id, name: key.made, **members}


def algorithm(name, key):
    return {name: SHA_256 if key.kind == "RSA" else "SYMMETRIC_DEFAULT"}


ECDSA = {"SigningAlgorithm": "ECDSA_SHA_256", "Message": b"x"}
MAC = {"MacAlgorithm": "HMAC_SHA_256", "Message": b"x"}
ML_KEM = {"EncapsulationAlgorithm": "ML_KEM"}
# What each row sends; a row that is not here sends the KeyId alone.
REQUESTS = {
    "CreateAlias": lambda key: {"AliasName": key.board.unused_name(), "TargetKeyId": key.id},
    "CreateGrant": of_key(GranteePrincipal=ACCOUNT, Operations=["DescribeKey"]),
    "CreateKey": lambda key: {},
    "Decapsulate": with_made("SharedSecretCiphertextBlob", **ML_KEM),
    "Decrypt": lambda key: {"KeyId": key.id, "CiphertextBlob": key.made, **algorithm("EncryptionAlgorithm", key)},
    "DeleteAlias": lambda key: {"AliasName": key.alias()},
    "DeriveSharedSecret": with_made("PublicKey", KeyAgreementAlgorithm="ECDH"),
    "Encapsulate": of_key(**ML_KEM),
    "Encrypt": lambda key: {"KeyId": key.id, "Plaintext": b"x", **algorithm("EncryptionAlgorithm", key)},
    "GenerateDataKey": of_key(KeySpec="AES_256"),
    "GenerateDataKeyPair": of_key(KeyPairSpec="ECC_NIST_P256"),
    "GenerateDataKeyPairWithoutPlaintext": of_key(KeyPairSpec="ECC_NIST_P256"),
    "GenerateDataKeyWithoutPlaintext": of_key(NumberOfBytes=16),
    "GenerateMac": of_key(**MAC),
    "GenerateRandom": lambda key: {"NumberOfBytes": 8},
    "GetParametersForImport": of_key(WrappingAlgorithm=SHA_256, WrappingKeySpec="RSA_2048"),
    "ImportKeyMaterial": lambda key: key.import_request,
    "ListKeys": lambda key: {},
    "ListRetirableGrants": lambda key: {"RetiringPrincipal": ACCOUNT},
    "PutKeyPolicy": lambda key: {"KeyId": key.id, "Policy": key.board.policy},
    "ReEncrypt:from": lambda key: {
        **{"SourceKeyId": key.id, "CiphertextBlob": key.made, "DestinationKeyId": key.board.other},
        **algorithm("SourceEncryptionAlgorithm", key),
    },
    "ReEncrypt:to": lambda key: {
        **{"CiphertextBlob": key.board.other_blob, "DestinationKeyId": key.id},
        **algorithm("DestinationEncryptionAlgorithm", key),
    },
    "ReplicateKey": lambda key: {"KeyId": key.id, "ReplicaRegion": next(key.board.more_regions)},
    "RetireGrant": lambda key: {"GrantToken": key.grant()["GrantToken"]},
    "RevokeGrant": lambda key: {"KeyId": key.id, "GrantId": key.grant()["GrantId"]},
    "Sign": of_key(**ECDSA),
    "TagResource": of_key(Tags=[{"TagKey": "a", "TagValue": "b"}]),
    "UntagResource": of_key(TagKeys=["a"]),
    "UpdateAlias:from": lambda key: {"AliasName": key.alias(), "TargetKeyId": key.board.same_kind(key.kind)},
    "UpdateAlias:to": lambda key: {
        "AliasName": key.board.alias(key.board.same_kind(key.kind)),
        "TargetKeyId": key.id,
    },
    "UpdateKeyDescription": of_key(Description="new"),
    "UpdatePrimaryRegion": lambda key: {"KeyId": key.id, "PrimaryRegion": key.replica},
    "Verify": with_made("Signature", **ECDSA),
    "VerifyMac": with_made("Mac", **MAC),
}


class Board:
    """A Region of one server with the shared keys of all kinds and states."""

    def __init__(self, server, region):
        self.server, self.region, self.kms = server, region, server.client(region)
        self.regions = [f"eu-replica-{digit}" for digit in range(1, 10)]
        self.more_regions = (f"eu-{a}{b}-1" for a in "klmnopqrst" for b in "abcdefghijklmnopqrstuvwxyz")
        self.numbers = itertools.count()
        self.keys = {}
        self.others = {}
        self.other = self.same_kind("SYM")
        self.other_blob = self.kms.encrypt(KeyId=self.other, Plaintext=b"x")["CiphertextBlob"]
        self.policy = self.kms.get_key_policy(KeyId=self.other)["Policy"]

    def same_kind(self, kind):
        """The id of an enabled key, which nothing changes."""
        if kind not in self.others:
            self.others[kind] = self.kms.create_key(**KINDS[kind])["KeyMetadata"]["KeyId"]
        return self.others[kind]

    def unused_name(self):
        return f"alias/states-{next(self.numbers)}"

    def alias(self, target):
        name = self.unused_name()
        self.kms.create_alias(AliasName=name, TargetKeyId=target)
        return name

    @contextlib.contextmanager
    def key(self, kind, origin, state):
        """A key for one cell; it is kept for others if the cell left it as it was."""
        wanted = (kind, origin, state)
        key = self.keys.pop(wanted, None) or Key(self, kind, origin, state)
        yield key
        if self._unchanged(key):
            self.keys[wanted] = key

    @staticmethod
    def _unchanged(key):
        return len(key.aliases) > 0 and len(key.grants) > 0 and key.describe() == key.before


@pytest.fixture(scope="session")
def board(server):
    return Board(server, "eu-states-1")


# --- the cells -----------------------------------------------------------------------------------


def answer(kms, operation, request):
    """("ok", None), or the exception and its text (None: the answer has no message)."""
    try:
        getattr(kms, xform_name(operation))(**request)
    except ClientError as refusal:
        response = refusal.response
        assert response["ResponseMetadata"]["HTTPStatusCode"] == 400, response
        return response["Error"]["Code"], response["Error"]["Message"] or None
    return "ok", None


def cells():
    # The cells of one key come together, so that each worker makes but some of the keys.
    for row, kind, origin, state, cell in sorted(plan(), key=lambda cell: cell[1:4]):
        yield pytest.param(row, kind, origin, state, cell, id=f"{row}-{kind}-{origin}-{state}-{cell}")


@pytest.mark.parametrize(("row", "kind", "origin", "state", "cell"), list(cells()))
def test_cell(board, row, kind, origin, state, cell):
    with board.key("SYM" if kind == "none" else kind, origin, state) as key:
        request = key.request(row)
        before = key.describe()

        given = answer(board.kms, operation_of(row), request)

        if cell == "ok":
            assert given == ("ok", None)
            return
        exception, text = table().notes[cell]
        assert given == (exception, text and text.format(arn=key.arn))
        assert key.describe() == before, "a refused operation must not change the key"
