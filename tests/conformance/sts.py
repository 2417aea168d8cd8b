"""Asking STS and IAM as somebody: the root, a user, a session, or nobody."""

import json

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

REGION = "eu-central-1"


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


def make_role(iam, name, document, **more):
    return iam.create_role(RoleName=name, AssumeRolePolicyDocument=document, **more)["Role"]
