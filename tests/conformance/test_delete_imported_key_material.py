"""DeleteImportedKeyMaterial: reference 6.9. Sequences with several materials are in test_import_lifecycle.py."""

import os

import pytest

from expect import UNKNOWN_KEY_ID, refused, seconds_from_now
from trentserver import key_arn
from wrapping import import_material


def describe(kms, key):
    return kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"]


@pytest.mark.parametrize("named", [False, True], ids=["without id", "with id"])
def test_the_answer_names_key_and_material(call, imported_key, named):
    material_id = imported_key["CurrentKeyMaterialId"]
    request = {"KeyId": imported_key["KeyId"], **({"KeyMaterialId": material_id} if named else {})}
    assert call("DeleteImportedKeyMaterial", request).ok == {"KeyId": imported_key["Arn"], "KeyMaterialId": material_id}


def test_the_key_waits_for_import_and_keeps_its_material_id(kms, empty_key, imported_key):
    kms.delete_imported_key_material(KeyId=imported_key["KeyId"])
    assert describe(kms, imported_key) == {
        **empty_key,
        "CurrentKeyMaterialId": imported_key["CurrentKeyMaterialId"],
    }
    with refused("KMSInvalidStateException", f"{imported_key['Arn']} is pending import."):
        kms.encrypt(KeyId=imported_key["KeyId"], Plaintext=b"x")


def test_an_expiry_date_disappears_with_the_material(kms, empty_key, material):
    import_material(kms, empty_key["KeyId"], material, expires=seconds_from_now(3600))
    kms.delete_imported_key_material(KeyId=empty_key["KeyId"])
    assert not {"ValidTo", "ExpirationModel"} & set(describe(kms, empty_key))


def test_a_disabled_key_waits_for_import_too(kms, imported_key):
    kms.disable_key(KeyId=imported_key["KeyId"])
    kms.delete_imported_key_material(KeyId=imported_key["KeyId"])
    assert describe(kms, imported_key)["KeyState"] == "PendingImport"


def test_a_key_pending_deletion_stays_so(kms, imported_key):
    due = kms.schedule_key_deletion(KeyId=imported_key["KeyId"])["DeletionDate"]
    answer = kms.delete_imported_key_material(KeyId=imported_key["KeyId"])
    assert answer["KeyMaterialId"] == imported_key["CurrentKeyMaterialId"]
    after = describe(kms, imported_key)
    assert (after["KeyState"], after["DeletionDate"]) == ("PendingDeletion", due)


def test_deleting_twice_is_like_deleting_once(kms, imported_key):
    kms.delete_imported_key_material(KeyId=imported_key["KeyId"])
    before = describe(kms, imported_key)
    for more in [{}, {"KeyMaterialId": imported_key["CurrentKeyMaterialId"]}]:
        assert kms.delete_imported_key_material(KeyId=imported_key["KeyId"], **more)["KeyId"] == imported_key["Arn"]
    assert describe(kms, imported_key) == before


def test_a_key_that_never_had_material_has_nothing_to_lose(kms, empty_key):
    assert kms.delete_imported_key_material(KeyId=empty_key["KeyId"])["KeyId"] == empty_key["Arn"]
    assert describe(kms, empty_key) == empty_key


def test_a_key_of_another_origin_is_refused_and_loses_nothing(kms, key):
    blob = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"kept")["CiphertextBlob"]
    text = f"{key['Arn']} origin is AWS_KMS which is not valid for this operation."
    for more in [{}, {"KeyMaterialId": key["CurrentKeyMaterialId"]}]:
        with refused("UnsupportedOperationException", text):
            kms.delete_imported_key_material(KeyId=key["KeyId"], **more)
    assert describe(kms, key) == key
    assert kms.decrypt(CiphertextBlob=blob)["Plaintext"] == b"kept"


def test_an_unknown_material_is_not_found_and_nothing_is_lost(kms, imported_key):
    # AWS does not say which exception this is (6.9).
    with refused("NotFoundException"):
        kms.delete_imported_key_material(KeyId=imported_key["KeyId"], KeyMaterialId="0" * 64)
    assert describe(kms, imported_key) == imported_key


def test_the_material_of_another_key_is_not_found(kms, imported_key):
    other = kms.create_key(Origin="EXTERNAL")["KeyMetadata"]
    foreign = import_material(kms, other["KeyId"], os.urandom(32))["KeyMaterialId"]
    with refused("NotFoundException"):
        kms.delete_imported_key_material(KeyId=imported_key["KeyId"], KeyMaterialId=foreign)
    assert describe(kms, other)["KeyState"] == "Enabled"


def test_an_unknown_key_is_not_found(kms, region):
    with refused("NotFoundException", f"Key '{key_arn(region, UNKNOWN_KEY_ID)}' does not exist"):
        kms.delete_imported_key_material(KeyId=UNKNOWN_KEY_ID)


def test_aliases_tags_and_description_stay(kms, imported_key):
    key_id = imported_key["KeyId"]
    kms.create_alias(AliasName="alias/stays", TargetKeyId=key_id)
    kms.tag_resource(KeyId=key_id, Tags=[{"TagKey": "a", "TagValue": "b"}])
    kms.update_key_description(KeyId=key_id, Description="stays")
    kms.delete_imported_key_material(KeyId=key_id)
    assert kms.describe_key(KeyId="alias/stays")["KeyMetadata"]["Description"] == "stays"
    assert kms.list_resource_tags(KeyId=key_id)["Tags"] == [{"TagKey": "a", "TagValue": "b"}]
