"""EnableKeyRotation, DisableKeyRotation, GetKeyRotationStatus, RotateKeyOnDemand, ListKeyRotations: reference 7.

What needs the clock to move (automatic rotation itself) is tested beside the code: src/server/automatic_rotation_test.cc.
"""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from expect import UNKNOWN_KEY_ID, about, not_in, refused, seconds_from_now, too_big, too_small, violations
from wrapping import import_material

LIMIT_REACHED = (
    "The on-demand rotations limit has been reached for the given keyId. "
    "No more on-demand rotations can be performed for this key: {arn}"
)


def describe(kms, key):
    return kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"]


def rotations(kms, key, **members):
    return kms.list_key_rotations(KeyId=key["KeyId"], **members)["Rotations"]


def all_material(kms, key):
    return rotations(kms, key, IncludeKeyMaterial="ALL_KEY_MATERIAL")


def import_new(kms, key):
    answer = import_material(kms, key["KeyId"], os.urandom(32), ImportType="NEW_KEY_MATERIAL")
    return answer["KeyMaterialId"]


def in_days(days):
    return seconds_from_now(days * 24 * 3600)


# --- the schedule --------------------------------------------------------------------------------


def test_a_new_key_does_not_rotate(call, key):
    answer = call("GetKeyRotationStatus", {"KeyId": key["KeyId"]}).ok
    assert answer == {"KeyId": key["Arn"], "KeyRotationEnabled": False}


def test_the_period_is_365_days_unless_given(kms, key):
    kms.enable_key_rotation(KeyId=key["KeyId"])
    status = kms.get_key_rotation_status(KeyId=key["Arn"])
    assert (status["KeyRotationEnabled"], status["RotationPeriodInDays"]) == (True, 365)
    assert about(status["NextRotationDate"], in_days(365))
    assert "OnDemandRotationStartDate" not in status


@pytest.mark.parametrize("days", [90, 365, 2560])
def test_another_period_starts_the_schedule_anew(kms, key, days):
    kms.enable_key_rotation(KeyId=key["KeyId"], RotationPeriodInDays=200)
    kms.enable_key_rotation(KeyId=key["KeyId"], RotationPeriodInDays=days)
    status = kms.get_key_rotation_status(KeyId=key["KeyId"])
    assert status["RotationPeriodInDays"] == days
    assert about(status["NextRotationDate"], in_days(days))


def test_the_same_period_keeps_the_schedule(kms, key):
    kms.enable_key_rotation(KeyId=key["KeyId"])
    before = kms.get_key_rotation_status(KeyId=key["KeyId"])["NextRotationDate"]
    kms.enable_key_rotation(KeyId=key["KeyId"])
    assert kms.get_key_rotation_status(KeyId=key["KeyId"])["NextRotationDate"] == before


def test_periods_have_90_to_2560_days(call, key):
    for days, expected in [
        (89, too_small("rotationPeriodInDays", 90, 89)),
        (2561, too_big("rotationPeriodInDays", 2560, 2561)),
    ]:
        refusal = call("EnableKeyRotation", {"KeyId": key["KeyId"], "RotationPeriodInDays": days}).error
        assert violations(refusal) == {expected}


def test_disabling_ends_it_and_may_be_repeated(call, kms, key):
    kms.enable_key_rotation(KeyId=key["KeyId"])
    for _ in range(2):
        kms.disable_key_rotation(KeyId=key["KeyId"])
    answer = call("GetKeyRotationStatus", {"KeyId": key["KeyId"]}).ok
    assert answer == {"KeyId": key["Arn"], "KeyRotationEnabled": False}


def test_switching_has_no_output(call, key):
    for operation in ["EnableKeyRotation", "DisableKeyRotation"]:
        answer = call(operation, {"KeyId": key["KeyId"]})
        assert (answer.status, answer.body) == (200, b"")


def test_a_disabled_key_keeps_its_status(kms, key):
    kms.enable_key_rotation(KeyId=key["KeyId"])
    before = kms.get_key_rotation_status(KeyId=key["KeyId"])
    kms.disable_key(KeyId=key["KeyId"])
    during = kms.get_key_rotation_status(KeyId=key["KeyId"])
    kms.enable_key(KeyId=key["KeyId"])
    after = kms.get_key_rotation_status(KeyId=key["KeyId"])
    for status in [before, during, after]:
        del status["ResponseMetadata"]
    assert before == during == after


def test_a_key_pending_deletion_shows_none_until_it_is_saved(kms, key):
    kms.enable_key_rotation(KeyId=key["KeyId"], RotationPeriodInDays=100)
    date = kms.get_key_rotation_status(KeyId=key["KeyId"])["NextRotationDate"]
    kms.schedule_key_deletion(KeyId=key["KeyId"])
    status = kms.get_key_rotation_status(KeyId=key["KeyId"])
    assert status["KeyRotationEnabled"] is False
    assert not {"NextRotationDate", "RotationPeriodInDays"} & set(status)
    kms.cancel_key_deletion(KeyId=key["KeyId"])
    assert kms.get_key_rotation_status(KeyId=key["KeyId"])["NextRotationDate"] == date


def test_the_schedule_survives_a_restart(private_server, region):
    kms = private_server.client(region)
    key = kms.create_key()["KeyMetadata"]
    kms.enable_key_rotation(KeyId=key["KeyId"], RotationPeriodInDays=123)
    blob = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")["CiphertextBlob"]
    kms.rotate_key_on_demand(KeyId=key["KeyId"])
    status, listed = kms.get_key_rotation_status(KeyId=key["KeyId"]), all_material(kms, key)
    private_server.kill()
    private_server.start()
    kms = private_server.client(region)
    again = kms.get_key_rotation_status(KeyId=key["KeyId"])
    assert again["NextRotationDate"] == status["NextRotationDate"]
    assert again["RotationPeriodInDays"] == 123
    assert all_material(kms, key) == listed
    assert kms.decrypt(CiphertextBlob=blob)["Plaintext"] == b"x"


# --- keys that cannot ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spec", "usage"),
    [("RSA_2048", "ENCRYPT_DECRYPT"), ("ECC_NIST_P256", "SIGN_VERIFY"), ("HMAC_256", "GENERATE_VERIFY_MAC")],
)
def test_only_symmetric_keys_rotate(call, kms, spec, usage):
    key = kms.create_key(KeySpec=spec, KeyUsage=usage)["KeyMetadata"]
    for operation in ["EnableKeyRotation", "DisableKeyRotation", "RotateKeyOnDemand", "ListKeyRotations"]:
        assert call(operation, {"KeyId": key["KeyId"]}).error == ("UnsupportedOperationException", None)
    answer = call("GetKeyRotationStatus", {"KeyId": key["KeyId"]}).ok
    assert answer == {"KeyId": key["Arn"], "KeyRotationEnabled": False}


def test_imported_keys_have_no_schedule(call, kms, imported_key):
    empty_key = kms.create_key(Origin="EXTERNAL")["KeyMetadata"]
    for key in [empty_key, imported_key]:
        text = f"{key['Arn']} origin is EXTERNAL which is not valid for this operation."
        for operation in ["EnableKeyRotation", "DisableKeyRotation"]:
            assert call(operation, {"KeyId": key["KeyId"]}).error == ("UnsupportedOperationException", text)
        assert kms.get_key_rotation_status(KeyId=key["KeyId"])["KeyRotationEnabled"] is False


@pytest.mark.parametrize(
    "operation",
    ["EnableKeyRotation", "DisableKeyRotation", "GetKeyRotationStatus", "RotateKeyOnDemand", "ListKeyRotations"],
)
def test_the_key_must_exist_and_not_be_named_by_alias(call, kms, key, operation):
    code, text = call(operation, {"KeyId": UNKNOWN_KEY_ID}).error
    assert code == "NotFoundException" and text.endswith("does not exist")
    kms.create_alias(AliasName="alias/rotating", TargetKeyId=key["KeyId"])
    assert call(operation, {"KeyId": "alias/rotating"}).error == (
        "InvalidArnException",
        "Key Aliases are not supported for this operation.",
    )


# --- on demand -----------------------------------------------------------------------------------


def test_new_material_encrypts_and_old_material_decrypts(call, kms, key):
    first = key["CurrentKeyMaterialId"]
    old = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"old")["CiphertextBlob"]
    assert call("RotateKeyOnDemand", {"KeyId": key["KeyId"]}).ok == {"KeyId": key["Arn"]}
    second = describe(kms, key)["CurrentKeyMaterialId"]
    assert second != first
    decrypted = kms.decrypt(CiphertextBlob=old)
    assert (decrypted["Plaintext"], decrypted["KeyMaterialId"]) == (b"old", first)
    new = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"new")["CiphertextBlob"]
    assert kms.decrypt(CiphertextBlob=new)["KeyMaterialId"] == second
    assert kms.generate_data_key(KeyId=key["KeyId"], KeySpec="AES_256")["KeyMaterialId"] == second
    moved = kms.re_encrypt(CiphertextBlob=old, DestinationKeyId=key["KeyId"])
    assert (moved["SourceKeyMaterialId"], moved["DestinationKeyMaterialId"]) == (first, second)


def test_nothing_but_the_material_changes(kms, key):
    kms.enable_key_rotation(KeyId=key["KeyId"])
    date = kms.get_key_rotation_status(KeyId=key["KeyId"])["NextRotationDate"]
    kms.rotate_key_on_demand(KeyId=key["KeyId"])
    after = describe(kms, key)
    assert {**after, "CurrentKeyMaterialId": ""} == {**key, "CurrentKeyMaterialId": ""}
    assert kms.get_key_rotation_status(KeyId=key["KeyId"])["NextRotationDate"] == date


def test_at_most_25_in_the_life_of_a_key_also_in_a_race(kms, key):
    old = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"old")["CiphertextBlob"]

    def rotate(_):
        try:
            kms.rotate_key_on_demand(KeyId=key["KeyId"])
        except kms.exceptions.LimitExceededException:
            return False
        return True

    with ThreadPoolExecutor(5) as pool:
        assert sum(pool.map(rotate, range(30))) == 25
    with refused("LimitExceededException", LIMIT_REACHED.format(arn=key["Arn"])):
        kms.rotate_key_on_demand(KeyId=key["KeyId"])
    assert len(rotations(kms, key)) == 25
    assert kms.decrypt(CiphertextBlob=old)["Plaintext"] == b"old"


# --- imported material ---------------------------------------------------------------------------


def test_pending_material_becomes_current(kms, imported_key):
    first = imported_key["CurrentKeyMaterialId"]
    old = kms.encrypt(KeyId=imported_key["KeyId"], Plaintext=b"old")["CiphertextBlob"]
    second = import_new(kms, imported_key)
    assert describe(kms, imported_key)["CurrentKeyMaterialId"] == first
    kms.rotate_key_on_demand(KeyId=imported_key["KeyId"])
    assert describe(kms, imported_key)["CurrentKeyMaterialId"] == second
    assert kms.decrypt(CiphertextBlob=old)["KeyMaterialId"] == first
    assert [entry["KeyMaterialState"] for entry in all_material(kms, imported_key)] == ["NON_CURRENT", "CURRENT"]


def test_without_pending_material_there_is_nothing_to_rotate_to(kms, imported_key):
    empty_key = kms.create_key(Origin="EXTERNAL")["KeyMetadata"]
    with refused("KMSInvalidStateException", f"{empty_key['Arn']} is pending import."):
        kms.rotate_key_on_demand(KeyId=empty_key["KeyId"])
    text = f"No available key material pending rotation for the key: {imported_key['Arn']}."
    with refused("KMSInvalidStateException", text):
        kms.rotate_key_on_demand(KeyId=imported_key["KeyId"])
    second = import_new(kms, imported_key)
    kms.delete_imported_key_material(KeyId=imported_key["KeyId"], KeyMaterialId=second)
    assert describe(kms, imported_key)["KeyState"] == "Enabled"
    with refused("KMSInvalidStateException", text):
        kms.rotate_key_on_demand(KeyId=imported_key["KeyId"])


def test_material_that_was_rotated_away_is_still_needed(kms, empty_key):
    material = os.urandom(32)
    first = import_material(kms, empty_key["KeyId"], material)["KeyMaterialId"]
    import_new(kms, empty_key)
    kms.rotate_key_on_demand(KeyId=empty_key["KeyId"])
    kms.delete_imported_key_material(KeyId=empty_key["KeyId"], KeyMaterialId=first)
    assert describe(kms, empty_key)["KeyState"] == "PendingImport"
    assert all_material(kms, empty_key)[0]["ImportState"] == "PENDING_IMPORT"
    import_material(kms, empty_key["KeyId"], material)
    assert describe(kms, empty_key)["KeyState"] == "Enabled"


# --- the list ------------------------------------------------------------------------------------


def test_a_key_that_never_rotated_has_an_empty_list(call, key):
    assert call("ListKeyRotations", {"KeyId": key["KeyId"]}).ok == {"Rotations": [], "Truncated": False}
    answer = call("ListKeyRotations", {"KeyId": key["KeyId"], "IncludeKeyMaterial": "ALL_KEY_MATERIAL"}).ok
    assert answer["Rotations"] == [
        {"KeyId": key["Arn"], "KeyMaterialId": key["CurrentKeyMaterialId"], "KeyMaterialState": "CURRENT"}
    ]


def test_rotations_are_listed_oldest_first(kms, key):
    for _ in range(2):
        kms.rotate_key_on_demand(KeyId=key["KeyId"])
    listed = rotations(kms, key)
    assert [entry["KeyMaterialState"] for entry in listed] == ["NON_CURRENT", "CURRENT"]
    assert listed[1]["KeyMaterialId"] == describe(kms, key)["CurrentKeyMaterialId"]
    for entry in listed:
        assert (entry["KeyId"], entry["RotationType"]) == (key["Arn"], "ON_DEMAND")
        assert about(entry["RotationDate"], seconds_from_now(0))
    assert [entry["KeyMaterialState"] for entry in all_material(kms, key)] == ["NON_CURRENT", "NON_CURRENT", "CURRENT"]


def test_imported_material_is_listed_with_its_import(kms, empty_key):
    expires = seconds_from_now(3600)
    description = {"KeyMaterialDescription": "first"}
    first = import_material(kms, empty_key["KeyId"], os.urandom(32), expires=expires, **description)["KeyMaterialId"]
    second = import_new(kms, empty_key)
    assert rotations(kms, empty_key) == []
    oldest, pending = all_material(kms, empty_key)
    assert about(oldest.pop("ValidTo"), expires, 1)
    assert oldest == {
        "KeyId": empty_key["Arn"],
        "KeyMaterialId": first,
        **description,
        "ImportState": "IMPORTED",
        "KeyMaterialState": "CURRENT",
        "ExpirationModel": "KEY_MATERIAL_EXPIRES",
    }
    assert pending == {
        "KeyId": empty_key["Arn"],
        "KeyMaterialId": second,
        "ImportState": "IMPORTED",
        "KeyMaterialState": "PENDING_ROTATION",
        "ExpirationModel": "KEY_MATERIAL_DOES_NOT_EXPIRE",
    }


def test_a_marker_goes_with_what_was_included(kms, key):
    for _ in range(2):
        kms.rotate_key_on_demand(KeyId=key["KeyId"])
    marker = kms.list_key_rotations(KeyId=key["KeyId"], Limit=1)["NextMarker"]
    assert len(rotations(kms, key, Marker=marker)) == 1
    with refused("InvalidMarkerException", None):
        rotations(kms, key, Marker=marker, IncludeKeyMaterial="ALL_KEY_MATERIAL")


def test_what_to_include_is_one_of_two(call, key):
    refusal = call("ListKeyRotations", {"KeyId": key["KeyId"], "IncludeKeyMaterial": "SOME"}).error
    allowed = {"ALL_KEY_MATERIAL", "ROTATIONS_ONLY"}
    assert violations(refusal) == {not_in("includeKeyMaterial", allowed, "SOME")}
