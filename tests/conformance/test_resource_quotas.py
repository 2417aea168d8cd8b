"""Quotas of resources: reference 12.1. Small ones, where an operator can set them."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from expect import refused
from trentserver import ACCOUNT, TrentServer, key_arn

REGION = "eu-central-1"
KEYS, ALIASES = 5, 3
NO_MORE_KEYS = (
    "LimitExceededException",
    f"Account {ACCOUNT} has the maximum of {KEYS} KMS keys in {REGION}.",
)


@pytest.fixture
def small(tmp_path):
    """A server with small quotas."""
    arguments = ["--keys-max", str(KEYS), "--aliases-per-key-max", str(ALIASES)]
    with TrentServer(tmp_path / "data", *arguments) as running:
        yield running


@pytest.fixture
def kms(small):
    return small.client(REGION)


def new_key(kms, **request):
    return kms.create_key(**request)["KeyMetadata"]["KeyId"]


def outcomes(server, operation, requests):
    """How many of the requests, all at once, succeeded and failed."""

    def outcome(request):
        answer = server.call(operation, request, region=REGION)
        return "ok" if answer.status == 200 else answer.error[0]

    with ThreadPoolExecutor(8) as pool:
        return Counter(pool.map(outcome, requests))


# -- keys


def test_an_account_has_so_many_keys_in_a_region(small, kms):
    for _ in range(KEYS):
        new_key(kms)
    with refused(*NO_MORE_KEYS):
        kms.create_key()
    assert len(kms.list_keys()["Keys"]) == KEYS
    new_key(small.client("us-west-2"))


def test_keys_of_every_state_count(kms):
    new_key(kms, Origin="EXTERNAL")
    kms.disable_key(KeyId=new_key(kms))
    pending = new_key(kms)
    kms.schedule_key_deletion(KeyId=pending, PendingWindowInDays=7)
    new_key(kms, KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")
    new_key(kms)
    with refused(*NO_MORE_KEYS):
        kms.create_key()
    kms.cancel_key_deletion(KeyId=pending)


def test_aws_managed_keys_do_not_count(kms):
    for _ in range(KEYS):
        kms.describe_key(KeyId="alias/aws/s3")
        new_key(kms)
    kms.describe_key(KeyId="alias/aws/ebs")
    with refused(*NO_MORE_KEYS):
        kms.create_key()
    assert len(kms.list_keys()["Keys"]) == KEYS + 2


def test_the_count_is_exact_when_many_create_keys_at_once(small, kms):
    assert outcomes(small, "CreateKey", [{}] * 24) == {"ok": KEYS, "LimitExceededException": 24 - KEYS}
    assert len(kms.list_keys()["Keys"]) == KEYS


@pytest.mark.parametrize("end", ["stop", "kill"])
def test_the_count_survives_a_restart(small, kms, end):
    for _ in range(KEYS - 1):
        new_key(kms)
    getattr(small, end)()
    small.start()
    kms = small.client(REGION)
    new_key(kms)
    with refused(*NO_MORE_KEYS):
        kms.create_key()


def test_a_lower_quota_lets_live_what_is_there(small, kms):
    keys = [new_key(kms) for _ in range(KEYS)]
    small.stop()
    small.arguments = ("--keys-max", "2")
    small.start()
    kms = small.client(REGION)
    assert {key["KeyId"] for key in kms.list_keys()["Keys"]} == set(keys)
    kms.encrypt(KeyId=keys[-1], Plaintext=b"data")
    with refused("LimitExceededException"):
        kms.create_key()


# -- aliases


def no_more_aliases(key_id):
    return "LimitExceededException", f"{key_arn(REGION, key_id)} has the maximum of {ALIASES} aliases."


def test_a_key_has_so_many_aliases(kms):
    key, other = new_key(kms), new_key(kms)
    for number in range(ALIASES):
        kms.create_alias(AliasName=f"alias/{number}", TargetKeyId=key)
    with refused(*no_more_aliases(key)):
        kms.create_alias(AliasName="alias/more", TargetKeyId=key)
    kms.create_alias(AliasName="alias/more", TargetKeyId=other)
    with refused(*no_more_aliases(key)):
        kms.update_alias(AliasName="alias/more", TargetKeyId=key)
    kms.update_alias(AliasName="alias/0", TargetKeyId=key)  # it is there already
    kms.delete_alias(AliasName="alias/0")
    kms.update_alias(AliasName="alias/more", TargetKeyId=key)
    assert len(kms.list_aliases(KeyId=key)["Aliases"]) == ALIASES


def test_aliases_are_counted_exactly_when_many_are_made_at_once(small, kms):
    key = new_key(kms)
    requests = [{"AliasName": f"alias/{number}", "TargetKeyId": key} for number in range(24)]
    expected = {"ok": ALIASES, "LimitExceededException": 24 - ALIASES}
    assert outcomes(small, "CreateAlias", requests) == expected
    assert len(kms.list_aliases(KeyId=key)["Aliases"]) == ALIASES


def test_aliases_that_move_at_once_are_counted_exactly_too(small, kms):
    key, *others = [new_key(kms) for _ in range(4)]
    names = [f"alias/{number}" for number in range(3 * ALIASES)]
    for number, name in enumerate(names):
        kms.create_alias(AliasName=name, TargetKeyId=others[number % 3])
    requests = [{"AliasName": name, "TargetKeyId": key} for name in names]
    expected = {"ok": ALIASES, "LimitExceededException": 2 * ALIASES}
    assert outcomes(small, "UpdateAlias", requests) == expected


# -- the quotas that are AWS's own


def test_the_quotas_are_those_of_aws_when_nobody_sets_them(private_server):
    kms = private_server.client(REGION)
    key = new_key(kms)
    for number in range(50):
        kms.create_alias(AliasName=f"alias/{number}", TargetKeyId=key)
    with refused("LimitExceededException", f"{key_arn(REGION, key)} has the maximum of 50 aliases."):
        kms.create_alias(AliasName="alias/more", TargetKeyId=key)
