"""The check itself: whatever is lost or changed behind the server's back, it notices."""

import pytest

from check import Checker
from harness.database import opened
from harness.imports import imported_key
from model import Ciphertext, Model, Thing, observe_key
from workers import some_policy

DAMAGE = {
    "key lost": "DELETE FROM keys WHERE description = 'first'",
    "description lost": "UPDATE keys SET description = '' WHERE description = 'first'",
    "policy changed": "UPDATE keys SET policy = replace(policy, 'first', 'later') WHERE description = 'first'",
    "key disabled": "UPDATE keys SET enabled = 0 WHERE description = 'first'",
    "creation date changed": "UPDATE keys SET created_ms = created_ms + 1 WHERE description = 'first'",
    "deletion forgotten": "UPDATE keys SET deletion_date_ms = NULL",
    "deletion date changed": "UPDATE keys SET deletion_date_ms = deletion_date_ms + 1000",
    "tag lost": "DELETE FROM key_tags WHERE name = 'b'",
    "tag changed": "UPDATE key_tags SET value = 'x' WHERE name = 'b'",
    "alias lost": "DELETE FROM aliases",
    "alias moved": "UPDATE aliases SET target_row = (SELECT max(key_row) FROM keys)",
    "alias invented": "INSERT INTO aliases SELECT account, region, name || '2', 1, target_row, 0, 0 FROM aliases",
    "import lost": "UPDATE key_materials SET slot = NULL, size_bytes = 0 WHERE valid_to_ms IS NOT NULL",
    "expiry lost": "UPDATE key_materials SET valid_to_ms = NULL",
    "expiry changed": "UPDATE key_materials SET valid_to_ms = valid_to_ms + 1000",
    "material replaced": "UPDATE sealed_slots SET bytes = zeroblob(length(bytes)) WHERE slot IN (SELECT slot FROM key_materials)",
}


@pytest.fixture
def prepared(server):
    """A stopped server that holds one thing of each kind, and the model of it."""
    model = Model()
    with server.kms() as kms:
        first = kms(
            "CreateKey", Description="first", Policy=some_policy("first"),
            Tags=[{"TagKey": name, "TagValue": "v"} for name in "abc"],
        )["KeyMetadata"]["KeyId"]  # fmt: skip
        doomed = kms("CreateKey")["KeyMetadata"]["KeyId"]
        kms("ScheduleKeyDeletion", KeyId=doomed)
        external, _ = imported_key(kms, bytes(32), ValidTo=kms("DescribeKey", KeyId=first)["KeyMetadata"]["CreationDate"] + 1e6)
        kms("CreateAlias", AliasName="alias/first", TargetKeyId=first)
        model.values = {Thing("key", key_id): observe_key(kms, key_id) for key_id in (first, doomed, external)}
        model.values[Thing("alias", "alias/first")] = first
        blob = kms("Encrypt", KeyId=first, Plaintext="AAAA")["CiphertextBlob"]
        model.ciphertexts = [Ciphertext(first, "AAAA", {}, blob)]
    assert server.stop() == 0
    return server, model


def check(server, model, rng):
    with server, server.kms() as kms:
        Checker(model, rng).check_everything(kms)


def test_nothing_lost_passes(prepared, rng):
    check(*prepared, rng)


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_damage_is_noticed(prepared, rng, damage):
    server, model = prepared
    with opened(server.data) as database:
        assert database.execute(damage).rowcount > 0
    with pytest.raises(Exception):  # noqa: B017: an assertion, or an error of the server
        check(server, model, rng)
