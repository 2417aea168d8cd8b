"""TagResource, UntagResource, ListResourceTags: reference 10.5."""

import pytest

from expect import Violation, missing, refused, too_long, too_short, violations


def tags(kms, key):
    return {tag["TagKey"]: tag["TagValue"] for tag in kms.list_resource_tags(KeyId=key["KeyId"])["Tags"]}


def tag(kms, key, **pairs):
    kms.tag_resource(KeyId=key["KeyId"], Tags=[{"TagKey": name, "TagValue": value} for name, value in pairs.items()])


def test_a_new_key_has_no_tags(call, key):
    assert call("ListResourceTags", {"KeyId": key["KeyId"]}).ok == {"Tags": [], "Truncated": False}


def test_tagging_adds_and_overwrites(kms, key):
    tag(kms, key, a="1", b="2")
    tag(kms, key, b="3", c="4")
    assert tags(kms, key) == {"a": "1", "b": "3", "c": "4"}


def test_untagging_removes_and_ignores_unknown_keys(kms, key):
    tag(kms, key, a="1", b="2", c="3")
    kms.untag_resource(KeyId=key["Arn"], TagKeys=["b", "nothing", "A"])
    assert tags(kms, key) == {"a": "1", "c": "3"}


def test_keys_are_case_sensitive(kms, key):
    tag(kms, key, name="lower", Name="upper")
    assert tags(kms, key) == {"name": "lower", "Name": "upper"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("a", ""),
        ("k" * 128, "v" * 256),
        ("with space", "and + - = . _ : / @ too"),
        ("Kürzel", "日本"),
        ("awsome", "not reserved"),
    ],
    ids=["empty value", "longest", "punctuation", "unicode", "aws without colon"],
)
def test_a_tag_may_be(kms, key, name, value):
    tag(kms, key, **{name: value})
    assert tags(kms, key) == {name: value}


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ([("a", "1"), ("a", "1")], "Duplicate tag keys"),
        ([("aws:owner", "x")], "Tags beginning with aws: are reserved"),
        ([("AWS:owner", "x")], "Tags beginning with aws: are reserved"),
        ([("fine", "x"), ("aWs:owner", "x")], "Tags beginning with aws: are reserved"),
    ],
    ids=str,
)
def test_a_refused_tag_changes_nothing(kms, key, given, text):
    tag(kms, key, before="1")
    with refused("TagException", text):
        kms.tag_resource(KeyId=key["KeyId"], Tags=[{"TagKey": name, "TagValue": value} for name, value in given])
    assert tags(kms, key) == {"before": "1"}


def test_a_key_has_at_most_50_tags(kms, key):
    tag(kms, key, **{f"k{number}": "" for number in range(50)})
    tag(kms, key, k0="overwriting is no growth")
    with pytest.raises(kms.exceptions.ClientError) as refusal:
        tag(kms, key, k50="")
    assert refusal.value.response["Error"]["Code"] in {"TagException", "LimitExceededException"}
    assert len(tags(kms, key)) == 50 and tags(kms, key)["k0"] == "overwriting is no growth"
    kms.untag_resource(KeyId=key["KeyId"], TagKeys=["k1"])
    tag(kms, key, k50="")


def test_more_than_50_in_one_request_are_refused(kms, key):
    with pytest.raises(kms.exceptions.ClientError) as refusal:
        tag(kms, key, **{f"k{number}": "" for number in range(51)})
    assert refusal.value.response["Error"]["Code"] in {"TagException", "LimitExceededException"}
    assert tags(kms, key) == {}


@pytest.mark.parametrize("name", ["tab\there", "star*", "hash#", "quote'", "semi;colon"])
def test_characters_outside_the_allowed_set_are_refused(call, kms, key, name):
    code, _ = call("TagResource", {"KeyId": key["KeyId"], "Tags": [{"TagKey": name, "TagValue": "x"}]}).error
    assert code in {"TagException", "ValidationException"}
    assert tags(kms, key) == {}


def test_constraints_are_reported_by_position(call, key):
    long_key, long_value = "a" * 129, "v" * 257
    bad = [
        {"TagKey": long_key, "TagValue": "x"},
        {"TagKey": "ok", "TagValue": long_value},
        {"TagKey": "", "TagValue": "x"},
        {"TagKey": "no value"},
        {"TagValue": "no key"},
    ]
    expected = {
        too_long("tags.1.member.tagKey", 128, long_key),
        too_long("tags.2.member.tagValue", 256, long_value),
        too_short("tags.3.member.tagKey", 1, ""),
        missing("tags.4.member.tagValue"),
        missing("tags.5.member.tagKey"),
    }
    assert violations(call("TagResource", {"KeyId": key["KeyId"], "Tags": bad}).error) == expected
    assert violations(call("CreateKey", {"Tags": bad}).error) == expected


def test_tag_keys_to_remove_have_1_to_128_characters(call, key):
    for name in ["", "x" * 129]:
        (broken,) = violations(call("UntagResource", {"KeyId": key["KeyId"], "TagKeys": [name]}).error)
        assert broken == Violation(
            "tagKeys",
            "Member must satisfy constraint: [Member must have length less than or equal to 128, "
            "Member must have length greater than or equal to 1]",
            f"[{name}]",
        )


def test_changes_have_no_output(call, key):
    added = call("TagResource", {"KeyId": key["KeyId"], "Tags": [{"TagKey": "a", "TagValue": "b"}]})
    removed = call("UntagResource", {"KeyId": key["KeyId"], "TagKeys": ["a"]})
    assert (added.status, added.body, removed.status, removed.body) == (200, b"", 200, b"")


def test_lists_are_required(call, key):
    assert violations(call("TagResource", {"KeyId": key["KeyId"]}).error) == {missing("tags")}
    assert violations(call("UntagResource", {"KeyId": key["KeyId"]}).error) == {missing("tagKeys")}


def test_tags_of_a_key_pending_deletion_are_read_only(kms, key):
    tag(kms, key, a="1")
    kms.schedule_key_deletion(KeyId=key["KeyId"])
    with refused("KMSInvalidStateException", f"{key['Arn']} is pending deletion."):
        tag(kms, key, b="2")
    with refused("KMSInvalidStateException", f"{key['Arn']} is pending deletion."):
        kms.untag_resource(KeyId=key["KeyId"], TagKeys=["a"])
    assert tags(kms, key) == {"a": "1"}
