"""STS with boto3: sessions of roles, of federated users and of one's own, and every refusal a client can cause."""

import datetime
import json
import time
import urllib.error
import urllib.request

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

import node
from identity_provider import ISSUER, Issuer, Provider, b64url
from trentserver import ACCOUNT, TrentServer

REGION = "eu-central-1"
ALLOW_KMS = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "kms:*", "Resource": "*"}]})


def client(server, name, credentials=None):
    """boto3's client of a service: with the root's access key, a user's, or the Credentials of a session."""
    own = server.credentials
    keys = credentials or {"AccessKeyId": own.access_key, "SecretAccessKey": own.secret_key}
    return boto3.client(
        name,
        endpoint_url=server.url,
        region_name=REGION,
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys.get("SessionToken"),
        config=Config(retries={"total_max_attempts": 1}, parameter_validation=False),
    )


def unsigned(server):
    config = Config(retries={"total_max_attempts": 1}, signature_version=UNSIGNED)
    return boto3.client("sts", endpoint_url=server.url, region_name=REGION, config=config)


def refusal(call, **arguments):
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    error, answer = caught.value.response["Error"], caught.value.response["ResponseMetadata"]
    return error["Code"], answer["HTTPStatusCode"], error["Message"]


def trust(principal, *actions, condition=None):
    statement = {"Effect": "Allow", "Principal": principal, "Action": list(actions) or "sts:AssumeRole"}
    if condition:
        statement["Condition"] = condition
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


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


def make_role(iam, name, document, **more):
    return iam.create_role(RoleName=name, AssumeRolePolicyDocument=document, **more)["Role"]


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


# -- web identity


@pytest.fixture(scope="module")
def issuer():
    return Issuer()


@pytest.fixture
def oidc_server(tmp_path, issuer):
    keys = tmp_path / "jwks.json"
    keys.write_text(issuer.jwks())
    with TrentServer(tmp_path / "data", "--oidc-jwks", f"{ISSUER}={keys}") as running:
        yield running


def make_pod(running):
    """Arguments of AssumeRoleWithWebIdentity but for the token."""
    iam = client(running, "iam")
    provider = iam.create_open_id_connect_provider(Url=ISSUER, ClientIDList=["sts.amazonaws.com"], ThumbprintList=["a" * 40])
    condition = {"StringEquals": {"idp.example.com/realm:sub": "pod-7", "idp.example.com/realm:aud": "sts.amazonaws.com"}}
    document = trust(
        {"Federated": provider["OpenIDConnectProviderArn"]}, "sts:AssumeRoleWithWebIdentity", condition=condition
    )
    return {"RoleArn": make_role(iam, "pod", document)["Arn"], "RoleSessionName": "s1"}


@pytest.fixture
def pod(oidc_server):
    return make_pod(oidc_server)


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
def test_a_web_identity_becomes_the_role(oidc_server, pod, issuer, algorithm):
    answer = unsigned(oidc_server).assume_role_with_web_identity(**pod, WebIdentityToken=issuer.token(algorithm))
    assert answer["SubjectFromWebIdentityToken"] == "pod-7"
    assert answer["Audience"] == "sts.amazonaws.com"
    assert answer["Provider"] == f"arn:aws:iam::{ACCOUNT}:oidc-provider/idp.example.com/realm"
    who = client(oidc_server, "sts", answer["Credentials"]).get_caller_identity()
    assert who["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/pod/s1"


def test_a_web_identity_token_that_does_not_fit_is_refused(oidc_server, pod, issuer):
    sts = unsigned(oidc_server)
    now = int(time.time())

    def code(token):
        return refusal(sts.assume_role_with_web_identity, **pod, WebIdentityToken=token)[:2]

    assert code(issuer.token(exp=now - 1)) == ("ExpiredTokenException", 400)
    invalid = ("InvalidIdentityToken", 400)
    assert code(issuer.token(iat=now + 3600)) == invalid
    assert code(issuer.token(nbf=now + 3600)) == invalid
    assert code(issuer.token(aud="somebody-else")) == invalid
    assert code(issuer.token(iss="https://idp.example.com")) == invalid
    assert code(Issuer().token()) == invalid
    assert code(issuer.token()[:-6] + "AAAAAA") == invalid
    assert code("abcd") == invalid
    assert code(issuer.token(sub="pod-8")) == ("AccessDenied", 403)
    header, claims, _ = issuer.token().split(".")
    assert code(f"{b64url(json.dumps({'alg': 'none'}).encode())}.{claims}.") == invalid


def test_the_sdk_finds_a_web_identity_by_itself(oidc_server, pod, issuer, tmp_path, monkeypatch):
    token = tmp_path / "token"
    token.write_text(issuer.token())
    monkeypatch.setenv("AWS_WEB_IDENTITY_TOKEN_FILE", str(token))
    monkeypatch.setenv("AWS_ROLE_ARN", pod["RoleArn"])
    monkeypatch.setenv("AWS_ROLE_SESSION_NAME", "sdk")
    monkeypatch.setenv("AWS_ENDPOINT_URL", oidc_server.url)
    monkeypatch.setenv("AWS_REGION", REGION)
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    assert boto3.Session().client("sts").get_caller_identity()["Arn"].endswith(":assumed-role/pod/sdk")


def test_the_javascript_sdk_takes_the_token_from_its_file(oidc_server, pod, issuer, tmp_path):
    token = tmp_path / "token"
    token.write_text(issuer.token())
    env = {
        **node.environment(oidc_server, REGION),
        "AWS_WEB_IDENTITY_TOKEN_FILE": str(token),
        "AWS_ROLE_ARN": pod["RoleArn"],
        "AWS_ROLE_SESSION_NAME": "javascript",
    }
    done = node.run("web_identity.js", env=env)
    assert done.stdout.strip() == f"arn:aws:sts::{ACCOUNT}:assumed-role/pod/javascript", done.stderr


def test_a_key_set_that_cannot_be_read_stops_the_start(tmp_path):
    (tmp_path / "jwks.json").write_text("{}")
    with pytest.raises(RuntimeError, match="jwks.json"):
        TrentServer(tmp_path / "data", "--oidc-jwks", f"{ISSUER}={tmp_path / 'jwks.json'}").start()


# -- keys of identity providers, fetched

NO_KEY = (
    "InvalidIdentityToken",
    400,
    "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity "
    "documentation for requirements",
)


@pytest.fixture
def provider(tmp_path, issuer):
    with Provider(tmp_path, issuer.jwks()) as running:
        yield running


def fetching_from(provider, path, data, authorities=None):
    """A server that has the keys of ISSUER from there."""
    arguments = ["--oidc-jwks", f"{ISSUER}={provider.url}{path}", "--oidc-ca", str(authorities or provider.certificate)]
    return TrentServer(data, *arguments)


def becomes_valid(running, pod, token, seconds=20):
    """Whether a token is taken at last: a new key counts ten seconds after the keys were fetched, at most."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            unsigned(running).assume_role_with_web_identity(**pod, WebIdentityToken=token)
            return True
        except ClientError as error:
            assert error.response["Error"]["Code"] == "InvalidIdentityToken"
        time.sleep(0.5)
    return False


@pytest.mark.parametrize("path", ["/jwks", Provider.CONFIGURATION])
def test_keys_are_fetched_from_the_provider(provider, issuer, tmp_path, path):
    with fetching_from(provider, path, tmp_path / "data") as running:
        pod = make_pod(running)
        for algorithm in ("RS256", "ES256"):
            answer = unsigned(running).assume_role_with_web_identity(**pod, WebIdentityToken=issuer.token(algorithm))
            assert answer["SubjectFromWebIdentityToken"] == "pod-7"
        assert provider.asked.count("/jwks") == 1


def test_new_keys_of_the_provider_are_seen_and_an_outage_is_outlasted(provider, issuer, tmp_path):
    with fetching_from(provider, "/jwks", tmp_path / "data") as running:
        pod = make_pod(running)
        sts = unsigned(running)
        sts.assume_role_with_web_identity(**pod, WebIdentityToken=issuer.token())
        following = Issuer("next-")
        provider.pages["/jwks"] = following.jwks()
        assert becomes_valid(running, pod, following.token())
        assert refusal(sts.assume_role_with_web_identity, **pod, WebIdentityToken=issuer.token()) == NO_KEY
        fetched = provider.asked.count("/jwks")
        made_up = Issuer("made-up-").token()
        for _ in range(5):
            assert refusal(sts.assume_role_with_web_identity, **pod, WebIdentityToken=made_up) == NO_KEY
        assert provider.asked.count("/jwks") == fetched
        provider.pages.clear()
        sts.assume_role_with_web_identity(**pod, WebIdentityToken=following.token())


def test_a_provider_under_another_authority_is_not_asked(provider, issuer, tmp_path):
    (tmp_path / "other").mkdir()
    other = Provider(tmp_path / "other", "").certificate
    with fetching_from(provider, "/jwks", tmp_path / "data", other) as running:
        pod = make_pod(running)
        token = issuer.token()
        assert refusal(unsigned(running).assume_role_with_web_identity, **pod, WebIdentityToken=token) == NO_KEY
        assert "certificate is not trusted" in running.logs()
        assert token not in running.logs()
    assert provider.asked == []


def test_a_provider_that_is_not_there_yet_does_not_stop_the_start(tmp_path, issuer):
    provider = Provider(tmp_path, issuer.jwks())
    pages, provider.pages = provider.pages, {}
    with provider, fetching_from(provider, "/jwks", tmp_path / "data") as running:
        pod = make_pod(running)
        assert refusal(unsigned(running).assume_role_with_web_identity, **pod, WebIdentityToken=issuer.token()) == NO_KEY
        assert "status 404" in running.logs()
        provider.pages = pages
        assert becomes_valid(running, pod, issuer.token())


@pytest.mark.parametrize(
    "arguments, told",
    [
        (["--oidc-jwks", f"{ISSUER}=http://127.0.0.1/jwks"], "https://"),
        (["--oidc-jwks", f"{ISSUER}=https://user@127.0.0.1/jwks"], "not an https URL"),
        (["--oidc-jwks", f"{ISSUER}=https://127.0.0.1/jwks", "--oidc-ca", "none.pem"], "none.pem"),
    ],
)
def test_options_that_name_no_source_of_keys_stop_the_start(tmp_path, arguments, told):
    with pytest.raises(RuntimeError, match=told):
        TrentServer(tmp_path / "data", *arguments).start()
    assert not (tmp_path / "data" / "credentials").exists()
