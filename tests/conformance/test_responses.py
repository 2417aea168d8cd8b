"""What every answer looks like on the wire: reference 1.2, 1.4, 1.5."""

import email.utils
import json
import re
from datetime import datetime, timezone

import pytest

from expect import UNKNOWN_KEY_ID, UUID, about
from trentserver import CONTENT_TYPE


def answers(call, key):
    return {
        "output": call("DescribeKey", {"KeyId": key["KeyId"]}),
        "no output": call("EnableKey", {"KeyId": key["KeyId"]}),
        "client fault": call("DescribeKey", {"KeyId": UNKNOWN_KEY_ID}),
        "constraint": call("DescribeKey"),
        "serialization": call("DescribeKey", b"["),
        "unknown operation": call("MakeCoffee"),
    }


@pytest.mark.parametrize(
    "kind", ["output", "no output", "client fault", "constraint", "serialization", "unknown operation"]
)
def test_every_answer_carries_awss_headers(call, key, kind):
    answer = answers(call, key)[kind]
    assert UUID.fullmatch(answer.headers["x-amzn-RequestId"])
    assert answer.headers["Content-Type"] == CONTENT_TYPE
    assert answer.headers["Content-Length"] == str(len(answer.body))
    assert about(email.utils.parsedate_to_datetime(answer.headers["Date"]), datetime.now(timezone.utc), seconds=3)
    assert answer.headers["Date"].endswith(" GMT")
    assert answer.headers["Cache-Control"] == "no-cache, no-store, must-revalidate, private"
    assert answer.headers["Expires"] == "0"
    assert answer.headers["Pragma"] == "no-cache"


def test_request_ids_are_unique(call):
    assert len({call("ListKeys").headers["x-amzn-RequestId"] for _ in range(20)}) == 20


def test_an_error_names_its_type_bare_and_its_message_in_lower_case(call):
    answer = call("DescribeKey", {"KeyId": "foo"})
    assert answer.status == 400
    assert answer.json == {"__type": "NotFoundException", "message": "Invalid keyId 'foo'"}


def test_an_exception_without_text_has_no_message_member(call):
    answer = call("Decrypt", {"CiphertextBlob": b"garbage"})
    assert (answer.status, answer.json) == (400, {"__type": "InvalidCiphertextException"})


def test_a_serialization_exception_spells_message_with_a_capital(call):
    answer = call("DescribeKey", {"KeyId": 5})
    assert answer.status == 400 and set(answer.json) == {"__type", "Message"}


def test_timestamps_are_numbers_of_seconds_with_at_most_milliseconds(call):
    created = json.loads(call("CreateKey").body, parse_float=lambda text: text, parse_int=lambda text: text)[
        "KeyMetadata"
    ]["CreationDate"]
    assert re.fullmatch(r"\d{10}(\.\d{1,3})?|\d\.\d+[eE]\+?9", created)


def test_creation_dates_do_not_change_between_answers(call, key):
    first = call("DescribeKey", {"KeyId": key["KeyId"]}).ok["KeyMetadata"]["CreationDate"]
    second = call("DescribeKey", {"KeyId": key["KeyId"]}).ok["KeyMetadata"]["CreationDate"]
    assert first == second


def test_blobs_are_standard_base64_with_padding(call, key):
    blob = call("Encrypt", {"KeyId": key["KeyId"], "Plaintext": b"x"}).ok["CiphertextBlob"]
    assert re.fullmatch(r"[A-Za-z0-9+/]+={0,2}", blob) and len(blob) % 4 == 0


def test_booleans_are_always_sent(call, key):
    assert call("ListKeys").ok["Truncated"] is False
    metadata = call("DescribeKey", {"KeyId": key["KeyId"]}).ok["KeyMetadata"]
    assert metadata["MultiRegion"] is False and metadata["Enabled"] is True


def test_text_is_utf_8_and_escaped_where_json_needs_it(call, key):
    text = 'quote " backslash \\ newline \n tab \t bell \x07 del \x7f é 日 🔑 \u2028'
    call("UpdateKeyDescription", {"KeyId": key["KeyId"], "Description": text}).ok
    assert call("DescribeKey", {"KeyId": key["KeyId"]}).ok["KeyMetadata"]["Description"] == text


def test_an_input_echoed_in_a_message_is_escaped(call):
    name = 'a"b\\c\nd<e>'
    assert call("DescribeKey", {"KeyId": name}).error == ("NotFoundException", f"Invalid keyId '{name}'")
