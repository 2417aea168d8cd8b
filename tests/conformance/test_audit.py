"""Audit records: one for each request, in CloudTrail's form, in a chain that shows what was done to it."""

import json
import os
import re
import shutil
import signal
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone

import boto3
import pytest
from botocore.exceptions import ClientError

from audit_log import client, directory, lines, record_of, records, verify
from trentserver import ACCOUNT, TrentServer, b64, key_arn

CONTEXT = {"Department": "Engineering"}
FIELDS = {
    "eventVersion", "userIdentity", "eventTime", "eventSource", "eventName", "awsRegion", "sourceIPAddress", "userAgent",
    "requestParameters", "responseElements", "requestID", "eventID", "readOnly", "eventType", "managementEvent",
    "recipientAccountId", "eventCategory", "sequence", "chain",
}  # fmt: skip


@pytest.fixture
def recorded(server, region):
    """recorded("Encrypt", {...}) sends it and returns its record."""

    def send(operation, members=None, **options):
        answer = server.call(operation, members or {}, region=region, **options)
        return record_of(server, answer.headers["x-amzn-RequestId"])

    return send


def key_resource(region, key_id):
    return {"accountId": ACCOUNT, "type": "AWS::KMS::Key", "ARN": key_arn(region, key_id)}


def test_a_record_has_every_field(recorded, server, region, key):
    before = datetime.now(timezone.utc).replace(microsecond=0)
    record = recorded("Encrypt", {"KeyId": key["KeyId"], "Plaintext": b64(b"secret"), "EncryptionContext": CONTEXT})
    assert set(record) - {"previousChain"} == FIELDS | {"resources", "additionalEventData"}
    assert record["eventVersion"] == "1.11"
    assert record["userIdentity"] == {
        "type": "Root",
        "principalId": ACCOUNT,
        "arn": f"arn:aws:iam::{ACCOUNT}:root",
        "accountId": ACCOUNT,
        "accessKeyId": server.credentials.access_key,
    }
    when = datetime.strptime(record["eventTime"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
    assert before <= when <= datetime.now(timezone.utc)
    assert (record["eventSource"], record["eventName"], record["awsRegion"]) == ("kms.amazonaws.com", "Encrypt", region)
    assert record["sourceIPAddress"] == "127.0.0.1"
    assert record["requestParameters"] == {
        "keyId": key["KeyId"],
        "encryptionAlgorithm": "SYMMETRIC_DEFAULT",
        "encryptionContext": CONTEXT,
    }
    assert record["responseElements"] is None and record["readOnly"] is True
    assert re.fullmatch("[0-9a-f]{64}", record["additionalEventData"]["keyMaterialId"])
    assert record["resources"] == [key_resource(region, key["KeyId"])]
    assert uuid.UUID(record["eventID"]).version == 4 and record["eventID"] != record["requestID"]
    assert (record["eventType"], record["eventCategory"], record["managementEvent"]) == ("AwsApiCall", "Management", True)
    assert record["recipientAccountId"] == ACCOUNT


def test_a_key_that_was_created_is_the_resource(recorded, region):
    record = recorded("CreateKey", {"Description": "for records", "Tags": [{"TagKey": "a", "TagValue": "b"}]})
    metadata = record["responseElements"]["keyMetadata"]
    assert record["readOnly"] is False
    assert record["requestParameters"]["description"] == "for records"
    assert record["requestParameters"]["tags"] == [{"tagKey": "a", "tagValue": "b"}]
    assert metadata["aWSAccountId"] == ACCOUNT and metadata["keyState"] == "Enabled"
    assert datetime.strptime(metadata["creationDate"], "%b %d, %Y, %I:%M:%S %p")
    assert record["resources"] == [key_resource(region, metadata["keyId"])]


def test_a_change_without_answer_names_its_key(recorded, region, key):
    for operation, members in (
        ("DisableKey", {}),
        ("EnableKey", {}),
        ("UpdateKeyDescription", {"Description": "x"}),
        ("TagResource", {"Tags": [{"TagKey": "a", "TagValue": "1"}]}),
    ):
        record = recorded(operation, {"KeyId": key["KeyId"], **members})
        assert record["responseElements"] == {"keyId": key_arn(region, key["KeyId"])}, operation
        assert record["readOnly"] is False


def test_an_alias_is_a_resource_beside_its_key(recorded, region, key):
    record = recorded("CreateAlias", {"AliasName": "alias/recorded", "TargetKeyId": key["KeyId"]})
    arns = [resource["ARN"] for resource in record["resources"]]
    assert sorted(arns) == sorted([key_arn(region, key["KeyId"]), f"arn:aws:kms:{region}:{ACCOUNT}:alias/recorded"])
    assert {resource["type"] for resource in record["resources"]} == {"AWS::KMS::Key"}


def test_re_encrypt_has_source_then_destination(recorded, kms, region, key, other_key):
    blob = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")["CiphertextBlob"]
    record = recorded("ReEncrypt", {"CiphertextBlob": b64(blob), "DestinationKeyId": other_key["KeyId"]})
    assert record["resources"] == [key_resource(region, each["KeyId"]) for each in (key, other_key)]
    assert set(record["additionalEventData"]) == {"sourceKeyMaterialId", "destinationKeyMaterialId"}


def test_generate_random_has_neither_parameters_nor_resources(recorded):
    record = recorded("GenerateRandom", {"NumberOfBytes": 32})
    assert record["requestParameters"] is None and "resources" not in record


def test_refusals_are_recorded_with_their_error(recorded, region, key):
    record = recorded("Decrypt", {"CiphertextBlob": b64(b"no ciphertext"), "KeyId": key["KeyId"]})
    assert record["errorCode"] == "InvalidCiphertextException" and "errorMessage" not in record
    assert record["resources"] == [key_resource(region, key["KeyId"])]
    record = recorded("DescribeKey", {"KeyId": str(uuid.uuid4())})
    assert record["errorCode"] == "NotFoundException" and record["requestParameters"] is None
    assert "does not exist" in record["errorMessage"] and "resources" not in record


def test_malformed_requests_are_recorded(server, region):
    answer = server.call("Encrypt", {"KeyId": 5}, region=region)
    record = record_of(server, answer.headers["x-amzn-RequestId"])
    assert (record["eventName"], record["errorCode"]) == ("Encrypt", "SerializationException")
    assert record["userIdentity"]["type"] == "Root"
    answer = server.call("NoSuchOperation", {}, region=region)
    record = record_of(server, answer.headers["x-amzn-RequestId"])
    assert (record["eventName"], record["errorCode"]) == ("Unknown", "UnknownOperationException")


def test_who_cannot_prove_who_they_are_is_recorded_as_unknown(server):
    stranger = {"AccessKeyId": "AKIAIOSFODNN7EXAMPLE", "SecretAccessKey": "wrong" * 8}
    with pytest.raises(ClientError) as caught:
        client(server, "kms", key=stranger).list_keys()
    record = record_of(server, caught.value.response["ResponseMetadata"]["RequestId"])
    assert record["userIdentity"] == {"type": "Unknown", "accessKeyId": stranger["AccessKeyId"]}
    assert record["errorCode"] == "UnrecognizedClientException"
    assert "recipientAccountId" not in record and "resources" not in record


def test_iam_and_sts_are_recorded_and_their_secrets_are_not(private_server):
    iam = client(private_server, "iam")
    iam.create_user(UserName="Alice")
    key = iam.create_access_key(UserName="Alice")["AccessKey"]
    created = records(private_server)[-1]
    assert (created["eventSource"], created["eventName"]) == ("iam.amazonaws.com", "CreateAccessKey")
    assert created["requestParameters"] == {"userName": "Alice"}
    assert created["responseElements"]["accessKey"]["accessKeyId"] == key["AccessKeyId"]
    assert key["SecretAccessKey"].encode() not in b"".join(lines(private_server))
    client(private_server, "sts", key=key).get_caller_identity()
    asked = records(private_server)[-1]
    assert (asked["eventSource"], asked["readOnly"]) == ("sts.amazonaws.com", True)
    identity = asked["userIdentity"]
    assert (identity["type"], identity["userName"], identity["accessKeyId"]) == ("IAMUser", "Alice", key["AccessKeyId"])
    assert identity["principalId"].startswith("AIDA")
    with pytest.raises(ClientError):
        iam.create_user(UserName="Alice")
    assert records(private_server)[-1]["errorCode"].startswith("EntityAlreadyExists")


def test_rotation_on_demand_is_an_event_of_its_own(server, kms, region, key):
    kms.rotate_key_on_demand(KeyId=key["KeyId"])
    (event,) = [record for record in records(server) if record["eventName"] == "RotateKey" and record["awsRegion"] == region]
    assert event["eventType"] == "AwsServiceEvent" and "requestID" not in event
    assert event["userIdentity"] == {"accountId": ACCOUNT, "invokedBy": "AWS Internal"}
    details = event["serviceEventDetails"]
    assert (details["keyId"], details["rotationType"], details["keyOrigin"]) == (key["KeyId"], "ON_DEMAND", "AWS_KMS")
    assert details["previousKeyMaterialId"] != details["currentKeyMaterialId"]


def test_a_replica_is_recorded_in_its_region(server, kms, region):
    key = kms.create_key(MultiRegion=True)["KeyMetadata"]
    kms.replicate_key(KeyId=key["KeyId"], ReplicaRegion=region + "0")
    (event,) = [record for record in records(server) if record.get("awsRegion") == region + "0"]
    assert (event["eventName"], event["eventType"]) == ("CreateKey", "AwsServiceEvent")
    assert event["resources"] == [key_resource(region + "0", key["KeyId"])]


def test_the_last_usage_of_a_key_names_its_record(server, kms, key):
    kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")
    usage = kms.get_key_last_usage(KeyId=key["KeyId"])["KeyLastUsage"]
    assert record_of(server, usage["KmsRequestId"])["eventID"] == usage["CloudTrailEventId"]


def test_the_connections_encryption_is_told(tmp_path):
    with TrentServer(tmp_path / "data", "--tls-self-signed") as server:
        certificate = next((server.data / "tls").glob("*.crt"), None) or next((server.data / "tls").glob("*cert*"))
        kms = boto3.client(
            "kms",
            endpoint_url=server.url,
            region_name="eu-central-1",
            aws_access_key_id=server.credentials.access_key,
            aws_secret_access_key=server.credentials.secret_key,
            verify=str(certificate),
        )
        request_id = kms.list_keys()["ResponseMetadata"]["RequestId"]
        details = record_of(server, request_id)["tlsDetails"]
    assert details["tlsVersion"] in ("TLSv1.2", "TLSv1.3") and details["cipherSuite"]
    assert details["clientProvidedHostHeader"] == f"127.0.0.1:{server.port}"


# --- the chain


@pytest.fixture
def log(private_server):
    """The lines of a stopped server's log, and verify(lines) -> what `trent audit verify` says of them."""
    kms = private_server.client("eu-central-1")
    for _ in range(10):
        kms.list_keys()
    private_server.stop()
    path = directory(private_server) / "audit.log"
    whole = path.read_bytes().splitlines(keepends=True)

    def judge(changed):
        path.write_bytes(b"".join(changed))
        return verify(private_server.data)

    return whole, judge


def test_an_untouched_log_is_intact(log):
    whole, judge = log
    verdict = judge(whole)
    assert verdict.returncode == 0 and verdict.stdout.startswith("intact: 10 records, numbers 1 to 10"), verdict
    assert verdict.stderr == ""


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda w: [*w[:4], w[4].replace(b'"ListKeys"', b'"listKeys"'), *w[5:]], "audit.log:5: record 5 was changed"),
        (lambda w: [*w[:4], *w[5:]], "record 5 is missing before this line"),
        (lambda w: w[3:], "records 1 to 3 are missing before this line"),
        (lambda w: w[:-2], "records 9 to 10 are missing at the end"),
        (lambda w: [*w[:4], w[5], w[4], *w[6:]], "record 5 is not in its place"),
        (lambda w: [*w[:5], w[4], *w[5:]], "record 5 is not in its place, or is there twice"),
        (lambda w: [*w[:4], b"{}\n", *w[5:]], "audit.log:5: the line is no record of this log"),
        (lambda w: [], "records 1 to 10 are missing at the end"),
    ],
    ids=["changed", "removed", "beginning removed", "end removed", "moved", "doubled", "foreign", "emptied"],
)
def test_what_was_done_to_the_log_is_found(log, change, said):
    whole, judge = log
    verdict = judge(change(whole))
    assert verdict.returncode == 1 and said in verdict.stderr, verdict
    assert verdict.stdout.startswith("NOT INTACT")


def test_a_forger_without_the_key_is_found(log, private_server):
    """The values are no plain hashes: whoever has another key cannot make ones that fit."""
    whole, judge = log
    assert judge(whole).returncode == 0
    key = private_server.data / "audit.key"
    key.write_bytes(os.urandom(32))
    verdict = judge(whole)
    assert verdict.returncode == 1 and "record 1 was changed" in verdict.stderr


# --- rotation


def test_the_log_is_rotated_by_size_and_goes_on(tmp_path):
    with TrentServer(tmp_path / "data", "--audit-max-file-bytes", "4000") as server:
        kms = server.client("eu-central-1")
        for _ in range(30):
            kms.list_keys()
        files = sorted(directory(server).glob("audit-*.log"))
        assert len(files) >= 5 and all(path.stat().st_size <= 4000 for path in files)
        assert [record["sequence"] for record in records(server)] == list(range(1, 31))
        assert verify(server.data).returncode == 0
        # A file can be verified by itself.
        assert verify(server.data, str(files[3])).returncode == 0
        files[2].unlink()
        assert "missing before this line" in verify(server.data).stderr


def test_sighup_opens_the_file_anew(private_server):
    kms = private_server.client("eu-central-1")
    kms.list_keys()
    log = directory(private_server) / "audit.log"
    log.rename(directory(private_server) / "moved.1")
    private_server.process.send_signal(signal.SIGHUP)
    deadline = time.monotonic() + 10
    while not log.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    kms.list_keys()
    assert len(log.read_bytes().splitlines()) == 1
    verdict = verify(private_server.data, str(directory(private_server) / "moved.1"), str(log))
    assert verdict.returncode == 0, verdict


# --- failing, crashing, and being off


def assert_refused(kms, key_id):
    with pytest.raises(ClientError) as caught:
        kms.encrypt(KeyId=key_id, Plaintext=b"x")
    error = caught.value.response
    assert (error["Error"]["Code"], error["ResponseMetadata"]["HTTPStatusCode"]) == ("DependencyTimeoutException", 503)
    assert "cannot be recorded" in error["Error"]["Message"]


def test_without_its_directory_keys_cannot_be_used_until_it_is_back(private_server):
    kms = client(private_server, "kms")
    key_id = kms.create_key()["KeyMetadata"]["KeyId"]
    shutil.rmtree(directory(private_server))
    time.sleep(0.1)  # it looks no more often than fifty times a second
    for _ in range(3):
        assert_refused(kms, key_id)
    directory(private_server).mkdir()
    kms.encrypt(KeyId=key_id, Plaintext=b"x")
    assert records(private_server)[-1]["eventName"] == "Encrypt"
    assert "the audit log is written again" in private_server.logs()
    assert "missing before this line" in verify(private_server.data).stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="mounts a file system")
def test_on_a_full_disk_keys_cannot_be_used_until_there_is_room(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    if os.system(f"mount -t tmpfs -o size=64k tmpfs {disk} 2>/dev/null") != 0:
        pytest.skip("no file system can be mounted here")
    try:
        with TrentServer(tmp_path / "data", "--audit-log", str(disk / "log")) as server:
            kms = client(server, "kms")
            key_id = kms.create_key()["KeyMetadata"]["KeyId"]
            filler = disk / "filler"
            with filler.open("wb", buffering=0) as file, pytest.raises(OSError, match="No space"):
                while True:
                    file.write(b"x" * 4096)
            refused = 0
            for _ in range(40):
                try:
                    kms.encrypt(KeyId=key_id, Plaintext=b"x")
                except ClientError as error:
                    assert error.response["Error"]["Code"] == "DependencyTimeoutException"
                    refused += 1
            assert refused > 0
            assert_refused(kms, key_id)
            filler.unlink(missing_ok=True)
            kms.encrypt(KeyId=key_id, Plaintext=b"x")
            verdict = verify(server.data, "--audit-log", str(disk / "log"))
            assert verdict.returncode == 0, verdict
    finally:
        os.system(f"umount -l {disk}")


@pytest.mark.parametrize("sync", ["os", "always"])
def test_records_of_acknowledged_requests_survive_sigkill(tmp_path, sync):
    with TrentServer(tmp_path / "data", "--audit-sync", sync) as server:
        acknowledged = []

        def load(number):
            kms = client(server, "kms")
            try:
                while True:
                    acknowledged.append(kms.list_keys()["ResponseMetadata"]["RequestId"])
            except Exception:
                return number

        for _ in range(5):
            with ThreadPoolExecutor(4) as pool:
                loads = [pool.submit(load, number) for number in range(4)]
                time.sleep(0.3)
                server.process.kill()
                server.process.wait()
                assert [each.result() for each in loads] == [0, 1, 2, 3]
            server.start()
        kept = {record.get("requestID") for record in records(server)}
        assert len(acknowledged) > 20 and set(acknowledged) <= kept
        verdict = verify(server.data)
        assert verdict.returncode == 0, verdict


def test_a_torn_line_is_removed_at_the_next_start_and_reported(private_server):
    private_server.client("eu-central-1").list_keys()
    private_server.process.kill()
    private_server.process.wait()
    with (directory(private_server) / "audit.log").open("ab") as log:
        log.write(b'{"eventVersion":"1.11","userIden')
    assert "cut short by a crash" in verify(private_server.data).stdout
    private_server.start()
    private_server.client("eu-central-1").list_keys()
    assert "a record that was never finished is removed" in private_server.logs()
    verdict = verify(private_server.data)
    assert verdict.returncode == 0 and "numbers 1 to 2" in verdict.stdout, verdict


def test_records_can_be_turned_off(tmp_path):
    with TrentServer(tmp_path / "data", "--audit-log", "off") as server:
        kms = server.client("eu-central-1")
        key_id = kms.create_key()["KeyMetadata"]["KeyId"]
        kms.encrypt(KeyId=key_id, Plaintext=b"x")
        assert "CloudTrailEventId" not in kms.get_key_last_usage(KeyId=key_id)["KeyLastUsage"]
        assert not directory(server).exists() and not (server.data / "audit.key").exists()
        with pytest.raises(ClientError, match="UnsupportedOperationException"):
            client(server, "cloudtrail").lookup_events()


def test_without_the_chains_key_the_server_does_not_start(private_server):
    private_server.client("eu-central-1").list_keys()
    private_server.stop()
    (private_server.data / "audit.key").unlink()
    with pytest.raises(RuntimeError, match="audit.key"):
        private_server.start()


def test_files_are_the_owners_alone(private_server):
    private_server.client("eu-central-1").list_keys()
    modes = {path.name: path.stat().st_mode & 0o777 for path in [directory(private_server), *directory(private_server).iterdir()]}
    assert modes == {"audit": 0o700, "audit.log": 0o600, "audit.head": 0o600}
    assert json.loads(lines(private_server)[0])["sequence"] == 1
