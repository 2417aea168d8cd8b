"""Users and roles of a server's accounts, and the clients that speak for them."""

import json

import boto3
from botocore.config import Config

from sigv4 import Credentials
from trentserver import ACCOUNT


def statement(action="kms:*", resource="*", effect="Allow", **more):
    return {"Effect": effect, "Action": action, "Resource": resource, **more}


def document(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def key_policy(*statements, account=ACCOUNT):
    """A key policy that leaves the key to the root of its account, and what else the statements say."""
    root = statement(Principal={"AWS": f"arn:aws:iam::{account}:root"})
    return document(root, *statements)


class Principal:
    """Somebody with an access key."""

    def __init__(self, server, key, arn):
        self.server, self.key, self.arn = server, key, arn
        self.credentials = Credentials(key["AccessKeyId"], key["SecretAccessKey"])

    def client(self, service="kms", region="eu-central-1"):
        return boto3.client(
            service,
            endpoint_url=self.server.url,
            region_name=region,
            aws_access_key_id=self.key["AccessKeyId"],
            aws_secret_access_key=self.key["SecretAccessKey"],
            aws_session_token=self.key.get("SessionToken"),
            config=Config(retries={"total_max_attempts": 1}),
        )

    def call(self, operation, body=None, region="eu-central-1"):
        return self.server.call(operation, body, region=region, credentials=self.credentials)


def root(server, account=ACCOUNT):
    own = server.credentials if account == ACCOUNT else server.credentials_in(f"credentials-{account}")
    key = {"AccessKeyId": own.access_key, "SecretAccessKey": own.secret_key}
    return Principal(server, key, f"arn:aws:iam::{account}:root")


def user(administrator, name, *statements, boundary=None):
    """A new user, made by `administrator`, with an inline policy of these statements."""
    iam = administrator.client("iam")
    more = {"PermissionsBoundary": boundary} if boundary else {}
    arn = iam.create_user(UserName=name, **more)["User"]["Arn"]
    if statements:
        iam.put_user_policy(UserName=name, PolicyName="inline", PolicyDocument=document(*statements))
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return Principal(administrator.server, key, arn)
