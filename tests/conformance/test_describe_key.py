"""DescribeKey: reference 3.4, 10.11. The fields in each stage of an import are in the import tests."""

import pytest

from expect import UNKNOWN_KEY_ID, refused
from trentserver import alias_arn, key_arn


def test_every_form_of_identifier_describes_the_key(kms, key, region):
    kms.create_alias(AliasName="alias/described", TargetKeyId=key["KeyId"])
    for name in [key["KeyId"], key["Arn"], "alias/described", alias_arn(region, "alias/described")]:
        assert kms.describe_key(KeyId=name)["KeyMetadata"] == key


def test_grant_tokens_may_be_given(kms, key):
    assert kms.describe_key(KeyId=key["KeyId"], GrantTokens=[])["KeyMetadata"]["KeyId"] == key["KeyId"]


def test_an_unknown_key_is_named_by_its_arn(kms, region):
    with refused("NotFoundException", f"Key '{key_arn(region, UNKNOWN_KEY_ID)}' does not exist"):
        kms.describe_key(KeyId=UNKNOWN_KEY_ID)


def test_aliases_and_tags_are_no_part_of_the_description(kms, key):
    kms.create_alias(AliasName="alias/somewhere", TargetKeyId=key["KeyId"])
    kms.tag_resource(KeyId=key["KeyId"], Tags=[{"TagKey": "a", "TagValue": "b"}])
    assert kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"] == key


@pytest.mark.parametrize(
    "lists", ["SigningAlgorithms", "MacAlgorithms", "KeyAgreementAlgorithms", "EncapsulationAlgorithms"]
)
def test_the_algorithm_lists_of_other_usages_are_absent(kms, key, lists):
    assert lists not in kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"]


def test_members_without_a_value_are_left_out_not_null(call, key):
    body = call("DescribeKey", {"KeyId": key["KeyId"]}).ok["KeyMetadata"]
    assert None not in body.values()
    assert not {"DeletionDate", "ValidTo", "ExpirationModel", "MultiRegionConfiguration", "CustomKeyStoreId"} & set(
        body
    )
