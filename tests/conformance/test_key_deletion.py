"""ScheduleKeyDeletion and CancelKeyDeletion: reference 8.

That nothing is left after the date is tested beside the code, with a clock that moves:
src/server/end_of_life_test.cc.
"""

from datetime import timedelta

import pytest

from expect import about, refused, seconds_from_now, too_big, too_small, violations


def describe(kms, key):
    return kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"]


@pytest.mark.parametrize(("given", "days"), [(None, 30), (7, 7), (8, 8), (30, 30)])
def test_deletion_is_scheduled_after_the_window(kms, key, given, days):
    window = {} if given is None else {"PendingWindowInDays": given}
    answer = kms.schedule_key_deletion(KeyId=key["KeyId"], **window)
    answer.pop("ResponseMetadata")

    due = answer["DeletionDate"]
    assert about(due, seconds_from_now(timedelta(days=days).total_seconds()))
    assert answer == {
        "KeyId": key["Arn"],
        "DeletionDate": due,
        "KeyState": "PendingDeletion",
        "PendingWindowInDays": days,
    }
    assert describe(kms, key) == {**key, "KeyState": "PendingDeletion", "Enabled": False, "DeletionDate": due}


@pytest.mark.parametrize("days", [1, 6, 31, 365])
def test_the_window_is_7_to_30_days(kms, key, days):
    with refused("ValidationException", "PendingWindowInDays must be between 7 and 30"):
        kms.schedule_key_deletion(KeyId=key["KeyId"], PendingWindowInDays=days)
    assert describe(kms, key) == key


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, too_small("pendingWindowInDays", 1, 0)),
        (-1, too_small("pendingWindowInDays", 1, -1)),
        (366, too_big("pendingWindowInDays", 365, 366)),
    ],
)
def test_the_model_allows_1_to_365_days(call, key, days, expected):
    assert violations(call("ScheduleKeyDeletion", {"KeyId": key["KeyId"], "PendingWindowInDays": days}).error) == {
        expected
    }


def test_scheduling_twice_is_refused(kms, key):
    first = kms.schedule_key_deletion(KeyId=key["KeyId"], PendingWindowInDays=7)
    with refused("KMSInvalidStateException", f"{key['Arn']} is pending deletion."):
        kms.schedule_key_deletion(KeyId=key["KeyId"], PendingWindowInDays=30)
    assert describe(kms, key)["DeletionDate"] == first["DeletionDate"]


def test_cancelling_leaves_the_key_disabled(kms, key):
    blob = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"kept")["CiphertextBlob"]
    kms.schedule_key_deletion(KeyId=key["KeyId"])
    answer = kms.cancel_key_deletion(KeyId=key["KeyId"])
    answer.pop("ResponseMetadata")
    assert answer == {"KeyId": key["Arn"]}
    assert describe(kms, key) == {**key, "KeyState": "Disabled", "Enabled": False}

    kms.enable_key(KeyId=key["KeyId"])
    assert kms.decrypt(CiphertextBlob=blob)["Plaintext"] == b"kept"


@pytest.mark.parametrize("prepare", [None, "disable_key"])
def test_only_a_pending_deletion_can_be_cancelled(kms, key, prepare):
    if prepare:
        getattr(kms, prepare)(KeyId=key["KeyId"])
    with refused("KMSInvalidStateException", f"{key['Arn']} is not pending deletion."):
        kms.cancel_key_deletion(KeyId=key["KeyId"])


def test_enabling_does_not_revive_a_key_pending_deletion(kms, key):
    kms.schedule_key_deletion(KeyId=key["KeyId"])
    with refused("KMSInvalidStateException", f"{key['Arn']} is pending deletion."):
        kms.enable_key(KeyId=key["KeyId"])
    assert describe(kms, key)["KeyState"] == "PendingDeletion"


def test_a_disabled_key_can_be_scheduled(kms, key):
    kms.disable_key(KeyId=key["KeyId"])
    assert kms.schedule_key_deletion(KeyId=key["Arn"])["KeyState"] == "PendingDeletion"


def test_aliases_and_tags_survive_while_pending(kms, key):
    kms.create_alias(AliasName="alias/doomed", TargetKeyId=key["KeyId"])
    kms.tag_resource(KeyId=key["KeyId"], Tags=[{"TagKey": "a", "TagValue": "b"}])
    kms.schedule_key_deletion(KeyId=key["KeyId"])
    assert kms.describe_key(KeyId="alias/doomed")["KeyMetadata"]["KeyState"] == "PendingDeletion"
    assert kms.list_resource_tags(KeyId=key["KeyId"])["Tags"] == [{"TagKey": "a", "TagValue": "b"}]
    assert [alias["AliasName"] for alias in kms.list_aliases(KeyId=key["KeyId"])["Aliases"]] == ["alias/doomed"]


def test_a_key_waiting_for_material_can_be_scheduled_and_cancelled(kms, empty_key):
    kms.schedule_key_deletion(KeyId=empty_key["KeyId"])
    kms.cancel_key_deletion(KeyId=empty_key["KeyId"])
    # AWS leaves open what it shows here (3.1); Trent keeps the material rule.
    assert describe(kms, empty_key) == empty_key


def test_an_imported_key_comes_back_disabled(kms, imported_key):
    kms.schedule_key_deletion(KeyId=imported_key["KeyId"])
    kms.cancel_key_deletion(KeyId=imported_key["KeyId"])
    assert describe(kms, imported_key) == {**imported_key, "KeyState": "Disabled", "Enabled": False}
