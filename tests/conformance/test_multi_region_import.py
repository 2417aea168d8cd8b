"""Imported material of multi-Region keys, Region by Region: reference 6.10."""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from expect import refused, seconds_from_now
from multi_region import NOT_A_PRIMARY, arn, describe, materials, replicate, rotations
from wrapping import import_material

NOTHING_WAITS = "No available key material pending rotation for the key: {}."


@pytest.fixture
def imported(clients, regions, material):
    """An EXTERNAL key with `material`, related in three Regions, imported into all of them."""
    key = clients[0].create_key(MultiRegion=True, Origin="EXTERNAL")["KeyMetadata"]
    import_material(clients[0], key["KeyId"], material)
    replicate(clients, regions, key)
    for kms in clients[1:]:
        import_material(kms, key["KeyId"], material)
    return key


def test_a_key_without_material_is_not_replicated(clients, regions):
    key = clients[0].create_key(MultiRegion=True, Origin="EXTERNAL")["KeyMetadata"]
    with refused("KMSInvalidStateException", f"{key['Arn']} is pending import."):
        clients[0].replicate_key(KeyId=key["KeyId"], ReplicaRegion=regions[1])


def test_a_replica_awaits_the_same_material(clients, regions, material):
    key = clients[0].create_key(MultiRegion=True, Origin="EXTERNAL")["KeyMetadata"]
    first = import_material(clients[0], key["KeyId"], material, KeyMaterialDescription="first")["KeyMaterialId"]
    clients[0].replicate_key(KeyId=key["KeyId"], ReplicaRegion=regions[1])
    replica = describe(clients[1], key)
    assert (replica["KeyState"], replica["CurrentKeyMaterialId"]) == ("PendingImport", first)
    assert "ExpirationModel" not in replica
    [entry] = rotations(clients[1], key, IncludeKeyMaterial="ALL_KEY_MATERIAL")
    assert (entry["ImportState"], entry["KeyMaterialDescription"]) == ("PENDING_IMPORT", "first")
    with refused("IncorrectKeyMaterialException", None):
        import_material(clients[1], key["KeyId"], os.urandom(32))
    assert describe(clients[1], key)["KeyState"] == "PendingImport"
    assert import_material(clients[1], key["KeyId"], material)["KeyMaterialId"] == first
    assert describe(clients[1], key)["KeyState"] == "Enabled"
    blob = clients[0].encrypt(KeyId=key["KeyId"], Plaintext=b"text")["CiphertextBlob"]
    assert clients[1].decrypt(CiphertextBlob=blob)["Plaintext"] == b"text"


def test_new_material_waits_until_every_region_has_it(clients, regions, imported, material):
    fresh = os.urandom(32)
    current = ("CURRENT", "IMPORTED")
    waiting = "PENDING_MULTI_REGION_IMPORT_AND_ROTATION"
    new_id = import_material(clients[0], imported["KeyId"], fresh, ImportType="NEW_KEY_MATERIAL")["KeyMaterialId"]
    assert materials(clients[0], imported) == [current, (waiting, "IMPORTED")]
    assert materials(clients[1], imported) == materials(clients[2], imported) == [current, (waiting, "PENDING_IMPORT")]
    assert [describe(kms, imported)["KeyState"] for kms in clients] == ["Enabled"] * 3
    with refused("KMSInvalidStateException", NOTHING_WAITS.format(imported["Arn"])):
        clients[0].rotate_key_on_demand(KeyId=imported["KeyId"])

    import_material(clients[1], imported["KeyId"], fresh, ImportType="EXISTING_KEY_MATERIAL")
    assert materials(clients[1], imported) == [current, (waiting, "IMPORTED")]
    import_material(clients[2], imported["KeyId"], fresh, KeyMaterialId=new_id)
    for kms in clients:
        assert materials(kms, imported) == [current, ("PENDING_ROTATION", "IMPORTED")]

    blob = clients[2].encrypt(KeyId=imported["KeyId"], Plaintext=b"old")["CiphertextBlob"]
    clients[0].rotate_key_on_demand(KeyId=imported["KeyId"])
    for kms in clients:
        assert materials(kms, imported) == [("NON_CURRENT", "IMPORTED"), current]
        assert describe(kms, imported)["CurrentKeyMaterialId"] == new_id
        assert kms.decrypt(CiphertextBlob=blob)["Plaintext"] == b"old"


def test_without_replicas_new_material_is_ready_at_once(clients, regions, material):
    key = clients[0].create_key(MultiRegion=True, Origin="EXTERNAL")["KeyMetadata"]
    import_material(clients[0], key["KeyId"], material)
    fresh = os.urandom(32)
    import_material(clients[0], key["KeyId"], fresh, ImportType="NEW_KEY_MATERIAL")
    assert materials(clients[0], key)[1] == ("PENDING_ROTATION", "IMPORTED")
    # A replica that comes later must have it too.
    clients[0].replicate_key(KeyId=key["KeyId"], ReplicaRegion=regions[1])
    assert materials(clients[0], key)[1] == ("PENDING_MULTI_REGION_IMPORT_AND_ROTATION", "IMPORTED")
    import_material(clients[1], key["KeyId"], material)
    assert describe(clients[1], key)["KeyState"] == "Enabled"  # what waits does not matter to the state
    import_material(clients[1], key["KeyId"], fresh)
    assert materials(clients[0], key)[1] == ("PENDING_ROTATION", "IMPORTED")


def test_new_material_and_descriptions_are_the_primarys(clients, regions, imported, material):
    refusal = NOT_A_PRIMARY.format(arn(regions[1], imported["KeyId"]))
    with refused("UnsupportedOperationException", refusal):
        import_material(clients[1], imported["KeyId"], os.urandom(32), ImportType="NEW_KEY_MATERIAL")
    with refused("UnsupportedOperationException", refusal):
        import_material(clients[1], imported["KeyId"], material, KeyMaterialDescription="mine")
    import_material(clients[0], imported["KeyId"], material, KeyMaterialDescription="ours")
    for kms in clients:
        [entry] = rotations(kms, imported, IncludeKeyMaterial="ALL_KEY_MATERIAL")
        assert entry["KeyMaterialDescription"] == "ours"


def test_deleting_material_is_a_regions_own(clients, imported, material):
    clients[0].delete_imported_key_material(KeyId=imported["KeyId"])
    assert [describe(kms, imported)["KeyState"] for kms in clients] == ["PendingImport", "Enabled", "Enabled"]
    import_material(clients[0], imported["KeyId"], material)
    clients[1].delete_imported_key_material(KeyId=imported["KeyId"])
    assert [describe(kms, imported)["KeyState"] for kms in clients] == ["Enabled", "PendingImport", "Enabled"]


def test_deleting_pending_material_on_the_primary_deletes_it_everywhere(clients, imported):
    fresh = os.urandom(32)
    new_id = import_material(clients[0], imported["KeyId"], fresh, ImportType="NEW_KEY_MATERIAL")["KeyMaterialId"]
    import_material(clients[1], imported["KeyId"], fresh)
    clients[0].delete_imported_key_material(KeyId=imported["KeyId"], KeyMaterialId=new_id)
    for kms in clients:
        assert materials(kms, imported) == [("CURRENT", "IMPORTED")]
    with refused("IncorrectKeyMaterialException", None):
        import_material(clients[1], imported["KeyId"], fresh)


def test_deleting_pending_material_on_a_replica_makes_all_wait_again(clients, imported):
    fresh = os.urandom(32)
    new_id = import_material(clients[0], imported["KeyId"], fresh, ImportType="NEW_KEY_MATERIAL")["KeyMaterialId"]
    for kms in clients[1:]:
        import_material(kms, imported["KeyId"], fresh)
    clients[2].delete_imported_key_material(KeyId=imported["KeyId"], KeyMaterialId=new_id)
    waiting = "PENDING_MULTI_REGION_IMPORT_AND_ROTATION"
    assert [materials(kms, imported)[1] for kms in clients] == [
        (waiting, "IMPORTED"),
        (waiting, "IMPORTED"),
        (waiting, "PENDING_IMPORT"),
    ]
    import_material(clients[2], imported["KeyId"], fresh)
    clients[0].rotate_key_on_demand(KeyId=imported["KeyId"])


def test_expiry_is_a_regions_own(clients, imported, material):
    import_material(clients[1], imported["KeyId"], material, expires=seconds_from_now(3600))
    shown = [describe(kms, imported)["ExpirationModel"] for kms in clients]
    assert shown == ["KEY_MATERIAL_DOES_NOT_EXPIRE", "KEY_MATERIAL_EXPIRES", "KEY_MATERIAL_DOES_NOT_EXPIRE"]


@pytest.mark.parametrize("spec, usage, size", [("HMAC_256", "GENERATE_VERIFY_MAC", 32)])
def test_other_imported_keys_want_the_same_material_everywhere(clients, regions, spec, usage, size):
    key = clients[0].create_key(MultiRegion=True, Origin="EXTERNAL", KeySpec=spec, KeyUsage=usage)["KeyMetadata"]
    bytes_ = os.urandom(size)
    import_material(clients[0], key["KeyId"], bytes_)
    replicate(clients, regions, key)
    with refused("IncorrectKeyMaterialException", None):
        import_material(clients[1], key["KeyId"], os.urandom(size))
    import_material(clients[1], key["KeyId"], bytes_)
    mac = clients[0].generate_mac(KeyId=key["KeyId"], Message=b"m", MacAlgorithm="HMAC_SHA_256")["Mac"]
    assert clients[1].verify_mac(KeyId=key["KeyId"], Message=b"m", MacAlgorithm="HMAC_SHA_256", Mac=mac)["MacValid"]
    with refused("KMSInvalidStateException", f"{arn(regions[2], key['KeyId'])} is pending import."):
        clients[2].verify_mac(KeyId=key["KeyId"], Message=b"m", MacAlgorithm="HMAC_SHA_256", Mac=mac)


def test_imports_at_the_same_time_in_all_regions_complete_the_set(clients, imported):
    for _ in range(3):
        fresh = os.urandom(32)
        import_material(clients[0], imported["KeyId"], fresh, ImportType="NEW_KEY_MATERIAL")
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda kms: import_material(kms, imported["KeyId"], fresh), clients[1:]))
        assert {materials(kms, imported)[-1] for kms in clients} == {("PENDING_ROTATION", "IMPORTED")}
        clients[0].rotate_key_on_demand(KeyId=imported["KeyId"])
