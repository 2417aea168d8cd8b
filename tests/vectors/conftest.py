"""One server for all vectors; clients, wrapping and key encodings are those of tests/conformance."""

import os
import sys
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "conformance")]

from trentserver import TrentServer, binary  # noqa: E402
from wycheproof import Vectors, folder  # noqa: E402

TALLIES = pytest.StashKey[list]()


def pytest_configure(config) -> None:
    config.stash[TALLIES] = []
    if not binary().exists():
        pytest.exit(f"no server to test: {binary()} (./dev build makes it; TRENT_BINARY names another)", 2)


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    with TrentServer(tmp_path_factory.mktemp("vectors") / "data") as running:
        yield running
        assert running.process.poll() is None, f"the server died\n{running.logs()}"


@pytest.fixture(scope="session")
def kms(server):
    return server.client("eu-vectors-1", max_pool_connections=2 * (os.cpu_count() or 2))


@pytest.fixture
def vectors(request):
    """vectors("rsa_oaep_2048_sha1_mgf1sha1") reads a file, or skips the test where there is none."""

    def read(name):
        path = folder() / f"{name}_test.json"
        if not path.exists():
            pytest.skip(f"{path} is not there; TRENT_VECTORS names the folder of the vectors")
        made = Vectors(path)
        request.config.stash[TALLIES].append(made)
        return made

    return read


def pytest_terminal_summary(terminalreporter, config) -> None:
    if config.stash[TALLIES]:
        terminalreporter.section("vectors: accepted, refused, and left out because the API can't carry them")
    for made in config.stash[TALLIES]:
        terminalreporter.write_line(f"{made.name:<46} {made.counts()}")
