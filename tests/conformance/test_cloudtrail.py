"""CloudTrail's LookupEvents, answered from the audit log: boto3's client and the AWS CLI's way of paging."""

import json
import uuid
from datetime import datetime, timedelta, timezone

import pytest
from botocore.exceptions import ClientError

from audit_log import client, directory
from trentserver import TrentServer, key_arn


@pytest.fixture
def cloudtrail(server, region):
    return client(server, "cloudtrail", region)


def lookup(cloudtrail, key=None, value=None, **members):
    if key:
        members["LookupAttributes"] = [{"AttributeKey": key, "AttributeValue": value}]
    pages = cloudtrail.get_paginator("lookup_events").paginate(**members)
    return [event for page in pages for event in page["Events"]]


def refusal(call, **members):
    with pytest.raises(ClientError) as caught:
        call(**members)
    return caught.value.response["Error"]["Code"]


def test_an_event_shows_its_record(cloudtrail, server, kms, region, key):
    answer = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")
    event = lookup(cloudtrail, "EventName", "Encrypt")[0]
    record = json.loads(event["CloudTrailEvent"])
    assert record["requestID"] == answer["ResponseMetadata"]["RequestId"]
    assert not {"chain", "sequence", "previousChain"} & set(record)
    assert (event["EventId"], event["EventName"], event["EventSource"]) == (record["eventID"], "Encrypt", "kms.amazonaws.com")
    assert (event["ReadOnly"], event["Username"]) == ("true", "root")
    assert event["AccessKeyId"] == server.credentials.access_key
    assert event["EventTime"].astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ") == record["eventTime"]
    assert event["Resources"] == [{"ResourceType": "AWS::KMS::Key", "ResourceName": key_arn(region, key["KeyId"])}]


def test_events_are_those_of_the_region_newest_first(cloudtrail, kms, key):
    kms.describe_key(KeyId=key["KeyId"])
    kms.disable_key(KeyId=key["KeyId"])
    names = [event["EventName"] for event in lookup(cloudtrail)]
    assert names == ["DisableKey", "DescribeKey", "CreateKey"]
    # Looking is recorded, too.
    assert lookup(cloudtrail)[0]["EventName"] == "LookupEvents"


def test_every_attribute_selects(cloudtrail, server, kms, region, key, other_key):
    kms.disable_key(KeyId=key["KeyId"])
    newest = lookup(cloudtrail, "EventName", "DisableKey")[0]
    expected = {
        ("EventId", newest["EventId"]): ["DisableKey"],
        ("EventName", "CreateKey"): ["CreateKey", "CreateKey"],
        ("ReadOnly", "false"): ["DisableKey", "CreateKey", "CreateKey"],
        ("ResourceName", key_arn(region, key["KeyId"])): ["DisableKey", "CreateKey"],
        ("ResourceType", "AWS::KMS::Key"): ["DisableKey", "CreateKey", "CreateKey"],
        ("EventSource", "kms.amazonaws.com"): ["DisableKey", "CreateKey", "CreateKey"],
        ("EventName", "createkey"): [],
        ("Username", "nobody"): [],
        ("AccessKeyId", "AKIAIOSFODNN7EXAMPLE"): [],
        ("EventId", str(uuid.uuid4())): [],
    }
    for (name, value), names in expected.items():
        assert [event["EventName"] for event in lookup(cloudtrail, name, value)] == names, (name, value)
    for name, value in (("Username", "root"), ("AccessKeyId", server.credentials.access_key)):
        events = [event for event in lookup(cloudtrail, name, value) if event["EventSource"] == "kms.amazonaws.com"]
        assert [event["EventName"] for event in events] == ["DisableKey", "CreateKey", "CreateKey"]


def test_a_users_events_are_found_by_name(private_server):
    iam = client(private_server, "iam")
    iam.create_user(UserName="Alice")
    key = iam.create_access_key(UserName="Alice")["AccessKey"]
    with pytest.raises(ClientError):
        client(private_server, "kms", key=key).list_keys()
    (event,) = lookup(client(private_server, "cloudtrail"), "Username", "Alice", MaxResults=50)
    assert (event["EventName"], event["Username"]) == ("ListKeys", "Alice")
    assert json.loads(event["CloudTrailEvent"])["errorCode"] == "AccessDenied"
    assert refusal(client(private_server, "cloudtrail", key=key).lookup_events) == "AccessDeniedException"


def test_times_bound_the_events(cloudtrail, kms, key):
    now = datetime.now(timezone.utc)
    hour = timedelta(hours=1)
    kinds = dict(key="EventSource", value="kms.amazonaws.com")
    assert len(lookup(cloudtrail, **kinds, StartTime=now - hour, EndTime=now + hour)) == 1
    assert lookup(cloudtrail, **kinds, StartTime=now + hour) == []
    assert lookup(cloudtrail, **kinds, EndTime=now - hour) == []
    assert refusal(cloudtrail.lookup_events, StartTime=now, EndTime=now - hour) == "InvalidTimeRangeException"


def test_pages_go_on_over_rotated_files(tmp_path):
    with TrentServer(tmp_path / "data", "--audit-max-file-bytes", "5000") as server:
        kms, cloudtrail = server.client("eu-central-1"), client(server, "cloudtrail")
        sent = [kms.list_keys()["ResponseMetadata"]["RequestId"] for _ in range(40)]
        assert len(list(directory(server).glob("audit-*.log"))) > 4
        members = dict(LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": "ListKeys"}], MaxResults=7)
        seen, token = [], {}
        while token is not None:
            page = cloudtrail.lookup_events(**members, **token)
            assert len(page["Events"]) <= 7
            seen += [json.loads(event["CloudTrailEvent"])["requestID"] for event in page["Events"]]
            kms.list_aliases()  # what comes in between disturbs no page
            token = {"NextToken": page["NextToken"]} if page.get("NextToken") else None
        assert seen == sent[::-1]


def test_a_token_is_good_for_its_own_question_only(cloudtrail, server, kms, region):
    for _ in range(3):
        kms.list_keys()
    token = cloudtrail.lookup_events(MaxResults=1)["NextToken"]
    other = [{"AttributeKey": "EventName", "AttributeValue": "Encrypt"}]
    assert refusal(cloudtrail.lookup_events, NextToken=token, LookupAttributes=other) == "InvalidNextTokenException"
    elsewhere = client(server, "cloudtrail", region + "0")
    assert refusal(elsewhere.lookup_events, NextToken=token) == "InvalidNextTokenException"
    assert refusal(cloudtrail.lookup_events, NextToken="nonsense") == "InvalidNextTokenException"
    assert cloudtrail.lookup_events(NextToken=token)["Events"]


def test_what_makes_no_sense_is_refused(server, region):
    def raw(members):
        return refusal(client(server, "cloudtrail", region, checked=False).lookup_events, **members)

    name = {"AttributeKey": "EventName", "AttributeValue": "Encrypt"}
    assert raw({"LookupAttributes": [name, name]}) == "InvalidLookupAttributesException"
    assert raw({"LookupAttributes": [{"AttributeKey": "Colour", "AttributeValue": "red"}]}) == "InvalidLookupAttributesException"
    assert raw({"LookupAttributes": [{"AttributeKey": "EventName", "AttributeValue": ""}]}) == "InvalidLookupAttributesException"
    assert raw({"MaxResults": 0}) == "InvalidMaxResultsException"
    assert raw({"MaxResults": 51}) == "InvalidMaxResultsException"
    assert raw({"EventCategory": "weather"}) == "InvalidEventCategoryException"


def test_there_are_no_insights(cloudtrail, kms):
    kms.list_keys()
    assert cloudtrail.lookup_events(EventCategory="insight")["Events"] == []


def test_other_operations_of_cloudtrail_are_unknown(cloudtrail):
    assert refusal(cloudtrail.list_trails) == "UnknownOperationException"
