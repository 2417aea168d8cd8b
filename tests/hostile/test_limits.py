"""Bounds on sizes, times and connections: a clear answer for each, and everybody else goes on."""

import contextlib
import json
import socket
import time

import pytest

from harness.http1 import ClosedEarly, Reader
from harness.kms import head_of, sign
from harness.server import Server, eventually

KIB = 1024
LIVEZ = b"GET /livez HTTP/1.1\r\nHost: x\r\n"
SECOND = ("--header-timeout", "1", "--body-timeout", "1", "--idle-timeout", "1")
IN_TIME = 5  # seconds until a limit of one second must have bitten


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with Server(tmp_path_factory.mktemp("limits") / "data") as running:
        yield running


@pytest.fixture(scope="module")
def hasty(tmp_path_factory):
    """A server that waits one second for anything."""
    with Server(tmp_path_factory.mktemp("hasty") / "data", *SECOND) as running:
        yield running


@contextlib.contextmanager
def connected(server: Server):
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield connection, Reader(connection)


def signed(server: Server, body: bytes, framing: dict[str, str] | None = None, operation: str = "ListKeys") -> bytes:
    headers = sign(operation, body, f"127.0.0.1:{server.port}", server.credentials())
    return head_of(headers | (framing or {"Content-Length": str(len(body))}))


def first_status(server: Server, request: bytes) -> int:
    """The first answer; the server may close while we still send."""
    with connected(server) as (connection, reader):
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            connection.sendall(request)
        return reader.response().status


# --- sizes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "request_head, status",
    [
        (LIVEZ + b"X: " + b"a" * 8 * KIB + b"\r\n\r\n", 200),
        (LIVEZ + b"X: " + b"a" * 17 * KIB + b"\r\n\r\n", 431),
        (LIVEZ + b"a" * 17 * KIB + b": x\r\n\r\n", 431),
        (LIVEZ + b"X: " + b"a" * 1024 * KIB + b"\r\n\r\n", 431),
        (LIVEZ + b"X: " + b"a" * 17 * KIB, 431),
        (LIVEZ + b"".join(b"X-%d: y\r\n" % n for n in range(50)) + b"\r\n", 200),
        (LIVEZ + b"".join(b"X-%d: y\r\n" % n for n in range(5000)) + b"\r\n", 431),
        (LIVEZ + b"".join(b"%d:\r\n" % (n % 10) for n in range(3000)) + b"\r\n", 431),
        (b"GET /livez?" + b"a" * 4 * KIB + b" HTTP/1.1\r\nHost: x\r\n\r\n", 200),
        (b"GET /" + b"a" * 17 * KIB + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414),
        (b"GET /" + b"a" * 1024 * KIB, 414),
        (b"A" * 17 * KIB + b" / HTTP/1.1\r\nHost: x\r\n\r\n", {400, 414, 431, 501}),
    ],
    ids=["8 KiB", "17 KiB value", "17 KiB name", "1 MiB value", "unfinished", "50 fields", "5000 fields",
         "3000 tiny fields", "4 KiB target", "17 KiB target", "unfinished target", "17 KiB method"],
)  # fmt: skip
def test_header_size(server, request_head, status):
    assert first_status(server, request_head) in (status if isinstance(status, set) else {status})


def padded_body(size: int) -> bytes:
    return b'{"Padding":"' + b"p" * (size - 14) + b'"}'


LIMIT = 1024 * KIB


@pytest.mark.parametrize("size, status", [(LIMIT - 1, 200), (LIMIT, 200), (LIMIT + 1, 413), (8 * LIMIT, 413)])
@pytest.mark.parametrize("framing", ["length", "chunked"])
def test_body_size(server, size, status, framing):
    body = padded_body(size)
    if framing == "length":
        request = signed(server, body) + body
    else:
        chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in in_parts(body, 4000))
        request = signed(server, body, {"Transfer-Encoding": "chunked"}) + chunks + b"0\r\n\r\n"
    assert first_status(server, request) == status


def in_parts(body: bytes, size: int):
    return (body[at : at + size] for at in range(0, len(body), size))


def test_length_over_the_limit_is_refused_before_the_body_comes(server):
    with connected(server) as (connection, reader):
        connection.sendall(signed(server, b"{}", {"Content-Length": str(LIMIT + 1)}))
        assert reader.response().status == 413
        assert reader.at_end()


def test_max_body_bytes_is_obeyed(tmp_path):
    with Server(tmp_path / "data", "--max-body-bytes", "4096") as server:
        for size, status in ((4096, 200), (4097, 413)):
            body = padded_body(size)
            assert first_status(server, signed(server, body) + body) == status


def test_client_that_never_reads_is_not_buffered_without_end(server):
    """Pipelines for ever without reading an answer: the server must stop reading, not remember."""
    before = server.memory_kib()
    body = json.dumps({"NumberOfBytes": 1024}).encode()
    request = 100 * (signed(server, body, operation="GenerateRandom") + body)
    with connected(server) as (connection, _):
        connection.settimeout(1)
        sent = 0
        with contextlib.suppress(TimeoutError, BrokenPipeError, ConnectionResetError):
            while sent < 256 * LIMIT:
                sent += connection.send(request)
        assert sent < 256 * LIMIT, "the server read everything"
        assert server.memory_kib() - before < 32 * KIB
        with server.kms() as kms:
            kms("ListKeys")


# --- times -----------------------------------------------------------------------------------------


def drip(connection: socket.socket, data: bytes, seconds: float) -> float:
    """Sends a byte every now and then until the server closes. Returns how long it took."""
    begin = time.monotonic()
    connection.settimeout(0.1)
    for at in range(len(data)):
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            connection.send(data[at : at + 1])
        with contextlib.suppress(TimeoutError):
            if connection.recv(1, socket.MSG_PEEK) is not None:
                break
        assert time.monotonic() - begin < seconds, "a slow client holds its connection for ever"
    connection.settimeout(IN_TIME)
    return time.monotonic() - begin


@pytest.mark.parametrize("sent", [b"G", b"GET /livez HTTP/1.1\r\n", LIVEZ], ids=["one byte", "one line", "no end"])
def test_header_that_does_not_come_is_408(hasty, sent):
    with connected(hasty) as (connection, reader):
        connection.settimeout(IN_TIME)
        connection.sendall(sent)
        assert reader.response().status == 408
        assert reader.at_end()


def test_header_that_drips_is_408(hasty):
    with connected(hasty) as (connection, reader):
        drip(connection, LIVEZ + b"X-Slow: " + b"a" * 1000, IN_TIME)
        assert reader.response().status == 408
        assert reader.at_end()


@pytest.mark.parametrize("framing", [{"Content-Length": "1000"}, {"Transfer-Encoding": "chunked"}], ids=str)
@pytest.mark.parametrize("body", [b"", b"3e8\r\n{"], ids=["nothing", "a little"])
def test_body_that_does_not_come_is_408(hasty, framing, body):
    with connected(hasty) as (connection, reader):
        connection.settimeout(IN_TIME)
        connection.sendall(signed(hasty, b"{}", framing) + body)
        assert reader.response().status == 408
        assert reader.at_end()


@pytest.mark.parametrize("framing", [{"Content-Length": "1000"}, {"Transfer-Encoding": "chunked"}], ids=str)
def test_body_that_drips_is_408(hasty, framing):
    with connected(hasty) as (connection, reader):
        connection.sendall(signed(hasty, b"{}", framing))
        drip(connection, b"3e8\r\n" + b" " * 1000, IN_TIME)
        assert reader.response().status == 408
        assert reader.at_end()


def test_connection_that_says_nothing_is_closed_quietly(hasty):
    with connected(hasty) as (connection, reader):
        connection.settimeout(IN_TIME)
        assert reader.at_end(), "bytes for a client that asked nothing"


def test_idle_keep_alive_connection_is_closed_quietly(hasty):
    with connected(hasty) as (connection, reader):
        connection.settimeout(IN_TIME)
        for _ in range(3):
            connection.sendall(LIVEZ + b"\r\n")
            assert reader.response().status == 200
            time.sleep(0.6)  # shorter than the limit each time, longer in all
        begin = time.monotonic()
        assert reader.at_end()
        assert time.monotonic() - begin < IN_TIME


def test_slow_clients_do_not_delay_others(hasty):
    with contextlib.ExitStack() as stack, hasty.kms() as kms:
        for _ in range(100):
            connection, _ = stack.enter_context(connected(hasty))
            connection.sendall(LIVEZ)
        begin = time.monotonic()
        for _ in range(50):
            kms("ListKeys")
        assert time.monotonic() - begin < 2


# --- connections -----------------------------------------------------------------------------------


def test_connections_beyond_the_bound_get_503_and_the_others_go_on(tmp_path):
    bound = 20
    with Server(tmp_path / "data", "--max-connections", str(bound)) as server, contextlib.ExitStack() as stack:
        kept = [stack.enter_context(connected(server)) for _ in range(bound)]
        for connection, reader in kept:
            connection.sendall(LIVEZ + b"\r\n")
            assert reader.response().status == 200
        for _ in range(30):
            with connected(server) as (_, reader):
                assert reader.response().status == 503
                assert reader.at_end()
        for connection, reader in kept:
            connection.sendall(LIVEZ + b"\r\n")
            assert reader.response().status == 200
        kept[0][0].close()
        eventually(lambda: first_answer(server) == 200, what="a free place")


def first_answer(server: Server) -> int:
    try:
        return first_status(server, LIVEZ + b"\r\n")
    except ClosedEarly:
        return 0


def test_abandoned_connections_leave_nothing_behind(server):
    with server.kms() as kms:
        kms("ListKeys")
        try:
            before = server.file_descriptors()
        except PermissionError:
            pytest.skip("/proc/PID/fd of an undumpable process can be read by root only")
        for number in range(500):
            with connected(server) as (connection, _):
                connection.sendall((LIVEZ + b"\r\n")[: number % 35])
        eventually(lambda: server.file_descriptors() <= before, what="the old number of file descriptors")
