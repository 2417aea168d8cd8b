"""IAM and STS on the same endpoint, with boto3: what Terraform's aws_iam_* resources do, errors, restarts."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from trentserver import ACCOUNT

ALLOW = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "kms:*", "Resource": "*"}]})
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"}],
    }
)


def service(server, name, key=None, region="eu-central-1"):
    """boto3's client of one of the services, with another access key if one is given."""
    own = server.credentials
    return boto3.client(
        name,
        endpoint_url=server.url,
        region_name=region,
        aws_access_key_id=key["AccessKeyId"] if key else own.access_key,
        aws_secret_access_key=key["SecretAccessKey"] if key else own.secret_key,
        config=Config(retries={"total_max_attempts": 1}),
    )


@pytest.fixture
def server(private_server):
    return private_server


@pytest.fixture
def iam(server):
    return service(server, "iam")


def refusal(call, **arguments):
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    return caught.value.response["Error"]["Code"], caught.value.response["ResponseMetadata"]["HTTPStatusCode"]


def test_the_root_is_told_who_it_is(server):
    who = service(server, "sts").get_caller_identity()
    assert (who["Account"], who["UserId"], who["Arn"]) == (ACCOUNT, ACCOUNT, f"arn:aws:iam::{ACCOUNT}:root")


def test_a_users_key_works_at_once_and_may_do_nothing(server, iam):
    user = iam.create_user(UserName="Bob", Path="/team/")["User"]
    key = iam.create_access_key(UserName="bob")["AccessKey"]
    sts, kms = service(server, "sts", key), service(server, "kms", key)
    who = sts.get_caller_identity()
    assert (who["UserId"], who["Arn"]) == (user["UserId"], f"arn:aws:iam::{ACCOUNT}:user/team/Bob")
    own_key = server.client("eu-central-1").create_key()["KeyMetadata"]["KeyId"]
    assert refusal(kms.list_keys) == ("AccessDeniedException", 400)
    assert refusal(kms.describe_key, KeyId=own_key) == ("AccessDeniedException", 400)
    assert refusal(kms.encrypt, KeyId=own_key, Plaintext=b"x") == ("AccessDeniedException", 400)
    assert refusal(service(server, "iam", key).list_users) == ("AccessDenied", 403)

    iam.update_access_key(UserName="Bob", AccessKeyId=key["AccessKeyId"], Status="Inactive")
    assert refusal(sts.get_caller_identity) == ("InvalidClientTokenId", 403)
    iam.update_access_key(UserName="Bob", AccessKeyId=key["AccessKeyId"], Status="Active")
    sts.get_caller_identity()
    iam.delete_access_key(UserName="Bob", AccessKeyId=key["AccessKeyId"])
    assert refusal(sts.get_caller_identity) == ("InvalidClientTokenId", 403)


def test_terraforms_trace_of_a_user_with_policy_and_access_key(server, iam):
    iam.create_user(UserName="tf", Path="/", Tags=[{"Key": "a", "Value": "b"}])
    assert iam.get_user(UserName="tf")["User"]["Tags"] == [{"Key": "a", "Value": "b"}]
    arn = iam.create_policy(PolicyName="reader", PolicyDocument=ALLOW, Description="d")["Policy"]["Arn"]
    policy = iam.get_policy(PolicyArn=arn)["Policy"]
    version = iam.get_policy_version(PolicyArn=arn, VersionId=policy["DefaultVersionId"])["PolicyVersion"]
    assert version["Document"] == json.loads(ALLOW)
    iam.attach_user_policy(UserName="tf", PolicyArn=arn)
    attached = iam.list_attached_user_policies(UserName="tf")["AttachedPolicies"]
    assert attached == [{"PolicyName": "reader", "PolicyArn": arn}]
    key = iam.create_access_key(UserName="tf")["AccessKey"]
    server.restart()
    iam = service(server, "iam")
    assert [k["AccessKeyId"] for k in iam.list_access_keys(UserName="tf")["AccessKeyMetadata"]] == [key["AccessKeyId"]]
    assert service(server, "sts", key).get_caller_identity()["Arn"].endswith(":user/tf")
    assert iam.get_policy(PolicyArn=arn)["Policy"]["AttachmentCount"] == 1

    assert refusal(iam.delete_user, UserName="tf") == ("DeleteConflict", 409)
    assert refusal(iam.delete_policy, PolicyArn=arn) == ("DeleteConflict", 409)
    iam.delete_access_key(UserName="tf", AccessKeyId=key["AccessKeyId"])
    iam.detach_user_policy(UserName="tf", PolicyArn=arn)
    iam.delete_policy(PolicyArn=arn)
    iam.delete_user(UserName="tf")
    assert refusal(iam.get_user, UserName="tf") == ("NoSuchEntity", 404)
    assert refusal(iam.get_policy, PolicyArn=arn) == ("NoSuchEntity", 404)


def test_roles(iam):
    iam.create_role(RoleName="r", AssumeRolePolicyDocument=TRUST, Description="d", MaxSessionDuration=7200)
    role = iam.get_role(RoleName="r")["Role"]
    assert role["AssumeRolePolicyDocument"] == json.loads(TRUST)
    assert (role["MaxSessionDuration"], role["RoleId"][:4]) == (7200, "AROA")
    iam.put_role_policy(RoleName="r", PolicyName="p", PolicyDocument=ALLOW)
    assert iam.list_role_policies(RoleName="r")["PolicyNames"] == ["p"]
    assert iam.get_role_policy(RoleName="r", PolicyName="p")["PolicyDocument"] == json.loads(ALLOW)
    assert iam.list_instance_profiles_for_role(RoleName="r")["InstanceProfiles"] == []
    assert refusal(iam.delete_role, RoleName="r") == ("DeleteConflict", 409)
    iam.delete_role_policy(RoleName="r", PolicyName="p")
    iam.update_role(RoleName="r", MaxSessionDuration=3600)
    iam.update_assume_role_policy(RoleName="r", PolicyDocument=TRUST)
    iam.delete_role(RoleName="r")


def test_groups(iam):
    iam.create_user(UserName="u")
    iam.create_group(GroupName="Staff")
    iam.add_user_to_group(GroupName="staff", UserName="u")
    assert [user["UserName"] for user in iam.get_group(GroupName="Staff")["Users"]] == ["u"]
    iam.update_group(GroupName="Staff", NewGroupName="Crew")
    assert [group["GroupName"] for group in iam.list_groups_for_user(UserName="u")["Groups"]] == ["Crew"]
    assert refusal(iam.delete_group, GroupName="Crew") == ("DeleteConflict", 409)
    iam.remove_user_from_group(GroupName="Crew", UserName="u")
    iam.delete_group(GroupName="Crew")


def test_policy_versions(iam):
    arn = iam.create_policy(PolicyName="p", PolicyDocument=ALLOW)["Policy"]["Arn"]
    for _ in range(4):
        iam.create_policy_version(PolicyArn=arn, PolicyDocument=ALLOW)
    assert refusal(iam.create_policy_version, PolicyArn=arn, PolicyDocument=ALLOW) == ("LimitExceeded", 409)
    iam.set_default_policy_version(PolicyArn=arn, VersionId="v3")
    assert refusal(iam.delete_policy_version, PolicyArn=arn, VersionId="v3") == ("DeleteConflict", 409)
    iam.delete_policy_version(PolicyArn=arn, VersionId="v1")
    versions = iam.list_policy_versions(PolicyArn=arn)["Versions"]
    assert [v["VersionId"] for v in versions] == ["v5", "v4", "v3", "v2"]
    assert [v["VersionId"] for v in versions if v["IsDefaultVersion"]] == ["v3"]


def test_boundaries(iam):
    iam.create_user(UserName="u")
    arn = iam.create_policy(PolicyName="limit", PolicyDocument=ALLOW)["Policy"]["Arn"]
    iam.put_user_permissions_boundary(UserName="u", PermissionsBoundary=arn)
    assert iam.get_user(UserName="u")["User"]["PermissionsBoundary"]["PermissionsBoundaryArn"] == arn
    assert [u["UserName"] for u in iam.list_entities_for_policy(PolicyArn=arn)["PolicyUsers"]] == ["u"]
    assert refusal(iam.delete_policy, PolicyArn=arn) == ("DeleteConflict", 409)
    iam.delete_user_permissions_boundary(UserName="u")
    iam.delete_policy(PolicyArn=arn)


def test_oidc_providers(iam):
    arn = iam.create_open_id_connect_provider(Url="https://issuer.example/a", ClientIDList=["sts.amazonaws.com"])
    arn = arn["OpenIDConnectProviderArn"]
    assert arn == f"arn:aws:iam::{ACCOUNT}:oidc-provider/issuer.example/a"
    provider = iam.get_open_id_connect_provider(OpenIDConnectProviderArn=arn)
    assert (provider["Url"], provider["ClientIDList"]) == ("issuer.example/a", ["sts.amazonaws.com"])
    assert [p["Arn"] for p in iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]] == [arn]
    iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=arn)
    assert refusal(iam.get_open_id_connect_provider, OpenIDConnectProviderArn=arn) == ("NoSuchEntity", 404)


def test_tags(iam):
    iam.create_user(UserName="u")
    iam.tag_user(UserName="u", Tags=[{"Key": "Team", "Value": "a"}])
    iam.tag_user(UserName="u", Tags=[{"Key": "team", "Value": "b"}])
    assert iam.list_user_tags(UserName="u")["Tags"] == [{"Key": "team", "Value": "b"}]
    iam.untag_user(UserName="u", TagKeys=["TEAM"])
    assert iam.list_user_tags(UserName="u")["Tags"] == []


def test_lists_come_in_pages(iam):
    for number in range(5):
        iam.create_user(UserName=f"u{number}")
    pages = list(iam.get_paginator("list_users").paginate(PaginationConfig={"PageSize": 2}))
    assert [[user["UserName"] for user in page["Users"]] for page in pages] == [["u0", "u1"], ["u2", "u3"], ["u4"]]
    assert refusal(iam.list_users, Marker="made up") == ("ValidationError", 400)


def test_errors(iam):
    iam.create_user(UserName="u")
    assert refusal(iam.create_user, UserName="U") == ("EntityAlreadyExists", 409)
    assert refusal(iam.create_user, UserName="not/a name") == ("ValidationError", 400)
    assert refusal(iam.create_policy, PolicyName="p", PolicyDocument="{}") == ("MalformedPolicyDocument", 400)
    missing = f"arn:aws:iam::{ACCOUNT}:policy/none"
    assert refusal(iam.attach_user_policy, UserName="u", PolicyArn=missing) == ("NoSuchEntity", 404)
    iam.create_access_key(UserName="u")
    iam.create_access_key(UserName="u")
    assert refusal(iam.create_access_key, UserName="u") == ("LimitExceeded", 409)
    assert refusal(iam.get_account_summary) == ("InvalidAction", 400)


# --- the newest use of an access key -------------------------------------------------------------


@pytest.fixture
def bobs(iam):
    """The access key of a user who may use KMS."""
    iam.create_user(UserName="bob")
    iam.put_user_policy(UserName="bob", PolicyName="p", PolicyDocument=ALLOW)
    return iam.create_access_key(UserName="bob")["AccessKey"]


def last_use(iam, key):
    answer = iam.get_access_key_last_used(AccessKeyId=key["AccessKeyId"])
    assert answer["UserName"] == key["UserName"]
    return answer["AccessKeyLastUsed"]


def assert_last_use(iam, key, service_name, region):
    use = last_use(iam, key)
    used = use.pop("LastUsedDate")
    assert use == {"ServiceName": service_name, "Region": region}
    assert (used.second, used.microsecond) == (0, 0), "to the minute"
    assert timedelta(0) <= datetime.now(timezone.utc) - used < timedelta(minutes=2)


def test_an_access_key_that_was_never_used(iam, bobs):
    assert last_use(iam, bobs) == {"ServiceName": "N/A", "Region": "N/A"}
    assert refusal(iam.get_access_key_last_used, AccessKeyId="AKIAAAAAAAAAAAAAAAAA") == ("NoSuchEntity", 404)


def test_the_newest_use_of_an_access_key_is_told_at_once_whatever_the_service(server, iam, bobs):
    service(server, "kms", bobs, "eu-west-1").list_keys()
    assert_last_use(iam, bobs, "kms", "eu-west-1")
    refusal(service(server, "iam", bobs, "us-east-1").list_users)
    assert_last_use(iam, bobs, "iam", "us-east-1")
    service(server, "sts", bobs).get_caller_identity()
    assert_last_use(iam, bobs, "sts", "eu-central-1")
    refusal(service(server, "cloudtrail", bobs).lookup_events)
    assert_last_use(iam, bobs, "cloudtrail", "eu-central-1")
    service(server, "kms", bobs, "eu-west-1").list_keys()
    assert_last_use(iam, bobs, "kms", "eu-west-1")


def test_the_newest_use_of_an_access_key_survives_a_restart(server, iam, bobs):
    service(server, "kms", bobs).list_keys()
    before = last_use(iam, bobs)
    server.restart()
    iam = service(server, "iam")
    assert last_use(iam, bobs) == before
    iam.update_access_key(UserName="bob", AccessKeyId=bobs["AccessKeyId"], Status="Inactive")
    assert last_use(iam, bobs) == before
    refusal(service(server, "kms", bobs).list_keys)
    assert last_use(iam, bobs) == before


def test_what_is_not_signed_with_an_access_key_is_no_use_of_it(server, iam, bobs):
    forged = {**bobs, "SecretAccessKey": "not the secret"}
    refusal(service(server, "kms", forged).list_keys)
    assert "LastUsedDate" not in last_use(iam, bobs)
    session = service(server, "sts", bobs, "us-west-2").get_session_token()["Credentials"]
    kms = boto3.client(
        "kms",
        endpoint_url=server.url,
        region_name="eu-west-1",
        aws_access_key_id=session["AccessKeyId"],
        aws_secret_access_key=session["SecretAccessKey"],
        aws_session_token=session["SessionToken"],
    )
    kms.list_keys()
    assert_last_use(iam, bobs, "sts", "us-west-2")
    assert refusal(iam.get_access_key_last_used, AccessKeyId=session["AccessKeyId"]) == ("NoSuchEntity", 404)


# --- quotas --------------------------------------------------------------------------------------


def test_an_account_has_so_many_oidc_providers_also_when_many_are_made_at_once(server, iam):
    def create(number):
        try:
            return iam.create_open_id_connect_provider(Url=f"https://{number}.example")["OpenIDConnectProviderArn"]
        except ClientError as error:
            assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 409
            return error.response["Error"]["Code"], error.response["Error"]["Message"]

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(create, range(108)))
    made = [outcome for outcome in outcomes if isinstance(outcome, str)]
    full = ("LimitExceeded", "Cannot exceed quota for OpenIdConnectProvidersPerAccount: 100")
    assert (len(made), outcomes.count(full)) == (100, 8)
    assert len(iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]) == 100
    iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=made[0])
    server.restart()
    iam = service(server, "iam")
    iam.create_open_id_connect_provider(Url="https://room.example")
    assert refusal(iam.create_open_id_connect_provider, Url="https://more.example") == ("LimitExceeded", 409)


def test_the_last_key_of_the_root_stays(iam):
    (key,) = iam.list_access_keys()["AccessKeyMetadata"]
    assert refusal(iam.delete_access_key, AccessKeyId=key["AccessKeyId"]) == ("DeleteConflict", 409)
