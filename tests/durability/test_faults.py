"""A full disk and a failing fsync: the client gets a server fault, the server goes on, nothing acknowledged is lost.

The disk fails in three ways: single calls through faults.c, a limit on file sizes (EFBIG), and a small
file system that is really full (ENOSPC; needs root).
"""

import base64
import errno
import http.client
import os
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pytest

from harness.database import assert_sound, files_of
from harness.disks import SYNC, TRUNCATE, WRITE, FaultyDisk
from harness.imports import WrappedImport, imported_key
from harness.kms import Kms, Refused
from harness.server import NotListening, Server, eventually
from model import Change, Thing, fingerprint, observe, observe_key
from workers import some_policy

MATERIAL = bytes(range(32))
# What the database does when its disk fails; the audit log's ways are in conformance/test_audit.py.
NO_RECORDS = ("--audit-log", "off")


@dataclass
class Scene:
    """Two keys that the faults strike, and two that are only used."""

    key_id: str
    external_id: str
    external_import: WrappedImport
    ciphertexts: dict[str, str]  # of the other two, by key id

    @classmethod
    def prepare(cls, kms: Kms) -> "Scene":
        key_id = kms("CreateKey", Description="plain")["KeyMetadata"]["KeyId"]
        external_id, wrapped = imported_key(kms, MATERIAL)
        used = [kms("CreateKey")["KeyMetadata"]["KeyId"], imported_key(kms, MATERIAL)[0]]
        return cls(key_id, external_id, wrapped, {key_id: encrypt(kms, key_id) for key_id in used})

    def writes(self, kms: Kms):
        """One write of each kind; all but CreateKey end where they began. A generator, so that each
        change starts from what the one before it left."""
        for operation, members, change in PLAIN_KEY_WRITES:
            before = observe_key(kms, self.key_id)
            yield Change(Thing("key", self.key_id), before, change(before), operation, {"KeyId": self.key_id, **members})
        alias = Thing("alias", "alias/fault")
        to_plain, to_external = ({"AliasName": alias.name, "TargetKeyId": to} for to in (self.key_id, self.external_id))
        yield Change(alias, None, self.key_id, "CreateAlias", to_plain)
        yield Change(alias, self.key_id, self.external_id, "UpdateAlias", to_external)
        yield Change(alias, self.external_id, None, "DeleteAlias", {"AliasName": alias.name})
        imported = observe_key(kms, self.external_id)
        deleted = replace(imported, state="PendingImport", expiration_model=None)
        external = Thing("key", self.external_id)
        yield Change(external, imported, deleted, "DeleteImportedKeyMaterial", {"KeyId": self.external_id})
        yield Change(external, deleted, imported, "ImportKeyMaterial", self.external_import.members())


PLAIN_KEY_WRITES = [
    ("UpdateKeyDescription", {"Description": "other"}, lambda key: replace(key, description="other")),
    ("UpdateKeyDescription", {"Description": "plain"}, lambda key: replace(key, description="plain")),
    ("TagResource", {"Tags": [{"TagKey": "a", "TagValue": "1"}]}, lambda key: key.with_tag("a", "1")),
    ("UntagResource", {"TagKeys": ["a"]}, lambda key: key.with_tag("a", None)),
    ("PutKeyPolicy", {"Policy": some_policy("p")}, lambda key: replace(key, policy=fingerprint(some_policy("p")))),
    ("PutKeyPolicy", {"Policy": some_policy("q")}, lambda key: replace(key, policy=fingerprint(some_policy("q")))),
    ("DisableKey", {}, lambda key: replace(key, state="Disabled")),
    ("EnableKey", {}, lambda key: replace(key, state="Enabled")),
]


def encrypt(kms: Kms, key_id: str) -> str:
    plaintext = base64.b64encode(key_id.encode()).decode()
    return kms("Encrypt", KeyId=key_id, Plaintext=plaintext)["CiphertextBlob"]


def assert_reads_work(kms: Kms, scene: Scene):
    kms("ListKeys")
    for key_id, blob in scene.ciphertexts.items():
        for operation in ("DescribeKey", "GetKeyPolicy", "ListResourceTags", "ListAliases"):
            kms(operation, KeyId=key_id)
        kms("GenerateDataKey", KeyId=key_id, KeySpec="AES_256")
        for ciphertext in (blob, encrypt(kms, key_id)):
            assert base64.b64decode(kms("Decrypt", CiphertextBlob=ciphertext)["Plaintext"]) == key_id.encode()


def attempt(kms: Kms, change: Change) -> bool:
    """Whether the write was acknowledged. The only refusal a failing disk may cause is a server fault."""
    try:
        kms(change.operation, **change.members)
        return True
    except Refused as refusal:
        assert refusal.status >= 500, f"{change.operation} on a failing disk: {refusal}"
        assert refusal.code == "KMSInternalException", refusal
        return False


def probe(server: Server, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request("GET", path)
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.fixture
def server(data):
    with Server(data, *NO_RECORDS) as running:
        yield running


# --- the n-th call fails ---------------------------------------------------------------------------

@pytest.fixture
def disk(tmp_path):
    return FaultyDisk(tmp_path)


@pytest.fixture
def faulty_server(data, disk):
    with Server(data, *NO_RECORDS, environment=disk.environment()) as server:
        assert disk.get("loaded"), "the server did not load faults.c: is it linked statically?"
        yield server


@pytest.mark.parametrize("error, sticky", [(errno.EIO, False), (errno.ENOSPC, True)], ids=["EIO once", "ENOSPC until repaired"])
@pytest.mark.parametrize("kinds", [SYNC, WRITE, TRUNCATE], ids=["sync", "write", "truncate"])
def test_nth_failing_call_is_a_fault_that_ends_with_it(faulty_server, disk, kinds, sticky, error, tmp_path, report, request):
    """For n = 1, 2, ... until a whole workload runs without reaching its n-th call."""
    with faulty_server.kms() as kms:
        scene = Scene.prepare(kms)
        first, faults = 1, 0
        while run_with_fault(kms, scene, disk, dict(kinds=kinds, error=error, first=first, sticky=sticky)):
            first += 1
            faults += 1
            assert first < 1000, "the workload never ends without a fault"
        before = [observe_key(kms, key_id) for key_id in (scene.key_id, scene.external_id)]
    report(f"faults: {request.node.callspec.id}: {faults} places")
    assert faults > 0 or kinds == TRUNCATE, "nothing failed: the test proves nothing"
    faulty_server.kill()
    assert_sound(faulty_server.data, tmp_path / "copy")
    faulty_server.start()
    with faulty_server.kms() as kms:
        assert [observe_key(kms, key_id) for key_id in (scene.key_id, scene.external_id)] == before
        assert_reads_work(kms, scene)


def run_with_fault(kms: Kms, scene: Scene, disk: FaultyDisk, fault: dict) -> bool:
    """Runs all writes, each until it is acknowledged. Returns whether any call failed."""
    for number, change in enumerate(scene.writes(kms)):
        if number == 0:
            disk.arm(**fault)
        if attempt(kms, change):
            assert observe(kms, change.thing) == change.after
            continue
        assert disk.get("failed"), f"{change.operation} failed without a reason"
        assert_reads_work(kms, scene)
        assert observe(kms, change.thing) in (change.before, change.after), f"half a {change.operation}"
        disk.disarm()
        if observe(kms, change.thing) != change.after:
            assert attempt(kms, change), "the disk works again, the server does not"
        assert observe(kms, change.thing) == change.after
    return disk.disarm() > 0


def test_reads_and_liveness_do_not_need_the_disk(faulty_server, disk):
    with faulty_server.kms() as kms:
        scene = Scene.prepare(kms)
    faulty_server.restart()  # so that nothing is cached
    disk.arm(SYNC | WRITE | TRUNCATE, errno.EIO, sticky=True)
    with faulty_server.kms() as kms:
        assert_reads_work(kms, scene)
        with pytest.raises(Refused) as refusal:
            kms("CreateKey")
        assert refusal.value.status >= 500
        assert_reads_work(kms, scene)
    assert (probe(faulty_server, "/livez"), probe(faulty_server, "/readyz")) == (200, 503)
    disk.disarm()
    eventually(lambda: probe(faulty_server, "/readyz") == 200, what="readiness")
    with faulty_server.kms() as kms:
        kms("CreateKey")


def test_start_with_a_failing_disk_is_refused_or_complete(tmp_path, disk, report):
    """The n-th call of the first start fails; the next start, with a good disk, always works."""
    refused = 0
    for first in range(1, 1000):
        server = Server(tmp_path / f"start {first}", *NO_RECORDS, environment=disk.environment())
        disk.arm(SYNC | WRITE | TRUNCATE, errno.EIO, first)
        try:
            with server, server.kms() as kms:
                kms("ListKeys")
        except NotListening as refusal:
            refused += 1
            assert "exit code 1" in str(refusal) and len(server.log) > 0, f"call {first}: {refusal}"
        failed = disk.disarm()
        with server, server.kms() as kms:
            kms("CreateKey")
        if not failed:
            break
    report(f"faults: first start has {first - 1} places to fail, {refused} of them end it")


# --- the disk is full ------------------------------------------------------------------------------


def fill(kms: Kms) -> list[str]:
    """Creates keys until the server cannot. Returns the acknowledged ones."""
    created = []
    while True:
        try:
            answer = kms("CreateKey", Policy=some_policy("fill"), Tags=[{"TagKey": "a", "TagValue": "b" * 200}])
            created.append(answer["KeyMetadata"]["KeyId"])
        except Refused as refusal:
            assert (refusal.status, refusal.code) == (500, "KMSInternalException")
            return created
        assert len(created) < 2000, "the disk is not full"


def check_full_disk(server: Server, make_room, no_room_at_all: bool):
    """`server` has a disk with little room until the function that make_room() gives is called."""
    with server.kms() as kms:
        scene = Scene.prepare(kms)
        with make_room() as free:
            created = fill(kms)
            for _ in range(3):  # tidying up after a failed write may have made a little room
                created += fill(kms)
                assert_reads_work(kms, scene)
            assert probe(server, "/livez") == 200
            if no_room_at_all:
                eventually(lambda: probe(server, "/readyz") == 503, what="unreadiness")
            free()
            created.append(kms("CreateKey")["KeyMetadata"]["KeyId"])
            eventually(lambda: probe(server, "/readyz") == 200, what="readiness")
    server.kill()
    server.start()
    with server.kms() as kms:
        for key_id in created:
            assert kms("DescribeKey", KeyId=key_id)["KeyMetadata"]["KeyState"] == "Enabled"
        assert_reads_work(kms, scene)


@pytest.mark.parametrize("room", [None, 0, 1, 4096, 65536, 1 << 20])
def test_limit_on_file_size_is_survived(server, room, tmp_path):
    """Files cannot grow beyond their size plus `room` bytes; None: no byte can be written at all."""

    @contextmanager
    def limited():
        largest = max(path.stat().st_size for path in files_of(server.data))
        server.limit_file_size(0 if room is None else largest + room)
        yield server.limit_file_size

    check_full_disk(server, limited, no_room_at_all=room is None)
    server.kill()
    assert_sound(server.data, tmp_path / "copy")


def test_full_file_system_is_survived(tmp_path):
    with small_file_system(tmp_path / "mounted", "8m") as mounted, Server(mounted / "data", *NO_RECORDS) as server:

        @contextmanager
        def ballast():
            heavy = mounted / "ballast"
            with heavy.open("wb", buffering=0) as file, pytest.raises(OSError):
                while True:
                    file.write(bytes(4096))
            yield heavy.unlink

        check_full_disk(server, ballast, no_room_at_all=True)
        server.kill()
        assert_sound(server.data, tmp_path / "copy")


@contextmanager
def small_file_system(at, size: str):
    at.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=0700", "trent-test", str(at)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("mounting a small tmpfs needs root")
    try:
        yield at
    finally:
        subprocess.run(["umount", at], check=True)
