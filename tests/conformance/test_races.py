"""Several clients at once: whatever the order, the answers must be those of some order."""

import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from wrapping import import_material, import_request

CLIENTS = 8


@pytest.fixture
def at_once():
    """Runs the same function for every argument, all at the same time."""
    with ThreadPoolExecutor(CLIENTS) as pool:
        yield lambda function, arguments: list(pool.map(function, arguments))


def outcome(answer):
    return "ok" if answer.status == 200 else answer.error[0]


def test_an_alias_is_taken_by_one_client_only(at_once, call, kms):
    keys = [kms.create_key()["KeyMetadata"]["KeyId"] for _ in range(CLIENTS)]
    answers = at_once(lambda key: call("CreateAlias", {"AliasName": "alias/race", "TargetKeyId": key}), keys)
    assert Counter(map(outcome, answers)) == {"ok": 1, "AlreadyExistsException": CLIENTS - 1}
    winner = keys[[outcome(answer) for answer in answers].index("ok")]
    assert kms.describe_key(KeyId="alias/race")["KeyMetadata"]["KeyId"] == winner


def test_tags_of_all_clients_are_kept(at_once, call, kms, key):
    names = [f"client-{number}" for number in range(24)]
    answers = at_once(
        lambda name: call("TagResource", {"KeyId": key["KeyId"], "Tags": [{"TagKey": name, "TagValue": name}]}), names
    )
    assert set(map(outcome, answers)) == {"ok"}
    assert {tag["TagKey"] for tag in kms.list_resource_tags(KeyId=key["KeyId"])["Tags"]} == set(names)


def test_the_limit_of_50_tags_holds(at_once, call, kms, key):
    answers = at_once(
        lambda number: call(
            "TagResource",
            {"KeyId": key["KeyId"], "Tags": [{"TagKey": f"k{number}-{n}", "TagValue": ""} for n in range(9)]},
        ),
        range(CLIENTS),
    )
    assert Counter(map(outcome, answers))["ok"] == 5
    assert len(kms.list_resource_tags(KeyId=key["KeyId"])["Tags"]) == 45


def test_a_deletion_is_scheduled_once(at_once, call, key):
    answers = at_once(
        lambda days: call("ScheduleKeyDeletion", {"KeyId": key["KeyId"], "PendingWindowInDays": days}),
        range(7, 7 + CLIENTS),
    )
    assert Counter(map(outcome, answers)) == {"ok": 1, "KMSInvalidStateException": CLIENTS - 1}
    (scheduled,) = [answer.json for answer in answers if answer.status == 200]
    assert call("DescribeKey", {"KeyId": key["KeyId"]}).ok["KeyMetadata"]["DeletionDate"] == scheduled["DeletionDate"]


def test_one_of_several_first_imports_wins(at_once, call, kms, empty_key):
    requests = [import_request(kms, empty_key["KeyId"], os.urandom(32)) for _ in range(4)]
    answers = at_once(lambda request: call("ImportKeyMaterial", request), requests)
    assert Counter(map(outcome, answers)) == {"ok": 1, "IncorrectKeyMaterialException": 3}
    (imported,) = [answer.json for answer in answers if answer.status == 200]
    shown = kms.describe_key(KeyId=empty_key["KeyId"])["KeyMetadata"]
    assert (shown["KeyState"], shown["CurrentKeyMaterialId"]) == ("Enabled", imported["KeyMaterialId"])


def test_one_of_several_new_materials_waits(at_once, call, kms, imported_key):
    requests = [
        import_request(kms, imported_key["KeyId"], os.urandom(32), ImportType="NEW_KEY_MATERIAL") for _ in range(4)
    ]
    answers = at_once(lambda request: call("ImportKeyMaterial", request), requests)
    assert Counter(map(outcome, answers)) == {"ok": 1, "KMSInvalidStateException": 3}
    assert kms.describe_key(KeyId=imported_key["KeyId"])["KeyMetadata"] == imported_key


def test_encryption_beside_deletion_and_reimport_never_breaks(at_once, call, kms, imported_key, material):
    """Every Encrypt works or says why not, and what it made decrypts in the end."""
    key_id = imported_key["KeyId"]

    def work(client):
        if client == 0:
            for _ in range(5):
                kms.delete_imported_key_material(KeyId=key_id)
                import_material(kms, key_id, material)
            return []
        return [call("Encrypt", {"KeyId": key_id, "Plaintext": b"x"}) for _ in range(40)]

    answers = [answer for batch in at_once(work, range(4)) for answer in batch]
    assert set(map(outcome, answers)) <= {"ok", "KMSInvalidStateException"}
    for answer in answers:
        if answer.status == 200:
            assert call("Decrypt", {"CiphertextBlob": answer.json["CiphertextBlob"]}).ok["Plaintext"] == "eA=="


def test_a_disabled_key_is_disabled_for_everyone_at_once(at_once, call, kms, key):
    """No cache answers after the change has been acknowledged."""
    for _ in range(5):
        kms.disable_key(KeyId=key["KeyId"])
        answers = at_once(lambda _: call("Encrypt", {"KeyId": key["KeyId"], "Plaintext": b"x"}), range(CLIENTS))
        assert set(map(outcome, answers)) == {"DisabledException"}
        kms.enable_key(KeyId=key["KeyId"])
        answers = at_once(lambda _: call("Encrypt", {"KeyId": key["KeyId"], "Plaintext": b"x"}), range(CLIENTS))
        assert set(map(outcome, answers)) == {"ok"}
