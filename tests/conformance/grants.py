"""What the tests of grants share: whom they name, and fixtures (conftest.py takes them in)."""

import pytest

from trentserver import ACCOUNT

ROOT = f"arn:aws:iam::{ACCOUNT}:root"
ELSEWHERE = "444455556666"
STRANGER = f"arn:aws:iam::{ELSEWHERE}:role/service/reader"
UNKNOWN_GRANT_ID = "f020fe75197b93991dc8491d6f19dd3cebb24ee62277a05914386724f3d48758"
SERVICE = "backup.example.com"
SOURCE_ARN = "arn:aws:backup:eu-central-1:111122223333:vault/one"
SYMMETRIC = [
    "CreateGrant",
    "Decrypt",
    "DescribeKey",
    "Encrypt",
    "GenerateDataKey",
    "GenerateDataKeyPair",
    "GenerateDataKeyPairWithoutPlaintext",
    "GenerateDataKeyWithoutPlaintext",
    "ReEncryptFrom",
    "ReEncryptTo",
    "RetireGrant",
]


@pytest.fixture
def grant(kms, key):
    """grant(...) makes one on the test's key."""

    def make(**members):
        request = {"KeyId": key["KeyId"], "GranteePrincipal": STRANGER, "Operations": ["Decrypt"]}
        made = kms.create_grant(**{**request, **members})
        del made["ResponseMetadata"]
        return made

    return make


@pytest.fixture
def listed(kms, key):
    """listed(...) are the grants of the test's key."""
    return lambda **members: kms.list_grants(KeyId=key["KeyId"], **members)["Grants"]


def ids(grants):
    return [grant["GrantId"] for grant in grants]
