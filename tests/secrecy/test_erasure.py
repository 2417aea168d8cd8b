"""Deleted and expired key material is gone: the wrapped bytes are in no file any more, at once."""

import secrets
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from harness.database import copied, opened, wrapped_materials
from harness.imports import imported_key, wrap_for
from harness.kms import Refused
from harness.server import Server, eventually
from secrets_search import files_with, memory_of

MATERIAL = secrets.token_bytes(32)


def wrapped_materials_of(server: Server, key_id: str) -> list[bytes]:
    """The wrapped materials of a key, read from a copy: the server's own files are not touched."""
    with tempfile.TemporaryDirectory() as scratch, opened(copied(server.data, Path(scratch) / "copy")) as database:
        return wrapped_materials(database, key_id)


def only_wrapped_material(server: Server, key_id: str) -> bytes:
    (wrapped,) = wrapped_materials_of(server, key_id)
    assert len(wrapped) >= 32 + 16 and files_with(server.data, wrapped), "the search would not find it"
    return wrapped


@contextmanager
def load(server: Server, clients: int = 3):
    """Other clients that read and write all the time."""
    over = threading.Event()

    def work():
        with server.kms() as kms:
            while not over.is_set():
                key_id = kms("CreateKey", Description="load")["KeyMetadata"]["KeyId"]
                kms("TagResource", KeyId=key_id, Tags=[{"TagKey": "a", "TagValue": "b"}])
                kms("Encrypt", KeyId=key_id, Plaintext="AAAA")
                kms("ListKeys", Limit=100)
                kms("ListAliases")

    with ThreadPoolExecutor(clients) as pool:
        clients = [pool.submit(work) for _ in range(clients)]
        yield
        over.set()
        for client in clients:
            client.result()


def test_deleted_material_is_in_no_file_right_after_the_answer(server):
    with server.kms() as kms:
        key_id, _ = imported_key(kms, MATERIAL)
        wrapped = only_wrapped_material(server, key_id)
        kms("DeleteImportedKeyMaterial", KeyId=key_id)
        assert files_with(server.data, wrapped) == []
    assert wrapped_materials_of(server, key_id) == []


def test_deleted_material_is_in_no_file_while_others_work(server):
    with server.kms() as kms:
        victims = [imported_key(kms, MATERIAL)[0] for _ in range(15)]
        wrapped = {key_id: only_wrapped_material(server, key_id) for key_id in victims}
        with load(server):
            time.sleep(0.3)
            for key_id in victims:
                kms("DeleteImportedKeyMaterial", KeyId=key_id)
                assert files_with(server.data, wrapped[key_id]) == []
        assert [files_with(server.data, found) for found in wrapped.values() if files_with(server.data, found)] == []


def test_deletion_erases_every_copy_that_ever_was(server):
    """Reimports and other writes to the key leave older copies behind nowhere."""
    with server.kms() as kms:
        key_id, again = imported_key(kms, MATERIAL)
        copies = wrapped_materials_of(server, key_id)
        for number in range(5):
            again.send(kms, ValidTo=int(time.time()) + 86400.0 * (1 + number))
            kms("UpdateKeyDescription", KeyId=key_id, Description=f"{number}" * 1000)
            kms("TagResource", KeyId=key_id, Tags=[{"TagKey": f"{number}", "TagValue": "v" * 256}])
            copies += wrapped_materials_of(server, key_id)
        kms("DeleteImportedKeyMaterial", KeyId=key_id)
        assert [files_with(server.data, copy) for copy in copies if files_with(server.data, copy)] == []


@pytest.mark.parametrize("state", ["Disabled", "PendingDeletion"])
def test_deletion_erases_in_every_state(server, state):
    with server.kms() as kms:
        key_id, _ = imported_key(kms, MATERIAL)
        kms("DisableKey" if state == "Disabled" else "ScheduleKeyDeletion", KeyId=key_id)
        wrapped = only_wrapped_material(server, key_id)
        kms("DeleteImportedKeyMaterial", KeyId=key_id)
        assert files_with(server.data, wrapped) == []


def test_deletion_erases_pending_material_and_leaves_the_current(server):
    with server.kms() as kms:
        key_id, _ = imported_key(kms, MATERIAL)
        current = only_wrapped_material(server, key_id)
        pending_id = wrap_for(kms, key_id, bytes(32)).send(kms, ImportType="NEW_KEY_MATERIAL")["KeyMaterialId"]
        (pending,) = set(wrapped_materials_of(server, key_id)) - {current}
        kms("DeleteImportedKeyMaterial", KeyId=key_id, KeyMaterialId=pending_id)
        assert files_with(server.data, pending) == []
        assert wrapped_materials_of(server, key_id) == [current]
        kms("Encrypt", KeyId=key_id, Plaintext="AAAA")


def test_deletion_is_not_undone_by_sigkill(server):
    with server.kms() as kms:
        key_id, _ = imported_key(kms, MATERIAL)
        wrapped = only_wrapped_material(server, key_id)
        kms("DeleteImportedKeyMaterial", KeyId=key_id)
        server.kill()
    assert files_with(server.data, wrapped) == []
    server.start()
    assert files_with(server.data, wrapped) == []
    assert server.stop() == 0
    assert files_with(server.data, wrapped) == []


@pytest.mark.parametrize("loaded", [False, True], ids=["idle", "under load"])
def test_expired_material_is_in_no_file_within_seconds(server, loaded):
    """By itself: nobody asks for the key."""
    with server.kms() as kms:
        valid_to = int(time.time()) + 3.0
        key_id, _ = imported_key(kms, MATERIAL, ValidTo=valid_to)
        wrapped = only_wrapped_material(server, key_id)
        if loaded:
            with load(server):
                time.sleep(max(0, valid_to - time.time()))
                eventually(lambda: not files_with(server.data, wrapped), what="erasure of expired material")
        else:
            time.sleep(max(0, valid_to - time.time()))
            eventually(lambda: not files_with(server.data, wrapped), what="erasure of expired material")
        assert wrapped_materials_of(server, key_id) == []


def test_expired_material_is_unusable_at_its_instant(server):
    with server.kms() as kms:
        valid_to = int(time.time()) + 3.0
        key_id, _ = imported_key(kms, MATERIAL, ValidTo=valid_to)
        while time.time() < valid_to - 0.05:
            kms("Encrypt", KeyId=key_id, Plaintext="AAAA")
        time.sleep(max(0, valid_to - time.time()) + 0.01)
        with pytest.raises(Refused, match="KMSInvalidStateException"):
            kms("Encrypt", KeyId=key_id, Plaintext="AAAA")


def test_material_that_expired_while_the_server_was_down_is_erased_after_the_start(server):
    with server.kms() as kms:
        valid_to = int(time.time()) + 2.0
        key_id, _ = imported_key(kms, MATERIAL, ValidTo=valid_to)
        wrapped = only_wrapped_material(server, key_id)
        server.kill()
    time.sleep(max(0, valid_to - time.time()))
    assert files_with(server.data, wrapped), "it was gone before: the test proves nothing"
    server.start()
    eventually(lambda: not files_with(server.data, wrapped), what="erasure of expired material")


def in_memory(server: Server, secret: bytes) -> bool:
    return any(secret in region for region in memory_of(server.pid))


@pytest.fixture
def readable_memory(server):
    try:
        next(memory_of(server.pid))
    except PermissionError:
        pytest.skip("only root may read the memory of an undumpable process")


def test_deleted_material_is_not_in_memory(server, readable_memory):
    with server.kms() as kms:
        key_id, _ = imported_key(kms, MATERIAL)
        blob = kms("Encrypt", KeyId=key_id, Plaintext="AAAA")["CiphertextBlob"]
        kms("Decrypt", CiphertextBlob=blob)
        kms("DeleteImportedKeyMaterial", KeyId=key_id)
        assert not in_memory(server, MATERIAL)


def test_refused_material_is_not_in_memory(server, readable_memory):
    other = secrets.token_bytes(32)
    with server.kms() as kms:
        key_id, _ = imported_key(kms, MATERIAL)
        with pytest.raises(Refused, match="IncorrectKeyMaterialException"):
            wrap_for(kms, key_id, other).send(kms)
        assert not in_memory(server, other)
