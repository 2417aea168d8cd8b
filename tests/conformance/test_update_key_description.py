"""UpdateKeyDescription: reference 10.11."""

import pytest

from expect import missing, too_long, violations


@pytest.mark.parametrize("description", ["new", "", "ünïcödé 🔑", "x" * 8192], ids=lambda text: text[:10] or "empty")
def test_the_description_is_replaced(kms, key, description):
    kms.update_key_description(KeyId=key["KeyId"], Description="first")
    kms.update_key_description(KeyId=key["Arn"], Description=description)
    assert kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"] == {**key, "Description": description}


def test_it_has_no_output(call, key):
    assert call("UpdateKeyDescription", {"KeyId": key["KeyId"], "Description": "x"}).body == b""


def test_a_description_is_required(call, key):
    assert violations(call("UpdateKeyDescription", {"KeyId": key["KeyId"]}).error) == {missing("description")}


def test_8193_characters_are_too_many(call, key):
    text = "x" * 8193
    answer = call("UpdateKeyDescription", {"KeyId": key["KeyId"], "Description": text})
    assert violations(answer.error) == {too_long("description", 8192, text)}


def test_length_is_counted_in_characters_not_bytes(kms, key):
    kms.update_key_description(KeyId=key["KeyId"], Description="é" * 8192)
    assert kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"]["Description"] == "é" * 8192
