"""CreateAlias, UpdateAlias, DeleteAlias, ListAliases: reference 10.1, 10.2."""

from datetime import datetime, timezone

import pytest

from expect import ANY, UNKNOWN_KEY_ID, about, missing, no_match, refused, too_long, too_short, violations
from trentserver import ACCOUNT, alias_arn, key_arn

PATTERN = "^[a-zA-Z0-9:/_-]+$"
PREFIX_NEEDED = (
    'Alias must start with the prefix "alias/". Please see '
    "https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html"
)


def own(aliases):
    """Without the aliases of AWS services, which may be listed too."""
    return [alias for alias in aliases if not alias["AliasName"].startswith("alias/aws/")]


def listed(kms, **request):
    return own(kms.list_aliases(**request)["Aliases"])


# -- CreateAlias


@pytest.mark.parametrize(
    "name", ["alias/a", "alias/Upper-lower_09/and/slashes", "alias//", "alias/awsome", "alias/" + "x" * 250]
)
def test_an_alias_finds_its_key(kms, key, name):
    kms.create_alias(AliasName=name, TargetKeyId=key["KeyId"])
    assert kms.describe_key(KeyId=name)["KeyMetadata"] == key


def test_the_target_may_be_an_arn(kms, key):
    kms.create_alias(AliasName="alias/by-arn", TargetKeyId=key["Arn"])
    assert listed(kms)[0]["TargetKeyId"] == key["KeyId"]


def test_names_are_case_sensitive(kms, key, other_key):
    kms.create_alias(AliasName="alias/name", TargetKeyId=key["KeyId"])
    kms.create_alias(AliasName="alias/Name", TargetKeyId=other_key["KeyId"])
    assert kms.describe_key(KeyId="alias/Name")["KeyMetadata"]["KeyId"] == other_key["KeyId"]


def test_a_key_may_have_several_aliases(kms, key):
    names = {f"alias/n{number}" for number in range(5)}
    for name in names:
        kms.create_alias(AliasName=name, TargetKeyId=key["KeyId"])
    assert {alias["AliasName"] for alias in listed(kms, KeyId=key["KeyId"])} == names


def test_a_taken_name_is_refused_even_for_the_same_key(kms, key, other_key, region):
    kms.create_alias(AliasName="alias/taken", TargetKeyId=key["KeyId"])
    for target in [key, other_key]:
        with refused(
            "AlreadyExistsException", f"An alias with the name {alias_arn(region, 'alias/taken')} already exists"
        ):
            kms.create_alias(AliasName="alias/taken", TargetKeyId=target["KeyId"])
    assert kms.describe_key(KeyId="alias/taken")["KeyMetadata"]["KeyId"] == key["KeyId"]


def test_the_same_name_is_free_in_another_region(server, kms, key, region):
    elsewhere = server.client(region + "0")
    there = elsewhere.create_key()["KeyMetadata"]
    kms.create_alias(AliasName="alias/both", TargetKeyId=key["KeyId"])
    elsewhere.create_alias(AliasName="alias/both", TargetKeyId=there["KeyId"])
    assert elsewhere.describe_key(KeyId="alias/both")["KeyMetadata"]["KeyId"] == there["KeyId"]


@pytest.mark.parametrize("operation", ["CreateAlias", "UpdateAlias"])
@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("no-prefix", ("ValidationException", PREFIX_NEEDED)),
        ("Alias/x", ("ValidationException", PREFIX_NEEDED)),
        ("aliases/x", ("ValidationException", PREFIX_NEEDED)),
        ("alias/with:colon", ("ValidationException", "alias/with:colon contains invalid characters for an alias")),
    ],
)
def test_a_name_must_be_an_alias_name(call, key, operation, name, error):
    assert call(operation, {"AliasName": name, "TargetKeyId": key["KeyId"]}).error == error


def test_names_of_aws_are_reserved(call, key):
    for name in ["alias/aws/s3", "alias/aws/mine"]:
        assert call("CreateAlias", {"AliasName": name, "TargetKeyId": key["KeyId"]}).error == (
            "NotAuthorizedException",
            None,
        )


def test_the_prefix_alone_is_no_name(call, kms, key):
    code, _ = call("CreateAlias", {"AliasName": "alias/", "TargetKeyId": key["KeyId"]}).error
    assert code in {"ValidationException", "InvalidAliasNameException"}
    assert listed(kms) == []


@pytest.mark.parametrize("operation", ["CreateAlias", "UpdateAlias", "DeleteAlias"])
@pytest.mark.parametrize("name", ["alias/with space", "alias/dot.dot", "alias/ümlaut", "alias/x\n", "alias/a*"])
def test_other_characters_break_the_pattern(call, operation, name):
    request = {"AliasName": name, "TargetKeyId": UNKNOWN_KEY_ID}
    assert violations(call(operation, request).error) == {no_match("aliasName", PATTERN, name)}


@pytest.mark.parametrize("operation", ["CreateAlias", "UpdateAlias", "DeleteAlias"])
def test_names_have_1_to_256_characters(call, operation):
    name = "alias/" + "x" * 251
    request = {"AliasName": name, "TargetKeyId": UNKNOWN_KEY_ID}
    assert violations(call(operation, request).error) == {too_long("aliasName", 256, name)}
    empty = call(operation, {"AliasName": "", "TargetKeyId": UNKNOWN_KEY_ID})
    assert too_short("aliasName", 1, "") in violations(empty.error)


def test_both_members_are_required(call):
    assert violations(call("CreateAlias").error) == {missing("aliasName"), missing("targetKeyId")}
    assert violations(call("UpdateAlias").error) == {missing("aliasName"), missing("targetKeyId")}
    assert violations(call("DeleteAlias").error) == {missing("aliasName")}


@pytest.mark.parametrize("operation", ["CreateAlias", "UpdateAlias"])
def test_the_target_must_be_a_key_not_an_alias(call, kms, key, region, operation):
    kms.create_alias(AliasName="alias/first", TargetKeyId=key["KeyId"])
    name = {"CreateAlias": "alias/second", "UpdateAlias": "alias/first"}[operation]
    for target in ["alias/first", alias_arn(region, "alias/first")]:
        assert call(operation, {"AliasName": name, "TargetKeyId": target}).error == (
            "ValidationException",
            "Aliases must refer to keys. Not aliases",
        )


@pytest.mark.parametrize("operation", ["CreateAlias", "UpdateAlias"])
def test_the_target_must_exist(call, kms, key, region, operation):
    name = "alias/new"
    if operation == "UpdateAlias":
        kms.create_alias(AliasName=name, TargetKeyId=key["KeyId"])
    assert call(operation, {"AliasName": name, "TargetKeyId": UNKNOWN_KEY_ID}).error == (
        "NotFoundException",
        f"Key '{key_arn(region, UNKNOWN_KEY_ID)}' does not exist",
    )


def test_a_key_has_at_most_50_aliases(kms, key, other_key):
    for number in range(50):
        kms.create_alias(AliasName=f"alias/n{number}", TargetKeyId=key["KeyId"])
    with refused("LimitExceededException", ANY):
        kms.create_alias(AliasName="alias/n50", TargetKeyId=key["KeyId"])
    kms.create_alias(AliasName="alias/elsewhere", TargetKeyId=other_key["KeyId"])
    with refused("LimitExceededException", ANY):
        kms.update_alias(AliasName="alias/elsewhere", TargetKeyId=key["KeyId"])
    kms.delete_alias(AliasName="alias/n0")
    kms.create_alias(AliasName="alias/n50", TargetKeyId=key["KeyId"])


# -- UpdateAlias


def test_an_update_moves_the_alias(kms, key, other_key):
    kms.create_alias(AliasName="alias/moving", TargetKeyId=key["KeyId"])
    kms.update_alias(AliasName="alias/moving", TargetKeyId=other_key["KeyId"])
    assert kms.describe_key(KeyId="alias/moving")["KeyMetadata"]["KeyId"] == other_key["KeyId"]
    assert listed(kms, KeyId=key["KeyId"]) == []
    assert [alias["AliasName"] for alias in listed(kms, KeyId=other_key["KeyId"])] == ["alias/moving"]


def test_an_update_shows_in_its_date_only(kms, key, other_key):
    kms.create_alias(AliasName="alias/dated", TargetKeyId=key["KeyId"])
    before = listed(kms)[0]
    kms.update_alias(AliasName="alias/dated", TargetKeyId=other_key["KeyId"])
    after = listed(kms)[0]
    assert after["CreationDate"] == before["CreationDate"]
    assert after["LastUpdatedDate"] >= before["LastUpdatedDate"]


def test_updating_to_the_same_key_succeeds(kms, key):
    kms.create_alias(AliasName="alias/same", TargetKeyId=key["KeyId"])
    kms.update_alias(AliasName="alias/same", TargetKeyId=key["KeyId"])
    assert kms.describe_key(KeyId="alias/same")["KeyMetadata"] == key


def test_encryption_follows_the_alias_and_decryption_the_ciphertext(kms, key, other_key):
    kms.create_alias(AliasName="alias/current", TargetKeyId=key["KeyId"])
    old = kms.encrypt(KeyId="alias/current", Plaintext=b"old")
    kms.update_alias(AliasName="alias/current", TargetKeyId=other_key["KeyId"])
    new = kms.encrypt(KeyId="alias/current", Plaintext=b"new")
    assert (old["KeyId"], new["KeyId"]) == (key["Arn"], other_key["Arn"])
    assert kms.decrypt(CiphertextBlob=old["CiphertextBlob"])["Plaintext"] == b"old"


# -- DeleteAlias


def test_a_deleted_alias_is_gone_and_the_key_is_not(kms, key, region):
    kms.create_alias(AliasName="alias/short-lived", TargetKeyId=key["KeyId"])
    kms.delete_alias(AliasName="alias/short-lived")
    with refused("NotFoundException", f"Alias {alias_arn(region, 'alias/short-lived')} is not found."):
        kms.describe_key(KeyId="alias/short-lived")
    assert listed(kms) == []
    assert kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"] == key


def test_a_deleted_name_may_be_used_again(kms, key, other_key):
    kms.create_alias(AliasName="alias/again", TargetKeyId=key["KeyId"])
    kms.delete_alias(AliasName="alias/again")
    kms.create_alias(AliasName="alias/again", TargetKeyId=other_key["KeyId"])
    assert kms.describe_key(KeyId="alias/again")["KeyMetadata"]["KeyId"] == other_key["KeyId"]


@pytest.mark.parametrize("operation", ["UpdateAlias", "DeleteAlias"])
def test_an_unknown_alias_is_not_found(call, key, region, operation):
    request = {"AliasName": "alias/unknown", "TargetKeyId": key["KeyId"]}
    assert call(operation, request).error == (
        "NotFoundException",
        f"Alias {alias_arn(region, 'alias/unknown')} is not found.",
    )


def test_changes_have_no_output(call, key):
    request = {"AliasName": "alias/quiet", "TargetKeyId": key["KeyId"]}
    for operation in ["CreateAlias", "UpdateAlias", "DeleteAlias"]:
        answer = call(operation, request)
        assert (answer.status, answer.body) == (200, b"")


# -- ListAliases


def test_an_alias_is_listed_with_its_arn_key_and_dates(kms, key, region):
    kms.create_alias(AliasName="alias/listed", TargetKeyId=key["KeyId"])
    (alias,) = listed(kms)
    now = datetime.now(timezone.utc)
    assert about(alias.pop("CreationDate"), now) and about(alias.pop("LastUpdatedDate"), now)
    assert alias == {
        "AliasName": "alias/listed",
        "AliasArn": f"arn:aws:kms:{region}:{ACCOUNT}:alias/listed",
        "TargetKeyId": key["KeyId"],
    }


def test_no_aliases_are_an_empty_list(call, key):
    answer = call("ListAliases", {"KeyId": key["KeyId"]}).ok
    assert answer == {"Aliases": [], "Truncated": False}


def test_the_filter_takes_id_and_arn(kms, key, other_key):
    kms.create_alias(AliasName="alias/mine", TargetKeyId=key["KeyId"])
    kms.create_alias(AliasName="alias/other", TargetKeyId=other_key["KeyId"])
    for name in [key["KeyId"], key["Arn"]]:
        assert [alias["AliasName"] for alias in kms.list_aliases(KeyId=name)["Aliases"]] == ["alias/mine"]
    assert len(listed(kms)) == 2


def test_the_filter_must_name_a_key(kms, region):
    with refused("NotFoundException", f"Key '{key_arn(region, UNKNOWN_KEY_ID)}' does not exist"):
        kms.list_aliases(KeyId=UNKNOWN_KEY_ID)
