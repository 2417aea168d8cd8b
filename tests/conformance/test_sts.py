"""STS with boto3: sessions of roles, of federated users and of one's own, and every refusal a client can cause."""

import datetime
import json
import urllib.error
import urllib.request

import pytest

from sts import client, make_role, refusal, trust
from trentserver import ACCOUNT, TrentServer

ALLOW_KMS = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "kms:*", "Resource": "*"}]})


@pytest.fixture
def server(private_server):
    return private_server


@pytest.fixture
def iam(server):
    return client(server, "iam")


@pytest.fixture
def bob(server, iam):
    """A user without a policy: its ARN, and its STS client."""
    arn = iam.create_user(UserName="bob")["User"]["Arn"]
    key = iam.create_access_key(UserName="bob")["AccessKey"]
    return arn, client(server, "sts", key)


def test_a_trusted_user_becomes_the_role(server, iam, bob):
    arn, sts = bob
    role = make_role(iam, "app", trust({"AWS": arn}), Path="/team/")
    answer = sts.assume_role(RoleArn=role["Arn"], RoleSessionName="s1")
    session = answer["Credentials"]
    assert answer["AssumedRoleUser"] == {
        "AssumedRoleId": f"{role['RoleId']}:s1",
        "Arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/app/s1",
    }
    assert "PackedPolicySize" not in answer
    assert session["AccessKeyId"].startswith("ASIA") and len(session["SecretAccessKey"]) == 40
    left = session["Expiration"] - datetime.datetime.now(datetime.timezone.utc)
    assert datetime.timedelta(minutes=55) < left <= datetime.timedelta(hours=1)
    who = client(server, "sts", session).get_caller_identity()
    assert (who["Arn"], who["UserId"]) == (answer["AssumedRoleUser"]["Arn"], f"{role['RoleId']}:s1")
    server.restart()
    assert client(server, "sts", session).get_caller_identity()["Account"] == ACCOUNT


def test_a_token_goes_with_its_own_access_key(server, iam, bob):
    arn, sts = bob
    role = make_role(iam, "app", trust({"AWS": arn}))["Arn"]
    one = sts.assume_role(RoleArn=role, RoleSessionName="s1")["Credentials"]
    two = sts.assume_role(RoleArn=role, RoleSessionName="s1")["Credentials"]

    def code(**changed):
        keys = {**one, **changed}
        answers = [refusal(client(server, "sts", keys).get_caller_identity), refusal(client(server, "kms", keys).list_keys)]
        return [answer[:2] for answer in answers]

    invalid = [("InvalidClientTokenId", 403), ("UnrecognizedClientException", 400)]
    assert code(SessionToken=two["SessionToken"]) == invalid
    assert code(AccessKeyId=two["AccessKeyId"]) == invalid
    assert code(SessionToken=None) == invalid
    assert code(SessionToken=one["SessionToken"][:-8] + "AAAAAAA=") == invalid
    assert code(SessionToken="x") == invalid
    mismatch = [("SignatureDoesNotMatch", 403), ("InvalidSignatureException", 400)]
    assert code(SecretAccessKey=two["SecretAccessKey"]) == mismatch
    own = server.credentials
    long_term = {"AccessKeyId": own.access_key, "SecretAccessKey": own.secret_key, "SessionToken": one["SessionToken"]}
    assert code(**long_term) == invalid


def test_a_token_of_another_server_is_invalid(server, iam, bob, tmp_path):
    arn, sts = bob
    role = make_role(iam, "app", trust({"AWS": arn}))["Arn"]
    session = sts.assume_role(RoleArn=role, RoleSessionName="s1")["Credentials"]
    with TrentServer(tmp_path / "other") as other:
        assert refusal(client(other, "sts", session).get_caller_identity)[:2] == ("InvalidClientTokenId", 403)


def test_a_trusted_account_needs_the_users_permission_too(server, iam, bob):
    arn, sts = bob
    role = make_role(iam, "app", trust({"AWS": ACCOUNT}))["Arn"]
    denied = (
        "AccessDenied",
        403,
        f"User: {arn} is not authorized to perform: sts:AssumeRole on resource: {role}",
    )
    assert refusal(sts.assume_role, RoleArn=role, RoleSessionName="s1") == denied
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": role}]}
    iam.put_user_policy(UserName="bob", PolicyName="p", PolicyDocument=json.dumps(policy))
    sts.assume_role(RoleArn=role, RoleSessionName="s1")
    iam.delete_user_policy(UserName="bob", PolicyName="p")
    assert refusal(sts.assume_role, RoleArn=role, RoleSessionName="s1") == denied
    other = make_role(iam, "other", trust({"AWS": "444455556666"}))["Arn"]
    assert refusal(sts.assume_role, RoleArn=other, RoleSessionName="s1")[:2] == ("AccessDenied", 403)
    missing = f"arn:aws:iam::{ACCOUNT}:role/missing"
    assert refusal(sts.assume_role, RoleArn=missing, RoleSessionName="s1")[:2] == ("AccessDenied", 403)
    root = client(server, "sts")
    assert refusal(root.assume_role, RoleArn=role, RoleSessionName="s1") == (
        "AccessDenied",
        403,
        "Roles may not be assumed by root accounts.",
    )


def test_parameters_are_checked(iam, bob):
    arn, sts = bob
    role = make_role(iam, "app", trust({"AWS": arn}), MaxSessionDuration=7200)["Arn"]

    def code(**changed):
        return refusal(sts.assume_role, **{"RoleArn": role, "RoleSessionName": "s1", **changed})

    assert code(RoleArn="nothing-valid-in-here") == ("ValidationError", 400, "nothing-valid-in-here is invalid")
    assert code(RoleSessionName="Session1:2") == (
        "ValidationError",
        400,
        "1 validation error detected: Value 'Session1:2' at 'roleSessionName' failed to satisfy constraint: "
        r"Member must satisfy regular expression pattern: [\w+=,.@-]*",
    )
    assert code(DurationSeconds=900 - 1)[:2] == ("ValidationError", 400)
    assert code(DurationSeconds=7201) == (
        "ValidationError",
        400,
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    )
    sts.assume_role(RoleArn=role, RoleSessionName="s1", DurationSeconds=7200)
    assert code(Policy="{}")[:2] == ("MalformedPolicyDocument", 400)
    assert code(PolicyArns=[{"arn": f"arn:aws:iam::{ACCOUNT}:policy/missing"}])[:2] == ("ValidationError", 400)
    assert code(SerialNumber=f"arn:aws:iam::{ACCOUNT}:mfa/bob", TokenCode="123456")[:2] == ("AccessDenied", 403)


def test_the_external_id(iam, bob):
    arn, sts = bob
    condition = {"StringEquals": {"sts:ExternalId": "id-7"}}
    role = {"RoleArn": make_role(iam, "app", trust({"AWS": arn}, condition=condition))["Arn"], "RoleSessionName": "s1"}
    assert refusal(sts.assume_role, **role)[0] == "AccessDenied"
    assert refusal(sts.assume_role, **role, ExternalId="id-8")[0] == "AccessDenied"
    sts.assume_role(**role, ExternalId="id-7")


def test_session_tags_and_source_identity_go_from_role_to_role(server, iam, bob):
    arn, sts = bob
    actions = ("sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity")
    first = make_role(iam, "first", trust({"AWS": arn}, *actions), MaxSessionDuration=7200)["Arn"]
    condition = {"StringEquals": {"aws:PrincipalTag/team": "red", "sts:SourceIdentity": "bob"}}
    second = make_role(iam, "second", trust({"AWS": first}, *actions, condition=condition), MaxSessionDuration=7200)["Arn"]
    tags = {"Tags": [{"Key": "team", "Value": "red"}], "TransitiveTagKeys": ["team"]}
    plain = sts.assume_role(RoleArn=first, RoleSessionName="s1")
    chained = client(server, "sts", plain["Credentials"])
    assert refusal(chained.assume_role, RoleArn=second, RoleSessionName="s2")[0] == "AccessDenied"

    tagged = sts.assume_role(RoleArn=first, RoleSessionName="s1", SourceIdentity="bob", **tags)
    assert tagged["SourceIdentity"] == "bob" and tagged["PackedPolicySize"] > 0
    chained = client(server, "sts", tagged["Credentials"])
    assert chained.assume_role(RoleArn=second, RoleSessionName="s2")["SourceIdentity"] == "bob"
    assert refusal(chained.assume_role, RoleArn=second, RoleSessionName="s2", DurationSeconds=3601) == (
        "ValidationError",
        400,
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining",
    )
    assert refusal(chained.assume_role, RoleArn=second, RoleSessionName="s2", SourceIdentity="eve")[0] == "AccessDenied"
    assert refusal(chained.assume_role, RoleArn=second, RoleSessionName="s2", **tags) == (
        "InvalidParameterValue",
        400,
        "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key "
        "from the calling session.",
    )
    untaggable = make_role(iam, "untaggable", trust({"AWS": arn}))["Arn"]
    assert refusal(sts.assume_role, RoleArn=untaggable, RoleSessionName="s1", **tags)[0] == "AccessDenied"
    twice = [{"Key": "a", "Value": "1"}, {"Key": "A", "Value": "2"}]
    assert refusal(sts.assume_role, RoleArn=first, RoleSessionName="s1", Tags=twice)[0] == "InvalidParameterValue"
    many = [{"Key": f"k{i}", "Value": "x" * 200} for i in range(50)]
    assert refusal(sts.assume_role, RoleArn=first, RoleSessionName="s1", Tags=many)[:2] == ("PackedPolicyTooLarge", 400)


def test_a_session_ends_with_its_role(server, iam, bob):
    arn, sts = bob
    role = make_role(iam, "app", trust({"AWS": arn}))["Arn"]
    iam.put_role_policy(
        RoleName="app",
        PolicyName="p",
        PolicyDocument=json.dumps(
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:List*", "Resource": "*"}]}
        ),
    )
    session = client(server, "iam", sts.assume_role(RoleArn=role, RoleSessionName="s1")["Credentials"])
    assert [user["UserName"] for user in session.list_users()["Users"]] == ["bob"]
    assert refusal(session.list_access_keys)[:2] == ("ValidationError", 400)
    assert refusal(session.create_user, UserName="eve")[:2] == ("AccessDenied", 403)
    iam.delete_role_policy(RoleName="app", PolicyName="p")
    iam.delete_role(RoleName="app")
    assert refusal(session.list_users)[:2] == ("AccessDenied", 403)


def test_a_session_policy_takes_away(server, iam, bob):
    arn, sts = bob
    role = make_role(iam, "app", trust({"AWS": arn}))["Arn"]
    everything = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:*", "Resource": "*"}]}
    iam.put_role_policy(RoleName="app", PolicyName="p", PolicyDocument=json.dumps(everything))
    lists = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:List*", "Resource": "*"}]})
    limits = [{"Policy": lists}]
    limits.append({"PolicyArns": [{"arn": iam.create_policy(PolicyName="lists", PolicyDocument=lists)["Policy"]["Arn"]}]})
    for limit in limits:
        answer = sts.assume_role(RoleArn=role, RoleSessionName="s1", **limit)
        assert answer["PackedPolicySize"] > 0
        session = client(server, "iam", answer["Credentials"])
        session.list_users()
        assert refusal(session.create_user, UserName="eve")[:2] == ("AccessDenied", 403)
    free = client(server, "iam", sts.assume_role(RoleArn=role, RoleSessionName="s1")["Credentials"])
    free.create_user(UserName="eve")


def test_own_sessions(server, iam, bob):
    arn, sts = bob
    session = sts.get_session_token(DurationSeconds=900)["Credentials"]
    own = client(server, "sts", session)
    assert own.get_caller_identity()["Arn"] == arn
    assert refusal(own.get_session_token) == (
        "AccessDenied",
        403,
        "Cannot call GetSessionToken with session credentials",
    )
    assert refusal(client(server, "iam", session).get_user)[:2] == ("InvalidClientTokenId", 403)
    iam.update_user(UserName="bob", NewUserName="robert")
    assert own.get_caller_identity()["Arn"] == f"arn:aws:iam::{ACCOUNT}:user/robert"
    key = iam.list_access_keys(UserName="robert")["AccessKeyMetadata"][0]["AccessKeyId"]
    iam.update_access_key(UserName="robert", AccessKeyId=key, Status="Inactive")
    assert refusal(own.get_caller_identity)[:2] == ("InvalidClientTokenId", 403)
    iam.update_access_key(UserName="robert", AccessKeyId=key, Status="Active")
    own.get_caller_identity()
    iam.delete_access_key(UserName="robert", AccessKeyId=key)
    assert refusal(own.get_caller_identity)[:2] == ("InvalidClientTokenId", 403)


def test_federated_users(server, bob):
    _, sts = bob
    assert refusal(sts.get_federation_token, Name="guest")[:2] == ("AccessDenied", 403)
    answer = client(server, "sts").get_federation_token(Name="guest", Policy=ALLOW_KMS, DurationSeconds=900)
    arn = f"arn:aws:sts::{ACCOUNT}:federated-user/guest"
    assert answer["FederatedUser"] == {"FederatedUserId": f"{ACCOUNT}:guest", "Arn": arn}
    guest = client(server, "sts", answer["Credentials"])
    who = guest.get_caller_identity()
    assert (who["Arn"], who["UserId"]) == (arn, f"{ACCOUNT}:guest")
    role = f"arn:aws:iam::{ACCOUNT}:role/app"
    assert refusal(guest.assume_role, RoleArn=role, RoleSessionName="s1")[:2] == ("AccessDenied", 403)
    assert client(server, "sts").get_federation_token(Name="guest")["PackedPolicySize"] == 0


def test_get_caller_identity_presigned_with_a_token(server, iam, bob):
    arn, sts = bob
    role = make_role(iam, "app", trust({"AWS": arn}))["Arn"]
    session = client(server, "sts", sts.assume_role(RoleArn=role, RoleSessionName="s1")["Credentials"])
    url = session.generate_presigned_url("get_caller_identity", HttpMethod="GET", ExpiresIn=60)
    assert "X-Amz-Security-Token=" in url
    with urllib.request.urlopen(url) as answer:
        assert b"assumed-role/app/s1" in answer.read()
    broken = url.replace("X-Amz-Security-Token=", "X-Amz-Security-Token=A", 1)
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(broken)
    assert caught.value.code == 403
