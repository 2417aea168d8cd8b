"""Who may do what: key policies and identity policies. kms-security.md 3.7, 4.4, 4.7, 5.4, 6.2."""

import itertools

import pytest
from botocore import xform_name
from botocore.exceptions import ClientError

import model
from expect import UNKNOWN_KEY_ID, refused
from principals import document, key_policy, root, statement, user
from trentserver import ACCOUNT, alias_arn, key_arn

REGION = "eu-central-1"
_names = (f"user-{number}" for number in itertools.count())


@pytest.fixture(scope="module")
def owner(server):
    return root(server)


@pytest.fixture
def make(owner):
    """make(statement(...), ...) is a user with an inline policy of these statements."""
    return lambda *statements, **more: user(owner, next(_names), *statements, **more)


@pytest.fixture
def kms(owner):
    return owner.client()


@pytest.fixture
def key(kms):
    return kms.create_key()["KeyMetadata"]


def denied(who, action, resource, why):
    text = f"User: {who.arn} is not authorized to perform: kms:{action} on resource: {resource} {why}"
    return "AccessDeniedException", text


def no_identity(action):
    return f"because no identity-based policy allows the kms:{action} action"


def no_resource(action):
    return f"because no resource-based policy allows the kms:{action} action"


# --- nobody may do anything ----------------------------------------------------------------------


def example(operation, key_id, alias):
    """A request that no rule of the model refuses, about this key and alias."""
    request = model.example_request(operation)
    members = model.input_shape(operation)["members"]
    for member in ("KeyId", "SourceKeyId", "DestinationKeyId", "TargetKeyId"):
        if member in members:
            request[member] = key_id
    if "AliasName" in members:
        request["AliasName"] = alias
    more = {
        "Decrypt": {"CiphertextBlob": "AAAA"},
        "ReEncrypt": {"CiphertextBlob": "AAAA"},
        "GenerateDataKey": {"KeySpec": "AES_256"},
        "GenerateDataKeyWithoutPlaintext": {"KeySpec": "AES_256"},
        "GenerateRandom": {"NumberOfBytes": 8},
        "ImportKeyMaterial": {"ExpirationModel": "KEY_MATERIAL_DOES_NOT_EXPIRE"},
        "ListRetirableGrants": {"RetiringPrincipal": f"arn:aws:iam::{ACCOUNT}:root"},
        "CreateGrant": {"GranteePrincipal": f"arn:aws:iam::{ACCOUNT}:root", "Operations": ["Decrypt"]},
        "RetireGrant": {"GrantId": "0" * 64},
        "RevokeGrant": {"GrantId": "0" * 64},
        "ReplicateKey": {"ReplicaRegion": "eu-west-1"},
        "TagResource": {"Tags": [{"TagKey": "a", "TagValue": "b"}]},
        "UntagResource": {"TagKeys": ["a"]},
        "UpdatePrimaryRegion": {"PrimaryRegion": "eu-west-1"},
        "DeriveSharedSecret": {"KeyAgreementAlgorithm": "ECDH"},
    }
    return {**request, **more.get(operation, {})}


@pytest.fixture(scope="module")
def nobody(owner):
    return user(owner, "without-permissions")


@pytest.mark.parametrize("operation", sorted(model.operations()))
def test_without_permission_nothing_is_done_and_nothing_told(kms, key, nobody, operation):
    alias = f"alias/{key['KeyId']}"
    kms.create_alias(AliasName=alias, TargetKeyId=key["KeyId"])
    before = (kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"], kms.list_aliases(KeyId=key["KeyId"])["Aliases"])
    there = nobody.call(operation, example(operation, key["Arn"], alias)).error
    absent = nobody.call(operation, example(operation, key_arn(REGION, UNKNOWN_KEY_ID), "alias/none")).error
    assert there[0] == absent[0] == "AccessDeniedException"
    # The same words, but for what the caller has named itself.
    assert there[1].replace(key["Arn"], "R").replace(alias, "A") == absent[1].replace(
        key_arn(REGION, UNKNOWN_KEY_ID), "R"
    ).replace("alias/none", "A")
    after = (kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"], kms.list_aliases(KeyId=key["KeyId"])["Aliases"])
    assert after == before


def test_an_alias_does_not_tell_whether_it_is_there(kms, key, nobody):
    kms.create_alias(AliasName="alias/secret", TargetKeyId=key["KeyId"])
    for name in ("alias/secret", "alias/unknown", "alias/aws/s3"):
        assert nobody.call("Encrypt", {"KeyId": name, "Plaintext": b"x"}).error[0] == "AccessDeniedException"
    aliases = [alias for page in kms.get_paginator("list_aliases").paginate() for alias in page["Aliases"]]
    assert "TargetKeyId" not in next(alias for alias in aliases if alias["AliasName"] == "alias/aws/s3")


# --- the account's identities --------------------------------------------------------------------


def test_the_default_policy_leaves_it_to_identity_policies(make, key):
    reader = make(statement("kms:DescribeKey"))
    assert reader.client().describe_key(KeyId=key["KeyId"])["KeyMetadata"]["Arn"] == key["Arn"]
    assert reader.call("Encrypt", {"KeyId": key["KeyId"], "Plaintext": b"x"}).error == denied(
        reader, "Encrypt", key["Arn"], no_identity("Encrypt")
    )


def test_who_may_ask_is_told_what_is_not_there(make):
    reader = make(statement("kms:DescribeKey"))
    with refused("NotFoundException", f"Key '{key_arn(REGION, UNKNOWN_KEY_ID)}' does not exist"):
        reader.client().describe_key(KeyId=UNKNOWN_KEY_ID)
    with refused("NotFoundException", f"Alias {alias_arn(REGION, 'alias/none')} is not found."):
        reader.client().describe_key(KeyId="alias/none")


def test_a_resource_limits_it_to_one_key(make, kms, key):
    other = kms.create_key()["KeyMetadata"]
    who = make(statement("kms:Encrypt", key["Arn"]))
    who.client().encrypt(KeyId=key["KeyId"], Plaintext=b"x")
    request = {"KeyId": other["KeyId"], "Plaintext": b"x"}
    assert who.call("Encrypt", request).error == denied(who, "Encrypt", other["Arn"], no_identity("Encrypt"))


def test_changes_count_at_once(owner, make, key):
    who = make()
    iam, client = owner.client("iam"), who.client()
    name = who.arn.rpartition("/")[2]
    for _ in range(3):
        iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=document(statement("kms:DescribeKey")))
        client.describe_key(KeyId=key["KeyId"])
        iam.delete_user_policy(UserName=name, PolicyName="p")
        with pytest.raises(ClientError, match="no identity-based policy"):
            client.describe_key(KeyId=key["KeyId"])


def test_groups_managed_policies_and_versions(owner, make, key):
    who, iam = make(), owner.client("iam")
    name = who.arn.rpartition("/")[2]
    policy = iam.create_policy(PolicyName=f"of-{name}", PolicyDocument=document(statement("kms:ListKeys")))["Policy"]
    iam.create_group(GroupName=f"group-{name}")
    iam.attach_group_policy(GroupName=f"group-{name}", PolicyArn=policy["Arn"])
    iam.add_user_to_group(GroupName=f"group-{name}", UserName=name)
    client = who.client()
    client.list_keys()
    iam.create_policy_version(
        PolicyArn=policy["Arn"], PolicyDocument=document(statement("kms:DescribeKey")), SetAsDefault=True
    )
    client.describe_key(KeyId=key["KeyId"])
    with pytest.raises(ClientError, match="kms:ListKeys on resource: \\* because no identity-based policy allows"):
        client.list_keys()
    iam.remove_user_from_group(GroupName=f"group-{name}", UserName=name)
    with pytest.raises(ClientError, match="no identity-based policy"):
        client.describe_key(KeyId=key["KeyId"])


def test_a_boundary_limits_and_is_named(owner, make, key):
    boundary = owner.client("iam").create_policy(
        PolicyName=next(_names), PolicyDocument=document(statement("kms:DescribeKey"))
    )["Policy"]["Arn"]
    who = make(statement(), boundary=boundary)
    who.client().describe_key(KeyId=key["KeyId"])
    assert who.call("Encrypt", {"KeyId": key["KeyId"], "Plaintext": b"x"}).error == denied(
        who, "Encrypt", key["Arn"], "because no permissions boundary allows the kms:Encrypt action"
    )


def test_an_explicit_deny_wins_and_names_its_kind(make, kms, key):
    who = make(statement(), statement("kms:Decrypt", effect="Deny"))
    blob = who.client().encrypt(KeyId=key["KeyId"], Plaintext=b"x")["CiphertextBlob"]
    request = {"CiphertextBlob": blob, "KeyId": key["KeyId"]}
    why = "with an explicit deny in an identity-based policy"
    assert who.call("Decrypt", request).error == denied(who, "Decrypt", key["Arn"], why)
    kms.put_key_policy(
        KeyId=key["KeyId"],
        Policy=key_policy(statement("kms:Encrypt", effect="Deny", Principal={"AWS": who.arn})),
    )
    why = "with an explicit deny in a resource-based policy"
    request = {"KeyId": key["KeyId"], "Plaintext": b"x"}
    assert who.call("Encrypt", request).error == denied(who, "Encrypt", key["Arn"], why)


# --- the key's policy ----------------------------------------------------------------------------


def test_a_key_policy_that_names_a_user_is_enough(make, kms, key):
    who = make()
    allow = statement(["kms:Encrypt", "kms:Decrypt"], Principal={"AWS": who.arn})
    kms.put_key_policy(KeyId=key["KeyId"], Policy=key_policy(allow))
    client = who.client()
    blob = client.encrypt(KeyId=key["KeyId"], Plaintext=b"x")["CiphertextBlob"]
    assert client.decrypt(CiphertextBlob=blob)["Plaintext"] == b"x"
    assert who.call("DescribeKey", {"KeyId": key["KeyId"]}).error == denied(
        who, "DescribeKey", key["Arn"], no_identity("DescribeKey")
    )


def test_without_delegation_identity_policies_do_not_count(make, kms, owner):
    who = make(statement())
    only_root_by_name = document(statement(Principal={"AWS": "*"}, Condition={"ArnEquals": {"aws:PrincipalArn": owner.arn}}))
    key = kms.create_key(Policy=only_root_by_name)["KeyMetadata"]
    assert who.call("DescribeKey", {"KeyId": key["KeyId"]}).error == denied(
        who, "DescribeKey", key["Arn"], no_resource("DescribeKey")
    )


def test_a_key_policy_without_the_account_locks_its_root_out(make, kms, owner):
    who = make(statement("kms:*"))
    mine = document(statement(Principal={"AWS": who.arn}))
    key = who.client().create_key(Policy=mine)["KeyMetadata"]
    assert owner.call("DescribeKey", {"KeyId": key["KeyId"]}).error == denied(
        owner, "DescribeKey", key["Arn"], no_resource("DescribeKey")
    )
    who.client().describe_key(KeyId=key["KeyId"])


def test_nobody_locks_himself_out_unless_he_says_so(make, kms, key):
    who = make()
    others = document(statement(Principal={"AWS": who.arn}))
    lockout = ("MalformedPolicyDocumentException", "The new key policy will not allow you to update the key policy in the future.")
    with refused(*lockout):
        kms.put_key_policy(KeyId=key["KeyId"], Policy=others)
    with refused(*lockout):
        kms.create_key(Policy=others)
    kms.put_key_policy(KeyId=key["KeyId"], Policy=others, BypassPolicyLockoutSafetyCheck=True)
    with pytest.raises(ClientError, match="no resource-based policy allows the kms:PutKeyPolicy action"):
        kms.put_key_policy(KeyId=key["KeyId"], Policy=key_policy())
    who.client().put_key_policy(KeyId=key["KeyId"], Policy=key_policy(), BypassPolicyLockoutSafetyCheck=True)
    kms.describe_key(KeyId=key["KeyId"])


def test_a_ciphertext_tells_nothing_about_its_key(make, kms, key):
    blob = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")["CiphertextBlob"]
    who = make(statement("kms:Encrypt"))
    assert who.call("Decrypt", {"CiphertextBlob": blob}).error == (
        "AccessDeniedException",
        f"User: {who.arn} is not authorized to perform: kms:Decrypt on the resource associated with this ciphertext "
        "because the resource does not exist in this Region, no resource-based policies allow access, or a "
        "resource-based policy explicitly denies access",
    )


def test_who_is_deleted_and_made_again_is_somebody_else(owner, kms, key):
    name, iam = next(_names), owner.client("iam")
    who = user(owner, name)
    kms.put_key_policy(KeyId=key["KeyId"], Policy=key_policy(statement("kms:Encrypt", Principal={"AWS": who.arn})))
    who.client().encrypt(KeyId=key["KeyId"], Plaintext=b"x")
    iam.delete_access_key(UserName=name, AccessKeyId=who.key["AccessKeyId"])
    iam.delete_user(UserName=name)
    again = user(owner, name)
    assert again.arn == who.arn
    request = {"KeyId": key["KeyId"], "Plaintext": b"x"}
    assert again.call("Encrypt", request).error == denied(again, "Encrypt", key["Arn"], no_identity("Encrypt"))


# --- operations that need more than one permission -----------------------------------------------


def test_re_encrypt_needs_one_permission_for_each_key(make, kms, key):
    other = kms.create_key()["KeyMetadata"]
    blob = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")["CiphertextBlob"]
    request = {"CiphertextBlob": blob, "SourceKeyId": key["KeyId"], "DestinationKeyId": other["KeyId"]}
    source = statement("kms:ReEncryptFrom", key["Arn"])
    destination = statement("kms:ReEncryptTo", other["Arn"])
    make(source, destination).client().re_encrypt(**request)
    who = make(destination)
    assert who.call("ReEncrypt", request).error == denied(who, "ReEncryptFrom", key["Arn"], no_identity("ReEncryptFrom"))
    who = make(source)
    assert who.call("ReEncrypt", request).error == denied(who, "ReEncryptTo", other["Arn"], no_identity("ReEncryptTo"))


def test_an_alias_needs_permission_on_itself_and_on_its_keys(make, kms, key):
    other = kms.create_key()["KeyMetadata"]
    name = f"alias/{key['KeyId']}"
    arn = alias_arn(REGION, name)
    on_alias, on_keys = statement("kms:*Alias", arn), statement("kms:*Alias", key["Arn"])
    request = {"AliasName": name, "TargetKeyId": key["KeyId"]}
    who = make(on_keys)
    assert who.call("CreateAlias", request).error == denied(who, "CreateAlias", arn, no_identity("CreateAlias"))
    who = make(on_alias)
    assert who.call("CreateAlias", request).error == denied(who, "CreateAlias", key["Arn"], no_identity("CreateAlias"))
    who = make(on_alias, on_keys)
    who.client().create_alias(**request)
    request["TargetKeyId"] = other["KeyId"]
    assert who.call("UpdateAlias", request).error == denied(who, "UpdateAlias", other["Arn"], no_identity("UpdateAlias"))
    stranger_to_the_first = make(on_alias, statement("kms:*Alias", other["Arn"]))
    for operation, body in (("UpdateAlias", request), ("DeleteAlias", {"AliasName": name})):
        assert stranger_to_the_first.call(operation, body).error == denied(
            stranger_to_the_first, operation, key["Arn"], no_identity(operation)
        )
    who.client().delete_alias(AliasName=name)


def test_a_key_with_tags_needs_the_permission_to_tag(make):
    tags = [{"TagKey": "a", "TagValue": "b"}]
    who = make(statement("kms:CreateKey"))
    assert who.call("CreateKey", {"Tags": tags}).error == denied(who, "TagResource", "*", no_identity("TagResource"))
    who = make(statement(["kms:CreateKey", "kms:TagResource"]))
    key = who.client().create_key(Tags=tags)["KeyMetadata"]
    assert key["KeyState"] == "Enabled"


# --- conditions ----------------------------------------------------------------------------------

SYMMETRIC = {"Plaintext": b"x"}


@pytest.mark.parametrize(
    ("condition", "operation", "good", "bad"),
    [
        (
            {"StringEquals": {"kms:EncryptionContext:App": "a"}},
            "Encrypt",
            {**SYMMETRIC, "EncryptionContext": {"app": "a"}},
            {**SYMMETRIC, "EncryptionContext": {"App": "b"}},
        ),
        (
            {"ForAllValues:StringEquals": {"kms:EncryptionContextKeys": ["App", "Stage"]}},
            "Encrypt",
            {**SYMMETRIC, "EncryptionContext": {"App": "1"}},
            {**SYMMETRIC, "EncryptionContext": {"Other": "1"}},
        ),
        (
            {"StringEquals": {"kms:EncryptionAlgorithm": "SYMMETRIC_DEFAULT"}},
            "GenerateDataKey",
            {"KeySpec": "AES_256"},
            None,
        ),
        (
            {"StringEquals": {"kms:DataKeyPairSpec": "ECC_NIST_P256"}},
            "GenerateDataKeyPairWithoutPlaintext",
            {"KeyPairSpec": "ECC_NIST_P256"},
            {"KeyPairSpec": "ECC_NIST_P384"},
        ),
        (
            {"NumericLessThanEquals": {"kms:ScheduleKeyDeletionPendingWindowInDays": "10"}},
            "ScheduleKeyDeletion",
            {"PendingWindowInDays": 7},
            {},
        ),
        (
            {"NumericGreaterThan": {"kms:RotationPeriodInDays": "100"}},
            "EnableKeyRotation",
            {"RotationPeriodInDays": 200},
            {"RotationPeriodInDays": 90},
        ),
        ({"StringEquals": {"kms:KeySpec": "SYMMETRIC_DEFAULT"}}, "DescribeKey", {}, None),
        ({"StringEquals": {"kms:CallerAccount": ACCOUNT}}, "DescribeKey", {}, None),
        ({"Bool": {"aws:SecureTransport": "false"}}, "DescribeKey", {}, None),
        ({"IpAddress": {"aws:SourceIp": "127.0.0.0/8"}}, "DescribeKey", {}, None),
        ({"StringLike": {"aws:UserAgent": "*oto*"}}, "DescribeKey", {}, None),
        (
            {"StringEquals": {"aws:RequestTag/Team": "red"}},
            "TagResource",
            {"Tags": [{"TagKey": "Team", "TagValue": "red"}]},
            {"Tags": [{"TagKey": "Team", "TagValue": "blue"}]},
        ),
        (
            {"ForAllValues:StringEquals": {"aws:TagKeys": ["Team"]}},
            "UntagResource",
            {"TagKeys": ["Team"]},
            {"TagKeys": ["Team", "More"]},
        ),
    ],
)
def test_conditions_on_the_request(make, key, condition, operation, good, bad):
    who = make(statement(f"kms:{operation}", Condition=condition))
    client = who.client()
    method = getattr(client, xform_name(operation))
    if bad is not None:
        with pytest.raises(ClientError, match="no identity-based policy allows"):
            method(KeyId=key["KeyId"], **bad)
    method(KeyId=key["KeyId"], **good)
    turned = make(statement(f"kms:{operation}"), statement(f"kms:{operation}", effect="Deny", Condition=condition))
    with pytest.raises(ClientError, match="explicit deny in an identity-based policy"):
        getattr(turned.client(), xform_name(operation))(KeyId=key["KeyId"], **good)


def test_aliases_and_tags_of_the_key(make, kms, key):
    kms.create_alias(AliasName=f"alias/mine-{key['KeyId']}", TargetKeyId=key["KeyId"])
    by_alias = make(statement("kms:Encrypt", Condition={"ForAnyValue:StringLike": {"kms:ResourceAliases": "alias/mine-*"}}))
    by_request = make(statement("kms:Encrypt", Condition={"StringLike": {"kms:RequestAlias": "alias/mine-*"}}))
    by_tag = make(statement("kms:Encrypt", Condition={"StringEquals": {"aws:ResourceTag/Team": "red"}}))

    def may(who, name):
        answer = who.call("Encrypt", {"KeyId": name, "Plaintext": b"x"})
        assert answer.status == 200 or answer.error[0] == "AccessDeniedException"
        return answer.status == 200

    named = f"alias/mine-{key['KeyId']}"
    assert (may(by_alias, key["KeyId"]), may(by_alias, named)) == (True, True)
    assert (may(by_request, key["KeyId"]), may(by_request, named)) == (False, True)
    assert may(by_request, alias_arn(REGION, named))
    assert not may(by_tag, named)
    kms.tag_resource(KeyId=key["KeyId"], Tags=[{"TagKey": "Team", "TagValue": "red"}])
    assert may(by_tag, named)
    kms.delete_alias(AliasName=named)
    assert not may(by_alias, key["KeyId"])


def test_a_principals_tags_are_variables(owner, kms, key):
    who = user(owner, next(_names), statement("kms:Encrypt", Condition={"StringEquals": {"aws:ResourceTag/Team": "${aws:PrincipalTag/Team}"}}))
    request = {"KeyId": key["KeyId"], "Plaintext": b"x"}
    kms.tag_resource(KeyId=key["KeyId"], Tags=[{"TagKey": "Team", "TagValue": "red"}])
    assert who.call("Encrypt", request).error[0] == "AccessDeniedException"
    owner.client("iam").tag_user(UserName=who.arn.rpartition("/")[2], Tags=[{"Key": "Team", "Value": "red"}])
    assert who.call("Encrypt", request).ok


def test_re_encrypt_on_the_same_key_can_be_asked_for(make, kms, key):
    other = kms.create_key()["KeyMetadata"]
    blob = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")["CiphertextBlob"]
    client = make(statement("kms:ReEncrypt*", Condition={"Bool": {"kms:ReEncryptOnSameKey": "true"}})).client()
    client.re_encrypt(CiphertextBlob=blob, DestinationKeyId=key["KeyId"])
    with pytest.raises(ClientError, match="AccessDenied"):
        client.re_encrypt(CiphertextBlob=blob, DestinationKeyId=other["KeyId"])


def test_keys_in_use_can_be_kept(make, kms, key):
    unused = kms.create_key()["KeyMetadata"]
    kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")
    for operation in ("ScheduleKeyDeletion", "DisableKey"):
        idle = {"NumericGreaterThanEquals": {"kms:TrailingDaysWithoutKeyUsage": "1"}}
        who = make(statement(f"kms:{operation}", Condition=idle))
        for each in (key, unused):  # made today
            assert who.call(operation, {"KeyId": each["KeyId"]}).error[0] == "AccessDeniedException"
        deny = {"NumericLessThan": {"kms:TrailingDaysWithoutKeyUsage": "90"}}
        who = make(statement(f"kms:{operation}"), statement(f"kms:{operation}", effect="Deny", Condition=deny))
        code, text = who.call(operation, {"KeyId": key["KeyId"]}).error
        assert text.endswith("with an explicit deny in an identity-based policy")
    who = make(statement("kms:DisableKey", Condition={"NumericEquals": {"kms:TrailingDaysWithoutKeyUsage": "0"}}))
    assert who.call("DisableKey", {"KeyId": key["KeyId"]}).status == 200


def test_creation_can_be_limited_to_kinds_of_keys(make):
    client = make(statement("kms:CreateKey", Condition={"StringEquals": {"kms:KeySpec": "ECC_NIST_P256", "kms:KeyOrigin": "AWS_KMS"}})).client()
    client.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")
    with pytest.raises(ClientError, match="kms:CreateKey on resource: \\*"):
        client.create_key()


# --- users ---------------------------------------------------------------------------------------


def test_an_access_key_that_is_inactive_or_gone_is_good_for_nothing(owner, make, key):
    who, iam = make(statement()), owner.client("iam")
    name, access_key = who.arn.rpartition("/")[2], who.key["AccessKeyId"]
    who.client().describe_key(KeyId=key["KeyId"])
    iam.update_access_key(UserName=name, AccessKeyId=access_key, Status="Inactive")
    assert who.call("DescribeKey", {"KeyId": key["KeyId"]}).error[0] == "UnrecognizedClientException"
    iam.update_access_key(UserName=name, AccessKeyId=access_key, Status="Active")
    who.client().describe_key(KeyId=key["KeyId"])
    iam.delete_access_key(UserName=name, AccessKeyId=access_key)
    assert who.call("DescribeKey", {"KeyId": key["KeyId"]}).error[0] == "UnrecognizedClientException"


def test_iam_itself_is_decided_by_the_same_policies(make, owner):
    who = make(statement(["iam:CreateUser", "iam:GetUser"], f"arn:aws:iam::{ACCOUNT}:user/dev/*"))
    iam = who.client("iam")
    name = next(_names)
    iam.create_user(UserName=name, Path="/dev/")
    with pytest.raises(ClientError, match="iam:CreateUser on resource: .*:user/ops/.* because no identity-based policy"):
        iam.create_user(UserName=name, Path="/ops/")
    with pytest.raises(ClientError, match="iam:DeleteUser"):
        iam.delete_user(UserName=name)
