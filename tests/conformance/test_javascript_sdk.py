"""Runs js/*.test.js, the tests with the newest @aws-sdk/client-kms, under node's own runner."""

import re

import pytest

import node


@pytest.mark.parametrize("file", sorted(path.name for path in node.FOLDER.glob("*.test.js")))
def test_javascript(server, region, record_property, file):
    done = node.run("--test", "--test-reporter=tap", file, env=node.environment(server, region))
    counts = {name: int(count) for name, count in re.findall(r"^# (tests|pass|fail) (\d+)$", done.stdout, re.MULTILINE)}
    record_property("node", counts)
    assert done.returncode == 0 and counts["fail"] == 0 and counts["pass"] > 0, done.stdout + done.stderr
