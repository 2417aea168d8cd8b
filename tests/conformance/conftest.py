"""Fixtures. One server per worker; every test gets a Region of its own, so tests can't meet."""

import functools
import itertools
import os

import pytest

from grants import grant, listed  # noqa: F401
from multi_region import replicate
from specs import CHINA, SharedKeys
from trentserver import TrentServer, binary
from wrapping import import_material

_region_numbers = itertools.count(1)


def pytest_configure() -> None:
    if not binary().exists():
        pytest.exit(f"no server to test: {binary()} (./dev build makes it; TRENT_BINARY names another)", 2)


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The server all tests of this worker share."""
    with TrentServer(tmp_path_factory.mktemp("shared") / "data") as running:
        yield running
        assert running.process.poll() is None, f"the server died\n{running.logs()}"
    assert running.process.returncode == 0, "SIGTERM must drain and end with 0"


@pytest.fixture(scope="session")
def shared_key(server):
    """shared_key("RSA_4096", "SIGN_VERIFY") is a key of that kind, which tests use and don't change."""
    return SharedKeys(functools.cache(server.client), lambda region: functools.partial(server.call, region=region))


@pytest.fixture
def private_server(tmp_path):
    """A server for one test alone, which may stop, kill and restart it."""
    with TrentServer(tmp_path / "data") as running:
        yield running


@pytest.fixture
def region():
    """A Region nobody else uses: no keys and no aliases are in it yet. `region + "0"` is another one."""
    number, digit = divmod(next(_region_numbers), 9)
    letters = ""
    while number:
        number, letter = divmod(number, 26)
        letters += chr(ord("a") + letter)
    return f"eu-test{letters}-{digit + 1}"


@pytest.fixture
def kms(server, region):
    """boto3's KMS client in the test's Region."""
    return server.client(region)


@pytest.fixture
def china(server):
    """boto3's KMS client in a Region of China, which tests share."""
    return server.client(CHINA)


@pytest.fixture
def call(server, region):
    """Raw signed requests in the test's Region: call("Encrypt", {...}) -> Answer."""
    return functools.partial(server.call, region=region)


@pytest.fixture
def key(kms):
    """A symmetric key whose material Trent made; the KeyMetadata."""
    return kms.create_key()["KeyMetadata"]


@pytest.fixture
def other_key(kms):
    return kms.create_key()["KeyMetadata"]


@pytest.fixture
def empty_key(kms):
    """An EXTERNAL key into which nothing was imported yet."""
    return kms.create_key(Origin="EXTERNAL")["KeyMetadata"]


@pytest.fixture
def material():
    return os.urandom(32)


@pytest.fixture
def imported_key(kms, empty_key, material):
    """An EXTERNAL key with `material` in it, which does not expire; the KeyMetadata after the import."""
    import_material(kms, empty_key["KeyId"], material)
    return kms.describe_key(KeyId=empty_key["KeyId"])["KeyMetadata"]


@pytest.fixture
def regions(region):
    """Three Regions nobody else uses."""
    return [region, region + "0", region + "1"]


@pytest.fixture
def clients(server, regions):
    return [server.client(region) for region in regions]


@pytest.fixture
def primary(clients):
    return clients[0].create_key(MultiRegion=True)["KeyMetadata"]


@pytest.fixture
def related(clients, regions, primary):
    """A primary in the first Region, with a replica in each of the others."""
    return replicate(clients, regions, primary)


def pytest_terminal_summary(terminalreporter) -> None:
    """Adds up what node's test runner counted inside test_javascript_sdk.py."""
    totals: dict[str, int] = {}
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            for name, count in dict(report.user_properties).get("node", {}).items():
                totals[name] = totals.get(name, 0) + count
    if totals:
        terminalreporter.section("node --test")
        for name, count in totals.items():
            terminalreporter.write_line(f"# {name} {count}")
