"""Limit, Marker, NextMarker and Truncated of all lists: reference 10.6. Long lists: test_long_lists.py."""

import base64

import pytest

from expect import refused, too_big, too_long, too_short, too_small, violations
from trentserver import ACCOUNT, TrentServer

# operation: (list member, most entries of one answer, needs a key)
LISTS = {
    "ListKeys": ("Keys", 1000, False),
    "ListAliases": ("Aliases", 100, False),
    "ListResourceTags": ("Tags", 50, True),
    "ListKeyPolicies": ("PolicyNames", 1000, True),
    "ListKeyRotations": ("Rotations", 1000, True),
    "ListGrants": ("Grants", 100, True),
}
every_list = pytest.mark.parametrize("operation", LISTS)
# A key has one policy, so that list never has a second page.
every_list_with_markers = pytest.mark.parametrize("operation", sorted(set(LISTS) - {"ListKeyPolicies"}))
COUNT = 7


def is_predefined(entry):
    """Is it an alias that every account has, before anybody has made one?"""
    return isinstance(entry, dict) and entry.get("AliasName", "").startswith("alias/aws/")


@pytest.fixture
def full(call, kms):
    """Seven keys, each with an alias, one of them with seven tags, rotations and grants."""
    keys = [kms.create_key()["KeyMetadata"]["KeyId"] for _ in range(COUNT)]
    for number, key_id in enumerate(keys):
        kms.create_alias(AliasName=f"alias/n{number}", TargetKeyId=key_id)
    kms.tag_resource(KeyId=keys[0], Tags=[{"TagKey": f"k{number}", "TagValue": ""} for number in range(COUNT)])
    for _ in range(COUNT):
        kms.rotate_key_on_demand(KeyId=keys[0])
        kms.create_grant(KeyId=keys[0], GranteePrincipal=ACCOUNT, Operations=["Decrypt"])

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

    pages.keys, pages.call = keys, call
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


def marked(full, operation):
    """A request for the second page of a list that has one, of the smallest pages there are."""
    key = {"KeyId": full.keys[0]} if LISTS[operation][2] else {}
    return {**key, "Marker": full.call(operation, {**key, "Limit": 2}).ok["NextMarker"]}


@every_list_with_markers
def test_a_marker_is_good_with_any_limit(full, operation):
    member = LISTS[operation][0]
    (whole,) = full(operation)
    request = marked(full, operation)
    for limit in [1, 3, 5, 1000]:
        assert full.call(operation, {**request, "Limit": limit}).ok[member] == whole[2 : 2 + limit]


@every_list_with_markers
def test_no_character_of_a_marker_can_be_changed(full, operation):
    request = marked(full, operation)
    marker = request["Marker"]
    spoiled = [marker[:i] + ("A" if marker[i] != "A" else "B") + marker[i + 1 :] for i in range(len(marker))]
    # The last characters of base64 can hold bits that mean nothing; they must not make a second marker either.
    spoiled += [marker[: -1 - n] + other + marker[len(marker) - n :] for n in range(4) for other in "Q9/="]
    spoiled += [marker[:-4], marker[4:], marker + "AAAA", marker + "=", marker.rstrip("=") + " ", marker.lower()]
    for text in set(spoiled) - {marker}:
        assert full.call(operation, {**request, "Marker": text}).error == ("InvalidMarkerException", None), text
    assert full.call(operation, request).ok


@every_list_with_markers
def test_a_marker_hides_where_it_stands(full, operation):
    marker = marked(full, operation)["Marker"]
    content = base64.b64decode(marker)
    for name in [*full.keys, "alias/n1", "k1"]:
        assert name.encode() not in content
    assert marked(full, operation)["Marker"] != marker, "the same place has another marker each time"


@every_list_with_markers
def test_a_marker_of_another_region_is_invalid(full, server, region, operation):
    here = marked(full, operation)
    elsewhere = server.client(region + "0")
    there = {"KeyId": elsewhere.create_key()["KeyMetadata"]["KeyId"]} if LISTS[operation][2] else {}
    answer = server.call(operation, {**there, "Marker": here["Marker"]}, region=region + "0")
    assert answer.error == ("InvalidMarkerException", None)


@pytest.mark.parametrize("operation", ["ListResourceTags", "ListKeyRotations", "ListAliases"])
def test_a_marker_of_another_key_is_invalid(full, kms, operation):
    if operation == "ListAliases":
        kms.create_alias(AliasName="alias/second", TargetKeyId=full.keys[0])
    request = {"KeyId": full.keys[0]}
    marker = full.call(operation, {**request, "Limit": 1}).ok["NextMarker"]
    assert full.call(operation, {**request, "Marker": marker}).ok
    answer = full.call(operation, {"KeyId": full.keys[1], "Marker": marker})
    assert answer.error == ("InvalidMarkerException", None)


@pytest.mark.parametrize(
    ("operation", "with_filter"),
    [
        ("ListAliases", {"KeyId": None}),
        ("ListKeyRotations", {"IncludeKeyMaterial": "ALL_KEY_MATERIAL"}),
        ("ListKeys", {"ResourceOwners": ["SELF", "OTHER_ACCOUNTS_VIA_RAM"]}),
    ],
)
def test_a_marker_belongs_to_its_filter(full, kms, operation, with_filter):
    kms.create_alias(AliasName="alias/second", TargetKeyId=full.keys[0])
    with_filter = {name: value or full.keys[0] for name, value in with_filter.items()}
    plain = {"KeyId": full.keys[0]} if LISTS[operation][2] else {}
    for one, other in [(plain, {**plain, **with_filter}), ({**plain, **with_filter}, plain)]:
        marker = full.call(operation, {**one, "Limit": 1}).ok["NextMarker"]
        assert full.call(operation, {**one, "Marker": marker}).ok
        assert full.call(operation, {**other, "Marker": marker}).error == ("InvalidMarkerException", None)


def test_a_key_may_be_named_by_id_or_arn_from_page_to_page(full, kms):
    first = kms.list_resource_tags(KeyId=full.keys[0], Limit=3)
    arn = kms.describe_key(KeyId=full.keys[0])["KeyMetadata"]["Arn"]
    assert len(kms.list_resource_tags(KeyId=arn, Marker=first["NextMarker"])["Tags"]) == COUNT - 3


def test_a_marker_of_another_server_is_invalid(full, tmp_path):
    with TrentServer(tmp_path / "other") as other:
        theirs = other.client()
        for _ in range(3):
            theirs.create_key()
        marker = theirs.list_keys(Limit=2)["NextMarker"]
    assert full.call("ListKeys", {"Marker": marker}).error == ("InvalidMarkerException", None)


def test_boto3_knows_the_exception(kms):
    with refused("InvalidMarkerException"):
        kms.list_keys(Marker="not-a-marker")
