"""What people and scripts rely on around the API: design.md section 9."""

import http.client
import re
import stat

from sigv4 import sign
from trentserver import ACCOUNT, TrentServer


def get(server, path):
    connection = http.client.HTTPConnection(server.host, server.port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


def test_it_says_where_it_listens_and_answers_at_once(private_server):
    said = (private_server.log_directory / "stdout-1").read_text()
    assert re.search(rf"^listening on http://127\.0\.0\.1:{private_server.port}$", said, re.MULTILINE)
    assert get(private_server, "/livez") == 200
    assert get(private_server, "/readyz") == 200


def test_the_root_access_key_is_in_a_private_credentials_file(private_server):
    path = private_server.data / "credentials"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert re.search(r"^\[default\]$", path.read_text(), re.MULTILINE)
    assert re.fullmatch(r"[A-Z0-9]{16,128}", private_server.credentials.access_key)
    assert len(private_server.credentials.secret_key) >= 40
    assert private_server.credentials.secret_key not in private_server.logs()


def test_sigterm_ends_it_with_0_and_a_restart_knows_everything(private_server):
    kms = private_server.client()
    key = kms.create_key(Description="kept", Tags=[{"TagKey": "a", "TagValue": "b"}])["KeyMetadata"]
    kms.create_alias(AliasName="alias/kept", TargetKeyId=key["KeyId"])
    blob = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"kept", EncryptionContext={"a": "1"})["CiphertextBlob"]
    credentials = private_server.credentials

    assert private_server.stop() == 0
    private_server.start()
    del private_server.credentials
    assert private_server.credentials == credentials

    kms = private_server.client()
    assert kms.describe_key(KeyId="alias/kept")["KeyMetadata"] == key
    assert kms.list_resource_tags(KeyId=key["KeyId"])["Tags"] == [{"TagKey": "a", "TagValue": "b"}]
    assert kms.decrypt(CiphertextBlob=blob, EncryptionContext={"a": "1"})["Plaintext"] == b"kept"


def test_two_servers_have_nothing_in_common(private_server, tmp_path):
    kms = private_server.client()
    key = kms.create_key()["KeyMetadata"]
    blob = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")["CiphertextBlob"]
    with TrentServer(tmp_path / "other") as other:
        assert other.credentials != private_server.credentials
        assert other.call("DescribeKey", {"KeyId": key["KeyId"]}).error[0] == "NotFoundException"
        code, _ = other.call("Decrypt", {"CiphertextBlob": blob}).error
        assert code in {"InvalidCiphertextException", "AccessDeniedException"}


def test_the_account_is_twelve_zeros(private_server):
    assert private_server.client().create_key()["KeyMetadata"]["AWSAccountId"] == ACCOUNT == "0" * 12


def test_boto3_speaks_https_to_it(tmp_path):
    with TrentServer(tmp_path / "data", "--tls-self-signed") as server:
        assert server.url.startswith("https://")
        assert len(server.client().generate_random(NumberOfBytes=9)["Plaintext"]) == 9


def test_many_requests_on_one_connection(server):
    """SDKs keep connections open; a refusal must not end one."""
    connection = http.client.HTTPConnection(server.host, server.port, timeout=10)
    sockets = set()
    for number in range(50):
        body = {"NumberOfBytes": number * 50}  # the first and the last ones are refused
        request = sign(server.request("GenerateRandom", body), server.credentials, "us-east-1")
        connection.request("POST", "/", request.body, dict(request.headers))
        response = connection.getresponse()
        response.read()
        assert response.status == (200 if 1 <= number * 50 <= 1024 else 400)
        sockets.add(connection.sock)
    connection.close()
    assert len(sockets) == 1
