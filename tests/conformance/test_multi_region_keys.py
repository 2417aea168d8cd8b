"""CreateKey(MultiRegion), ReplicateKey, UpdatePrimaryRegion and what related keys share: reference 6.10, 8.5 and 9.

What needs the clock to move (deletion of the last replica, automatic rotation, expiry) is tested beside the code:
src/server/multi_region_life_test.cc.
"""

import json
import os
import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from expect import MATERIAL_ID, refused, seconds_from_now, violations
from wrapping import import_material

NOT_A_PRIMARY = "{} is not a multi-region primary key."
NOTHING_WAITS = "No available key material pending rotation for the key: {}."
ACCOUNT = "000000000000"


def arn(region, key_id):
    return f"arn:aws:kms:{region}:{ACCOUNT}:key/{key_id}"


def describe(kms, key):
    return kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"]


def rotations(kms, key, **members):
    return kms.list_key_rotations(KeyId=key["KeyId"], **members)["Rotations"]


def materials(kms, key):
    """(KeyMaterialState, ImportState) of all materials, oldest first."""
    entries = rotations(kms, key, IncludeKeyMaterial="ALL_KEY_MATERIAL")
    return [(entry["KeyMaterialState"], entry.get("ImportState")) for entry in entries]


@pytest.fixture
def regions(region):
    """Three Regions nobody else uses."""
    return [region, region + "0", region + "1"]


@pytest.fixture
def clients(server, regions):
    return [server.client(region) for region in regions]


@pytest.fixture
def primary(clients):
    return clients[0].create_key(MultiRegion=True)["KeyMetadata"]


def replicate(clients, regions, key, **members):
    for region in regions[1:]:
        clients[0].replicate_key(KeyId=key["KeyId"], ReplicaRegion=region, **members)
    return key


@pytest.fixture
def related(clients, regions, primary):
    """A primary in the first Region, with a replica in each of the others."""
    return replicate(clients, regions, primary)


def configuration(kind, regions, key, primary=0):
    return {
        "MultiRegionKeyType": kind,
        "PrimaryKey": {"Arn": arn(regions[primary], key["KeyId"]), "Region": regions[primary]},
        "ReplicaKeys": [
            {"Arn": arn(region, key["KeyId"]), "Region": region} for region in regions if region != regions[primary]
        ],
    }


# --- CreateKey -----------------------------------------------------------------------------------


def test_a_new_primary_has_no_replicas(clients, regions):
    key = clients[0].create_key(MultiRegion=True)["KeyMetadata"]
    assert re.fullmatch(r"mrk-[0-9a-f]{32}", key["KeyId"])
    assert key["Arn"] == arn(regions[0], key["KeyId"])
    assert (key["MultiRegion"], key["KeyState"], key["Enabled"]) == (True, "Enabled", True)
    assert key["MultiRegionConfiguration"] == configuration("PRIMARY", regions[:1], key)
    assert describe(clients[0], key) == key


def test_a_single_region_key_has_no_configuration(kms, key):
    assert key["MultiRegion"] is False and "MultiRegionConfiguration" not in key


@pytest.mark.parametrize("spec, usage", [("HMAC_256", "GENERATE_VERIFY_MAC"), ("ECC_NIST_P256", "SIGN_VERIFY"), ("RSA_2048", "ENCRYPT_DECRYPT")])
def test_other_specs_can_be_multi_region(kms, spec, usage):
    key = kms.create_key(MultiRegion=True, KeySpec=spec, KeyUsage=usage)["KeyMetadata"]
    assert key["KeyId"].startswith("mrk-") and key["KeySpec"] == spec


# --- ReplicateKey --------------------------------------------------------------------------------


def test_the_answer_shows_a_key_being_created(server, clients, regions, primary):
    answer = server.call("ReplicateKey", {"KeyId": primary["KeyId"], "ReplicaRegion": regions[1]}, region=regions[0]).ok
    metadata = answer["ReplicaKeyMetadata"]
    assert set(answer) == {"ReplicaKeyMetadata", "ReplicaPolicy"}
    assert metadata["Arn"] == arn(regions[1], primary["KeyId"])
    assert (metadata["KeyState"], metadata["Enabled"], metadata["Description"]) == ("Creating", False, "")
    assert "CurrentKeyMaterialId" not in metadata
    assert metadata["MultiRegionConfiguration"] == configuration("REPLICA", regions[:2], primary)
    assert json.loads(answer["ReplicaPolicy"])["Id"] == "key-default-1"


def test_the_replica_is_usable_and_every_key_knows_all(clients, regions, related):
    shown = [describe(kms, related) for kms in clients]
    assert [key["KeyState"] for key in shown] == ["Enabled"] * 3
    assert len({key["CurrentKeyMaterialId"] for key in shown}) == 1
    assert shown[0]["MultiRegionConfiguration"] == configuration("PRIMARY", regions, related)
    for replica in shown[1:]:
        assert replica["MultiRegionConfiguration"] == configuration("REPLICA", regions, related)
    for kms, region in zip(clients, regions):
        assert kms.list_keys()["Keys"] == [{"KeyId": related["KeyId"], "KeyArn": arn(region, related["KeyId"])}]


def test_policy_tags_and_description_are_the_replicas_own(clients, regions):
    policy = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "kms:*", "Resource": "*"}
        ],
    }
    tags = [{"TagKey": "where", "TagValue": "here"}]
    primary = clients[0].create_key(MultiRegion=True, Description="first", Tags=tags)["KeyMetadata"]
    plain = clients[0].replicate_key(KeyId=primary["Arn"], ReplicaRegion=regions[1])
    assert plain["ReplicaKeyMetadata"]["Description"] == "" and "ReplicaTags" not in plain
    other = [{"TagKey": "b", "TagValue": "2"}, {"TagKey": "a", "TagValue": "1"}]
    own = clients[0].replicate_key(
        KeyId=primary["KeyId"], ReplicaRegion=regions[2], Description="third", Tags=other, Policy=json.dumps(policy)
    )
    assert own["ReplicaTags"] == other and json.loads(own["ReplicaPolicy"]) == policy
    shown = describe(clients[2], primary)
    assert shown["Description"] == "third"
    assert clients[1].list_resource_tags(KeyId=primary["KeyId"])["Tags"] == []
    assert json.loads(clients[2].get_key_policy(KeyId=primary["KeyId"])["Policy"]) == policy
    clients[2].update_key_description(KeyId=primary["KeyId"], Description="changed")
    clients[2].tag_resource(KeyId=primary["KeyId"], Tags=[{"TagKey": "c", "TagValue": "3"}])
    clients[2].create_alias(AliasName="alias/third", TargetKeyId=primary["KeyId"])
    assert [describe(kms, primary)["Description"] for kms in clients] == ["first", "", "changed"]
    assert clients[0].list_resource_tags(KeyId=primary["KeyId"])["Tags"] == tags
    assert clients[0].list_aliases(KeyId=primary["KeyId"])["Aliases"] == []
    assert len({str(describe(kms, primary)["CreationDate"]) for kms in clients}) == 3


def test_a_region_has_one_replica(clients, regions, related):
    for region in regions:
        with refused("AlreadyExistsException"):
            clients[0].replicate_key(KeyId=related["KeyId"], ReplicaRegion=region)


def test_only_a_primary_can_be_replicated(clients, regions, related):
    with refused("UnsupportedOperationException", NOT_A_PRIMARY.format(arn(regions[1], related["KeyId"]))):
        clients[1].replicate_key(KeyId=related["KeyId"], ReplicaRegion=regions[2])
    single = clients[0].create_key()["KeyMetadata"]
    with refused("UnsupportedOperationException", NOT_A_PRIMARY.format(single["Arn"])):
        clients[0].replicate_key(KeyId=single["KeyId"], ReplicaRegion=regions[2])


@pytest.mark.parametrize("target", ["cn-north-1", "us-gov-west-1"])
def test_a_replica_stays_in_the_partition(clients, primary, target):
    with refused("UnsupportedOperationException"):
        clients[0].replicate_key(KeyId=primary["KeyId"], ReplicaRegion=target)
    assert describe(clients[0], primary)["MultiRegionConfiguration"]["ReplicaKeys"] == []


def test_a_bad_region_tags_and_policy_are_refused(call, clients, regions, primary):
    request = {"KeyId": primary["KeyId"], "ReplicaRegion": "nowhere"}
    assert len(violations(call("ReplicateKey", request).error)) == 1
    twice = [{"TagKey": "a", "TagValue": "1"}, {"TagKey": "a", "TagValue": "2"}]
    with refused("TagException", "Duplicate tag keys"):
        clients[0].replicate_key(KeyId=primary["KeyId"], ReplicaRegion=regions[1], Tags=twice)
    with refused("MalformedPolicyDocumentException"):
        clients[0].replicate_key(KeyId=primary["KeyId"], ReplicaRegion=regions[1], Policy="{}")
    with refused("LimitExceededException"):
        clients[0].replicate_key(KeyId=primary["KeyId"], ReplicaRegion=regions[1], Policy=" " * 32769)
    assert describe(clients[0], primary) == primary


def test_a_disabled_primary_is_not_replicated(clients, regions, primary):
    clients[0].disable_key(KeyId=primary["KeyId"])
    with refused("DisabledException", f"{primary['Arn']} is disabled."):
        clients[0].replicate_key(KeyId=primary["KeyId"], ReplicaRegion=regions[1])


def test_replicas_made_at_the_same_time_all_come_to_be(server, clients, region, primary):
    targets = [f"{region}{number}" for number in range(8)]

    def make(target):
        server.client(region).replicate_key(KeyId=primary["KeyId"], ReplicaRegion=target)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(make, targets))
    for kms in [clients[0], *map(server.client, targets)]:
        replicas = describe(kms, primary)["MultiRegionConfiguration"]["ReplicaKeys"]
        assert [replica["Region"] for replica in replicas] == sorted(targets)


# --- interchangeable use -------------------------------------------------------------------------


def test_ciphertexts_decrypt_in_every_region(clients, regions, related):
    for made_by in clients:
        blob = made_by.encrypt(KeyId=related["KeyId"], Plaintext=b"text", EncryptionContext={"a": "b"})["CiphertextBlob"]
        for kms, region in zip(clients, regions):
            answer = kms.decrypt(CiphertextBlob=blob, EncryptionContext={"a": "b"})
            assert (answer["Plaintext"], answer["KeyId"]) == (b"text", arn(region, related["KeyId"]))


def test_a_region_without_a_replica_cannot_decrypt(clients, regions, primary):
    blob = clients[0].encrypt(KeyId=primary["KeyId"], Plaintext=b"text")["CiphertextBlob"]
    with refused("AccessDeniedException"):
        clients[1].decrypt(CiphertextBlob=blob)
    with refused("NotFoundException", f"Key '{arn(regions[1], primary['KeyId'])}' does not exist"):
        clients[1].decrypt(CiphertextBlob=blob, KeyId=primary["KeyId"])


def test_macs_and_signatures_verify_in_every_region(clients, regions):
    mac_key = clients[0].create_key(MultiRegion=True, KeySpec="HMAC_256", KeyUsage="GENERATE_VERIFY_MAC")["KeyMetadata"]
    pair = clients[0].create_key(MultiRegion=True, KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]
    replicate(clients, regions, mac_key)
    replicate(clients, regions, pair)
    mac = clients[2].generate_mac(KeyId=mac_key["KeyId"], Message=b"m", MacAlgorithm="HMAC_SHA_256")["Mac"]
    signature = clients[1].sign(KeyId=pair["KeyId"], Message=b"m", SigningAlgorithm="ECDSA_SHA_256")["Signature"]
    for kms in clients:
        assert kms.verify_mac(KeyId=mac_key["KeyId"], Message=b"m", MacAlgorithm="HMAC_SHA_256", Mac=mac)["MacValid"]
        assert kms.verify(KeyId=pair["KeyId"], Message=b"m", SigningAlgorithm="ECDSA_SHA_256", Signature=signature)["SignatureValid"]
    assert len({kms.get_public_key(KeyId=pair["KeyId"])["PublicKey"] for kms in clients}) == 1


def test_a_state_is_a_regions_own(clients, related):
    blob = clients[0].encrypt(KeyId=related["KeyId"], Plaintext=b"text")["CiphertextBlob"]
    clients[0].disable_key(KeyId=related["KeyId"])
    clients[2].schedule_key_deletion(KeyId=related["KeyId"])
    assert [describe(kms, related)["KeyState"] for kms in clients] == ["Disabled", "Enabled", "PendingDeletion"]
    assert clients[1].decrypt(CiphertextBlob=blob)["Plaintext"] == b"text"
    with refused("DisabledException"):
        clients[0].decrypt(CiphertextBlob=blob)


def test_an_arn_of_another_region_is_not_found(clients, regions, related):
    with refused("NotFoundException", f"Invalid arn {regions[0]}"):
        clients[1].describe_key(KeyId=related["Arn"])


# --- rotation ------------------------------------------------------------------------------------


def test_the_primarys_schedule_is_everybodys(clients, related):
    clients[0].enable_key_rotation(KeyId=related["KeyId"], RotationPeriodInDays=100)
    shown = [kms.get_key_rotation_status(KeyId=related["KeyId"]) for kms in clients]
    assert [status["RotationPeriodInDays"] for status in shown] == [100] * 3
    assert len({status["NextRotationDate"] for status in shown}) == 1
    clients[0].disable_key_rotation(KeyId=related["KeyId"])
    assert not any(kms.get_key_rotation_status(KeyId=related["KeyId"])["KeyRotationEnabled"] for kms in clients)


def test_a_replica_made_later_has_the_schedule_and_the_history(clients, regions, primary):
    clients[0].enable_key_rotation(KeyId=primary["KeyId"])
    clients[0].rotate_key_on_demand(KeyId=primary["KeyId"])
    replicate(clients, regions, primary)
    assert clients[2].get_key_rotation_status(KeyId=primary["KeyId"])["KeyRotationEnabled"]
    ours, theirs = (rotations(kms, primary, IncludeKeyMaterial="ALL_KEY_MATERIAL") for kms in (clients[0], clients[2]))
    assert [entry["KeyId"] for entry in theirs] == [arn(regions[2], primary["KeyId"])] * 2
    assert [{**entry, "KeyId": ""} for entry in ours] == [{**entry, "KeyId": ""} for entry in theirs]


def test_rotation_on_demand_rotates_all(clients, related):
    blob = clients[1].encrypt(KeyId=related["KeyId"], Plaintext=b"old")["CiphertextBlob"]
    before = describe(clients[0], related)["CurrentKeyMaterialId"]
    clients[0].rotate_key_on_demand(KeyId=related["KeyId"])
    current = {describe(kms, related)["CurrentKeyMaterialId"] for kms in clients}
    assert len(current) == 1 and before not in current and MATERIAL_ID.fullmatch(*current)
    fresh = clients[2].encrypt(KeyId=related["KeyId"], Plaintext=b"new")["CiphertextBlob"]
    for kms in clients:
        old = kms.decrypt(CiphertextBlob=blob)
        assert (old["Plaintext"], old["KeyMaterialId"]) == (b"old", before)
        assert kms.decrypt(CiphertextBlob=fresh)["KeyMaterialId"] in current


@pytest.mark.parametrize("operation", ["enable_key_rotation", "disable_key_rotation", "rotate_key_on_demand"])
def test_rotation_is_the_primarys_to_manage(clients, regions, related, operation):
    with refused("UnsupportedOperationException", NOT_A_PRIMARY.format(arn(regions[1], related["KeyId"]))):
        getattr(clients[1], operation)(KeyId=related["KeyId"])


# --- UpdatePrimaryRegion -------------------------------------------------------------------------


def test_a_replica_becomes_the_primary(clients, regions, related):
    blob = clients[0].encrypt(KeyId=related["KeyId"], Plaintext=b"text")["CiphertextBlob"]
    clients[0].update_primary_region(KeyId=related["KeyId"], PrimaryRegion=regions[1])
    shown = [describe(kms, related) for kms in clients]
    assert [key["KeyState"] for key in shown] == ["Enabled"] * 3
    for kind, key in zip(["REPLICA", "PRIMARY", "REPLICA"], shown):
        assert key["MultiRegionConfiguration"] == configuration(kind, regions, related, primary=1)
    assert clients[2].decrypt(CiphertextBlob=blob)["Plaintext"] == b"text"
    clients[1].rotate_key_on_demand(KeyId=related["KeyId"])
    assert len({describe(kms, related)["CurrentKeyMaterialId"] for kms in clients}) == 1
    with refused("UnsupportedOperationException", NOT_A_PRIMARY.format(arn(regions[0], related["KeyId"]))):
        clients[0].rotate_key_on_demand(KeyId=related["KeyId"])


def test_the_answer_is_empty(server, regions, related):
    answer = server.call("UpdatePrimaryRegion", {"KeyId": related["KeyId"], "PrimaryRegion": regions[1]}, region=regions[0])
    assert answer.body == b""


def test_the_new_primary_must_be_an_enabled_replica(clients, regions, region, related):
    update = clients[0].update_primary_region
    with refused("NotFoundException", f"Key '{arn(region + '7', related['KeyId'])}' does not exist"):
        update(KeyId=related["KeyId"], PrimaryRegion=region + "7")
    with refused("UnsupportedOperationException"):
        update(KeyId=related["KeyId"], PrimaryRegion=regions[0])
    clients[1].disable_key(KeyId=related["KeyId"])
    with refused("DisabledException", f"{arn(regions[1], related['KeyId'])} is disabled."):
        update(KeyId=related["KeyId"], PrimaryRegion=regions[1])
    clients[2].schedule_key_deletion(KeyId=related["KeyId"])
    with refused("KMSInvalidStateException", f"{arn(regions[2], related['KeyId'])} is pending deletion."):
        update(KeyId=related["KeyId"], PrimaryRegion=regions[2])
    with refused("UnsupportedOperationException", NOT_A_PRIMARY.format(arn(regions[2], related["KeyId"]))):
        clients[2].cancel_key_deletion(KeyId=related["KeyId"])
        clients[2].enable_key(KeyId=related["KeyId"])
        clients[2].update_primary_region(KeyId=related["KeyId"], PrimaryRegion=regions[0])
    assert describe(clients[0], related)["MultiRegionConfiguration"]["MultiRegionKeyType"] == "PRIMARY"


# --- deletion ------------------------------------------------------------------------------------


def test_a_primary_waits_for_its_replicas(clients, regions, related):
    answer = clients[0].schedule_key_deletion(KeyId=related["KeyId"], PendingWindowInDays=9)
    assert (answer["KeyState"], answer["PendingWindowInDays"]) == ("PendingReplicaDeletion", 9)
    assert "DeletionDate" not in answer
    shown = describe(clients[0], related)
    assert (shown["KeyState"], shown["PendingDeletionWindowInDays"], shown["Enabled"]) == ("PendingReplicaDeletion", 9, False)
    assert "DeletionDate" not in shown
    waiting = f"{related['Arn']} is pending replica deletion."
    with refused("KMSInvalidStateException", waiting):
        clients[0].encrypt(KeyId=related["KeyId"], Plaintext=b"text")
    with refused("KMSInvalidStateException", waiting):
        clients[0].schedule_key_deletion(KeyId=related["KeyId"])
    with refused("KMSInvalidStateException", waiting):
        clients[0].replicate_key(KeyId=related["KeyId"], ReplicaRegion=regions[0] + "7")
    assert describe(clients[1], related)["KeyState"] == "Enabled"
    clients[0].cancel_key_deletion(KeyId=related["KeyId"])
    shown = describe(clients[0], related)
    assert shown["KeyState"] == "Disabled" and "PendingDeletionWindowInDays" not in shown


def test_a_primary_without_replicas_is_deleted_like_any_key(clients, primary):
    answer = clients[0].schedule_key_deletion(KeyId=primary["KeyId"], PendingWindowInDays=7)
    assert answer["KeyState"] == "PendingDeletion" and "DeletionDate" in answer


# --- imported material ---------------------------------------------------------------------------


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


# --- restart -------------------------------------------------------------------------------------


def test_related_keys_survive_a_restart(private_server, regions):
    clients = [private_server.client(region) for region in regions]
    key = clients[0].create_key(MultiRegion=True)["KeyMetadata"]
    replicate(clients, regions, key)
    clients[0].schedule_key_deletion(KeyId=key["KeyId"], PendingWindowInDays=8)
    blob = clients[1].encrypt(KeyId=key["KeyId"], Plaintext=b"text")["CiphertextBlob"]
    before = [describe(kms, key) for kms in clients]
    private_server.restart()
    clients = [private_server.client(region) for region in regions]
    assert [describe(kms, key) for kms in clients] == before
    assert clients[2].decrypt(CiphertextBlob=blob)["Plaintext"] == b"text"
