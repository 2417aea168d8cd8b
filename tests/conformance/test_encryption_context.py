"""Encryption contexts: reference 5.2. Every operation that takes one is in the table below."""

import pytest

from expect import refused


def _encrypt(kms, key, **context):
    return kms.encrypt(KeyId=key["KeyId"], Plaintext=b"bound", **context)["CiphertextBlob"]


def _data_key(kms, key, **context):
    return kms.generate_data_key(KeyId=key["KeyId"], NumberOfBytes=5, **context)["CiphertextBlob"]


def _data_key_without_plaintext(kms, key, **context):
    return kms.generate_data_key_without_plaintext(KeyId=key["KeyId"], NumberOfBytes=5, **context)["CiphertextBlob"]


def _re_encrypt(kms, key, **context):
    blob = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"bound")["CiphertextBlob"]
    destination = {f"Destination{name}": value for name, value in context.items()}
    return kms.re_encrypt(CiphertextBlob=blob, DestinationKeyId=key["KeyId"], **destination)["CiphertextBlob"]


@pytest.mark.parametrize("make", [_encrypt, _data_key, _data_key_without_plaintext, _re_encrypt])
@pytest.mark.parametrize(
    "context",
    [
        {"a": "1"},
        {"a": "1", "b": "2", "c": "3"},
        {"": "empty key"},
        {"empty value": ""},
        {"ключ": "значение", "🔑": "🗝"},
        {"with\nnewline": 'with "quotes" and \\ and \x7f'},
        {f"key {number}": "v" * 50 for number in range(40)},
        {"aws-crypto-public-key": "A4xyz/+=="},
    ],
    ids=lambda context: str(context)[:30],
)
def test_the_context_of_the_encryption_decrypts(kms, key, make, context):
    blob = make(kms, key, EncryptionContext=context)
    assert len(kms.decrypt(CiphertextBlob=blob, EncryptionContext=context)["Plaintext"]) == 5
    with refused("InvalidCiphertextException", None):
        kms.decrypt(CiphertextBlob=blob)


@pytest.mark.parametrize(
    "other",
    [
        None,
        {},
        {"purpose": "test"},
        {"tenant": "1"},
        {"purpose": "test", "tenant": "2"},
        {"purpose": "test", "tenant": ""},
        {"purpose": "test", "tenant": "1 "},
        {"purpose": "Test", "tenant": "1"},
        {"Purpose": "test", "tenant": "1"},
        {"purpose": "test", "tenant": "1", "more": ""},
        {"purpose": "1", "tenant": "test"},
        # the same characters, cut elsewhere
        {"purposetest": "", "tenant": "1"},
        {"purpose": "testtenant", "": "1"},
    ],
    ids=str,
)
def test_any_other_context_is_refused(kms, key, other):
    blob = _encrypt(kms, key, EncryptionContext={"purpose": "test", "tenant": "1"})
    with refused("InvalidCiphertextException", None):
        kms.decrypt(CiphertextBlob=blob, **({} if other is None else {"EncryptionContext": other}))


def test_the_order_of_the_pairs_does_not_matter(call, kms, key):
    blob = _encrypt(kms, key, EncryptionContext={"a": "1", "b": "2", "c": "3"})
    answer = call("Decrypt", {"CiphertextBlob": blob, "EncryptionContext": {"c": "3", "a": "1", "b": "2"}})
    assert answer.ok["KeyId"] == key["Arn"]


def test_no_context_and_an_empty_one_are_the_same(kms, key):
    assert kms.decrypt(CiphertextBlob=_encrypt(kms, key), EncryptionContext={})["Plaintext"] == b"bound"
    assert kms.decrypt(CiphertextBlob=_encrypt(kms, key, EncryptionContext={}))["Plaintext"] == b"bound"


def test_a_context_where_there_was_none_is_refused(kms, key):
    with refused("InvalidCiphertextException", None):
        kms.decrypt(CiphertextBlob=_encrypt(kms, key), EncryptionContext={"a": "1"})


def test_unicode_is_compared_as_it_is_not_normalised(kms, key):
    blob = _encrypt(kms, key, EncryptionContext={"name": "\u00e9"})
    with refused("InvalidCiphertextException", None):
        kms.decrypt(CiphertextBlob=blob, EncryptionContext={"name": "e\u0301"})


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1, "class com.amazon.coral.value.json.numbers.TruncatingBigNumber can not be converted to an String"),
        (True, "class java.lang.Boolean can not be converted to an String"),
        ([], "Start of list found where not expected"),
        ({}, "Start of structure or map found where not expected."),
    ],
    ids=str,
)
def test_values_must_be_strings(call, key, value, text):
    answer = call("Encrypt", {"KeyId": key["KeyId"], "Plaintext": b"x", "EncryptionContext": {"a": value}})
    assert answer.error == ("SerializationException", text)
