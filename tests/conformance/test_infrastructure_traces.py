"""What Terraform's AWS provider and Ansible's kms_key module ask for, in their order.

Neither tool can be installed here, so their calls are replayed. Terraform reads back everything that it has set and
waits until it is equal, several times in a row; one read that differs is an endless "Still creating..." or a change
that every plan proposes again.
"""

import json
import os
from datetime import datetime, timedelta, timezone

import pytest
from botocore.exceptions import ClientError
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from specs import creation
from wrapping import import_material

READS_IN_A_ROW = 3  # how often Terraform wants to see the same before it believes it
ROOT = {"AWS": "arn:aws:iam::000000000000:root"}
GONE = ("PendingDeletion", "PendingReplicaDeletion")


def policy(sid="root", action="kms:*"):
    return {
        "Version": "2012-10-17",
        "Id": "terraform",
        "Statement": [{"Sid": sid, "Effect": "Allow", "Principal": ROOT, "Action": action, "Resource": "*"}],
    }


def with_another_statement():
    several = policy()
    reader = {"Sid": "read", "Effect": "Allow", "Principal": {"AWS": "*"}, "Action": ["kms:Describe*", "kms:Get*"]}
    condition = {"StringEquals": {"kms:CallerAccount": "000000000000"}, "Bool": {"kms:GrantIsForAWSResource": "true"}}
    several["Statement"].append({**reader, "Resource": "*", "Condition": condition})
    return several


def tags(**values):
    return [{"TagKey": key, "TagValue": value} for key, value in values.items()]


def plain(listed):
    return {tag["TagKey"]: tag["TagValue"] for tag in listed}


def normalised(text):
    """Terraform and Ansible compare policies as JSON."""
    return json.dumps(json.loads(text), sort_keys=True)


# --- Terraform: aws_kms_key ----------------------------------------------------------------------


def read_key(kms, key_id):
    """What the provider puts into its state: the read of aws_kms_key, and of the resources that are much like it."""
    metadata = kms.describe_key(KeyId=key_id)["KeyMetadata"]
    if metadata["KeyState"] in GONE:
        return None
    state = {name: metadata[name] for name in ["Arn", "KeyId", "KeyUsage", "Enabled", "MultiRegion"]}
    state |= {"Description": metadata["Description"], "Spec": metadata["CustomerMasterKeySpec"]}
    state["ValidTo"] = metadata.get("ValidTo")
    state["Policy"] = normalised(kms.get_key_policy(KeyId=key_id, PolicyName="default")["Policy"])
    if metadata["Origin"] == "AWS_KMS":  # the provider asks for no other key
        rotation = kms.get_key_rotation_status(KeyId=key_id)
        state["Rotation"] = (rotation["KeyRotationEnabled"], rotation.get("RotationPeriodInDays"))
    pages = kms.get_paginator("list_resource_tags").paginate(KeyId=key_id)
    state["Tags"] = plain(tag for page in pages for tag in page["Tags"])
    return state


def settled(kms, key_id, **expected):
    """The state, read again and again; it must be as expected from the first time on."""
    reads = [read_key(kms, key_id) for _ in range(READS_IN_A_ROW)]
    assert all(read == reads[0] for read in reads)
    assert {name: reads[0][name] for name in expected} == expected
    return reads[0]


def delete(kms, key_id):
    """Terraform's delete, and what it does with the answer to a second one."""
    assert kms.schedule_key_deletion(KeyId=key_id, PendingWindowInDays=7)["KeyState"] in GONE
    assert read_key(kms, key_id) is None
    with pytest.raises(kms.exceptions.KMSInvalidStateException) as again:
        kms.schedule_key_deletion(KeyId=key_id, PendingWindowInDays=7)
    assert "is pending deletion" in again.value.response["Error"]["Message"], "the provider looks for these words"


KINDS = {
    "symmetric": {},
    "rsa": creation("RSA_2048", "SIGN_VERIFY"),
    "ecc": creation("ECC_NIST_P384", "SIGN_VERIFY"),
    "hmac": creation("HMAC_512", "GENERATE_VERIFY_MAC"),
    "agreement": creation("ECC_NIST_P256", "KEY_AGREEMENT"),
    "ml-dsa": creation("ML_DSA_65", "SIGN_VERIFY"),
    "multi-region": {"MultiRegion": True},
}


@pytest.mark.parametrize("kind", KINDS)
def test_aws_kms_key(kms, kind):
    # terraform apply
    created = kms.create_key(
        BypassPolicyLockoutSafetyCheck=False,
        Description="made by a trace",
        **{"KeyUsage": "ENCRYPT_DECRYPT", "KeySpec": "SYMMETRIC_DEFAULT", **KINDS[kind]},
        Policy=json.dumps(policy()),
        Tags=tags(Name="one", Owner=""),
    )["KeyMetadata"]
    key_id = created["KeyId"]
    rotates = kind in ("symmetric", "multi-region")
    if rotates:
        kms.enable_key_rotation(KeyId=key_id, RotationPeriodInDays=180)
    first = settled(
        kms,
        key_id,
        Arn=created["Arn"],
        Description="made by a trace",
        Enabled=True,
        Policy=normalised(json.dumps(policy())),
        Rotation=(True, 180) if rotates else (False, None),
        Tags={"Name": "one", "Owner": ""},
    )

    # terraform plan finds nothing to do
    assert read_key(kms, key_id) == first

    # one attribute at a time
    kms.update_key_description(KeyId=key_id, Description="")
    settled(kms, key_id, Description="")
    kms.update_key_description(KeyId=key_id, Description="ünïcode, “quotes”, and 8192 " + "x" * 8000)
    settled(kms, key_id, Description="ünïcode, “quotes”, and 8192 " + "x" * 8000)
    for document in [with_another_statement(), policy(action=["kms:*"]), policy(sid="other")]:
        kms.put_key_policy(
            KeyId=key_id, PolicyName="default", Policy=json.dumps(document), BypassPolicyLockoutSafetyCheck=False
        )
        settled(kms, key_id, Policy=normalised(json.dumps(document)))
    kms.untag_resource(KeyId=key_id, TagKeys=["Owner"])
    kms.tag_resource(KeyId=key_id, Tags=tags(Name="two", Stage="test"))
    settled(kms, key_id, Tags={"Name": "two", "Stage": "test"})
    kms.untag_resource(KeyId=key_id, TagKeys=["Name", "Stage"])
    settled(kms, key_id, Tags={})
    if rotates:
        kms.enable_key_rotation(KeyId=key_id, RotationPeriodInDays=90)
        settled(kms, key_id, Rotation=(True, 90))
        kms.disable_key_rotation(KeyId=key_id)
        settled(kms, key_id, Rotation=(False, None))

    # is_enabled = false, and back
    kms.disable_key(KeyId=key_id)
    settled(kms, key_id, Enabled=False)
    kms.enable_key(KeyId=key_id)
    settled(kms, key_id, Enabled=True)

    delete(kms, key_id)


def test_a_key_that_is_made_disabled_and_rotating(kms):
    """The provider enables rotation first and disables the key afterwards: the other way round is refused."""
    key_id = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.enable_key_rotation(KeyId=key_id)
    kms.disable_key(KeyId=key_id)
    settled(kms, key_id, Enabled=False, Rotation=(True, 365))
    # ... and when both change, it enables the key for as long as it changes the rotation.
    kms.enable_key(KeyId=key_id)
    kms.disable_key_rotation(KeyId=key_id)
    kms.disable_key(KeyId=key_id)
    settled(kms, key_id, Enabled=False, Rotation=(False, None))


def test_importing_a_key_into_terraform_reads_the_default_policy(kms, key):
    state = settled(kms, key["Arn"], KeyId=key["KeyId"], Description="", Tags={}, Rotation=(False, None))
    assert json.loads(state["Policy"])["Statement"][0]["Principal"] == ROOT


def test_a_key_that_does_not_exist_is_gone(kms):
    with pytest.raises(kms.exceptions.NotFoundException):
        read_key(kms, "1234abcd-12ab-34cd-56ef-1234567890ab")


# --- Terraform: aws_kms_external_key -------------------------------------------------------------


def valid_to(days, milliseconds=0):
    """RFC 3339 as in a configuration: the provider sends it, reads it and compares."""
    moment = datetime.now(timezone.utc).replace(microsecond=0) + timedelta(days=days)
    return moment + timedelta(milliseconds=milliseconds)


@pytest.mark.parametrize("multi_region", [False, True])
def test_aws_kms_external_key(kms, multi_region):
    created = kms.create_key(
        Origin="EXTERNAL",
        KeyUsage="ENCRYPT_DECRYPT",
        Policy=json.dumps(policy()),
        Tags=tags(Name="one"),
        **({"MultiRegion": True} if multi_region else {}),
    )["KeyMetadata"]
    key_id, material = created["KeyId"], os.urandom(32)
    assert created["KeyState"] == "PendingImport"
    settled(kms, key_id, Enabled=False, ValidTo=None, Tags={"Name": "one"})

    # The provider always asks for RSAES_OAEP_SHA_256 and RSA_2048.
    for expires in [valid_to(30), valid_to(60), valid_to(60, milliseconds=123), None, valid_to(1)]:
        import_material(kms, key_id, material, "RSAES_OAEP_SHA_256", "RSA_2048", expires)
        shown = settled(kms, key_id, Enabled=True)["ValidTo"]
        # boto3 goes through a float and rounds up to a microsecond away.
        assert (shown is None) if expires is None else abs(shown - expires) <= timedelta(microseconds=2)
        model = kms.describe_key(KeyId=key_id)["KeyMetadata"]["ExpirationModel"]
        assert model == ("KEY_MATERIAL_EXPIRES" if expires else "KEY_MATERIAL_DOES_NOT_EXPIRE")

    kms.update_key_description(KeyId=key_id, Description="changed")
    kms.put_key_policy(KeyId=key_id, PolicyName="default", Policy=json.dumps(with_another_statement()))
    kms.tag_resource(KeyId=key_id, Tags=tags(Name="two"))
    settled(kms, key_id, Description="changed", Policy=normalised(json.dumps(with_another_statement())))
    kms.disable_key(KeyId=key_id)
    settled(kms, key_id, Enabled=False, Tags={"Name": "two"})
    kms.enable_key(KeyId=key_id)
    delete(kms, key_id)


# --- Terraform: aws_kms_replica_key, aws_kms_replica_external_key --------------------------------


def replicate(kms, there, region, key_id, **members):
    """Made through the primary's Region, read in the replica's, where it has to be at once."""
    made = kms.replicate_key(
        KeyId=key_id, ReplicaRegion=region, Description="replica", Policy=json.dumps(policy("there")), **members
    )["ReplicaKeyMetadata"]
    assert made["KeyId"] == key_id and made["MultiRegionConfiguration"]["MultiRegionKeyType"] == "REPLICA"
    return settled(there, key_id, Arn=made["Arn"], Description="replica", Tags=plain(members.get("Tags", [])))


def test_aws_kms_replica_key(server, kms, region):
    there = server.client(region + "0")
    key_id = kms.create_key(MultiRegion=True, Description="primary", Tags=tags(Name="primary"))["KeyMetadata"]["KeyId"]
    kms.enable_key_rotation(KeyId=key_id, RotationPeriodInDays=100)
    primary = read_key(kms, key_id)

    replica = replicate(kms, there, region + "0", key_id, Tags=tags(Name="replica"))
    # The rotation of a replica is the primary's; the provider reads it and never sets it.
    assert (replica["Enabled"], replica["Rotation"]) == (True, (True, 100))
    assert replica["Policy"] == normalised(json.dumps(policy("there")))
    # primary_key_arn
    configuration = there.describe_key(KeyId=key_id)["KeyMetadata"]["MultiRegionConfiguration"]
    assert configuration["PrimaryKey"] == {"Arn": primary["Arn"], "Region": region}

    there.update_key_description(KeyId=key_id, Description="changed")
    there.put_key_policy(KeyId=key_id, PolicyName="default", Policy=json.dumps(policy("changed")))
    there.tag_resource(KeyId=key_id, Tags=tags(Name="changed"))
    there.disable_key(KeyId=key_id)
    changed = {"Policy": normalised(json.dumps(policy("changed"))), "Tags": {"Name": "changed"}}
    settled(there, key_id, Description="changed", Enabled=False, **changed)
    settled(kms, key_id, **primary)

    # terraform destroy: the replica first
    delete(there, key_id)
    settled(kms, key_id, **primary)
    kms.schedule_key_deletion(KeyId=key_id, PendingWindowInDays=7)
    assert read_key(kms, key_id) is None


def test_aws_kms_replica_external_key(server, kms, region):
    there, material = server.client(region + "0"), os.urandom(32)
    key_id = kms.create_key(MultiRegion=True, Origin="EXTERNAL")["KeyMetadata"]["KeyId"]
    import_material(kms, key_id, material)
    replica = replicate(kms, there, region + "0", key_id)
    assert replica["Enabled"] is False, "the material has to be imported here too"

    expires = valid_to(30)
    import_material(there, key_id, material, "RSAES_OAEP_SHA_256", "RSA_2048", expires)
    settled(there, key_id, Enabled=True, ValidTo=expires)
    settled(kms, key_id, Enabled=True, ValidTo=None)
    blob = kms.encrypt(KeyId=key_id, Plaintext=b"x")["CiphertextBlob"]
    assert there.decrypt(CiphertextBlob=blob, KeyId=key_id)["Plaintext"] == b"x"

    import_material(there, key_id, material)
    settled(there, key_id, Enabled=True, ValidTo=None)
    delete(there, key_id)


# --- Terraform: aws_kms_alias --------------------------------------------------------------------


def find_alias(kms, name):
    """The provider has no other way to an alias than through all pages."""
    for page in kms.get_paginator("list_aliases").paginate():
        for alias in page["Aliases"]:
            if alias["AliasName"] == name:
                return alias
    return None


def test_aws_kms_alias(kms, key, other_key):
    for number in range(48):  # others come before it, so that it stands on a later page
        kms.create_alias(AliasName=f"alias/another-{number}", TargetKeyId=key["KeyId"])
    for number in range(48):
        kms.create_alias(AliasName=f"alias/other-{number}", TargetKeyId=other_key["KeyId"])

    prefix = "alias/terraform-"
    name = prefix + datetime.now(timezone.utc).strftime("%Y%m%d%H%M%S") + "0000000001"  # name_prefix
    assert find_alias(kms, name) is None
    kms.create_alias(AliasName=name, TargetKeyId=key["Arn"])
    for _ in range(READS_IN_A_ROW):
        found = find_alias(kms, name)
        assert (found["TargetKeyId"], found["AliasArn"].endswith(f":{name}")) == (key["KeyId"], True)
    # target_key_arn
    assert kms.describe_key(KeyId=found["TargetKeyId"])["KeyMetadata"]["Arn"] == key["Arn"]

    kms.update_alias(AliasName=name, TargetKeyId=other_key["KeyId"])
    assert find_alias(kms, name)["TargetKeyId"] == other_key["KeyId"]
    kms.delete_alias(AliasName=name)
    assert find_alias(kms, name) is None
    with pytest.raises(kms.exceptions.NotFoundException):  # a second destroy takes this for done
        kms.delete_alias(AliasName=name)


def test_an_alias_that_somebody_else_made(kms, key):
    kms.create_alias(AliasName="alias/taken", TargetKeyId=key["KeyId"])
    with pytest.raises(kms.exceptions.AlreadyExistsException):
        kms.create_alias(AliasName="alias/taken", TargetKeyId=key["KeyId"])


# --- Terraform: aws_kms_ciphertext and the data sources ------------------------------------------


def test_aws_kms_ciphertext_and_aws_kms_secrets(kms, key):
    """The resource encrypts once and keeps the blob; the data source decrypts with the context alone."""
    context = {"stage": "test", "who": "terraform"}
    for name in [key["KeyId"], key["Arn"]]:
        blob = kms.encrypt(KeyId=name, Plaintext=b"secret", EncryptionContext=context)["CiphertextBlob"]
        assert kms.decrypt(CiphertextBlob=blob, EncryptionContext=context)["Plaintext"] == b"secret"
    with pytest.raises(kms.exceptions.InvalidCiphertextException):
        kms.decrypt(CiphertextBlob=blob, EncryptionContext={"stage": "test"})


def test_aws_kms_secrets_with_an_rsa_key(shared_key):
    key = shared_key("RSA_2048", "ENCRYPT_DECRYPT")
    named = {"KeyId": key.id, "EncryptionAlgorithm": "RSAES_OAEP_SHA_256"}
    blob = key.kms.encrypt(**named, Plaintext=b"secret")["CiphertextBlob"]
    assert key.kms.decrypt(**named, CiphertextBlob=blob)["Plaintext"] == b"secret"


def test_data_aws_kms_key_and_aws_kms_alias(kms, key):
    kms.create_alias(AliasName="alias/data", TargetKeyId=key["KeyId"])
    arn = find_alias(kms, "alias/data")["AliasArn"]
    for name in [key["KeyId"], key["Arn"], "alias/data", arn]:
        assert kms.describe_key(KeyId=name)["KeyMetadata"] == key
    assert kms.describe_key(KeyId=find_alias(kms, "alias/data")["TargetKeyId"])["KeyMetadata"] == key


@pytest.mark.parametrize("kind", ["rsa", "ecc", "agreement", "ml-dsa"])
def test_data_aws_kms_public_key(shared_key, kind):
    key = shared_key(KINDS[kind]["KeySpec"], KINDS[kind]["KeyUsage"])
    answer = key.kms.get_public_key(KeyId=key.arn)
    assert (answer["KeyId"], answer["PublicKey"]) == (key.arn, key.public_key)
    assert answer["CustomerMasterKeySpec"] == answer["KeySpec"] == KINDS[kind]["KeySpec"]
    if kind != "ml-dsa":  # public_key_pem
        pem = serialization.load_der_public_key(answer["PublicKey"])
        assert isinstance(pem, rsa.RSAPublicKey if kind == "rsa" else ec.EllipticCurvePublicKey)


# --- Terraform: aws_kms_grant --------------------------------------------------------------------


def find_grant(kms, key_id, grant_id):
    pages = kms.get_paginator("list_grants").paginate(KeyId=key_id, PaginationConfig={"PageSize": 100})
    return next((grant for page in pages for grant in page["Grants"] if grant["GrantId"] == grant_id), None)


@pytest.mark.parametrize("retire_on_delete", [False, True])
def test_aws_kms_grant(kms, key, retire_on_delete):
    """Created, read until it is there, ended, and read until it is not; the key is named as it was configured."""
    wanted = {
        "Name": "my-grant",
        "GranteePrincipal": "arn:aws:iam::111122223333:role/lambda",
        "RetiringPrincipal": "arn:aws:iam::111122223333:role/lambda",
        "Operations": ["Encrypt", "Decrypt", "GenerateDataKey"],
        "Constraints": {"EncryptionContextEquals": {"Department": "Finance"}},
    }
    for name in [key["KeyId"], key["Arn"]]:
        made = kms.create_grant(KeyId=name, **wanted)
        for _ in range(READS_IN_A_ROW):
            read = find_grant(kms, name, made["GrantId"])
            assert sorted(read["Operations"]) == sorted(wanted["Operations"])
            assert {member: read[member] for member in wanted if member != "Operations"} == {
                member: value for member, value in wanted.items() if member != "Operations"
            }
        (kms.retire_grant if retire_on_delete else kms.revoke_grant)(KeyId=name, GrantId=made["GrantId"])
        assert find_grant(kms, name, made["GrantId"]) is None


def test_aws_kms_grant_tells_its_own_mistakes(kms, key):
    grant = {"KeyId": key["KeyId"], "GranteePrincipal": "000000000000", "Operations": ["Decrypt"]}
    both = {"EncryptionContextEquals": {"a": "1"}, "EncryptionContextSubset": {"a": "1"}}
    with pytest.raises(ClientError, match="More than one constraint supplied"):
        kms.create_grant(**grant, Constraints=both)
    with pytest.raises(kms.exceptions.InvalidArnException, match="ARN does not refer to a valid principal"):
        kms.create_grant(**{**grant, "GranteePrincipal": "arn:aws:iam::000000000000:role/not-yet-there"})


# --- Ansible: amazon.aws.kms_key -----------------------------------------------------------------


class AnsibleKey:
    """The module's life of a key: look whether it is there, read all of it, and change only what differs."""

    CHANGES = ("create", "update", "put", "enable", "disable", "tag", "untag", "schedule", "cancel")

    def __init__(self, kms, **parameters):
        self.kms, self.parameters, self.changed = kms, parameters, []

    def do(self, operation, **members):
        if operation.startswith(self.CHANGES):
            self.changed.append(operation)
        return getattr(self.kms, operation)(**members)

    def pages(self, operation, member, **members):
        return [entry for page in self.kms.get_paginator(operation).paginate(**members) for entry in page[member]]

    def find(self):
        try:
            return self.do("describe_key", KeyId=self.parameters["alias"])["KeyMetadata"]
        except ClientError as refusal:
            assert refusal.response["Error"]["Code"] == "NotFoundException"
            return None

    def details(self, key_id):
        """describe, list_aliases, list_resource_tags, get_key_policy, get_key_rotation_status, list_grants."""
        metadata = self.do("describe_key", KeyId=key_id)["KeyMetadata"]
        aliases = self.pages("list_aliases", "Aliases")
        names = [alias["AliasName"] for alias in aliases if alias.get("TargetKeyId") == key_id]
        found = plain(self.pages("list_resource_tags", "Tags", KeyId=key_id))
        policies = self.pages("list_key_policies", "PolicyNames", KeyId=key_id)
        texts = [self.do("get_key_policy", KeyId=key_id, PolicyName=name)["Policy"] for name in policies]
        rotation = self.do("get_key_rotation_status", KeyId=key_id)["KeyRotationEnabled"]
        assert self.pages("list_grants", "Grants", KeyId=key_id) == []
        return {
            **{"id": key_id, "state": metadata["KeyState"], "description": metadata["Description"], "aliases": names},
            **{"tags": found, "policies": [normalised(text) for text in texts], "rotation": rotation},
        }

    def play(self):
        """state: present. The details afterwards; `changed` says what it took."""
        wanted = self.parameters
        self.changed = []
        metadata = self.find()
        if metadata is None:
            members = {"Origin": "AWS_KMS", "KeyUsage": "ENCRYPT_DECRYPT", "KeySpec": "SYMMETRIC_DEFAULT"}
            tagged = {"Tags": tags(**wanted["tags"]), "Description": wanted["description"]}
            metadata = self.do("create_key", **members, **tagged, Policy=json.dumps(wanted["policy"]))["KeyMetadata"]
            self.do("create_alias", AliasName=wanted["alias"], TargetKeyId=metadata["KeyId"])
        now = self.details(metadata["KeyId"])
        key = {"KeyId": now["id"]}
        if now["state"] == "PendingDeletion":
            self.do("cancel_key_deletion", **key)
            now = self.details(now["id"])
        if (now["state"] == "Enabled") is not wanted.get("enabled", True):
            self.do("enable_key" if wanted.get("enabled", True) else "disable_key", **key)
        if now["description"] != wanted["description"]:
            self.do("update_key_description", **key, Description=wanted["description"])
        surplus = sorted(set(now["tags"]) - set(wanted["tags"]))
        if surplus:
            self.do("untag_resource", **key, TagKeys=surplus)
        missing = dict(wanted["tags"].items() - now["tags"].items())
        if missing:
            self.do("tag_resource", **key, Tags=tags(**missing))
        if now["policies"] != [normalised(json.dumps(wanted["policy"]))]:
            self.do("put_key_policy", **key, PolicyName="default", Policy=json.dumps(wanted["policy"]))
        if now["rotation"] is not wanted["rotation"]:
            self.do("enable_key_rotation" if wanted["rotation"] else "disable_key_rotation", **key)
        return self.details(now["id"])

    def remove(self):
        """state: absent"""
        self.changed = []
        metadata = self.find()
        if metadata and metadata["KeyState"] != "PendingDeletion":
            self.do("schedule_key_deletion", KeyId=metadata["KeyId"], PendingWindowInDays=7)


def test_ansible_kms_key_runs_twice_and_changes_once(kms):
    wanted = {
        **{"alias": "alias/ansible", "description": "made by a playbook", "rotation": True},
        **{"tags": {"Name": "ansible", "Empty": ""}, "policy": with_another_statement()},
    }
    module = AnsibleKey(kms, **wanted)
    first = module.play()
    assert module.changed == ["create_key", "create_alias", "enable_key_rotation"]
    assert first == {
        **{"id": first["id"], "state": "Enabled", "description": "made by a playbook", "aliases": ["alias/ansible"]},
        **{"tags": wanted["tags"], "policies": [normalised(json.dumps(wanted["policy"]))], "rotation": True},
    }
    assert module.play() == first and module.changed == []

    # Another playbook: every attribute is changed once, and then no more.
    changes = {"description": "", "tags": {"Name": "other"}, "policy": policy(), "rotation": False}
    module = AnsibleKey(kms, **{**wanted, **changes})
    second = module.play()
    assert module.changed == [
        *["update_key_description", "untag_resource", "tag_resource"],
        *["put_key_policy", "disable_key_rotation"],
    ]
    assert (second["tags"], second["rotation"], second["description"]) == ({"Name": "other"}, False, "")
    assert module.play() == second and module.changed == []

    disabled = AnsibleKey(kms, **{**wanted, **changes, "enabled": False})
    assert disabled.play()["state"] == "Disabled" and disabled.changed == ["disable_key"]
    assert disabled.play()["state"] == "Disabled" and disabled.changed == []

    disabled.remove()
    assert disabled.changed == ["schedule_key_deletion"]
    disabled.remove()
    assert disabled.changed == []

    # Played again, it takes the key back: cancelled keys are Disabled, and the module enables them.
    assert module.play() == second
    assert module.changed == ["cancel_key_deletion", "enable_key"]
