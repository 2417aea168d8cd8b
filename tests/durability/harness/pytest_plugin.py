"""Fixtures and hooks of all three folders. The seed of a run is in pytest's header; TRENT_SEED repeats it."""

import os
import random

import pytest

from .server import BINARY, Server

SEED = int(os.environ.get("TRENT_SEED") or random.SystemRandom().randrange(2**32))


def pytest_report_header():
    return f"binary: {BINARY}, TRENT_SEED={SEED}"


@pytest.fixture
def rng(request):
    """Random numbers of this test alone, so that it repeats whatever else runs."""
    return random.Random(f"{SEED} {request.node.name}")


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def server(data):
    with Server(data) as running:
        yield running


@pytest.fixture
def report(request):
    """report(line) adds a line of figures to pytest's summary."""
    return request.config.stash.setdefault(REPORT, []).append


REPORT = pytest.StashKey[list[str]]()


def pytest_terminal_summary(terminalreporter, config):
    for line in config.stash.get(REPORT, []):
        terminalreporter.write_line(line)
