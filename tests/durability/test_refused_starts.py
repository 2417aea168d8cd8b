"""Starts that must not happen: each is refused with a non-zero exit code and a message that says what to do.

And records that were moved or changed in the database: an error, never another key's secret.
"""

import base64
import os
import shutil
import socket
import subprocess
import time

import pytest

from harness.database import database_of, opened, replace_wrapped_material, wrapped_materials
from harness.kms import Refused
from harness.server import BINARY, Server

ROOT_KEY = "root.key"
PASSPHRASE = "correct horse battery staple"


@pytest.fixture
def prepared(data):
    """A stopped server whose directory holds a key and a ciphertext; calling it checks that they still work."""
    with Server(data) as server, server.kms() as kms:
        key_id = kms("CreateKey")["KeyMetadata"]["KeyId"]
        blob = kms("Encrypt", KeyId=key_id, Plaintext="AAAA")["CiphertextBlob"]
        assert server.stop() == 0
    server.works = lambda: works(server, blob)
    return server


def works(server: Server, blob: str) -> bool:
    with server, server.kms() as kms:
        return kms("Decrypt", CiphertextBlob=blob)["Plaintext"] == "AAAA"


def assert_refused(server: Server, *words: str):
    code, said = server.run_to_end()
    assert code > 0, f"exit code {code}: {said}"
    missing = [word for word in words if word.lower() not in said.lower()]
    assert not missing, f"the message does not mention {missing}: {said}"


def test_second_process_on_the_same_directory(prepared):
    with prepared:
        assert_refused(Server(prepared.data), str(prepared.data), "in use")
        with prepared.kms() as kms:
            kms("CreateKey")
    assert prepared.works()


def test_second_process_while_the_first_one_starts(data):
    """Of many processes that start at once on a new directory exactly one gets it."""
    servers = [Server(data) for _ in range(4)]
    for server in servers:
        server.spawn()
    time.sleep(2)
    running = [server for server in servers if server.running]
    for server in servers:
        server.kill()
    assert len(running) == 1
    with Server(data) as server, server.kms() as kms:
        kms("CreateKey")


# --- the root key ----------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620, 0o602, 0o660])
def test_root_key_that_others_can_read_or_write(prepared, mode):
    path = prepared.data / ROOT_KEY
    path.chmod(mode)
    assert_refused(prepared, str(path), "chmod 600")
    path.chmod(0o600)
    assert prepared.works()


def test_missing_root_key_is_never_replaced(prepared):
    path = prepared.data / ROOT_KEY
    path.rename(kept := prepared.data.parent / "kept")
    assert_refused(prepared, str(path))
    assert not path.exists()
    kept.rename(path)
    assert prepared.works()


def test_root_key_of_another_deployment(prepared, tmp_path):
    with Server(tmp_path / "other"):
        pass
    path = prepared.data / ROOT_KEY
    path.rename(kept := tmp_path / "kept")
    shutil.copy2(tmp_path / "other" / ROOT_KEY, path)
    assert_refused(prepared, "root key")
    kept.replace(path)
    assert prepared.works()


@pytest.mark.parametrize(
    "damage",
    [lambda old: b"", lambda old: old[:-1], lambda old: old + b"x", lambda old: bytes(len(old)), lambda old: flip(old, -5)],
    ids=["empty", "shortened", "lengthened", "zeroed", "one bit flipped"],
)
def test_damaged_root_key(prepared, damage):
    path = prepared.data / ROOT_KEY
    old = path.read_bytes()
    path.write_bytes(damage(old))
    assert_refused(prepared, str(path))
    path.write_bytes(old)
    assert prepared.works()


@pytest.mark.parametrize("make", [os.symlink, os.mkfifo], ids=["symbolic link", "fifo"])
def test_root_key_that_is_no_regular_file(prepared, make, tmp_path):
    path = prepared.data / ROOT_KEY
    path.rename(kept := tmp_path / "kept")
    make(kept, path) if make is os.symlink else make(path, 0o600)
    assert_refused(prepared, str(path))
    path.unlink()
    kept.rename(path)
    assert prepared.works()


# --- the passphrase --------------------------------------------------------------------------------


def with_passphrase(data, passphrase: str) -> Server:
    file = data.parent / "passphrase"
    file.write_text(passphrase + "\n")
    return Server(data, "--root-key-passphrase-file", str(file))


@pytest.mark.parametrize(
    "passphrase", [PASSPHRASE + "!", PASSPHRASE[:-1], PASSPHRASE.upper(), "", None], ids=["longer", "shorter", "upper case", "empty", "not given"]
)
def test_wrong_passphrase(data, passphrase):
    with with_passphrase(data, PASSPHRASE) as server, server.kms() as kms:
        key_id = kms("CreateKey")["KeyMetadata"]["KeyId"]
    assert_refused(Server(data) if passphrase is None else with_passphrase(data, passphrase), "passphrase" if passphrase is not None else "root key")
    with with_passphrase(data, PASSPHRASE) as server, server.kms() as kms:
        kms("Encrypt", KeyId=key_id, Plaintext="AAAA")


def test_passphrase_for_a_directory_with_a_root_key_file(prepared):
    assert_refused(with_passphrase(prepared.data, PASSPHRASE), "passphrase")
    assert prepared.works()


# --- the database and the directory ----------------------------------------------------------------


def test_schema_of_a_newer_version(prepared):
    with opened(prepared.data) as database:
        version = schema_version(database)
        set_schema_version(database, version + 1)
    assert_refused(prepared, "schema", "newer")
    with opened(prepared.data) as database:
        assert schema_version(database) == version + 1, "the refused start changed the database"
        set_schema_version(database, version)
    assert prepared.works()


def schema_version(database) -> int:
    return database.execute("PRAGMA user_version").fetchone()[0]


def set_schema_version(database, version: int):
    database.execute(f"PRAGMA user_version = {version}")


@pytest.mark.parametrize(
    "damage",
    [
        lambda old: b"no database at all".ljust(len(old), b"."),
        lambda old: bytes(16) + old[16:],
        lambda old: old[: len(old) // 2],
        lambda old: old[:100] + bytes(4096 - 100) + old[4096:],
        lambda old: old[:100] + os.urandom(len(old) - 100),
        lambda old: b"",
    ],
    ids=["text", "no magic", "cut in half", "zeroed first page", "random pages", "empty"],
)
def test_corrupt_database(prepared, damage):
    path = database_of(prepared.data)
    old = path.read_bytes()
    path.write_bytes(damage(old))
    assert_refused(prepared, str(path))
    path.write_bytes(old)
    assert prepared.works()


def test_missing_database_beside_a_root_key(prepared):
    """A new database would hide that the old one is gone."""
    path = database_of(prepared.data)
    path.rename(kept := prepared.data.parent / "kept")
    assert_refused(prepared, str(path))
    kept.rename(path)
    assert prepared.works()


def test_data_directory_that_is_a_file(tmp_path):
    (tmp_path / "file").write_text("")
    assert_refused(Server(tmp_path / "file"), str(tmp_path / "file"))


def test_port_that_is_taken(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [BINARY, "serve", "--listen", f"127.0.0.1:{port}", "--data", tmp_path / "data"]
        ended = subprocess.run(command, capture_output=True, timeout=20)
    assert ended.returncode > 0
    assert port.encode() in ended.stderr and b"in use" in ended.stderr


@pytest.mark.parametrize("flags", [["--no-such-flag"], ["--max-connections", "-1"], ["--idle-timeout", "soon"]])
def test_bad_flags(tmp_path, flags):
    assert_refused(Server(tmp_path / "data", *flags), flags[0])
    assert not (tmp_path / "data").exists(), "a refused command line left something behind"


@pytest.mark.parametrize("content", [None, "", "no PEM"], ids=["missing", "empty", "no PEM"])
def test_attestation_root_that_cannot_be_read(tmp_path, content):
    file = tmp_path / "root.pem"
    if content is not None:
        file.write_text(content)
    assert_refused(Server(tmp_path / "data", "--attestation-root", str(file)), "attestation root", str(file))
    assert not (tmp_path / "data" / "trent.db").exists(), "a refused start left something behind"


# --- records that were moved or changed ------------------------------------------------------------


def swap(database, first: str, second: str):
    """Each key gets the other one's bytes."""
    ((one,), (other,)) = (wrapped_materials(database, key_id) for key_id in (first, second))
    replace_wrapped_material(database, first, other)
    replace_wrapped_material(database, second, one)


def swap_slots(database, first: str, second: str):
    """Each key points to where the other one's bytes lie."""
    rows = "SELECT key_row, slot FROM key_materials JOIN keys USING (key_row) WHERE keys.id = ?"
    ((row1, slot1),), ((row2, slot2),) = (database.execute(rows, (key_id,)).fetchall() for key_id in (first, second))
    database.executemany("UPDATE key_materials SET slot = ? WHERE key_row = ?", [(slot2, row1), (slot1, row2)])


def swap_material_rows(database, first: str, second: str):
    """Each key gets the other one's whole material, with its id."""
    row1, row2 = (database.execute("SELECT key_row FROM keys WHERE id = ?", (key_id,)).fetchone()[0] for key_id in (first, second))
    for old, new in ((row1, -1), (row2, row1), (-1, row2)):
        database.execute("UPDATE key_materials SET key_row = ? WHERE key_row = ?", (new, old))


def rewrite(change):
    def damage(database, *key_ids: str):
        for key_id in key_ids:
            (old,) = wrapped_materials(database, key_id)
            replace_wrapped_material(database, key_id, change(old))

    return damage


def set_column(assignment: str):
    """Changes what the wrapping is bound to, not the wrapped bytes."""

    def damage(database, *key_ids: str):
        where = "WHERE key_row IN (SELECT key_row FROM keys WHERE id IN (?, ?))"
        database.execute(f"UPDATE key_materials SET {assignment} {where}", key_ids)

    return damage


def flip(old: bytes, at: int) -> bytes:
    changed = bytearray(old)
    changed[at] ^= 1
    return bytes(changed)


DAMAGE = {
    "wrapped bytes swapped": swap,
    "slots swapped": swap_slots,
    "materials swapped with their ids": swap_material_rows,
    "material id changed": set_column("id = substr(id, 2) || substr(id, 1, 1)"),
    "domain key changed": set_column("domain_key = domain_key + 1"),
    "first bit flipped": rewrite(lambda old: flip(old, 0)),
    "middle bit flipped": rewrite(lambda old: flip(old, len(old) // 2)),
    "last bit flipped": rewrite(lambda old: flip(old, -1)),
    "cut short": rewrite(lambda old: old[:-1]),
    "lengthened": rewrite(lambda old: old + b"\0"),
    "zeroed": rewrite(lambda old: bytes(len(old))),
    "one byte": rewrite(lambda old: old[:1]),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_changed_material_is_an_error_and_no_other_keys_trouble(data, damage):
    with Server(data) as server, server.kms() as kms:
        first, second, healthy = (kms("CreateKey")["KeyMetadata"]["KeyId"] for _ in range(3))
        plaintexts = {key_id: base64.b64encode(key_id.encode()).decode() for key_id in (first, second, healthy)}
        blobs = {k: kms("Encrypt", KeyId=k, Plaintext=text)["CiphertextBlob"] for k, text in plaintexts.items()}
        assert server.stop() == 0
    with opened(data) as database:
        damage(database, first, second)
    with server, server.kms() as kms:
        for key_id in (first, second):
            for operation, members in (
                ("Decrypt", {"CiphertextBlob": blobs[key_id]}),
                ("Encrypt", {"KeyId": key_id, "Plaintext": "AAAA"}),
                ("GenerateDataKey", {"KeyId": key_id, "KeySpec": "AES_256"}),
                ("ReEncrypt", {"CiphertextBlob": blobs[key_id], "DestinationKeyId": healthy}),
                ("ReEncrypt", {"CiphertextBlob": blobs[healthy], "DestinationKeyId": key_id}),
            ):
                with pytest.raises(Refused):
                    kms(operation, **members)
        assert kms("Decrypt", CiphertextBlob=blobs[healthy])["Plaintext"] == plaintexts[healthy]
        assert kms("ListKeys")["Keys"]
