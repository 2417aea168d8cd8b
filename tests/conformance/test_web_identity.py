"""AssumeRoleWithWebIdentity: tokens of an OpenID Connect provider, whose keys are in a file or fetched."""

import json
import time

import boto3
import pytest
from botocore.exceptions import ClientError

import node
from identity_provider import ISSUER, Issuer, Provider, b64url
from sts import REGION, client, make_role, refusal, trust, unsigned
from trentserver import ACCOUNT, TrentServer


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
