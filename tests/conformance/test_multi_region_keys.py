"""CreateKey(MultiRegion), ReplicateKey, UpdatePrimaryRegion and what related keys share: reference 8.5 and 9.

Imported material: test_multi_region_import.py.

What needs the clock to move (deletion of the last replica, automatic rotation, expiry) is tested beside the code:
src/server/multi_region_life_test.cc.
"""

import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from expect import MATERIAL_ID, refused, violations
from multi_region import NOT_A_PRIMARY, arn, describe, replicate, rotations
from trentserver import ACCOUNT

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
    clients[2].cancel_key_deletion(KeyId=related["KeyId"])
    clients[2].enable_key(KeyId=related["KeyId"])
    with refused("UnsupportedOperationException", NOT_A_PRIMARY.format(arn(regions[2], related["KeyId"]))):
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
