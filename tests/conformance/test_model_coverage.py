"""Compares the shape tables of `trent describe-api` with the model inside the newest SDKs.

When AWS adds an operation, a member or an enum value, or changes a limit, a test here fails: that is how we notice.
A difference we want is a row in DIFFERENCES, with its reason.
"""

import json
import subprocess

import pytest

import model
import node
from trentserver import binary

# (operation, member path, property): (what Trent has, why)
DIFFERENCES = {
    (operation, member, "enum"): (
        sorted(model.shape("KeySpec")["enum"]),
        "AWS does not say what the deprecated member shows for specs outside its enum; Trent repeats KeySpec",
    )
    for operation, member in [
        ("CreateKey", "KeyMetadata.CustomerMasterKeySpec"),
        ("DescribeKey", "KeyMetadata.CustomerMasterKeySpec"),
        ("GetPublicKey", "CustomerMasterKeySpec"),
        ("ReplicateKey", "ReplicaKeyMetadata.CustomerMasterKeySpec"),
    ]
}

# Properties of a member that are compared for what comes in. An output is written, not checked, so for it only
# names and types count, and constraints only where Trent states them.
CONSTRAINTS = ["min", "max", "pattern", "enum"]


@pytest.fixture(scope="module")
def described():
    done = subprocess.run([binary(), "describe-api"], capture_output=True, text=True, timeout=20)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["operations"]


def expected(shape_name, required=False):
    """A member as describe-api should print it, from botocore's model."""
    shape = model.shape(shape_name)
    result = {
        "type": shape["type"],
        "required": required,
        "sensitive": shape.get("sensitive", False),
        **{name: shape.get(name) for name in CONSTRAINTS},
    }
    if shape["type"] == "structure":
        result["members"] = expected_members(shape)
    elif shape["type"] == "list":
        result["element"] = expected(shape["member"]["shape"])
    return result


def expected_members(structure):
    required = structure.get("required", [])
    return {name: expected(member["shape"], name in required) for name, member in structure["members"].items()}


def differences(ours, theirs, path, is_input):
    """Yields (path, property, what Trent has, what the model has)."""
    for name in sorted(set(ours) | set(theirs)):
        here = [*path, name]
        if name not in ours or name not in theirs:
            yield here, "present", name in ours, name in theirs
        else:
            yield from member_differences(ours[name], theirs[name], here, is_input)


def member_differences(ours, theirs, path, is_input):
    for name in ["type", "sensitive", *(["required"] if is_input else [])]:
        if ours.get(name, False) != theirs[name]:
            yield path, name, ours.get(name, False), theirs[name]
    for name in CONSTRAINTS:
        mine, wanted = comparable(name, ours.get(name)), comparable(name, theirs[name])
        if mine != wanted and (is_input or mine is not None):
            yield path, name, mine, wanted
    if theirs["type"] == "structure":
        yield from differences(ours.get("members") or {}, theirs["members"], path, is_input)
    elif theirs["type"] == "list":
        yield from member_differences(ours.get("element") or {}, theirs["element"], [*path, "[]"], is_input)


def comparable(name, value):
    if name == "min" and value == 0:
        return None  # the same as no minimum
    return sorted(value) if name == "enum" and value is not None else value


def unexplained(found, operation):
    for path, name, ours, theirs in found:
        explained = DIFFERENCES.get((operation, ".".join(path), name))
        if not explained or explained[0] != ours:
            yield f"{operation} {'.'.join(path)}: {name} is {ours!r}, in the model {theirs!r}"


def test_trent_knows_every_operation_of_botocore(described):
    assert sorted(described) == sorted(model.operations())


def test_trent_knows_every_operation_of_the_javascript_sdk(described):
    done = node.run("commands.js")
    assert done.returncode == 0, done.stderr
    assert sorted(described) == json.loads(done.stdout)


def test_the_operations_we_test_are_the_ones_that_are_built(described):
    assert [name for name, operation in sorted(described.items()) if operation["built"]] == model.BUILT


@pytest.mark.parametrize("operation", model.BUILT)
def test_the_input_is_the_models(described, operation):
    theirs = expected_members(model.input_shape(operation))
    found = differences(described[operation]["input"], theirs, [], is_input=True)
    assert list(unexplained(found, operation)) == []


@pytest.mark.parametrize("operation", model.BUILT)
def test_the_output_is_the_models(described, operation):
    output = model.operations()[operation].get("output")
    ours = described[operation]["output"]
    if output is None:
        assert ours is None
        return
    theirs = expected_members(model.shape(output["shape"]))
    found = differences(ours, theirs, [], is_input=False)
    assert list(unexplained(found, operation)) == []


def test_every_explained_difference_still_exists(described):
    """A row that nothing needs any more is removed."""
    for (operation, path, name), (ours, _) in DIFFERENCES.items():
        shapes = [(described[operation]["input"], expected_members(model.input_shape(operation)), True)]
        if "output" in model.operations()[operation]:
            theirs = expected_members(model.shape(model.operations()[operation]["output"]["shape"]))
            shapes.append((described[operation]["output"], theirs, False))
        found = [
            (".".join(where), what, mine)
            for mine_, theirs, is_input in shapes
            for where, what, mine, _ in differences(mine_, theirs, [], is_input)
        ]
        assert (path, name, ours) in found
