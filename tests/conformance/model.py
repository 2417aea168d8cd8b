"""The KMS service model as the newest botocore has it, and which operations Trent has built."""

import functools
import gzip
import json
from pathlib import Path

import botocore

BUILT = [
    "CancelKeyDeletion",
    "CreateAlias",
    "CreateGrant",
    "CreateKey",
    "Decapsulate",
    "Decrypt",
    "DeleteAlias",
    "DeleteImportedKeyMaterial",
    "DeriveSharedSecret",
    "DescribeKey",
    "DisableKey",
    "DisableKeyRotation",
    "EnableKey",
    "EnableKeyRotation",
    "Encapsulate",
    "Encrypt",
    "GenerateDataKey",
    "GenerateDataKeyPair",
    "GenerateDataKeyPairWithoutPlaintext",
    "GenerateDataKeyWithoutPlaintext",
    "GenerateMac",
    "GenerateRandom",
    "GetKeyLastUsage",
    "GetKeyPolicy",
    "GetKeyRotationStatus",
    "GetParametersForImport",
    "GetPublicKey",
    "ImportKeyMaterial",
    "ListAliases",
    "ListGrants",
    "ListKeyPolicies",
    "ListKeyRotations",
    "ListKeys",
    "ListResourceTags",
    "ListRetirableGrants",
    "PutKeyPolicy",
    "ReEncrypt",
    "ReplicateKey",
    "RetireGrant",
    "RevokeGrant",
    "RotateKeyOnDemand",
    "ScheduleKeyDeletion",
    "Sign",
    "TagResource",
    "UntagResource",
    "UpdateAlias",
    "UpdateKeyDescription",
    "UpdatePrimaryRegion",
    "Verify",
    "VerifyMac",
]


@functools.cache
def service() -> dict:
    path = Path(botocore.__file__).parent / "data/kms/2014-11-01/service-2.json.gz"
    return json.loads(gzip.decompress(path.read_bytes()))


def operations() -> dict:
    return service()["operations"]


def shape(name: str) -> dict:
    return service()["shapes"][name]


def input_shape(operation: str) -> dict:
    return shape(operations()[operation]["input"]["shape"])


def unbuilt() -> list[str]:
    return sorted(set(operations()) - set(BUILT))


def example(name: str):
    """The smallest JSON value that satisfies a shape (required members only)."""
    described = shape(name)
    kind = described["type"]
    if "enum" in described:
        return described["enum"][0]
    if kind == "structure":
        return {m: example(described["members"][m]["shape"]) for m in described.get("required", [])}
    if name == "RegionType":
        return "eu-central-1"  # its pattern is more than letters
    if kind == "string":
        return "a" * max(described.get("min", 1), 1)
    return {
        "blob": "AAAA",
        "integer": described.get("min", 1),
        "long": 1,
        "boolean": True,
        "timestamp": 1e9,
        "list": [],
        "map": {},
    }[kind]


def example_request(operation: str) -> dict:
    return example(operations()[operation]["input"]["shape"])
