"""GetKeyPolicy, PutKeyPolicy, ListKeyPolicies, and Policy of CreateKey.

Reference: kms-behaviour 10.8, kms-security 3. Whether it is enforced: test_authorization.py.
"""

import json

import pytest

from expect import ANY, no_match, refused, too_long, violations
from trentserver import ACCOUNT, partition

INVALID_PRINCIPAL = "Policy contains a statement with one or more invalid principals."
INVALID_ARN = "An ARN in the specified key policy is invalid."
PATTERN = "[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+"

ROOT = {
    "Sid": "keep access",
    "Effect": "Allow",
    "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
    "Action": "kms:*",
    "Resource": "*",
}
ALLOW = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "kms:DescribeKey", "Resource": "*"}


def policy(*statements, **more):
    """A policy that keeps the account's access, so that only the statements under test matter."""
    return json.dumps({"Version": "2012-10-17", "Statement": [ROOT, *statements], **more}, ensure_ascii=False)


def changed(**members):
    """ALLOW with some members changed, or dropped where the value is None."""
    return {name: value for name, value in {**ALLOW, **members}.items() if value is not None}


def stored(kms, key):
    return kms.get_key_policy(KeyId=key["KeyId"])["Policy"]


@pytest.mark.parametrize("region", ["eu-policy-1", "cn-north-1", "us-gov-west-1"])
def test_the_default_policy_is_awss_byte_for_byte(server, region):
    kms = server.client(region)
    key_id = kms.create_key()["KeyMetadata"]["KeyId"]
    assert kms.get_key_policy(KeyId=key_id)["Policy"] == (
        '{\n  "Version" : "2012-10-17",\n  "Id" : "key-default-1",\n  "Statement" : [ {\n'
        '    "Sid" : "Enable IAM User Permissions",\n    "Effect" : "Allow",\n    "Principal" : {\n'
        f'      "AWS" : "arn:{partition(region)}:iam::{ACCOUNT}:root"\n    }},\n    "Action" : "kms:*",\n'
        '    "Resource" : "*"\n  } ]\n}'
    )


def test_the_only_policy_is_called_default(call, key):
    assert call("ListKeyPolicies", {"KeyId": key["KeyId"]}).ok == {"PolicyNames": ["default"], "Truncated": False}
    answer = call("GetKeyPolicy", {"KeyId": key["KeyId"], "PolicyName": "default"}).ok
    assert answer["PolicyName"] == "default" and set(answer) == {"Policy", "PolicyName"}
    assert call("GetKeyPolicy", {"KeyId": key["KeyId"]}).ok == answer


@pytest.mark.parametrize(
    "text",
    [
        policy(),
        json.dumps(json.loads(policy()), indent=7),
        "\n\t " + policy().replace(":", " :\r\n ", 1) + "  \n",
        policy(Id="Schlüssel ÿ"),
        policy().replace("kms:*", "kms:\\u002a"),
    ],
    ids=["compact", "indented", "odd white space", "latin-1", "escapes"],
)
def test_a_policy_comes_back_as_it_was_stored(kms, key, text):
    kms.put_key_policy(KeyId=key["KeyId"], PolicyName="default", Policy=text)
    assert stored(kms, key) == text


def test_put_has_no_output_and_needs_no_name(call, kms, key):
    answer = call("PutKeyPolicy", {"KeyId": key["Arn"], "Policy": policy()})
    assert (answer.status, answer.body) == (200, b"")
    assert stored(kms, key) == policy()


def test_create_key_takes_a_policy(kms):
    key = kms.create_key(Policy=policy())["KeyMetadata"]
    assert stored(kms, key) == policy()


def test_another_name_than_default_is_refused(call, kms, key):
    assert call("GetKeyPolicy", {"KeyId": key["KeyId"], "PolicyName": "other"}).error == (
        "NotFoundException",
        "No such policy exists",
    )
    before = stored(kms, key)
    assert call("PutKeyPolicy", {"KeyId": key["KeyId"], "PolicyName": "other", "Policy": policy()}).error in [
        ("UnsupportedOperationException", "Only default policy is supported"),
        ("NotFoundException", "No such policy exists"),
    ]
    assert stored(kms, key) == before


ACCEPTED = {
    "everybody": ALLOW,
    "principal star": changed(Principal="*"),
    "account number": changed(Principal={"AWS": ACCOUNT}),
    "account root": changed(Principal={"AWS": f"arn:aws:iam::{ACCOUNT}:root"}),
    "foreign account": changed(Principal={"AWS": ["111122223333", "arn:aws:iam::444455556666:root"]}),
    "foreign user and role": changed(
        Principal={"AWS": ["arn:aws:iam::111122223333:user/path/Ann", "arn:aws:iam::111122223333:role/Ops"]}
    ),
    "foreign session": changed(Principal={"AWS": "arn:aws:sts::111122223333:assumed-role/Ops/session"}),
    "service": changed(Principal={"Service": "logs.amazonaws.com"}),
    "service and account": changed(Principal={"Service": ["logs.amazonaws.com"], "AWS": ACCOUNT}),
    "lists": changed(Action=["kms:Encrypt", "kms:Decrypt*"], Resource=["*"]),
    "deny": changed(Effect="Deny", Action="kms:ScheduleKeyDeletion"),
    "not action": changed(Action=None, NotAction="kms:Delete*"),
    "not resource": changed(Resource=None, NotResource="arn:aws:kms:*:*:key/x"),
    "without action": changed(Action=None),
    "without resource": changed(Resource=None),
    "condition": changed(
        Condition={
            "StringEquals": {"kms:ViaService": ["s3.eu-central-1.amazonaws.com"], "kms:CallerAccount": ACCOUNT},
            "Bool": {"kms:GrantIsForAWSResource": True},
            "NumericLessThan": {"aws:MultiFactorAuthAge": 3600},
        }
    ),
    "sid with spaces": changed(Sid="Allow use of the key"),
}


@pytest.mark.parametrize("statement", ACCEPTED.values(), ids=ACCEPTED)
def test_a_good_statement_is_stored(kms, key, statement):
    kms.put_key_policy(KeyId=key["KeyId"], Policy=policy(statement))
    assert json.loads(stored(kms, key))["Statement"][1] == statement


@pytest.mark.parametrize("version", ["2012-10-17", "2008-10-17", None])
def test_both_versions_and_none_are_known(kms, key, version):
    document = json.loads(policy())
    document.pop("Version")
    text = json.dumps(document if version is None else {"Version": version, **document})
    kms.put_key_policy(KeyId=key["KeyId"], Policy=text)
    assert stored(kms, key) == text


def test_one_statement_needs_no_list(kms, key):
    text = json.dumps({"Version": "2012-10-17", "Statement": ROOT})
    kms.put_key_policy(KeyId=key["KeyId"], Policy=text)
    assert stored(kms, key) == text


MALFORMED = {
    # the document
    "not JSON": "not JSON",
    "cut off": policy()[:-1],
    "trailing garbage": policy() + "}",
    "a list": "[]",
    "a string": '"policy"',
    "null": "null",
    "blank": "   ",
    "empty object": "{}",
    "no statement": '{"Version": "2012-10-17"}',
    "statement is a string": '{"Version": "2012-10-17", "Statement": "Allow"}',
    "statement is a list of strings": '{"Version": "2012-10-17", "Statement": ["Allow"]}',
    "empty list of statements": '{"Version": "2012-10-17", "Statement": []}',
    "unknown version": json.dumps({"Version": "2020-01-01", "Statement": [ROOT]}),
    "version is a number": json.dumps({"Version": 2012, "Statement": [ROOT]}),
    "unknown element": policy(Comment="not in the grammar"),
    "element in lower case": policy(version="2012-10-17"),
    "the same element twice": policy().replace('"Version"', '"Version": "2012-10-17", "Version"'),
    # a statement
    "no effect": policy(changed(Effect=None)),
    "unknown effect": policy(changed(Effect="Permit")),
    "effect in lower case": policy(changed(Effect="allow")),
    "no principal": policy(changed(Principal=None)),
    "both principals": policy(changed(NotPrincipal={"AWS": "*"})),
    "both actions": policy(changed(NotAction="kms:Delete*")),
    "both resources": policy(changed(NotResource="*")),
    "unknown statement element": policy(changed(Comment="x")),
    "action is a number": policy(changed(Action=1)),
    "action is an object": policy(changed(Action={"kms": "*"})),
    "resource is null": policy({**ALLOW, "Resource": None}),
    "sid is a list": policy(changed(Sid=["x"])),
    "condition is a list": policy(changed(Condition=[])),
    "condition without keys": policy(changed(Condition={"StringEquals": "x"})),
    "unknown condition operator": policy(changed(Condition={"StringIsLike": {"aws:x": "y"}})),
    "principal is a list": policy(changed(Principal=["*"])),
    "principal is another string": policy(changed(Principal=f"arn:aws:iam::{ACCOUNT}:root")),
    "unknown kind of principal": policy(changed(Principal={"AZURE": "*"})),
    "principal is empty": policy(changed(Principal={})),
}


@pytest.mark.parametrize("text", MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_policy_is_refused_and_the_old_one_kept(kms, key, text):
    before = stored(kms, key)
    with refused("MalformedPolicyDocumentException", ANY):
        kms.put_key_policy(KeyId=key["KeyId"], Policy=text)
    assert stored(kms, key) == before


@pytest.mark.parametrize("principal", ["1234", "somebody", "", "1111222233334", "AKIAIOSFODNN7EXAMPLE", "**"])
def test_an_invalid_principal_is_refused(kms, key, principal):
    before = stored(kms, key)
    with refused("MalformedPolicyDocumentException", INVALID_PRINCIPAL):
        kms.put_key_policy(KeyId=key["KeyId"], Policy=policy(changed(Principal={"AWS": principal})))
    assert stored(kms, key) == before


OVERLY_PERMISSIVE = (
    "OverlyPermissiveCondition: Using the ForAllValues set operator with a single-valued condition key matches "
    "requests without the specified [encryption context or tag] or with an unspecified [encryption context or tag]. "
    "To fix, remove ForAllValues."
)


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        ({"ForAllValues:StringEquals": {"kms:EncryptionContext:purpose": "x"}}, OVERLY_PERMISSIVE),
        ({"StringEquals": {"aws:ResourceTag/team": "x"}}, ANY),
        ({"StringEquals": {"kms:ResourceAliases": "alias/x"}}, ANY),
    ],
    ids=["ForAllValues of a single value", "aws:ResourceTag", "kms:ResourceAliases"],
)
def test_a_condition_that_key_policies_cannot_have_is_refused(kms, key, condition, text):
    with refused("MalformedPolicyDocumentException", text):
        kms.put_key_policy(KeyId=key["KeyId"], Policy=policy(changed(Condition=condition)))


@pytest.mark.parametrize(
    "principal", ["arn:aws:iam::111122223333:group/admins", "arn:aws:iam", "arn:aws:iam::1:root:more:parts"]
)
def test_an_invalid_arn_is_refused(kms, key, principal):
    with refused("InvalidArnException", INVALID_ARN):
        kms.put_key_policy(KeyId=key["KeyId"], Policy=policy(changed(Principal={"AWS": principal})))


@pytest.mark.parametrize(
    "principal", ["arn:aws:iam::111122223333:user/*", "arn:aws:iam::*:root", "arn:aws:iam::1:user/a?c"]
)
def test_a_partial_wildcard_is_no_principal(kms, key, principal):
    """An unusable form and a malformed ARN have different exceptions; the reference puts this in neither."""
    with pytest.raises(kms.exceptions.ClientError) as refusal:
        kms.put_key_policy(KeyId=key["KeyId"], Policy=policy(changed(Principal={"AWS": principal})))
    error = refusal.value.response["Error"]
    assert (error["Code"], error["Message"]) in [
        ("MalformedPolicyDocumentException", INVALID_PRINCIPAL),
        ("InvalidArnException", INVALID_ARN),
    ]


def sized(size):
    """A good policy of exactly `size` bytes."""
    return policy() + " " * (size - len(policy()))


def test_a_policy_of_32768_bytes_is_the_largest(kms, key):
    kms.put_key_policy(KeyId=key["KeyId"], Policy=sized(32768))
    assert stored(kms, key) == sized(32768)
    with refused("LimitExceededException", ANY):
        kms.put_key_policy(KeyId=key["KeyId"], Policy=sized(32769))
    assert stored(kms, key) == sized(32768)


def test_the_limit_counts_bytes(kms, key):
    text = policy(Id="é" * 16200)
    text += " " * (32768 - len(text.encode()))
    assert len(text) < 32768
    kms.put_key_policy(KeyId=key["KeyId"], Policy=text)
    with refused("LimitExceededException", ANY):
        kms.put_key_policy(KeyId=key["KeyId"], Policy=text + " ")


def test_the_model_allows_131072_characters(call, key):
    text = sized(131072)
    assert call("PutKeyPolicy", {"KeyId": key["KeyId"], "Policy": text}).error[0] == "LimitExceededException"
    answer = call("PutKeyPolicy", {"KeyId": key["KeyId"], "Policy": text + " "})
    # A value of that length is not shown (docs/aws-divergences.md).
    assert violations(answer.error) == {too_long("policy", 131072)}


@pytest.mark.parametrize("character", ["\x00", "\x0b", "Ā", "日"])
def test_characters_outside_latin_1_break_the_pattern(call, key, character):
    text = policy(Id="x").replace('"x"', f'"{character}"')
    answer = call("PutKeyPolicy", {"KeyId": key["KeyId"], "Policy": text})
    assert violations(answer.error) == {no_match("policy", PATTERN, text)}
