"""The process is killed in the middle of concurrent writes, again and again.

After every restart on the same directory, what was acknowledged is there and what was not is absent or
complete. TRENT_KILLS sets the number of rounds; every round kills the process at least once.
"""

import os
import random
import time
from dataclasses import replace
from pathlib import Path
from unittest.mock import ANY

from check import Checker
from harness.database import assert_sound
from harness.disks import ForgetfulDisk
from harness.imports import external_key, wrap_for
from harness.server import Server
from model import Model, Thing, observe_key
from workers import Round, Worker

ROUNDS = int(os.environ.get("TRENT_KILLS", 200))
WORKERS = 8
POWER_CUTS = ROUNDS // 5
FULL_CHECK_EVERY = 25
LONGEST_LOAD = 0.25  # seconds of writes before a kill
FIRST_STARTS = 40


def test_acknowledged_writes_survive_sigkill(server, rng, tmp_path, report):
    run = Run(server, rng, tmp_path)
    run.rounds(ROUNDS, after_kill=lambda: kill_during_recovery(server, rng))
    run.finish()
    report(run.figures("sigkill"))
    assert run.kills >= ROUNDS and run.answered() > 10 * ROUNDS, "the load was too small to prove anything"


def test_acknowledged_writes_survive_a_power_cut(data, rng, tmp_path, report):
    """As above, and whatever was not synced to the disk when the process died is lost."""
    disk = ForgetfulDisk(tmp_path, data)
    with Server(data, environment=disk.environment()) as server:
        run = Run(server, rng, tmp_path)
        run.rounds(POWER_CUTS, after_kill=disk.cut_power)
        run.finish()
    report(run.figures("power cuts"))


class Run:
    """Rounds of load, kill, restart and check on one data directory."""

    def __init__(self, server: Server, rng: random.Random, scratch: Path):
        self.server = server
        self.rng = rng
        self.scratch = scratch / "copy"
        self.model = Model()
        self.checker = Checker(self.model, rng)
        self.workers = hire(server, self.model, rng)
        self.kills = 0

    def rounds(self, count: int, after_kill):
        """`after_kill` does what it likes with the dead server, and returns how often it killed it again."""
        for number in range(1, count + 1):
            self.kill_under_load()
            self.kills += after_kill() or 0
            whole = number % FULL_CHECK_EVERY == 0
            if whole:
                assert_sound(self.server.data, self.scratch)
            self.server.start()
            with self.server.kms() as kms:
                self.checker.check_round(kms, self.workers)
                if whole:
                    self.checker.check_everything(kms)

    def kill_under_load(self):
        load = Round(self.workers, self.server.kms)
        load.start()
        time.sleep(self.rng.uniform(0, LONGEST_LOAD))
        self.server.kill()
        self.kills += 1
        load.join()

    def finish(self):
        """Makes every key usable again, so that every ciphertext of the run can be decrypted."""
        with self.server.kms() as kms:
            revive_all_keys(kms, self.model, self.workers)
            self.checker.check_everything(kms)
        assert self.server.stop() == 0
        assert_sound(self.server.data, self.scratch)

    def answered(self) -> int:
        return sum(worker.answered for worker in self.workers)

    def figures(self, title: str) -> str:
        figures = {"kills": self.kills, "requests answered under load": self.answered(), "keys": len(self.model.keys())}
        return f"{title}: " + ", ".join(f"{name} {figure}" for name, figure in (figures | self.checker.tally).items())


def hire(server: Server, model: Model, rng) -> list[Worker]:
    """Workers, each with two keys whose material it imports and deletes, and a key that all share."""
    with server.kms() as kms:
        shared_key = kms("CreateKey", Description="shared")["KeyMetadata"]["KeyId"]
        workers = [Worker(number, random.Random(rng.random()), model, shared_key) for number in range(WORKERS)]
        for worker in workers:
            for _ in range(2):
                key_id = external_key(kms, Description=worker.name)
                worker.imports[key_id] = wrap_for(kms, key_id, rng.randbytes(32))
                model.values[Thing("key", key_id)] = observe_key(kms, key_id)
        # Its tags are things of their own.
        model.values[Thing("key", shared_key)] = replace(observe_key(kms, shared_key), tags=ANY)
    return workers


def kill_during_recovery(server: Server, rng) -> int:
    """Now and then the next process dies as well, before or just after it answers. Returns how often."""
    kills = rng.choice((0, 0, 0, 1, 1, 2))
    for _ in range(kills):
        server.spawn()
        time.sleep(rng.uniform(0, 0.06))
        server.kill()
    return kills


def revive_all_keys(kms, model: Model, workers: list[Worker]):
    wrapped = {key_id: ready for worker in workers for key_id, ready in worker.imports.items()}
    for thing in [Thing("key", key_id) for key_id in model.keys()]:
        state = model.values[thing].state
        if state == "Enabled":
            continue
        if state == "PendingDeletion":
            kms("CancelKeyDeletion", KeyId=thing.name)
        if state in ("PendingDeletion", "Disabled"):
            kms("EnableKey", KeyId=thing.name)
        if state == "PendingImport":
            wrapped[thing.name].send(kms)
        model.values[thing] = observe_key(kms, thing.name)
        assert model.values[thing].state == "Enabled"


def test_first_start_can_be_killed_at_any_moment(tmp_path):
    begin = time.monotonic()
    with Server(tmp_path / "unharmed"):
        whole_start = time.monotonic() - begin
    for number in range(FIRST_STARTS):
        server = Server(tmp_path / f"killed {number}")
        server.spawn()
        time.sleep(whole_start * number / FIRST_STARTS)
        server.kill()
        with server, server.kms() as kms:
            key_id = kms("CreateKey")["KeyMetadata"]["KeyId"]
            server.restart()
            with server.kms() as again:
                assert again("DescribeKey", KeyId=key_id)["KeyMetadata"]["KeyState"] == "Enabled"


def test_first_start_is_on_the_disk_when_the_server_listens(data, tmp_path):
    disk = ForgetfulDisk(tmp_path, data)
    server = Server(data, environment=disk.environment())
    with server, server.kms() as kms:
        credentials = server.credentials()
        key_id = kms("CreateKey")["KeyMetadata"]["KeyId"]
        server.kill()
    disk.cut_power()
    with server, server.kms() as kms:
        assert server.credentials() == credentials
        assert kms("DescribeKey", KeyId=key_id)["KeyMetadata"]["KeyState"] == "Enabled"
