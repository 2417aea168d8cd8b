"""Limit, Marker, NextMarker and Truncated of all lists: reference 10.6."""

import pytest

from expect import refused, too_big, too_long, too_short, too_small, violations

# operation: (list member, most entries of one answer, needs a key)
LISTS = {
    "ListKeys": ("Keys", 1000, False),
    "ListAliases": ("Aliases", 100, False),
    "ListResourceTags": ("Tags", 50, True),
    "ListKeyPolicies": ("PolicyNames", 1000, True),
    "ListKeyRotations": ("Rotations", 1000, True),
}
every_list = pytest.mark.parametrize("operation", LISTS)
COUNT = 7


def is_predefined(entry):
    """Is it an alias that every account has, before anybody has made one?"""
    return isinstance(entry, dict) and entry.get("AliasName", "").startswith("alias/aws/")


@pytest.fixture
def full(call, kms):
    """Seven keys, each with an alias, one of them with seven tags and seven rotations."""
    keys = [kms.create_key()["KeyMetadata"]["KeyId"] for _ in range(COUNT)]
    for number, key_id in enumerate(keys):
        kms.create_alias(AliasName=f"alias/n{number}", TargetKeyId=key_id)
    kms.tag_resource(KeyId=keys[0], Tags=[{"TagKey": f"k{number}", "TagValue": ""} for number in range(COUNT)])
    for _ in range(COUNT):
        kms.rotate_key_on_demand(KeyId=keys[0])

    def pages(operation, **request):
        member, _, needs_key = LISTS[operation]
        marker = {}
        while True:
            answer = call(operation, {**({"KeyId": keys[0]} if needs_key else {}), **request, **marker}).ok
            yield answer[member]
            assert answer["Truncated"] is ("NextMarker" in answer)
            if not answer["Truncated"]:
                return
            assert 1 <= len(answer["NextMarker"]) <= 1024
            marker = {"Marker": answer["NextMarker"]}

    pages.keys = keys
    return pages


@every_list
@pytest.mark.parametrize("limit", [1, 2, 3, 6, 7, 8, 1000])
def test_pages_of_any_size_show_everything_once(full, operation, limit):
    (whole,) = full(operation)
    pages = list(full(operation, Limit=limit))
    assert all(len(page) <= limit for page in pages)
    assert all(pages) or len(pages) == 1, "no page but the only one is empty"
    assert [entry for page in pages for entry in page] == whole
    ours = [entry for entry in whole if not is_predefined(entry)]
    assert len(ours) == (1 if operation == "ListKeyPolicies" else COUNT)


@every_list
def test_the_only_page_has_no_next_marker(full, call, operation):
    member, _, needs_key = LISTS[operation]
    answer = call(operation, {"KeyId": full.keys[0]} if needs_key else {}).ok
    assert answer["Truncated"] is False and set(answer) == {member, "Truncated"}


@every_list
@pytest.mark.parametrize("marker", ["not-a-marker", "x", "AAAAAAAAAAAAAAAAAAAAAAAA", "ÿ", "z" * 1024])
def test_a_marker_of_nobody_is_invalid(full, call, operation, marker):
    key = {"KeyId": full.keys[0]} if LISTS[operation][2] else {}
    assert call(operation, {**key, "Marker": marker}).error[0] == "InvalidMarkerException"


@pytest.mark.parametrize(
    ("source", "destination"),
    [
        ("ListKeys", "ListAliases"),
        ("ListAliases", "ListKeys"),
        ("ListKeys", "ListResourceTags"),
        ("ListResourceTags", "ListKeys"),
    ],
)
def test_a_marker_of_another_list_is_invalid(full, call, source, destination):
    key = {"KeyId": full.keys[0]}
    marker = call(source, {**(key if LISTS[source][2] else {}), "Limit": 2}).ok["NextMarker"]
    request = {**(key if LISTS[destination][2] else {}), "Marker": marker}
    assert call(destination, request).error[0] == "InvalidMarkerException"


@every_list
def test_limits_are_1_to_1000(call, key, operation):
    for limit, expected in [(0, too_small("limit", 1, 0)), (1001, too_big("limit", 1000, 1001))]:
        assert violations(call(operation, {"KeyId": key["KeyId"], "Limit": limit}).error) == {expected}


@every_list
def test_markers_have_1_to_1024_characters(call, key, operation):
    long_one = "m" * 1025
    for marker, expected in [("", too_short("marker", 1, "")), (long_one, too_long("marker", 1024, long_one))]:
        assert violations(call(operation, {"KeyId": key["KeyId"], "Marker": marker}).error) == {expected}


def test_deleting_the_last_entry_shown_does_not_break_the_walk(full, kms):
    predefined = sum(map(is_predefined, kms.list_aliases()["Aliases"]))
    first = kms.list_aliases(Limit=predefined + 3)
    kms.delete_alias(AliasName=first["Aliases"][-1]["AliasName"])
    rest = kms.list_aliases(Marker=first["NextMarker"])
    shown = first["Aliases"] + rest["Aliases"]
    assert len([alias for alias in shown if not is_predefined(alias)]) == COUNT


def test_one_answer_has_at_most_100_aliases_and_by_default_50(kms):
    keys = [kms.create_key()["KeyMetadata"]["KeyId"] for _ in range(3)]
    names = {f"alias/n{number:03}" for number in range(105)}
    for number, name in enumerate(sorted(names)):
        kms.create_alias(AliasName=name, TargetKeyId=keys[number % 3])
    assert len(kms.list_aliases()["Aliases"]) == 50
    # AWS does not say whether it caps or refuses a Limit between 100 and 1000; Trent caps.
    for limit in [100, 101, 1000]:
        assert len(kms.list_aliases(Limit=limit)["Aliases"]) == 100
    walked = [alias["AliasName"] for page in kms.get_paginator("list_aliases").paginate() for alias in page["Aliases"]]
    assert walked == sorted(walked)
    assert {name for name in walked if not is_predefined({"AliasName": name})} == names
    only_one = [
        alias["TargetKeyId"]
        for page in kms.get_paginator("list_aliases").paginate(KeyId=keys[0])
        for alias in page["Aliases"]
    ]
    assert only_one == [keys[0]] * 35


def test_one_answer_has_at_most_50_tags(kms, key):
    kms.tag_resource(KeyId=key["KeyId"], Tags=[{"TagKey": f"k{n}", "TagValue": ""} for n in range(50)])
    assert len(kms.list_resource_tags(KeyId=key["KeyId"], Limit=1000)["Tags"]) == 50


def test_one_answer_has_100_keys_by_default(kms):
    created = {kms.create_key()["KeyMetadata"]["KeyId"] for _ in range(101)}
    answer = kms.list_keys()
    assert len(answer["Keys"]) == 100 and answer["Truncated"] is True
    assert len(kms.list_keys(Limit=1000)["Keys"]) == 101
    walked = [key["KeyId"] for page in kms.get_paginator("list_keys").paginate() for key in page["Keys"]]
    assert len(walked) == 101 and set(walked) == created


def test_a_marker_of_another_region_gives_nothing_away(full, server, kms, region):
    marker = kms.list_keys(Limit=2)["NextMarker"]
    elsewhere = server.client(region + "0")
    try:
        answer = elsewhere.list_keys(Marker=marker)
    except elsewhere.exceptions.InvalidMarkerException:
        return
    assert answer["Keys"] == []


def test_boto3_knows_the_exception(kms):
    with refused("InvalidMarkerException"):
        kms.list_keys(Marker="not-a-marker")
