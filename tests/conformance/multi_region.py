"""What the tests of multi-Region keys ask of related keys."""

from trentserver import ACCOUNT

NOT_A_PRIMARY = "{} is not a multi-region primary key."


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


def replicate(clients, regions, key, **members):
    for region in regions[1:]:
        clients[0].replicate_key(KeyId=key["KeyId"], ReplicaRegion=region, **members)
    return key
