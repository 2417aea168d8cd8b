"""An orderly restart changes nothing that a client can see."""

import base64
import json
import threading
import time

import pytest

from harness.imports import external_key, imported_key, wrap_for
from harness.kms import Refused, Unanswered
from model import list_all
from workers import some_policy

# A use is in the database after the flush that follows it (src/usage/last_usage_tracker.h) and its commit.
FLUSH_SECONDS = 2
COMMIT_SECONDS = 1

PLAINTEXT = base64.b64encode(b"restart").decode()


@pytest.fixture(params=["SIGTERM", "SIGKILL"])
def restart(server, request):
    """Ends the server and starts it again on the same directory."""

    def again():
        assert server.stop() == 0 if request.param == "SIGTERM" else server.kill()
        server.start()

    return again


def everything_visible(kms) -> dict:
    """All that the read operations tell of all keys and aliases, byte for byte."""
    key_ids = [key["KeyId"] for key in list_all(kms, "ListKeys", "Keys", 1000)]
    per_key = ("DescribeKey", "GetKeyPolicy", "ListResourceTags", "ListKeyPolicies", "ListAliases")
    return {
        "keys": key_ids,
        "aliases": list_all(kms, "ListAliases", "Aliases", 100),
        "each": {key_id: [kms(operation, KeyId=key_id) for operation in per_key] for key_id in key_ids},
    }


def test_everything_visible_stays(server, restart):
    with server.kms() as kms:
        populate(kms)
        before = everything_visible(kms)
    restart()
    with server.kms() as kms:
        assert everything_visible(kms) == before
    assert len(before["keys"]) == 5 and len(before["aliases"]) >= 2


def populate(kms):
    """Keys in every state, with everything that can be attached to one."""
    policy = json.dumps(json.loads(some_policy("é ~ ÿ")), indent=3, ensure_ascii=False)
    key_id = kms("CreateKey", Description="täglich \u20ac \U0001d11e", Policy=policy)["KeyMetadata"]["KeyId"]
    kms("TagResource", KeyId=key_id, Tags=[{"TagKey": f"k{n}", "TagValue": "v" * n} for n in range(50)])
    kms("CreateAlias", AliasName="alias/one", TargetKeyId=key_id)
    kms("CreateAlias", AliasName="alias/two", TargetKeyId=key_id)
    kms("DisableKey", KeyId=kms("CreateKey")["KeyMetadata"]["KeyId"])
    kms("ScheduleKeyDeletion", KeyId=kms("CreateKey")["KeyMetadata"]["KeyId"], PendingWindowInDays=9)
    external_key(kms, Description="never imported")
    imported_key(kms, bytes(32), ValidTo=in_days(30))


def in_days(days: int) -> float:
    return int(time.time()) + 86400.0 * days


def test_ciphertexts_and_data_keys_of_before_decrypt(server, restart):
    with server.kms() as kms:
        own = kms("CreateKey")["KeyMetadata"]["KeyId"]
        imported, _ = imported_key(kms, b"m" * 32)
        blobs, context = [], {"purpose": "restart"}
        for key_id in (own, imported):
            blobs.append(kms("Encrypt", KeyId=key_id, Plaintext=PLAINTEXT, EncryptionContext=context))
            data_key = kms("GenerateDataKey", KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)
            blobs.append(data_key)
    restart()
    with server.kms() as kms:
        for blob in blobs:
            answer = kms("Decrypt", CiphertextBlob=blob["CiphertextBlob"], EncryptionContext=context)
            assert answer["Plaintext"] == blob.get("Plaintext", PLAINTEXT)
            assert answer["KeyId"] == blob["KeyId"]


def test_import_tokens_of_before_still_work(server, restart):
    with server.kms() as kms:
        key_id = external_key(kms)
        wrapped = wrap_for(kms, key_id, b"t" * 32)
    restart()
    with server.kms() as kms:
        wrapped.send(kms)
        assert kms("DescribeKey", KeyId=key_id)["KeyMetadata"]["KeyState"] == "Enabled"


def test_deleted_material_stays_deleted_and_the_same_comes_back(server, restart):
    with server.kms() as kms:
        key_id, wrapped = imported_key(kms, b"s" * 32)
        blob = kms("Encrypt", KeyId=key_id, Plaintext=PLAINTEXT)["CiphertextBlob"]
        deleted = kms("DeleteImportedKeyMaterial", KeyId=key_id)
    restart()
    with server.kms() as kms:
        with pytest.raises(Refused, match="KMSInvalidStateException"):
            kms("Decrypt", CiphertextBlob=blob)
        with pytest.raises(Refused, match="IncorrectKeyMaterialException"):
            wrap_for(kms, key_id, b"x" * 32).send(kms)
        assert wrapped.send(kms)["KeyMaterialId"] == deleted["KeyMaterialId"]
        assert kms("Decrypt", CiphertextBlob=blob)["Plaintext"] == PLAINTEXT


def test_material_that_expired_while_the_server_was_down_is_gone(server):
    with server.kms() as kms:
        valid_to = in_days(0) + 2
        key_id, _ = imported_key(kms, b"e" * 32, ValidTo=valid_to)
    assert server.stop() == 0
    time.sleep(max(0, valid_to - time.time()) + 0.1)
    server.start()
    with server.kms() as kms:
        assert kms("DescribeKey", KeyId=key_id)["KeyMetadata"]["KeyState"] == "PendingImport"


@pytest.mark.parametrize(
    "operation, member, name", [("ListKeys", "Keys", "KeyId"), ("ListAliases", "Aliases", "AliasName")]
)
def test_markers_of_before_go_on_where_they_were(server, restart, operation, member, name):
    with server.kms() as kms:
        for number in range(7):
            key_id = kms("CreateKey")["KeyMetadata"]["KeyId"]
            kms("CreateAlias", AliasName=f"alias/{number}", TargetKeyId=key_id)
        whole = [entry[name] for entry in list_all(kms, operation, member, 100)]
        first = kms(operation, Limit=3)
    restart()
    with server.kms() as kms:
        rest = kms(operation, Limit=100, Marker=first["NextMarker"])
    assert [entry[name] for entry in first[member] + rest[member]] == whole


def last_usage(kms, key_id: str) -> dict:
    return kms("GetKeyLastUsage", KeyId=key_id)["KeyLastUsage"]


def test_last_usage_of_the_very_end_survives_an_orderly_stop(server):
    with server.kms() as kms:
        keys = [kms("CreateKey")["KeyMetadata"]["KeyId"] for _ in range(3)]
        for key_id in keys[:2]:
            kms("Encrypt", KeyId=key_id, Plaintext=PLAINTEXT)
        before = [last_usage(kms, key_id) for key_id in keys]
    assert server.stop() == 0
    server.start()
    with server.kms() as kms:
        assert [last_usage(kms, key_id) for key_id in keys] == before
    assert [usage.get("Operation") for usage in before] == ["Encrypt", "Encrypt", None]


def test_last_usage_under_load_survives_an_orderly_stop(server):
    """Requests are in flight when the server is told to stop: what was answered is remembered."""
    with server.kms() as kms:
        key_id = kms("CreateKey")["KeyMetadata"]["KeyId"]
    body = json.dumps({"KeyId": key_id, "Plaintext": PLAINTEXT}).encode()
    answered = []

    def use():
        with server.kms() as kms:
            try:
                while True:
                    response = kms.send(kms.request("Encrypt", body))
                    assert response.status == 200
                    answered.append((time.time(), response.headers["x-amzn-requestid"]))
            except Unanswered:
                pass

    users = [threading.Thread(target=use) for _ in range(2)]
    for user in users:
        user.start()
    time.sleep(0.5)
    assert server.stop() == 0
    for user in users:
        user.join()
    server.start()
    with server.kms() as kms:
        usage = last_usage(kms, key_id)
    # The two users' last answers came in an order that the server need not know.
    newest = answered[-1][0]
    assert usage["KmsRequestId"] in {request for when, request in answered if when > newest - 0.2}


def test_sigkill_loses_the_last_usage_of_a_few_seconds_at_most(server):
    with server.kms() as kms:
        early, late = (kms("CreateKey")["KeyMetadata"]["KeyId"] for _ in range(2))
        kms("Encrypt", KeyId=early, Plaintext=PLAINTEXT)
        expected = last_usage(kms, early)
        time.sleep(FLUSH_SECONDS + COMMIT_SECONDS)
        kms("Encrypt", KeyId=late, Plaintext=PLAINTEXT)
        kept_or_lost = (last_usage(kms, late), {})
    server.kill()
    server.start()
    with server.kms() as kms:
        assert last_usage(kms, early) == expected
        assert last_usage(kms, late) in kept_or_lost


def test_credentials_stay(server, restart):
    before = (server.data / "credentials").read_bytes()
    restart()
    assert (server.data / "credentials").read_bytes() == before
