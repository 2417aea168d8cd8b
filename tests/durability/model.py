"""What must be on the disk: the last acknowledged value of everything, and what was under way.

A thing is a key, an alias or a tag on a shared key. Its value is None when it does not exist. A
worker owns its things, so the history of each is a line: acknowledged values, then at most one
change that was sent and not answered when the process was killed.
"""

import hashlib
import json
from dataclasses import dataclass, field, replace
from unittest.mock import ANY

from harness.kms import Kms, Refused


@dataclass(frozen=True)
class Thing:
    kind: str  # "key", "alias" or "tag"
    name: str  # key id, alias name, or "KEY_ID TAG_KEY"

    def __str__(self):
        return f"{self.kind} {self.name}"


@dataclass(frozen=True)
class Key:
    """A key as DescribeKey, ListResourceTags and GetKeyPolicy show it. ANY: only the server knows yet."""

    origin: str
    description: str
    tags: tuple[tuple[str, str], ...]
    policy: str  # its fingerprint()
    state: str
    created: float = field(default_factory=lambda: ANY)
    deletion_date: float | None = None
    material_id: str | None = None
    valid_to: float | None = None
    expiration_model: str | None = None

    def with_tag(self, name: str, value: str | None) -> "Key":
        tags = dict(self.tags) | {name: value}
        return replace(self, tags=tuple(sorted((n, v) for n, v in tags.items() if v is not None)))


Value = Key | str | None


@dataclass(frozen=True)
class Change:
    """One write request, and what it does to one thing. CreateKey's thing has no name before its answer."""

    thing: Thing
    before: Value
    after: Value
    operation: str
    members: dict


@dataclass(frozen=True)
class Ciphertext:
    key_id: str
    plaintext: str
    context: dict
    blob: str

    def decrypt(self, kms: Kms) -> None:
        answer = kms("Decrypt", CiphertextBlob=self.blob, EncryptionContext=self.context)
        assert answer["Plaintext"] == self.plaintext
        assert answer["KeyId"].endswith(self.key_id)


@dataclass
class Model:
    """Every thing that was ever acknowledged, by its last acknowledged value."""

    values: dict[Thing, Value] = field(default_factory=dict)
    ciphertexts: list[Ciphertext] = field(default_factory=list)

    def keys(self) -> set[str]:
        return {thing.name for thing, value in self.values.items() if thing.kind == "key" and value}

    def aliases(self) -> dict[str, str]:
        return {thing.name: value for thing, value in self.values.items() if thing.kind == "alias" and value}


# --- reading the server's side ----------------------------------------------------------------------


def fingerprint(policy: str) -> str:
    """Short enough to be read in a failure; equal for equal JSON however it is laid out."""
    document = json.loads(policy)
    digest = hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()
    return f"{document.get('Id')} {digest[:16]}"


def observe_key(kms: Kms, key_id: str) -> Key | None:
    try:
        metadata = kms("DescribeKey", KeyId=key_id)["KeyMetadata"]
    except Refused as refusal:
        if refusal.code == "NotFoundException":
            return None
        raise
    assert metadata["Enabled"] == (metadata["KeyState"] == "Enabled")
    return Key(
        origin=metadata["Origin"],
        description=metadata["Description"],
        tags=tuple(sorted(observe_tags(kms, key_id).items())),
        policy=fingerprint(kms("GetKeyPolicy", KeyId=key_id)["Policy"]),
        state=metadata["KeyState"],
        created=metadata["CreationDate"],
        deletion_date=metadata.get("DeletionDate"),
        material_id=metadata.get("CurrentKeyMaterialId"),
        valid_to=metadata.get("ValidTo"),
        expiration_model=metadata.get("ExpirationModel"),
    )


def observe_tags(kms: Kms, key_id: str) -> dict[str, str]:
    answer = kms("ListResourceTags", KeyId=key_id)
    assert not answer["Truncated"]
    return {tag["TagKey"]: tag["TagValue"] for tag in answer["Tags"]}


def observe_alias(kms: Kms, name: str) -> str | None:
    try:
        return kms("DescribeKey", KeyId=name)["KeyMetadata"]["KeyId"]
    except Refused as refusal:
        if refusal.code == "NotFoundException":
            return None
        raise


def observe(kms: Kms, thing: Thing) -> Value:
    if thing.kind == "key":
        return observe_key(kms, thing.name)
    if thing.kind == "alias":
        return observe_alias(kms, thing.name)
    key_id, tag = thing.name.split()
    return observe_tags(kms, key_id).get(tag)


def list_all(kms: Kms, operation: str, member: str, limit: int) -> list[dict]:
    found, marker = [], {}
    while True:
        page = kms(operation, Limit=limit, **marker)
        found += page[member]
        if not page["Truncated"]:
            return found
        marker = {"Marker": page["NextMarker"]}


def observe_keys(kms: Kms) -> set[str]:
    found = [entry["KeyId"] for entry in list_all(kms, "ListKeys", "Keys", 1000)]
    assert len(found) == len(set(found)), "a key listed twice"
    return set(found)


def observe_aliases(kms: Kms) -> dict[str, str]:
    listed = list_all(kms, "ListAliases", "Aliases", 100)
    found = {entry["AliasName"]: entry.get("TargetKeyId") for entry in listed}
    assert len(found) == len(listed), "an alias listed twice"
    return {name: target for name, target in found.items() if not name.startswith("alias/aws/")}
