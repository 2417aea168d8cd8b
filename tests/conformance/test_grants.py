"""Grants as the root of an account makes them: security reference 7, reference 10.9.

What a grant lets other principals do is tested where they are; here nobody but the root calls.
"""

import base64
import re
from datetime import datetime, timezone

import boto3
import pytest

from expect import UNKNOWN_KEY_ID, WOULD_SUCCEED, about, no_match, refused, too_long, violations
from grants import ELSEWHERE, ROOT, SERVICE, SOURCE_ARN, STRANGER, SYMMETRIC, UNKNOWN_GRANT_ID, ids
from specs import creation
from trentserver import ACCOUNT, alias_arn, key_arn

GRANT_ID = re.compile(r"[0-9a-f]{64}")


@pytest.fixture
def create(call, key):
    """create(...) is the raw answer to such a request."""

    def send(**members):
        request = {"KeyId": key["KeyId"], "GranteePrincipal": STRANGER, "Operations": ["Decrypt"], **members}
        return call("CreateGrant", {name: value for name, value in request.items() if value is not None})

    return send


@pytest.fixture
def iam(server):
    own = server.credentials
    return boto3.client(
        "iam",
        endpoint_url=server.url,
        region_name="us-east-1",
        aws_access_key_id=own.access_key,
        aws_secret_access_key=own.secret_key,
    )


# --- what a grant looks like ---------------------------------------------------------------------


def test_a_grant_is_listed_as_it_was_made(grant, listed, key):
    made = grant(
        RetiringPrincipal=ACCOUNT,
        Operations=["Encrypt", "Decrypt", "Encrypt"],
        Constraints={"EncryptionContextSubset": {"Department": "IT"}},
        Name="of-the-day",
    )
    assert set(made) == {"GrantId", "GrantToken"} and GRANT_ID.fullmatch(made["GrantId"])
    (entry,) = listed()
    assert about(entry.pop("CreationDate"), datetime.now(timezone.utc))
    entry["Operations"].sort()
    assert entry == {
        "KeyId": key["Arn"],
        "GrantId": made["GrantId"],
        "Name": "of-the-day",
        "GranteePrincipal": STRANGER,
        "RetiringPrincipal": ROOT,
        "IssuingAccount": ROOT,
        "Operations": ["Decrypt", "Encrypt"],
        "Constraints": {"EncryptionContextSubset": {"Department": "IT"}},
    }


def test_what_was_not_given_is_not_shown(grant, listed):
    grant()
    (entry,) = listed()
    assert set(entry) == {
        "KeyId",
        "GrantId",
        "CreationDate",
        "GranteePrincipal",
        "IssuingAccount",
        "Operations",
    }


def test_a_service_is_shown_as_one(grant, listed, kms, key):
    kms.create_grant(
        KeyId=key["KeyId"],
        GranteeServicePrincipal="backup.example.com",
        RetiringServicePrincipal="backup.example.com",
        Operations=["Decrypt"],
        Constraints={"SourceArn": SOURCE_ARN},
    )
    (entry,) = listed()
    assert entry["GranteeServicePrincipal"] == entry["RetiringServicePrincipal"] == "backup.example.com"
    assert entry["Constraints"] == {"SourceArn": SOURCE_ARN}
    assert not {"GranteePrincipal", "RetiringPrincipal"} & set(entry)


def test_every_call_has_a_new_token_of_which_each_is_good(grant, kms):
    made = [grant(Name="same") for _ in range(3)]
    assert len(set(ids(made))) == 1 and len({each["GrantToken"] for each in made}) == 3
    assert all(1 <= len(each["GrantToken"]) <= 8192 and base64.b64decode(each["GrantToken"]) for each in made)
    for token in [each["GrantToken"] for each in made]:
        with refused(*WOULD_SUCCEED):
            kms.retire_grant(GrantToken=token, DryRun=True)


# --- Name ----------------------------------------------------------------------------------------

VARIATIONS = [
    {"Name": "other"},
    {"GranteePrincipal": ACCOUNT},
    {"RetiringPrincipal": ACCOUNT},
    {"Operations": ["Decrypt", "Encrypt"]},
    {"Constraints": {"EncryptionContextEquals": {"a": "b"}}},
    {"Constraints": {"SourceArn": SOURCE_ARN}},
]


def test_without_a_name_every_call_makes_a_grant(grant, listed):
    assert len({grant()["GrantId"] for _ in range(3)}) == 3
    assert len(listed()) == 3


@pytest.mark.parametrize("variation", VARIATIONS, ids=str)
def test_the_same_name_with_anything_else_makes_a_grant(grant, listed, variation):
    one, other = grant(Name="n"), grant(**{"Name": "n", **variation})
    assert one["GrantId"] != other["GrantId"]
    assert grant(Name="n")["GrantId"] == one["GrantId"]
    assert grant(**{"Name": "n", **variation})["GrantId"] == other["GrantId"]
    assert sorted(ids(listed())) == sorted([one["GrantId"], other["GrantId"]])


def test_the_order_of_operations_and_pairs_does_not_make_a_difference(grant, listed):
    pairs = [("a", "1"), ("b", "2")]
    for operations, order in [(["Encrypt", "Decrypt"], pairs), (["Decrypt", "Encrypt"], pairs[::-1])]:
        grant(Name="n", Operations=operations, Constraints={"EncryptionContextSubset": dict(order)})
    assert len(listed()) == 1


def test_the_name_of_a_grant_that_is_gone_is_free(grant, kms, key):
    made = grant(Name="n")
    kms.revoke_grant(KeyId=key["KeyId"], GrantId=made["GrantId"])
    assert grant(Name="n")["GrantId"] != made["GrantId"]


def test_names_belong_to_their_key(grant, other_key):
    assert grant(Name="n")["GrantId"] != grant(Name="n", KeyId=other_key["KeyId"])["GrantId"]


# --- operations ----------------------------------------------------------------------------------

KINDS = [
    ("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", SYMMETRIC),
    ("RSA_2048", "ENCRYPT_DECRYPT", ["GetPublicKey", "Encrypt", "Decrypt", "ReEncryptFrom", "ReEncryptTo"]),
    ("RSA_2048", "SIGN_VERIFY", ["GetPublicKey", "Sign", "Verify"]),
    ("ECC_NIST_P256", "SIGN_VERIFY", ["GetPublicKey", "Sign", "Verify"]),
    ("ECC_NIST_P256", "KEY_AGREEMENT", ["GetPublicKey", "DeriveSharedSecret"]),
    ("ML_KEM_512", "ENCAPSULATE_DECAPSULATE", ["GetPublicKey", "Encapsulate", "Decapsulate"]),
    ("HMAC_256", "GENERATE_VERIFY_MAC", ["GenerateMac", "VerifyMac"]),
]
EVERY_OPERATION = sorted({operation for _, _, own in KINDS for operation in own})
ON_EVERY_KEY = ["CreateGrant", "DescribeKey", "RetireGrant"]


@pytest.mark.parametrize(("spec", "usage", "own"), KINDS, ids=lambda value: value if isinstance(value, str) else "")
def test_a_key_has_grants_of_its_own_operations_only(kms, call, spec, usage, own):
    key_id = kms.create_key(**creation(spec, usage))["KeyMetadata"]["KeyId"]
    request = {"KeyId": key_id, "GranteePrincipal": STRANGER}
    valid = sorted({*own, *ON_EVERY_KEY})
    for operation in valid:
        operations = [operation] if operation != "CreateGrant" else [operation, "DescribeKey"]
        assert GRANT_ID.fullmatch(call("CreateGrant", {**request, "Operations": operations}).ok["GrantId"])
    for operation in sorted(set(EVERY_OPERATION) - set(valid)):
        code, message = call("CreateGrant", {**request, "Operations": ["DescribeKey", operation]}).error
        assert code == "ValidationException"
        head, _, rest = message.partition(" Valid operations are [")
        assert head.startswith(f"Operations [{operation}] are not supported when creating a grant for a")
        assert head.endswith(f" KMS key with key usage {usage}.")
        assert sorted(rest.removesuffix("].").split(", ")) == valid
    assert len(kms.list_grants(KeyId=key_id)["Grants"]) == len(valid)


def test_an_operation_that_no_grant_can_allow_is_a_violation(create):
    (violation,) = violations(create(Operations=["Decrypt", "ScheduleKeyDeletion"]).error)
    assert violation.path.startswith("operations")


def test_at_least_one_operation(create):
    assert create(Operations=[]).error[0] == "ValidationException"
    assert create(Operations=None).error[0] == "ValidationException"


def test_not_create_grant_alone(create):
    error = ("ValidationException", "Grants must not contain only the CreateGrant operation.")
    assert create(Operations=["CreateGrant"]).error == error
    assert create(Operations=["CreateGrant", "CreateGrant"]).error == error
    assert create(Operations=["CreateGrant", "RetireGrant"]).ok


# --- principals ----------------------------------------------------------------------------------

@pytest.mark.parametrize(
    "principal",
    [
        f"arn:aws:iam::{ELSEWHERE}:root",
        f"arn:aws:iam::{ELSEWHERE}:user/bob",
        f"arn:aws:iam::{ELSEWHERE}:user/team/a/bob",
        f"arn:aws:iam::{ELSEWHERE}:role/service-role/reader",
        f"arn:aws:sts::{ELSEWHERE}:assumed-role/reader/some.session@example",
        f"arn:aws:sts::{ELSEWHERE}:federated-user/bob",
    ],
)
@pytest.mark.parametrize("member", ["GranteePrincipal", "RetiringPrincipal"])
def test_principals(grant, listed, member, principal):
    grant(**{member: principal})
    assert listed()[0][member] == principal


@pytest.mark.parametrize("member", ["GranteePrincipal", "RetiringPrincipal"])
def test_a_bare_account_id_is_its_root(grant, listed, member):
    grant(**{member: ELSEWHERE})
    assert listed()[0][member] == f"arn:aws:iam::{ELSEWHERE}:root"


@pytest.mark.parametrize(
    "principal",
    [
        "bob",
        "12345",
        "backup.amazonaws.com",
        "arn:aws:iam::12345:user/bob",
        f"arn:aws:iam::{ELSEWHERE}:group/readers",
        f"arn:aws:iam::{ELSEWHERE}:user/",
        f"arn:aws:iam::{ELSEWHERE}:user//bob",
        f"arn:aws:iam:eu-central-1:{ELSEWHERE}:user/bob",
        f"arn:aws:sts::{ELSEWHERE}:assumed-role/reader",
        f"arn:aws:s3:::{ELSEWHERE}",
        f"arn:aws-cn:iam::{ELSEWHERE}:root",
    ],
)
@pytest.mark.parametrize("member", ["GranteePrincipal", "RetiringPrincipal"])
def test_what_is_no_principal(create, member, principal):
    assert create(**{member: principal}).error == (
        "InvalidArnException",
        f"ARN does not refer to a valid principal: {principal}",
    )


def test_the_arn_of_a_session_leaves_the_roles_path_out(create):
    arn = f"arn:aws:sts::{ELSEWHERE}:assumed-role/path/reader/session"
    assert create(GranteePrincipal=arn).error == ("InvalidArnException", f"ARN is not valid: {arn}")


@pytest.mark.parametrize("arn", ["iam::{}:user/nobody", "iam::{}:role/nothing", "sts::{}:assumed-role/nothing/session"])
def test_users_and_roles_of_an_account_that_is_here_must_exist(create, arn):
    principal = "arn:aws:" + arn.format(ACCOUNT)
    assert create(GranteePrincipal=principal).error == (
        "InvalidArnException",
        f"ARN does not refer to a valid principal: {principal}",
    )


def test_a_user_made_again_is_somebody_else(grant, listed, iam, region):
    name = f"grantee-{region}"
    first = iam.create_user(UserName=name, Path="/team/")["User"]
    made = grant(GranteePrincipal=first["Arn"], Name="n")
    assert grant(GranteePrincipal=first["Arn"], Name="n")["GrantId"] == made["GrantId"]
    assert listed()[0]["GranteePrincipal"] == first["Arn"]

    iam.delete_user(UserName=name)
    assert listed()[0]["GranteePrincipal"] == first["UserId"]
    again = iam.create_user(UserName=name, Path="/team/")["User"]
    assert again["Arn"] == first["Arn"]
    assert listed()[0]["GranteePrincipal"] == first["UserId"]
    assert grant(GranteePrincipal=again["Arn"], Name="n")["GrantId"] != made["GrantId"]
    assert [entry["GranteePrincipal"] for entry in listed()] == [first["UserId"], again["Arn"]]
    iam.delete_user(UserName=name)


def test_the_path_belongs_to_the_arn(create, iam, region):
    user = iam.create_user(UserName=f"path-{region}", Path="/team/")["User"]
    assert create(GranteePrincipal=user["Arn"].replace("/team/", "/")).error[0] == "InvalidArnException"
    iam.delete_user(UserName=user["UserName"])


@pytest.mark.parametrize(
    "members",
    [
        {"GranteePrincipal": None},
        {"GranteeServicePrincipal": SERVICE},
        {"RetiringPrincipal": ACCOUNT, "RetiringServicePrincipal": SERVICE},
        {"GranteePrincipal": None, "GranteeServicePrincipal": SERVICE},
        {"GranteePrincipal": None, "GranteeServicePrincipal": SERVICE, "RetiringPrincipal": ACCOUNT},
        {
            "GranteePrincipal": None,
            "GranteeServicePrincipal": SERVICE,
            "Constraints": {"SourceArn": SOURCE_ARN},
        },
    ],
    ids=["no grantee", "two grantees", "two retiring", "service alone", "no source", "no retiring"],
)
def test_who_must_and_who_must_not_be_there(create, listed, members):
    assert create(**members).error[0] == "ValidationException"
    assert listed() == []


def test_the_models_patterns_and_lengths(create):
    pattern = r"^[\w+=,.@:/-]+$"
    assert violations(create(GranteePrincipal="a b").error) == {no_match("granteePrincipal", pattern, "a b")}
    assert violations(create(Name="a b").error) == {no_match("name", "^[a-zA-Z0-9:/_-]+$", "a b")}
    assert violations(create(Name="").error)
    assert violations(create(Name="n" * 257).error) == {too_long("name", 256, "n" * 257)}
    assert create(Name="n" * 256).ok
    assert {v.path for v in violations(create(GranteeServicePrincipal="backup.com").error)} == {
        "granteeServicePrincipal"
    }
    for arn in ["arn:aws:s3:::bucket-without-account", "arn:aws:s3::1234:a-bucket"]:
        (violation,) = violations(create(Constraints={"SourceArn": arn}).error)
        assert violation.path == "constraints.sourceArn"


# --- constraints ---------------------------------------------------------------------------------


@pytest.mark.parametrize("match", ["EncryptionContextEquals", "EncryptionContextSubset"])
def test_constraints_on_the_encryption_context(grant, create, listed, match):
    pairs = {f"k{n}": "v" * 384 for n in range(8)}
    grant(Constraints={match: pairs})
    assert listed()[0]["Constraints"] == {match: pairs}
    for bad in [{**pairs, "k8": "v"}, {"k": "v" * 385}, {"Key": "a", "kEY": "a"}]:
        assert create(Constraints={match: bad}).error[0] == "ValidationException"
    assert len(listed()) == 1


def test_a_context_is_equal_or_a_subset_but_not_both(create):
    both = {"EncryptionContextEquals": {"a": "b"}, "EncryptionContextSubset": {"a": "b"}}
    assert create(Constraints=both).error == ("ValidationException", "More than one constraint supplied")


@pytest.mark.parametrize(("spec", "usage", "own"), KINDS[1:], ids=lambda value: value if isinstance(value, str) else "")
def test_only_symmetric_encryption_keys_have_a_context(kms, create, spec, usage, own):
    key_id = kms.create_key(**creation(spec, usage))["KeyMetadata"]["KeyId"]
    request = {"KeyId": key_id, "Operations": own}
    assert create(**request, Constraints={"EncryptionContextEquals": {"a": "b"}}).error == (
        "ValidationException",
        "EncryptionContext is supported only when creating a grant for a symmetric encryption KMS key.",
    )
    assert create(**request, Constraints={"SourceArn": SOURCE_ARN}).ok


def test_a_constraint_may_stand_beside_operations_without_a_context(create):
    assert create(
        Operations=["Decrypt", "DescribeKey", "RetireGrant", "CreateGrant"],
        Constraints={"EncryptionContextSubset": {"a": "b"}},
    ).ok


# --- keys ----------------------------------------------------------------------------------------


def test_the_key_is_named_by_id_or_arn(create, kms, key, region):
    kms.create_alias(AliasName="alias/granted", TargetKeyId=key["KeyId"])
    assert create(KeyId=key["Arn"]).ok
    for alias in ["alias/granted", alias_arn(region, "alias/granted")]:
        assert create(KeyId=alias).error[0] == "InvalidArnException"
    unknown = ("NotFoundException", f"Key '{key_arn(region, UNKNOWN_KEY_ID)}' does not exist")
    assert create(KeyId=UNKNOWN_KEY_ID).error == unknown


def test_aws_managed_keys_are_not_the_accounts_to_grant(kms, create):
    kms.encrypt(KeyId="alias/aws/s3", Plaintext=b"x")
    key_id = kms.describe_key(KeyId="alias/aws/s3")["KeyMetadata"]["KeyId"]
    assert create(KeyId=key_id).error[0] == "AccessDeniedException"
    assert kms.list_grants(KeyId=key_id)["Grants"] == []


def test_related_keys_have_grants_of_their_own(clients, primary):
    here, there, _ = clients
    before = here.create_grant(KeyId=primary["KeyId"], GranteePrincipal=ELSEWHERE, Operations=["Decrypt"])
    there_region = there.meta.region_name
    here.replicate_key(KeyId=primary["KeyId"], ReplicaRegion=there_region)
    assert there.list_grants(KeyId=primary["KeyId"])["Grants"] == []
    made = there.create_grant(KeyId=primary["KeyId"], GranteePrincipal=ELSEWHERE, Operations=["Encrypt"])
    here.update_primary_region(KeyId=primary["KeyId"], PrimaryRegion=there_region)
    for client, grant_id in [(here, before["GrantId"]), (there, made["GrantId"])]:
        (entry,) = client.list_grants(KeyId=primary["KeyId"])["Grants"]
        assert entry["GrantId"] == grant_id
        assert entry["KeyId"] == key_arn(client.meta.region_name, primary["KeyId"])


# --- DryRun and tokens ---------------------------------------------------------------------------


def test_a_dry_run_makes_and_ends_nothing(grant, create, call, key, listed):
    assert create(DryRun=True).error == WOULD_SUCCEED
    assert listed() == []
    made = grant()
    of_grant = {"KeyId": key["KeyId"], "GrantId": made["GrantId"]}
    assert call("RevokeGrant", {**of_grant, "DryRun": True}).error == WOULD_SUCCEED
    assert call("RetireGrant", {**of_grant, "DryRun": True}).error == WOULD_SUCCEED
    assert call("RetireGrant", {"GrantToken": made["GrantToken"], "DryRun": True}).error == WOULD_SUCCEED
    assert ids(listed()) == [made["GrantId"]]


def test_a_dry_run_fails_where_the_request_would(create, call, kms, key):
    assert create(Operations=["Sign"], DryRun=True).error[0] == "ValidationException"
    unknown = {"KeyId": key["KeyId"], "GrantId": UNKNOWN_GRANT_ID, "DryRun": True}
    for operation in ["RevokeGrant", "RetireGrant"]:
        assert call(operation, unknown).error == ("NotFoundException", f"Grant ID {UNKNOWN_GRANT_ID} not found")
    kms.disable_key(KeyId=key["KeyId"])
    assert create(DryRun=True).error == ("DisabledException", f"{key['Arn']} is disabled.")


WITH_TOKENS = ["DescribeKey", "Encrypt", "GenerateDataKey", "CreateGrant", "GetPublicKey"]


@pytest.mark.parametrize("operation", WITH_TOKENS)
def test_every_operation_looks_at_its_tokens(call, grant, key, operation):
    more = {
        "Encrypt": {"Plaintext": b"x"},
        "GenerateDataKey": {"KeySpec": "AES_256"},
        "CreateGrant": {"GranteePrincipal": STRANGER, "Operations": ["Decrypt"]},
    }
    request = {"KeyId": key["KeyId"], **more.get(operation, {})}
    token = grant()["GrantToken"]
    spoiled = token[:20] + ("A" if token[20] != "A" else "B") + token[21:]
    for bad in ["x", "AAAA", spoiled, token[:-4], token + "AAAA"]:
        answer = call(operation, {**request, "GrantTokens": [token, bad]})
        assert answer.error == ("InvalidGrantTokenException", None), bad
    answer = call(operation, {**request, "GrantTokens": [token] * 10})
    if operation == "GetPublicKey":
        assert answer.error[0] == "UnsupportedOperationException"  # past the tokens
    else:
        assert answer.ok


def test_the_token_of_an_ended_grant_or_another_key_is_ignored(call, kms, grant, key, other_key):
    tokens = [grant()["GrantToken"], grant(KeyId=other_key["KeyId"])["GrantToken"]]
    kms.retire_grant(GrantToken=tokens[0])
    assert call("DescribeKey", {"KeyId": key["KeyId"], "GrantTokens": tokens}).ok


def test_there_are_at_most_ten_tokens(call, key):
    answer = call("DescribeKey", {"KeyId": key["KeyId"], "GrantTokens": ["x"] * 11})
    assert {violation.path for violation in violations(answer.error)} == {"grantTokens"}
