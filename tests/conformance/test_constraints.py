"""Every constraint of the model on every member of the built operations: reference 1.9, 1.10.

The cases are derived from the newest botocore, so a new member or a changed limit shows up by itself.
"""

import base64
import dataclasses

import pytest

import model
from expect import (
    UNKNOWN_KEY_ID,
    Violation,
    missing,
    no_match,
    not_in,
    too_big,
    too_long,
    too_short,
    too_small,
    violations,
)


def wire_path(path):
    """KeyId -> keyId, Tags.1.member.TagKey -> tags.1.member.tagKey"""
    return ".".join(part[:1].lower() + part[1:] for part in path)


def put(request, path, value):
    """A copy of the request with `value` at `path`; the parts of a list position make a list of one."""
    head, *rest = path
    if not rest:
        return {**request, head: value}
    if rest[:2] == ["1", "member"]:
        return {**request, head: [put({}, rest[2:], value)]}
    return {**request, head: put(request.get(head) or {}, rest, value)}


def bad_values(shape, path):
    """(what is wrong, the bad value, the violation) for one shape."""
    where, kind = wire_path(path), shape["type"]
    if kind == "string":
        if "enum" in shape:
            yield "enum", "NO_SUCH_VALUE", not_in(where, frozenset(shape["enum"]), "NO_SUCH_VALUE")
            return
        if shape.get("min", 0) > 0:
            short = "a" * (shape["min"] - 1)
            yield "short", short, too_short(where, shape["min"], short)
        if "max" in shape:
            long = "a" * (shape["max"] + 1)
            yield "long", long, too_long(where, shape["max"], long)
        if "pattern" in shape:
            bad = "\u0100" * max(shape.get("min", 1), 1)
            yield "pattern", bad, no_match(where, shape["pattern"], bad)
    elif kind == "blob":
        yield "short", base64.b64encode(b"x" * (shape["min"] - 1)).decode(), too_short(where, shape["min"])
        yield "long", base64.b64encode(b"x" * (shape["max"] + 1)).decode(), too_long(where, shape["max"])
    elif kind in {"integer", "long"}:
        yield "small", shape["min"] - 1, too_small(where, shape["min"], shape["min"] - 1)
        yield "big", shape["max"] + 1, too_big(where, shape["max"], shape["max"] + 1)
    elif kind == "list":
        element = model.shape(shape["member"]["shape"])
        if shape.get("min", 0) > 0:
            yield "short", [], too_short(where, shape["min"])
        if "max" in shape:
            values = [f"v{number}" for number in range(shape["max"] + 1)] if "enum" not in element else None
            if values:
                yield "long", values, too_long(where, shape["max"])
        if "enum" in element:
            text = (
                f"Member must satisfy constraint: [Member must satisfy enum value set: [{', '.join(element['enum'])}]]"
            )
            yield "enum", ["NO_SUCH_VALUE"], Violation(where, text, "[NO_SUCH_VALUE]")
        elif element["type"] == "string" and "max" in element:
            text = (
                f"Member must satisfy constraint: [Member must have length less than or equal to {element['max']}, "
                f"Member must have length greater than or equal to {element['min']}]"
            )
            yield (
                "long element",
                ["a" * (element["max"] + 1)],
                Violation(where, text, f"[{'a' * (element['max'] + 1)}]"),
            )
            yield "short element", [""], Violation(where, text, "[]")


def cases():
    for operation in model.BUILT:
        yield from _cases(operation, model.input_shape(operation), [])


def _cases(operation, structure, path):
    for member, reference in structure["members"].items():
        here, shape = [*path, member], model.shape(reference["shape"])
        if member in structure.get("required", []):
            yield _case(operation, here, "missing", None, missing(wire_path(here)))
        for what, value, violation in bad_values(shape, here):
            yield _case(operation, here, what, value, _without_secret(violation, member))
        if shape["type"] == "structure":
            yield from _cases(operation, shape, here)
        elif shape["type"] == "list" and model.shape(shape["member"]["shape"])["type"] == "structure":
            yield from _cases(operation, model.shape(shape["member"]["shape"]), [*here, "1", "member"])


def _without_secret(violation, member):
    """A token does not come back in an error's text: docs/aws-divergences.md."""
    return dataclasses.replace(violation, value=None) if member == "GrantToken" else violation


def _case(operation, path, what, value, violation):
    return pytest.param(operation, path, value, violation, id=f"{operation}-{'.'.join(path)}-{what}")


def request_for(operation, path):
    """A request without violations; inside a structure its other required members are there too."""
    request = model.example_request(operation)
    if "1" in path:
        element = model.shape(model.shape(model.input_shape(operation)["members"][path[0]]["shape"])["member"]["shape"])
        return {**request, path[0]: [{name: "a" for name in element["required"]}]}, element
    return request, None


@pytest.mark.parametrize(("operation", "path", "value", "violation"), list(cases()))
def test_the_model_constraint_holds(call, operation, path, value, violation):
    request, element = request_for(operation, path)
    if element:
        request[path[0]][0] = {**request[path[0]][0], path[-1]: value}
    else:
        request = put(request, path, value)
    found = violations(call(operation, request).error)
    assert any(same(violation, broken) for broken in found), found
    # An empty string may break its pattern as well, but nothing else may be reported.
    assert {broken.path for broken in found} == {violation.path}


# Values that Trent leaves out of the message (docs/aws-divergences.md), although AWS may print them.
NOT_SHOWN = {"grantTokens"}
LONGEST_SHOWN = 16384


def same(expected, found):
    if expected.value is not None and (found.path in NOT_SHOWN or len(expected.value) > LONGEST_SHOWN):
        return dataclasses.replace(expected, value=None) == dataclasses.replace(found, value=None)
    return expected == found


def test_all_violations_are_in_one_message(call):
    answer = call(
        "ImportKeyMaterial",
        {
            "KeyId": "",
            "EncryptedKeyMaterial": "",
            "ExpirationModel": "NEVER",
            "ImportType": "OLD",
            "KeyMaterialDescription": "no*star",
            "KeyMaterialId": "A" * 64,
        },
    )
    assert violations(answer.error) == {
        too_short("keyId", 1, ""),
        missing("importToken"),
        too_short("encryptedKeyMaterial", 1),
        not_in("expirationModel", {"KEY_MATERIAL_EXPIRES", "KEY_MATERIAL_DOES_NOT_EXPIRE"}, "NEVER"),
        not_in("importType", {"NEW_KEY_MATERIAL", "EXISTING_KEY_MATERIAL"}, "OLD"),
        no_match("keyMaterialDescription", "^[a-zA-Z0-9:/_\\s.-]+$", "no*star"),
        no_match("keyMaterialId", "^[a-f0-9]+$", "A" * 64),
    }


def test_at_most_ten_violations_are_reported(call):
    bad = [{"TagKey": "", "TagValue": "x"} for _ in range(20)]
    found = violations(call("TagResource", {"KeyId": UNKNOWN_KEY_ID, "Tags": bad}).error)
    assert len(found) == 10


@pytest.mark.parametrize(
    ("operation", "request_", "text"),
    [
        (
            "GenerateRandom",
            {"NumberOfBytes": 0},
            "1 validation error detected: Value '0' at 'numberOfBytes' failed to satisfy constraint: "
            "Member must have value greater than or equal to 1",
        ),
        (
            "GenerateRandom",
            {"NumberOfBytes": 1025},
            "1 validation error detected: Value '1025' at 'numberOfBytes' failed to satisfy constraint: "
            "Member must have value less than or equal to 1024",
        ),
        (
            "Encrypt",
            {"KeyId": UNKNOWN_KEY_ID, "Plaintext": b"x" * 4097},
            "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: "
            "Member must have length less than or equal to 4096",
        ),
        (
            "CreateKey",
            {"Tags": [{"TagKey": "a" * 129, "TagValue": ""}]},
            f"1 validation error detected: Value '{'a' * 129}' at 'tags.1.member.tagKey' failed to satisfy "
            "constraint: Member must have length less than or equal to 128",
        ),
        (
            "CreateKey",
            {"Tags": [{"TagKey": "a", "TagValue": "v" * 257}]},
            f"1 validation error detected: Value '{'v' * 257}' at 'tags.1.member.tagValue' failed to satisfy "
            "constraint: Member must have length less than or equal to 256",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 30 else "",
)
def test_recorded_texts_word_for_word(call, operation, request_, text):
    assert call(operation, request_).error == ("ValidationException", text)


def test_lengths_of_strings_are_counted_in_characters(call):
    name = "é" * 2048
    assert call("DescribeKey", {"KeyId": name}).error == ("NotFoundException", f"Invalid keyId '{name}'")
