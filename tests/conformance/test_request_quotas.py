"""Request quotas: kms-behaviour.md 1.13 and 12.2. Off unless the server is started with them."""

import concurrent.futures
import subprocess
import time

import pytest
from botocore.exceptions import ClientError

from trentserver import TrentServer, binary

TEXT = "You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls."
THROTTLED = ("ThrottlingException", TEXT)


@pytest.fixture
def start(tmp_path):
    """start("CreateKey=5", ...) is a server with these quotas and no others."""
    servers = []

    def start_with(*quotas, options=(), environment=None):
        flags = [argument for quota in quotas for argument in ("--request-quota", quota)]
        server = TrentServer(tmp_path / f"data-{len(servers)}", *options, *flags, environment=environment)
        servers.append(server.start())
        return server

    yield start_with
    for server in servers:
        server.stop()


def allowed_of(count, function):
    """How many of `count` calls in a row are not throttled; any other error is the test's."""
    allowed = 0
    for _ in range(count):
        try:
            function()
            allowed += 1
        except ClientError as error:
            assert error.response["Error"]["Code"] == "ThrottlingException"
    return allowed


# Quotas this small fill by nothing that matters while a test runs.
SLOW = "0.001"


def test_boto3_is_told_as_by_aws(start):
    kms = start(f"ListKeys={SLOW}").client()
    kms.list_keys()
    with pytest.raises(ClientError) as caught:
        kms.list_keys()
    response = caught.value.response
    assert response["Error"] == {"Code": "ThrottlingException", "Message": TEXT}
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert response["ResponseMetadata"]["RetryAttempts"] == 0


def test_on_the_wire(start):
    server = start(f"ListKeys={SLOW}")
    assert server.call("ListKeys").ok["Keys"] == []
    answer = server.call("ListKeys")
    assert answer.error == THROTTLED
    assert answer.json == {"__type": "ThrottlingException", "message": TEXT}
    assert answer.headers["x-amzn-RequestId"]


@pytest.mark.parametrize("mode", ["legacy", "standard"])
def test_retries_of_the_sdk_get_through(start, mode):
    kms = start("ListKeys=2").client(retries={"mode": mode, "total_max_attempts": 10})
    started = time.monotonic()
    attempts = [kms.list_keys()["ResponseMetadata"]["RetryAttempts"] for _ in range(6)]
    # Two at once, and each further one has waited for half a second.
    assert attempts[:2] == [0, 0]
    assert sum(attempts) > 0
    assert time.monotonic() - started >= 1.9


def test_a_second_gives_no_more_than_the_quota(start):
    server = start("GetKeyPolicy=20")
    key = server.client().create_key()["KeyMetadata"]["KeyId"]
    started = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        clients = [server.client() for _ in range(8)]
        calls = [
            pool.submit(allowed_of, 40, lambda kms=kms: kms.get_key_policy(KeyId=key, PolicyName="default"))
            for kms in clients
        ]
        allowed = sum(call.result() for call in calls)
    assert 20 <= allowed <= 20 + 20 * (time.monotonic() - started) + 1


def test_regions_and_groups_are_counted_apart(start):
    server = start(f"ListKeys={SLOW}", f"ListAliases={SLOW}")
    for region in ("us-east-1", "eu-central-1", "cn-north-1"):
        for operation in ("ListKeys", "ListAliases"):
            assert server.call(operation, region=region).status == 200
            assert server.call(operation, region=region).error == THROTTLED


def test_what_acts_in_two_regions_counts_in_both(start):
    server = start("CreateKey=2", f"UpdatePrimaryRegion={SLOW}")
    here, there = server.client(region="us-east-1"), server.client(region="eu-west-1")
    keys = [here.create_key(MultiRegion=True)["KeyMetadata"]["KeyId"] for _ in range(2)]
    # The first replica counts as two, so there is no room for another within a second.
    here.replicate_key(KeyId=keys[0], ReplicaRegion="eu-west-1")
    with pytest.raises(ClientError, match="exceeded the rate"):
        here.replicate_key(KeyId=keys[1], ReplicaRegion="eu-west-1")

    here.update_primary_region(KeyId=keys[0], PrimaryRegion="eu-west-1")
    with pytest.raises(ClientError, match="exceeded the rate"):
        there.update_primary_region(KeyId=keys[0], PrimaryRegion="us-east-1")


def test_symmetric_operations_share_one_quota_and_other_keys_have_others(start):
    server = start(f"Symmetric={SLOW}")
    kms = server.client()
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    mac = kms.create_key(KeySpec="HMAC_256", KeyUsage="GENERATE_VERIFY_MAC")["KeyMetadata"]["KeyId"]
    pair = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]

    kms.generate_random(NumberOfBytes=8)
    for operation, body in (
        ("GenerateRandom", {"NumberOfBytes": 8}),
        ("GenerateDataKey", {"KeyId": key, "KeySpec": "AES_256"}),
        ("Encrypt", {"KeyId": key, "Plaintext": b"x"}),
        ("Decrypt", {"CiphertextBlob": b"x"}),
        ("GenerateMac", {"KeyId": mac, "Message": b"x", "MacAlgorithm": "HMAC_SHA_256"}),
    ):
        assert server.call(operation, body).error == THROTTLED, operation

    sign = {"KeyId": pair, "Message": b"x", "SigningAlgorithm": "ECDSA_SHA_256"}
    assert allowed_of(20, lambda: kms.sign(**sign)) == 20


def test_failed_requests_and_dry_runs_count(start):
    server = start(f"DescribeKey={SLOW}", f"Symmetric={SLOW}")
    assert server.call("DescribeKey", {"KeyId": "alias/none"}).error[0] == "NotFoundException"
    assert server.call("DescribeKey", {"KeyId": "alias/none"}).error == THROTTLED
    key = server.client().create_key()["KeyMetadata"]["KeyId"]
    dry_run = {"KeyId": key, "Plaintext": b"x", "DryRun": True}
    assert server.call("Encrypt", dry_run).error[0] == "DryRunOperationException"
    assert server.call("Encrypt", dry_run).error == THROTTLED


def test_requests_with_a_bad_signature_do_not_count(start):
    server = start(f"ListKeys={SLOW}")
    forged = type(server.credentials)(server.credentials.access_key, "x" * 40)
    for _ in range(5):
        assert server.call("ListKeys", credentials=forged).error[0] == "InvalidSignatureException"
    assert server.call("ListKeys").status == 200


def test_awss_numbers_and_exceptions_from_them(start):
    server = start("CreateAlias=off", options=("--request-quotas", "aws"))
    kms = server.client()
    started = time.monotonic()
    allowed = allowed_of(40, kms.create_key)
    assert 5 <= allowed <= 5 + 5 * (time.monotonic() - started) + 1
    key = kms.list_keys()["Keys"][0]["KeyId"]
    names = iter(range(40))
    assert allowed_of(40, lambda: kms.create_alias(AliasName=f"alias/{next(names)}", TargetKeyId=key)) == 40


def test_a_variable_and_a_file_can_say_it(start, tmp_path):
    file = tmp_path / "trent.toml"
    file.write_text(f'request-quota = ["ListKeys={SLOW}"]\n')
    for server in (
        start(environment={"TRENT_REQUEST_QUOTA": f"ListKeys={SLOW},ListAliases={SLOW}"}),
        start(options=("--config", str(file))),
    ):
        assert server.call("ListKeys").status == 200
        assert server.call("ListKeys").error == THROTTLED


def test_nothing_is_throttled_by_default(server, region):
    kms = server.client(region)
    assert allowed_of(15, kms.create_key) == 15
    assert allowed_of(60, lambda: kms.generate_random(NumberOfBytes=8)) == 60


@pytest.mark.parametrize(
    "arguments, says",
    [
        (("--request-quota", "CreateKeys=5"), "CreateKeys"),
        (("--request-quota", "CreateKey=fast"), "fast"),
        (("--request-quota", "CreateKey=0"), "from 0.001 to"),
        (("--request-quota", "CreateKey"), "GROUP=RATE"),
        (("--request-quotas", "gcp"), "off or aws"),
    ],
)
def test_what_is_no_quota_is_refused_at_the_start(tmp_path, arguments, says):
    command = [str(binary()), "serve", "--listen", "127.0.0.1:0", "--data", str(tmp_path / "data"), *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=20)
    assert ended.returncode != 0
    assert says in ended.stderr
    assert not (tmp_path / "data").exists()
