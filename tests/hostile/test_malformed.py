"""Malformed HTTP is refused with the right answer, and takes nobody else's time."""

import socket

import pytest

from harness.http1 import Reader
from harness.server import Server
from shapes import FOLLOWER, SHAPES, Target


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with Server(tmp_path_factory.mktemp("malformed") / "data") as running:
        yield running
        assert running.running, "it died"


@pytest.fixture(scope="module")
def healthy(server):
    """A client that goes on all the time, on one connection."""
    with server.kms(timeout=5) as kms:
        key_id = kms("CreateKey")["KeyMetadata"]["KeyId"]
        yield lambda: kms("DescribeKey", KeyId=key_id)


def exchange(server: Server, request: bytes) -> list:
    """All responses to these bytes, up to the end of the connection, which must come within seconds."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        try:
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # the server has seen enough and closed
        return Reader(connection).responses_until_close()


@pytest.mark.parametrize("shape", SHAPES, ids=[shape.name for shape in SHAPES])
def test_shape(server, healthy, shape):
    request = shape.build(Target(f"127.0.0.1:{server.port}", server.credentials()))
    responses = exchange(server, request + FOLLOWER)
    statuses = [response.status for response in responses]
    assert statuses and statuses[0] in shape.statuses, statuses
    assert len(statuses) <= 2, f"one request and its follower, {len(statuses)} answers: {statuses}"
    follower_answered = len(statuses) == 2
    assert follower_answered != responses[0].closes
    if shape.closes is not None:
        assert follower_answered != shape.closes, f"answers {statuses}"
    if follower_answered:
        assert statuses[1] == 200
    healthy()


@pytest.mark.parametrize("shape", [shape for shape in SHAPES if shape.closes], ids=lambda shape: shape.name)
def test_refused_shape_closes_without_waiting_for_more(server, shape):
    """Also when the client keeps its side open, the answer comes and the connection ends."""
    request = shape.build(Target(f"127.0.0.1:{server.port}", server.credentials()))
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(request + FOLLOWER)
        statuses = [response.status for response in Reader(connection).responses_until_close()]
    assert len(statuses) == 1 and statuses[0] in shape.statuses


@pytest.mark.parametrize("shape", [shape for shape in SHAPES if shape.closes is False], ids=lambda shape: shape.name)
def test_shape_may_arrive_byte_by_byte(server, shape):
    """How the bytes are cut into packets makes no difference."""
    request = shape.build(Target(f"127.0.0.1:{server.port}", server.credentials())) + FOLLOWER
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for at in range(len(request)):
            connection.send(request[at : at + 1])
        statuses = [response.status for response in Reader(connection).responses_until_close()]
    assert len(statuses) == 2 and statuses[0] in shape.statuses and statuses[1] == 200


def test_trace_reflects_nothing(server):
    answers = exchange(server, b"TRACE / HTTP/1.1\r\nHost: x\r\nX-Secret: reflected\r\nConnection: close\r\n\r\n")
    assert all(b"reflected" not in answer.body for answer in answers)


@pytest.mark.parametrize("cut", range(0, 500, 25))
def test_truncated_request_gets_no_success(server, healthy, cut):
    request = Target(f"127.0.0.1:{server.port}", server.credentials()).signed(b"Content-Length: 2", b"{}")
    assert all(response.status in (400, 408) for response in exchange(server, request[: -1 - cut]))
    healthy()
