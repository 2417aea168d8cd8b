"""Clients that change their keys and aliases as fast as they can, until the server is gone."""

import base64
import itertools
import json
import random
import threading
import time
from dataclasses import replace
from unittest.mock import ANY

from harness.imports import WrappedImport
from harness.kms import Kms, Unanswered
from model import Change, Ciphertext, Key, Model, Thing, fingerprint

HOT_KEYS = 6  # each worker works on its newest keys: the next check is about few things
MOST_ALIASES = 12
ACCOUNT_ROOT = "arn:aws:iam::000000000000:root"


def some_policy(mark: str) -> str:
    """A valid policy that is told apart by its Id and is large enough to cross database pages."""
    statement = {"Effect": "Allow", "Principal": {"AWS": ACCOUNT_ROOT}, "Action": "kms:*", "Resource": "*"}
    more = [{**statement, "Sid": f"s{number}", "Action": ["kms:DescribeKey"] * 20} for number in range(8)]
    return json.dumps({"Version": "2012-10-17", "Id": mark, "Statement": [statement, *more]})


class Worker:
    """One client with things of its own. `in_flight` is the request that has no answer yet."""

    def __init__(self, number: int, rng: random.Random, model: Model, shared_key: str):
        self.name = f"worker{number}"
        self.rng = rng
        self.model = model
        self.shared_key = shared_key
        self.serial = itertools.count()
        self.key_ids: list[str] = []  # newest last
        self.aliases: list[str] = []
        self.imports: dict[str, WrappedImport] = {}
        self.in_flight: Change | None = None
        self.touched: set[Thing] = set()
        self.new_ciphertexts: list[Ciphertext] = []
        self.answered = 0
        self.failure: Exception | None = None

    def run_until_server_is_gone(self, kms: Kms):
        self.touched, self.new_ciphertexts, self.in_flight = set(), [], None
        try:
            with kms:
                while True:
                    self.step(kms)
                    self.answered += 1
        except Unanswered:
            pass
        except Exception as failure:  # reported by the test's own thread
            self.failure = failure

    def step(self, kms: Kms):
        if self.key_ids and self.rng.random() < 0.1 and (key_id := self.usable_key()):
            self.encrypt(kms, key_id)
        else:
            self.apply(kms, self.next_change())

    def apply(self, kms: Kms, change: Change):
        self.in_flight = change
        answer = kms(change.operation, **change.members)
        self.acknowledge(change, answer)
        self.in_flight = None

    def acknowledge(self, change: Change, answer: dict):
        """Moves the acknowledged value on, completed by what only the answer tells."""
        thing, after = change.thing, change.after
        if change.operation == "CreateKey":
            metadata = answer["KeyMetadata"]
            thing = Thing("key", metadata["KeyId"])
            after = replace(after, created=metadata["CreationDate"], material_id=metadata.get("CurrentKeyMaterialId"))
            self.key_ids.append(thing.name)
        elif change.operation == "ImportKeyMaterial":
            after = replace(after, material_id=answer["KeyMaterialId"])
        elif change.operation == "ScheduleKeyDeletion":
            after = replace(after, deletion_date=answer["DeletionDate"])
        self.model.values[thing] = after
        self.touched.add(thing)

    def encrypt(self, kms: Kms, key_id: str):
        plaintext = base64.b64encode(self.rng.randbytes(24)).decode()
        context = {"worker": self.name, "serial": str(next(self.serial))}
        answer = kms("Encrypt", KeyId=key_id, Plaintext=plaintext, EncryptionContext=context)
        self.new_ciphertexts.append(Ciphertext(key_id, plaintext, context, answer["CiphertextBlob"]))

    # --- what to do next --------------------------------------------------------------------------

    def value(self, key_id: str) -> Key:
        return self.model.values[Thing("key", key_id)]

    def usable_key(self) -> str | None:
        usable = [key_id for key_id in self.hot_keys() if self.value(key_id).state == "Enabled"]
        return self.rng.choice(usable) if usable else None

    def hot_keys(self) -> list[str]:
        return self.key_ids[-HOT_KEYS:] + list(self.imports)

    def next_change(self) -> Change:
        if not self.key_ids or self.rng.random() < 0.1:
            return self.create_key()
        kind = self.rng.choices(
            (self.change_key, self.change_alias, self.change_shared_tag), weights=(6, 3, 1)
        )[0]
        return kind() or self.create_key()

    def create_key(self) -> Change:
        mark = f"{self.name} {next(self.serial)}"
        tags = tuple(sorted((f"tag{number}", f"{mark} {number}") for number in range(self.rng.randrange(6))))
        policy = some_policy(mark)
        key = Key("AWS_KMS", mark, tags, fingerprint(policy), state="Enabled", material_id=ANY)
        members = {
            "Description": mark,
            "Policy": policy,
            "Tags": [{"TagKey": name, "TagValue": value} for name, value in tags],
        }
        return Change(Thing("key", f"new: {mark}"), None, key, "CreateKey", members)

    def change_key(self) -> Change:
        """One of the writes that the key's state allows."""
        key_id = self.rng.choice(self.hot_keys())
        key = self.value(key_id)
        changes = self.changes_in_any_state(key) + self.CHANGES_BY_STATE[key.state](self, key_id, key)
        operation, after, members = self.rng.choice(changes)
        return Change(Thing("key", key_id), key, after, operation, {"KeyId": key_id} | members)

    def changes_in_any_state(self, key: Key):
        policy = some_policy(f"{self.name} {next(self.serial)}")
        return [("PutKeyPolicy", replace(key, policy=fingerprint(policy)), {"Policy": policy})]

    def changes_unless_pending_deletion(self, key: Key):
        text = f"{key.description.partition('@')[0]}@{next(self.serial)}"
        tag = self.rng.choice(["tag0", "tag1", "tag7", "tag8"])
        return [
            ("UpdateKeyDescription", replace(key, description=text), {"Description": text}),
            ("TagResource", key.with_tag(tag, text), {"Tags": [{"TagKey": tag, "TagValue": text}]}),
            ("UntagResource", key.with_tag(tag, None), {"TagKeys": [tag]}),
        ]

    def changes_when_enabled(self, key_id: str, key: Key):
        days = self.rng.randrange(7, 31)
        scheduled = replace(key, state="PendingDeletion", deletion_date=ANY)
        changes = [
            ("DisableKey", replace(key, state="Disabled"), {}),
            ("ScheduleKeyDeletion", scheduled, {"PendingWindowInDays": days}),
        ]
        if key_id in self.imports:
            deleted = replace(key, state="PendingImport", valid_to=None, expiration_model=None)
            changes += 3 * [("DeleteImportedKeyMaterial", deleted, {})] + 2 * [self.import_change(key_id, key)]
        return changes + self.changes_unless_pending_deletion(key)

    def changes_when_disabled(self, key_id: str, key: Key):
        return [("EnableKey", replace(key, state="Enabled"), {})] * 2 + self.changes_unless_pending_deletion(key)

    def changes_when_pending_deletion(self, key_id: str, key: Key):
        return [("CancelKeyDeletion", replace(key, state="Disabled", deletion_date=None), {})] * 4

    def changes_when_pending_import(self, key_id: str, key: Key):
        return [self.import_change(key_id, key)] * 4 + self.changes_unless_pending_deletion(key)

    CHANGES_BY_STATE = {
        "Enabled": changes_when_enabled,
        "Disabled": changes_when_disabled,
        "PendingDeletion": changes_when_pending_deletion,
        "PendingImport": changes_when_pending_import,
    }

    def import_change(self, key_id: str, key: Key):
        imported = replace(key, state="Enabled", material_id=key.material_id or ANY)
        wrapped = self.imports[key_id]
        if self.rng.random() < 0.5:
            after = replace(imported, valid_to=None, expiration_model="KEY_MATERIAL_DOES_NOT_EXPIRE")
            return "ImportKeyMaterial", after, wrapped.members()
        valid_to = float(int(time.time()) + self.rng.randrange(86400, 300 * 86400))
        after = replace(imported, valid_to=valid_to, expiration_model="KEY_MATERIAL_EXPIRES")
        return "ImportKeyMaterial", after, wrapped.members(ValidTo=valid_to)

    def change_alias(self) -> Change | None:
        targets = [key_id for key_id in self.hot_keys() if self.value(key_id).state != "PendingDeletion"]
        if not targets:
            return None
        target = self.rng.choice(targets)
        existing = [name for name in self.aliases if self.model.values.get(Thing("alias", name))]
        if len(existing) < MOST_ALIASES and self.rng.random() < 0.5 or not existing:
            gone = [name for name in self.aliases if name not in existing]
            name = self.rng.choice(gone) if gone and self.rng.random() < 0.5 else self.new_alias_name()
            members = {"AliasName": name, "TargetKeyId": target}
            return Change(Thing("alias", name), None, target, "CreateAlias", members)
        name = self.rng.choice(existing)
        before = self.model.values[Thing("alias", name)]
        if self.rng.random() < 0.5:
            return Change(Thing("alias", name), before, None, "DeleteAlias", {"AliasName": name})
        members = {"AliasName": name, "TargetKeyId": target}
        return Change(Thing("alias", name), before, target, "UpdateAlias", members)

    def new_alias_name(self) -> str:
        name = f"alias/{self.name}/{next(self.serial)}"
        self.aliases.append(name)
        return name

    def change_shared_tag(self) -> Change:
        """All workers write to one key at once, each its own tag."""
        thing = Thing("tag", f"{self.shared_key} {self.name}")
        value = str(next(self.serial))
        members = {"KeyId": self.shared_key, "Tags": [{"TagKey": self.name, "TagValue": value}]}
        return Change(thing, self.model.values.get(thing), value, "TagResource", members)


class Round:
    """All workers at once, on threads, until the server is killed."""

    def __init__(self, workers: list[Worker], connect):
        self.workers = workers
        self.threads = [
            threading.Thread(target=worker.run_until_server_is_gone, args=(connect(),)) for worker in workers
        ]

    def start(self):
        for thread in self.threads:
            thread.start()

    def join(self):
        for thread in self.threads:
            thread.join(60)
            assert not thread.is_alive(), "a worker still waits although the server is gone"
        failures = [f"{worker.name}, {worker.in_flight}: {worker.failure}" for worker in self.workers if worker.failure]
        assert not failures, failures
