"""JSON bodies: the JSONTestSuite as bodies of signed requests, and the decisions that JSON leaves open.

The suite is found through TRENT_VECTORS (default: ../shared/vectors beside the checkout); without it those tests are skipped.
"""

import json
import os
from pathlib import Path

import pytest

from harness.server import Server

VECTORS = Path(__file__).resolve().parents[3] / "shared/vectors"
SUITE = Path(os.environ.get("TRENT_VECTORS", VECTORS)) / "extra/jsontestsuite/test_parsing"
FILES = sorted(SUITE.glob("*.json"))

# The suite's "implementation-defined" texts as the value of an unknown member: the decisions of this server.
IMPLEMENTATION_DEFINED = {
    "i_number_double_huge_neg_exp": "accepted",
    # An exponent with more digits than fit a number: Boost.JSON 1.81 refuses it, 1.83 takes it as infinite.
    "i_number_huge_exp": "either",
    "i_number_neg_int_huge_exp": "accepted",
    "i_number_pos_double_huge_exp": "accepted",
    "i_number_real_neg_overflow": "accepted",
    "i_number_real_pos_overflow": "accepted",
    "i_number_real_underflow": "accepted",
    "i_number_too_big_neg_int": "accepted",
    "i_number_too_big_pos_int": "accepted",
    "i_number_very_big_negative_int": "accepted",
    "i_object_key_lone_2nd_surrogate": "refused",
    "i_string_1st_surrogate_but_2nd_missing": "refused",
    "i_string_1st_valid_surrogate_2nd_invalid": "refused",
    "i_string_UTF-16LE_with_BOM": "refused",
    "i_string_UTF-8_invalid_sequence": "refused",
    "i_string_UTF8_surrogate_U+D800": "refused",
    "i_string_incomplete_surrogate_and_escape_valid": "refused",
    "i_string_incomplete_surrogate_pair": "refused",
    "i_string_incomplete_surrogates_escape_valid": "refused",
    "i_string_invalid_lonely_surrogate": "refused",
    "i_string_invalid_surrogate": "refused",
    "i_string_invalid_utf-8": "refused",
    "i_string_inverted_surrogates_U+1D11E": "refused",
    "i_string_iso_latin_1": "refused",
    "i_string_lone_second_surrogate": "refused",
    "i_string_lone_utf8_continuation_byte": "refused",
    "i_string_not_in_unicode_range": "refused",
    "i_string_overlong_sequence_2_bytes": "refused",
    "i_string_overlong_sequence_6_bytes": "refused",
    "i_string_overlong_sequence_6_bytes_null": "refused",
    "i_string_truncated-utf-8": "refused",
    "i_string_utf16BE_no_BOM": "refused",
    "i_string_utf16LE_no_BOM": "refused",
    "i_structure_500_nested_arrays": "refused",
    "i_structure_UTF-8_BOM_empty_object": "refused",
}


@pytest.fixture(scope="module")
def kms(tmp_path_factory):
    with Server(tmp_path_factory.mktemp("json") / "data") as running, running.kms() as client:
        for _ in range(3):
            client("CreateKey")
        yield client
        assert client.connection, "an answer to bad JSON closed the connection"


def answer(kms, body: bytes, operation: str = "ListKeys") -> tuple[int, str]:
    """Status and error type. The connection must still be usable afterwards: kms goes on with it."""
    response = kms.send(kms.request(operation, body))
    assert not response.closes
    return response.status, json.loads(response.body).get("__type", "")


ACCEPTED = (200, "")
REFUSED = (400, "SerializationException")
needs_suite = pytest.mark.skipif(not FILES, reason=f"no JSONTestSuite in {SUITE}")


@needs_suite
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
@pytest.mark.parametrize("place", ["as the body", "as an unknown member"])
def test_suite(kms, file, place):
    text = file.read_bytes()
    as_body = place == "as the body"
    body = text if as_body else b'{"Unknown":' + text + b"}"
    if as_body and not is_object(text):
        expected = [REFUSED]
    elif file.stem.startswith("i_"):
        decision = IMPLEMENTATION_DEFINED[file.stem]
        expected = {"accepted": [ACCEPTED], "refused": [REFUSED], "either": [ACCEPTED, REFUSED]}[decision]
    else:
        expected = [ACCEPTED if file.stem.startswith("y_") else REFUSED]
    assert answer(kms, body) in expected


def is_object(text: bytes) -> bool:
    return text.lstrip(b" \t\r\n\xef\xbb\xbf").startswith(b"{")


@needs_suite
def test_suite_has_no_undecided_text():
    assert {file.stem for file in FILES if file.stem.startswith("i_")} == set(IMPLEMENTATION_DEFINED)


def nested(depth: int, opening: bytes, closing: bytes, inside: bytes) -> bytes:
    return b'{"Unknown":' + opening * depth + inside + closing * depth + b"}"


@pytest.mark.parametrize("opening, closing, inside", [(b"[", b"]", b""), (b'{"a":', b"}", b"1")], ids=["array", "object"])
@pytest.mark.parametrize(
    "depth, expected", [(1, ACCEPTED), (30, ACCEPTED), (40, REFUSED), (1000, REFUSED), (100_000, REFUSED)]
)
def test_nesting_is_bounded(kms, depth, expected, opening, closing, inside):
    assert answer(kms, nested(depth, opening, closing, inside)) == expected


@pytest.mark.parametrize("depth", [40, 1000, 500_000])
def test_nesting_without_end_is_refused(kms, depth):
    assert answer(kms, b"[" * depth) == REFUSED
    assert answer(kms, b'{"Unknown":' + b"[" * depth) == REFUSED


@pytest.mark.parametrize(
    "body, count",
    [
        (b'{"Limit":1,"Limit":2}', 2),
        (b'{"Limit":2,"Limit":1}', 1),
        (b'{"Limit":0,"Limit":2}', 2),
        (b'{"Limit":"x","Limit":2}', 2),
        (b'{"Limit":1,"Li\\u006dit":2}', 2),
        (b'{"Limit":1,"Limit":null}', 3),
    ],
)
def test_last_of_equal_members_counts(kms, body, count):
    response = kms.send(kms.request("ListKeys", body))
    assert response.status == 200
    assert len(json.loads(response.body)["Keys"]) == count


@pytest.mark.parametrize(
    "number",
    ["1e999", "-1e999", "1e-999", "1e99999999999", "9" * 400, "-" + "9" * 400, "0." + "0" * 400 + "1", "9223372036854775808",
     "-9223372036854775809", "18446744073709551616", "2147483648", "4294967297", "-1", "0", "-0", "-0.0", "1.9", "1e3", "0.5"],
)  # fmt: skip
def test_extreme_numbers_are_never_a_server_fault(kms, number):
    status, error = answer(kms, b'{"Limit":%s}' % number.encode())
    assert (status, error) == ACCEPTED or status == 400 and error in ("ValidationException", "SerializationException")


@pytest.mark.parametrize("operation, member, expected", [
    ("ListKeys", "Unknown", ACCEPTED),
    ("DescribeKey", "KeyId", (400, "ValidationException")),
    ("CreateAlias", "AliasName", (400, "ValidationException")),
    ("Encrypt", "Plaintext", (400, "ValidationException")),
    ("Decrypt", "CiphertextBlob", (400, "ValidationException")),
    ("CreateKey", "Description", (400, "ValidationException")),
    ("CreateKey", "Policy", (400, "ValidationException")),
])  # fmt: skip
def test_huge_strings_are_bounded_and_answered(kms, operation, member, expected):
    """Close to the body limit; the answer may echo them once at most."""
    body = json.dumps({member: "A" * 1_000_000}).encode()
    response = kms.send(kms.request(operation, body))
    assert (response.status, json.loads(response.body).get("__type", "")) == expected
    assert len(response.body) < len(body) + 10_000


@pytest.mark.parametrize("body", [
    b'{"Unknown":"' + b"\\u0041" * 150_000 + b'"}',
    b"{" + b",".join(b'"k%d":%d' % (n, n) for n in range(60_000)) + b"}",
    b'{"Unknown":[' + b",".join([b"1"] * 400_000) + b"]}",
    b'{"Unknown":[' + b",".join([b"{}"] * 200_000) + b"]}",
    b" " * 900_000 + b"{}" + b"\n" * 100_000,
], ids=["escapes", "members", "numbers", "objects", "white space"])  # fmt: skip
def test_large_but_valid_bodies_are_accepted(kms, body):
    assert answer(kms, body) == ACCEPTED


@pytest.mark.parametrize("body", [b"", b" ", b"\0", b"null", b"[]", b'""', b"0", b"{}{}", b"{}x", b"{} \0", b"\xef\xbb\xbf{}", b"{'a':1}", b"{a:1}", b"{,}"])
def test_what_is_no_single_object_is_refused(kms, body):
    assert answer(kms, body) == REFUSED
