"""Host names of AWS's form select the Region, and its partition decides the ARNs: reference 2.1."""

import pytest

from trentserver import ACCOUNT

ENDPOINTS = [
    ("kms.eu-central-1.amazonaws.com", "eu-central-1", "aws"),
    ("kms.us-east-1.amazonaws.com", "us-east-1", "aws"),
    ("kms.cn-north-1.amazonaws.com.cn", "cn-north-1", "aws-cn"),
    ("kms.cn-northwest-1.amazonaws.com.cn", "cn-northwest-1", "aws-cn"),
    ("kms.us-gov-west-1.amazonaws.com", "us-gov-west-1", "aws-us-gov"),
    ("kms-fips.us-gov-east-1.amazonaws.com", "us-gov-east-1", "aws-us-gov"),
]
endpoints = pytest.mark.parametrize(("host", "region", "partition"), ENDPOINTS, ids=lambda value: value)


@endpoints
def test_the_host_gives_region_and_partition(server, host, region, partition):
    metadata = server.call("CreateKey", region=region, host=host).ok["KeyMetadata"]
    assert metadata["Arn"] == f"arn:{partition}:kms:{region}:{ACCOUNT}:key/{metadata['KeyId']}"


@endpoints
def test_a_port_and_capitals_in_the_host_do_not_matter(server, host, region, partition):
    for name in [f"{host}:{server.port}", host.upper()]:
        assert server.call("ListKeys", region=region, host=name).status == 200


@endpoints
def test_the_scope_must_name_the_region_of_the_host(server, host, region, partition):
    code, message = server.call("ListKeys", region="ap-south-1", host=host).error
    assert code == "InvalidSignatureException"
    assert message in {
        "Credential should be scoped to a valid region. ",
        "Credential should be scoped to a valid region, not 'ap-south-1'. ",
    }


@endpoints
def test_a_key_is_the_same_through_host_and_scope(server, host, region, partition):
    key = server.call("CreateKey", region=region, host=host).ok["KeyMetadata"]
    assert server.call("DescribeKey", {"KeyId": key["KeyId"]}, region=region).ok["KeyMetadata"] == key


@pytest.mark.parametrize(
    "host", ["localhost", "trent.example.com", "kms.example.com", "127.0.0.1:1", "[::1]", "10.0.0.1"]
)
def test_any_other_host_leaves_the_region_to_the_scope(server, host):
    metadata = server.call("CreateKey", region="sa-east-1", host=host).ok["KeyMetadata"]
    assert metadata["Arn"].startswith(f"arn:aws:kms:sa-east-1:{ACCOUNT}:key/")


def test_regions_do_not_share_keys_or_aliases(server):
    first, second = server.client("eu-apart-1"), server.client("eu-apart-2")
    key = first.create_key()["KeyMetadata"]
    first.create_alias(AliasName="alias/apart", TargetKeyId=key["KeyId"])
    assert second.list_keys()["Keys"] == []
    with pytest.raises(second.exceptions.NotFoundException):
        second.describe_key(KeyId="alias/apart")


@pytest.mark.parametrize(
    ("region", "partition"), [("eu-west-1", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov")]
)
def test_the_partition_is_in_every_arn_of_an_answer(server, region, partition):
    kms = server.client(region)
    key = kms.create_key()["KeyMetadata"]
    alias = f"alias/partition-{key['KeyId']}"
    kms.create_alias(AliasName=alias, TargetKeyId=key["KeyId"])
    prefix = f"arn:{partition}:kms:{region}:{ACCOUNT}:"
    assert kms.encrypt(KeyId=alias, Plaintext=b"x")["KeyId"] == f"{prefix}key/{key['KeyId']}"
    assert kms.list_aliases(KeyId=key["KeyId"])["Aliases"][0]["AliasArn"] == prefix + alias
    assert {entry["KeyArn"] for entry in kms.list_keys(Limit=1000)["Keys"]} >= {f"{prefix}key/{key['KeyId']}"}
    assert f"arn:{partition}:iam::" in kms.get_key_policy(KeyId=key["KeyId"])["Policy"]
    with pytest.raises(kms.exceptions.NotFoundException, match=f"Alias {prefix}alias/none is not found."):
        kms.describe_key(KeyId="alias/none")
