"""Compares what a restarted server holds with the model."""

import random
from collections import Counter

from harness.kms import Kms, Refused
from model import Change, Ciphertext, Model, Thing, observe, observe_aliases, observe_key, observe_keys
from workers import Worker

REFUSED_BY_STATE = {
    "Disabled": "DisabledException",
    "PendingDeletion": "KMSInvalidStateException",
    "PendingImport": "KMSInvalidStateException",
}


class Checker:
    """Checks a model against a server, and learns from it how unanswered requests ended."""

    def __init__(self, model: Model, rng: random.Random):
        self.model = model
        self.rng = rng
        self.tally = Counter()

    def check_round(self, kms: Kms, workers: list[Worker], old_things: int = 30, old_ciphertexts: int = 20):
        """Everything that the last round touched, and a sample of what came before."""
        self.settle(kms, workers)
        touched = set().union(*(worker.touched for worker in workers))
        self.check_things(kms, touched | set(self.sample(sorted(self.model.values, key=str), old_things)))
        new = [ciphertext for worker in workers for ciphertext in worker.new_ciphertexts]
        self.check_ciphertexts(kms, new + self.sample(self.model.ciphertexts, old_ciphertexts))
        self.model.ciphertexts += new

    def check_everything(self, kms: Kms):
        self.check_lists(kms)
        self.check_things(kms, set(self.model.values))
        self.check_ciphertexts(kms, self.model.ciphertexts)

    def settle(self, kms: Kms, workers: list[Worker]):
        """Unanswered requests took effect wholly or not at all. Either way the model now says which."""
        pending = [(worker, worker.in_flight) for worker in workers if worker.in_flight]
        creations = {change.after.description: (worker, change) for worker, change in pending if creates_key(change)}
        for key_id in observe_keys(kms) - self.model.keys():
            self.adopt_key(key_id, observe_key(kms, key_id), creations)
        self.tally["unanswered, absent"] += len(creations)  # those that nobody found
        for _, change in pending:
            if not creates_key(change):
                self.settle_change(change, observe(kms, change.thing))
        self.check_lists(kms)

    def adopt_key(self, key_id: str, found, creations: dict):
        assert found.description in creations, f"key {key_id} that nobody asked for: {found}"
        worker, change = creations.pop(found.description)
        assert found == change.after, f"half a key: asked for {change.after}, found {found}"
        self.model.values[Thing("key", key_id)] = found
        worker.key_ids.append(key_id)
        self.tally["unanswered, complete"] += 1

    def settle_change(self, change: Change, found):
        assert found in (change.before, change.after), f"half a {change.operation}: {change}, found {found}"
        self.tally["unanswered, complete" if found == change.after else "unanswered, absent"] += 1
        self.model.values[change.thing] = found

    def check_lists(self, kms: Kms):
        """The list operations show exactly the keys and aliases there are."""
        assert observe_keys(kms) == self.model.keys()
        assert observe_aliases(kms) == self.model.aliases()

    def check_things(self, kms: Kms, things: set[Thing]):
        for thing in things:
            expected, found = self.model.values[thing], observe(kms, thing)
            assert found == expected, f"{thing}: acknowledged {expected}, found {found}"
        self.tally["things checked"] += len(things)

    def check_ciphertexts(self, kms: Kms, ciphertexts: list[Ciphertext]):
        for ciphertext in ciphertexts:
            state = self.model.values[Thing("key", ciphertext.key_id)].state
            if state == "Enabled":
                ciphertext.decrypt(kms)
            else:
                assert refusal_of(ciphertext, kms) == REFUSED_BY_STATE[state], f"{ciphertext.key_id} is {state}"
        self.tally["ciphertexts checked"] += len(ciphertexts)

    def sample(self, items: list, most: int) -> list:
        return self.rng.sample(items, min(most, len(items)))


def creates_key(change: Change) -> bool:
    return change.operation == "CreateKey"


def refusal_of(ciphertext: Ciphertext, kms: Kms) -> str:
    try:
        ciphertext.decrypt(kms)
    except Refused as refusal:
        return refusal.code
    return "decrypted"
