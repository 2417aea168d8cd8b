"""Signature Version 4, header and query form: reference kms-security 1, kms-behaviour 1.7."""

import hashlib
import json
import re
import subprocess
from datetime import datetime, timedelta

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotocoreCredentials

from sigv4 import Credentials, amz_date, now, presign, scope, sign
from trentserver import CONTENT_TYPE

REGION = "us-east-1"
MISMATCH = (
    "InvalidSignatureException",
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key "
    "and signing method. Consult the service documentation for details.",
)
UNKNOWN_CLIENT = ("UnrecognizedClientException", "The security token included in the request is invalid.")
NEEDS = "Authorization header requires '{}' parameter. "
NEEDS_DATE = "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. "
HEADER, QUERY = "header", "query"
both_forms = pytest.mark.parametrize("form", [HEADER, QUERY])


@pytest.fixture
def request_(server):
    """An unsigned ListKeys."""
    return server.request("ListKeys")


@pytest.fixture
def signed(server, request_):
    return sign(request_, server.credentials, REGION)


def signed_in(form, request, credentials, **how):
    return (sign if form == HEADER else presign)(request, credentials, REGION, **how)


def change_authorization(request, old, new, count=1):
    before = request.header("Authorization")
    after = re.sub(old, new, before, count=count)
    assert after != before
    request.set_header("Authorization", after)
    return request


def change_query(request, name, value):
    """Replaces one parameter, or drops it where the value is None."""
    request.query = [
        (key, value if key == name else old) for key, old in request.query if key != name or value is not None
    ]
    return request


# -- good signatures


@both_forms
def test_a_good_signature_is_accepted(server, request_, form):
    assert server.send(signed_in(form, request_, server.credentials)).status == 200


def test_the_signature_of_botocore_is_accepted(server):
    """Another signer than ours. (botocore's presigner moves a POST body into the query, so it can't sign ours.)"""
    unsigned = server.request("GenerateRandom", {"NumberOfBytes": 8})
    aws = AWSRequest("POST", server.url + "/", headers=dict(unsigned.headers), data=unsigned.body)
    keys = BotocoreCredentials(server.credentials.access_key, server.credentials.secret_key)
    SigV4Auth(keys, "kms", REGION).add_auth(aws)
    unsigned.headers = list(aws.headers.items())
    assert server.send(unsigned).status == 200


def test_the_signature_of_curl_is_accepted(server):
    keys = server.credentials
    command = ["curl", "-sS", "--aws-sigv4", f"aws:amz:{REGION}:kms", "-u", f"{keys.access_key}:{keys.secret_key}"]
    headers = ["-H", "X-Amz-Target: TrentService.GenerateRandom", "-H", f"Content-Type: {CONTENT_TYPE}"]
    done = subprocess.run(
        [*command, *headers, "-d", '{"NumberOfBytes": 3}', server.url], capture_output=True, timeout=20
    )
    assert len(json.loads(done.stdout)["Plaintext"]) == 4


def test_every_region_may_be_named_in_the_scope(server):
    for region in ["us-east-1", "ap-southeast-4", "eu-isoe-west-1", "cn-northwest-1", "us-gov-east-1"]:
        assert server.call("ListKeys", region=region).status == 200


def test_a_date_header_in_basic_form_replaces_x_amz_date(server, request_):
    assert server.send(sign(request_, server.credentials, REGION, date_header="Date")).status == 200


def test_x_amz_date_wins_over_date(server, request_):
    request_.headers.append(("Date", "Mon, 01 Jan 2001 00:00:00 GMT"))
    assert server.send(sign(request_, server.credentials, REGION)).status == 200


@both_forms
def test_only_what_must_be_signed_is_signed(server, request_, form):
    names = {"host", "x-amz-target"} | ({"x-amz-date"} if form == HEADER else set())
    assert server.send(signed_in(form, request_, server.credentials, signed=names | {"content-type"})).status == 200


def test_a_host_without_its_port_is_fine(server):
    request = server.request("ListKeys", host=server.host)
    assert server.send(sign(request, server.credentials, REGION)).status == 200


@pytest.mark.parametrize(
    "extra",
    [
        [("X-Custom", "  spaces   in  the    value  ")],
        [("X-Custom", "one"), ("X-Custom", "two")],
        [("X-CUSTOM-Case", "Value")],
        [("User-Agent", 'aws-sdk/1 (x; y) "quoted, text"')],
        [("X-Empty", "")],
        [
            ("X-Amz-User-Agent", "aws-sdk-js/3"),
            ("amz-sdk-invocation-id", "1-2-3"),
            ("amz-sdk-request", "attempt=1; max=3"),
        ],
    ],
    ids=lambda extra: extra[0][0],
)
def test_headers_are_canonicalised_as_aws_does(server, request_, extra):
    request_.headers += extra
    assert server.send(sign(request_, server.credentials, REGION)).status == 200


@both_forms
@pytest.mark.parametrize(
    "query",
    [
        [("b", "2"), ("a", "1")],
        [("a", "2"), ("a", "1")],
        [("empty", "")],
        [("sp ace", "a+b /~-_.*")],
        [("ü", "日")],
        [("A", "1"), ("a", "1")],
    ],
    ids=str,
)
def test_other_query_parameters_are_part_of_the_signature(server, request_, form, query):
    request_.query += query
    assert server.send(signed_in(form, request_, server.credentials)).status == 200


def test_the_order_of_the_authorization_parts_does_not_matter(server, signed):
    parts = signed.header("Authorization").removeprefix("AWS4-HMAC-SHA256 ").split(", ")
    signed.set_header("Authorization", "AWS4-HMAC-SHA256 " + ", ".join(reversed(parts)))
    assert server.send(signed).status == 200


def test_commas_without_blanks_are_fine(server, signed):
    assert server.send(change_authorization(signed, ", ", ",", count=9)).status == 200


def test_of_a_repeated_part_the_last_wins(server, signed):
    assert server.send(change_authorization(signed, "Signature=", "Signature=00, Signature=")).status == 200


def test_the_matching_content_hash_may_be_sent(server, request_):
    request_.headers.append(("X-Amz-Content-Sha256", hashlib.sha256(request_.body).hexdigest()))
    assert server.send(sign(request_, server.credentials, REGION)).status == 200


# -- one thing changed


@both_forms
@pytest.mark.parametrize("position", [0, 1, 31, 62, 63])
def test_a_changed_signature_is_refused(server, request_, form, position):
    request = signed_in(form, request_, server.credentials)

    def flip(signature):
        digit = "0" if signature[position] != "0" else "1"
        return signature[:position] + digit + signature[position + 1 :]

    if form == HEADER:
        change_authorization(request, r"(?<=Signature=)[0-9a-f]+", lambda match: flip(match[0]))
    else:
        change_query(request, "X-Amz-Signature", flip(dict(request.query)["X-Amz-Signature"]))
    assert server.send(request).error == MISMATCH


@pytest.mark.parametrize("signature", ["", "0", "0" * 64, "0" * 63, "0" * 65, "z" * 64, "0" * 10000])
def test_what_is_no_signature_is_refused(server, signed, signature):
    change_authorization(signed, r"(?<=Signature=)[0-9a-f]+", signature)
    assert server.send(signed).error[0] in {"InvalidSignatureException", "IncompleteSignatureException"}


@both_forms
@pytest.mark.parametrize("body", [b"{} ", b"", b'{"Limit":1}', b"{}\n"])
def test_a_changed_body_is_refused(server, request_, form, body):
    request = signed_in(form, request_, server.credentials)
    request.body = body
    code = server.send(request).error[0]
    # An empty body is no JSON, which is noticed before the signature.
    assert code == ("InvalidSignatureException" if body else "SerializationException")


@both_forms
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Amz-Target", "TrentService.ListAliases"),
        ("Host", "elsewhere.example"),
        ("Content-Type", "application/x-amz-json-1.1; charset=utf-8"),
    ],
)
def test_a_changed_header_is_refused(server, request_, form, name, value):
    request = signed_in(form, request_, server.credentials)
    request.set_header(name, value)
    assert server.send(request).error == MISMATCH


def test_a_changed_date_is_refused(server, request_):
    when = now()
    request = sign(request_, server.credentials, REGION, when=when)
    request.set_header("X-Amz-Date", amz_date(when + timedelta(seconds=1)))
    code, _ = server.send(request).error
    assert code == "InvalidSignatureException"


@both_forms
def test_a_missing_signed_header_is_refused(server, request_, form):
    request_.headers.append(("X-Custom", "value"))
    request = signed_in(form, request_, server.credentials)
    request.drop_header("X-Custom")
    assert server.send(request).error[0] == "InvalidSignatureException"


@both_forms
@pytest.mark.parametrize("name", ["X-Amz-Meta", "X-Amz-Date-2"])
def test_an_unsigned_x_amz_header_is_refused(server, request_, form, name):
    request = signed_in(form, request_, server.credentials)
    request.headers.append((name, "added later"))
    assert server.send(request).error[0] == "InvalidSignatureException"


@both_forms
def test_an_unsigned_target_is_refused(server, request_, form):
    """Otherwise one presigned DescribeKey could be replayed as Decrypt."""
    names = {"host", "content-type"} | ({"x-amz-date"} if form == HEADER else set())
    request = signed_in(form, request_, server.credentials, signed=names)
    assert server.send(request).error[0] == "InvalidSignatureException"


def test_an_added_header_outside_x_amz_is_fine(server, signed):
    signed.headers += [("X-Forwarded-For", "10.0.0.1"), ("x-amzn-trace-id", "Root=1-2-3")]
    assert server.send(signed).status == 200


@both_forms
def test_an_added_query_parameter_is_refused(server, request_, form):
    request = signed_in(form, request_, server.credentials)
    request.query.append(("added", "later"))
    assert server.send(request).error == MISMATCH


def test_another_secret_is_refused(server, request_):
    wrong = Credentials(server.credentials.access_key, server.credentials.secret_key[:-1] + "#")
    assert server.send(sign(request_, wrong, REGION)).error == MISMATCH


def test_header_order_in_signed_headers_counts(server, signed):
    change_authorization(signed, r"SignedHeaders=([^;]+);([^;,]+)", r"SignedHeaders=\2;\1")
    assert server.send(signed).error[0] in {"InvalidSignatureException", "IncompleteSignatureException"}


@pytest.mark.parametrize("claimed", ["0" * 64, "UNSIGNED-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "x"])
@pytest.mark.parametrize("form", [HEADER, QUERY])
def test_a_content_hash_that_is_not_the_bodys_is_refused(server, request_, form, claimed):
    request_.headers.append(("X-Amz-Content-Sha256", claimed))
    request = signed_in(form, request_, server.credentials, payload_hash=claimed)
    assert server.send(request).error[0] == "InvalidSignatureException"


@both_forms
def test_an_unsigned_payload_is_refused(server, request_, form):
    request = signed_in(form, request_, server.credentials, payload_hash="UNSIGNED-PAYLOAD")
    assert server.send(request).error == MISMATCH


# -- the rows of kms-security 1.2, in its order


@both_forms
def test_row_5a_both_forms_at_once(server, request_, form):
    sign(request_, server.credentials, REGION)
    presign(request_, server.credentials, REGION)
    assert server.send(request_).error == ("InvalidSignatureException", None)


def test_row_5b_no_signature_at_all(server, request_):
    assert server.send(request_).error in [
        ("MissingAuthenticationTokenException", "Missing Authentication Token"),
        ("MissingAuthenticationTokenException", "Request is missing Authentication Token"),
    ]


@pytest.mark.parametrize("word", ["AWS4-HMAC-SHA512", "AWS4-ECDSA-P256-SHA256", "Bearer", "Basic", "AWS"])
def test_row_6a_another_algorithm(server, signed, word):
    change_authorization(signed, "^AWS4-HMAC-SHA256", word)
    assert server.send(signed).error == ("IncompleteSignatureException", f"Unsupported AWS 'algorithm': '{word}'.")


def test_row_6b_a_part_without_equal_sign(server, signed):
    change_authorization(signed, "Signature=", "Signature")
    code, message = server.send(signed).error
    assert code == "IncompleteSignatureException"
    text = r"'Signature[0-9a-f.]+' not a valid key=value pair \(missing equal-sign\) in Authorization header: "
    assert re.match(text + "'AWS4-HMAC-SHA256 ", message)


@pytest.mark.parametrize(
    "dropped",
    [
        ["Credential"],
        ["Signature"],
        ["SignedHeaders"],
        ["date"],
        ["Credential", "SignedHeaders"],
        ["Credential", "Signature", "SignedHeaders", "date"],
    ],
    ids=str,
)
def test_row_6d_the_missing_parts_are_listed(server, signed, dropped):
    parts = signed.header("Authorization").removeprefix("AWS4-HMAC-SHA256 ").split(", ")
    kept = [part for part in parts if part.split("=")[0] not in dropped]
    signed.set_header("Authorization", "AWS4-HMAC-SHA256 " + ", ".join(kept))
    if "date" in dropped:
        signed.drop_header("X-Amz-Date")
    sentences = [NEEDS.format(name) for name in ["Credential", "Signature", "SignedHeaders"] if name in dropped]
    code, message = server.send(signed).error
    assert code == "IncompleteSignatureException"
    assert message.startswith("".join(sentences) + (NEEDS_DATE if "date" in dropped else "") + "Authorization=")


def test_row_7a_another_algorithm_in_the_query(server, request_):
    presign(request_, server.credentials, REGION)
    change_query(request_, "X-Amz-Algorithm", "AWS4-HMAC-SHA1")
    assert server.send(request_).error[0] == "MissingAuthenticationTokenException"


@pytest.mark.parametrize(
    "dropped",
    [
        ["X-Amz-Credential"],
        ["X-Amz-Signature"],
        ["X-Amz-SignedHeaders"],
        ["X-Amz-Date"],
        ["X-Amz-Credential", "X-Amz-Date"],
    ],
    ids=str,
)
def test_row_7c_the_missing_parameters_are_listed(server, request_, dropped):
    presign(request_, server.credentials, REGION)
    for name in dropped:
        change_query(request_, name, None)
    order = ["X-Amz-Credential", "X-Amz-Signature", "X-Amz-SignedHeaders", "X-Amz-Date"]
    text = "".join(f"AWS query-string parameters must include '{name}'. " for name in order if name in dropped)
    assert server.send(request_).error == (
        "IncompleteSignatureException",
        text + "Re-examine the query-string parameters.",
    )


@both_forms
def test_row_8_the_host_must_be_signed(server, request_, form):
    names = {"x-amz-target", "content-type"} | ({"x-amz-date"} if form == HEADER else set())
    request = signed_in(form, request_, server.credentials, signed=names)
    assert server.send(request).error == (
        "InvalidSignatureException",
        "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
    )


@both_forms
@pytest.mark.parametrize(
    "date", ["2026-01-01T00:00:00Z", "20260101", "yesterday", "20261301T000000Z", "20260101T000000"]
)
def test_row_9_the_date_must_be_basic_iso_8601(server, request_, form, date):
    request = signed_in(form, request_, server.credentials)
    if form == HEADER:
        request.set_header("X-Amz-Date", date)
    else:
        change_query(request, "X-Amz-Date", date)
    assert server.send(request).error == (
        "IncompleteSignatureException",
        f"Date must be in ISO-8601 'basic format'. Got '{date}'. See http://en.wikipedia.org/wiki/ISO_8601",
    )


@both_forms
@pytest.mark.parametrize("seconds", [-290, -60, 60, 290])
def test_a_clock_up_to_five_minutes_off_is_accepted(server, request_, form, seconds):
    when = now() + timedelta(seconds=seconds)
    assert server.send(signed_in(form, request_, server.credentials, when=when)).status == 200


@both_forms
@pytest.mark.parametrize("seconds", [-310, -3600, -10 * 86400])
def test_row_10_an_older_signature_has_expired(server, request_, form, seconds):
    when = now() + timedelta(seconds=seconds)
    code, message = server.send(signed_in(form, request_, server.credentials, when=when)).error
    match = re.fullmatch(r"Signature expired: (\w+) is now earlier than (\w+) \((\w+) - 5 min\.\)", message)
    assert code == "InvalidSignatureException" and match, message
    check_window(match, when, timedelta(minutes=-5))


@both_forms
@pytest.mark.parametrize("seconds", [310, 3600, 10 * 86400])
def test_row_11_a_signature_from_the_future_is_not_yet_current(server, request_, form, seconds):
    when = now() + timedelta(seconds=seconds)
    code, message = server.send(signed_in(form, request_, server.credentials, when=when)).error
    match = re.fullmatch(r"Signature not yet current: (\w+) is still later than (\w+) \((\w+) \+ 5 min\.\)", message)
    assert code == "InvalidSignatureException" and match, message
    check_window(match, when, timedelta(minutes=5))


def check_window(match, when, window):
    sent, limit, current = (datetime.strptime(text, "%Y%m%dT%H%M%SZ") for text in match.groups())
    assert match[1] == amz_date(when)
    assert limit - current == window
    assert abs((current - now().replace(tzinfo=None)).total_seconds()) < 5


@pytest.mark.parametrize(
    "credential",
    ["AKID", "AKID/20260101/us-east-1/kms", "AKID/20260101/us-east-1/kms/aws4_request/more", "/"],
)
def test_row_12_the_credential_has_five_parts(server, signed, credential):
    change_authorization(signed, r"Credential=[^,]+", f"Credential={credential}")
    code, message = server.send(signed).error
    assert code == "IncompleteSignatureException"
    assert message == (
        "Credential must have exactly 5 slash-delimited elements, "
        f"e.g. keyid/date/region/service/term, got '{credential}'"
    )


def scoped(server, request, **parts):
    when = now()
    date, region, service, terminator = scope(when, REGION, "kms").split("/")
    values = {"date": date, "region": region, "service": service, "terminator": terminator, **parts}
    return sign(request, server.credentials, REGION, when=when, credential_scope="/".join(values.values())), when


def test_row_13_the_service_must_be_kms(server, request_):
    request, _ = scoped(server, request_, service="s3")
    assert server.send(request).error == (
        "InvalidSignatureException",
        "Credential should be scoped to correct service: 'kms'. ",
    )


def test_row_13_the_terminator_is_fixed(server, request_):
    request, _ = scoped(server, request_, terminator="aws5_request")
    assert server.send(request).error == (
        "InvalidSignatureException",
        "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5_request'. ",
    )


def test_row_13_the_dates_must_agree(server, request_):
    request, when = scoped(server, request_, date="20200101")
    full = amz_date(when)
    assert server.send(request).error == (
        "InvalidSignatureException",
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
        f"'20200101' != '{full[:8]}', from '{full}'. ",
    )


def test_row_13_all_sentences_are_said(server, request_):
    request, _ = scoped(server, request_, service="s3", terminator="end", date="20200101")
    code, message = server.send(request).error
    assert code == "InvalidSignatureException"
    assert message.startswith(
        "Credential should be scoped to correct service: 'kms'. "
        "Credential should be scoped with a valid terminator: 'aws4_request', not 'end'. "
        "Date in Credential scope does not match "
    )


@pytest.mark.parametrize("region", ["", "nowhere", "us_east_1", "US-EAST-1", "us-east", "..", "us-east-1x"])
def test_row_13_the_region_must_be_one(server, request_, region):
    request, _ = scoped(server, request_, region=region)
    code, message = server.send(request).error
    assert code == "InvalidSignatureException"
    assert message.startswith("Credential should be scoped to a valid region")


@both_forms
def test_row_14_a_token_does_not_belong_to_a_long_lived_key(server, request_, form):
    keys = server.credentials
    request = signed_in(form, request_, Credentials(keys.access_key, keys.secret_key, token="made-up-token"))
    code, message = server.send(request).error
    assert code == "UnrecognizedClientException"
    assert message.rstrip(".") == "The security token included in the request is invalid"


@both_forms
@pytest.mark.parametrize("access_key", ["AKIAIOSFODNN7EXAMPLE", "x", "", "ASIAIOSFODNN7EXAMPLE", "a" * 500])
def test_row_15_an_unknown_access_key(server, request_, form, access_key):
    request = signed_in(form, request_, Credentials(access_key, server.credentials.secret_key))
    assert server.send(request).error == UNKNOWN_CLIENT


def test_row_16_comes_last(server, request_):
    """A bad scope and an unknown key are both said before the signature is looked at."""
    request = sign(request_, Credentials("AKIAIOSFODNN7EXAMPLE", "wrong"), REGION)
    assert server.send(request).error == UNKNOWN_CLIENT


def test_an_access_key_is_case_sensitive(server, request_):
    keys = server.credentials
    request = sign(request_, Credentials(keys.access_key.lower(), keys.secret_key), REGION)
    assert server.send(request).error == UNKNOWN_CLIENT


# -- the query form's life time


def test_a_presigned_request_ends_with_its_life_time(server, request_):
    request = presign(request_, server.credentials, REGION, when=now() - timedelta(seconds=90), expires=60)
    code, message = server.send(request).error
    assert code == "InvalidSignatureException" and message.startswith("Signature expired")


@pytest.mark.parametrize("seconds", [1, 60, 300])
def test_a_presigned_request_is_valid_until_then(server, request_, seconds):
    assert server.send(presign(request_, server.credentials, REGION, expires=seconds)).status == 200


@pytest.mark.parametrize("expires", ["", "x", "-1", "1e3", "99999999999999999999"])
def test_a_life_time_must_be_a_number(server, request_, expires):
    request = presign(request_, server.credentials, REGION, expires=expires)
    assert server.send(request).status == 400


def test_a_secret_never_comes_back(server, signed):
    change_authorization(signed, r"(?<=Signature=)[0-9a-f]", "x")
    assert server.credentials.secret_key.encode() not in server.send(signed).body
