"""Thousands of randomly damaged requests: the process lives, others are served meanwhile, nothing leaks.

TRENT_MUTATIONS sets their number. A failure prints the request; TRENT_SEED repeats the run.
"""

import os
import socket
import time
from collections import Counter

from harness.http1 import ClosedEarly, MalformedResponse, Reader
from harness.server import eventually
from mutations import mutated

MUTATIONS = int(os.environ.get("TRENT_MUTATIONS", 5000))
SLOWEST_HEALTHY_ANSWER = 2  # seconds; the machine is shared
ALLOWED = {100, 200, 400, 403, 404, 405, 408, 413, 414, 417, 431, 501, 505}


def test_damaged_requests_do_no_harm(server, rng, report):
    with server.kms() as healthy:
        key_id = healthy("CreateKey")["KeyMetadata"]["KeyId"]
        healthy("Encrypt", KeyId=key_id, Plaintext="AAAA")
        memory, descriptors = server.memory_kib(), open_descriptors(server)
        statuses, slowest = Counter(), 0.0
        for number in range(MUTATIONS):
            request = mutated(rng, some_request(rng, healthy, key_id))
            try:
                statuses.update(answers(server, request))
            except (TimeoutError, MalformedResponse, ClosedEarly, AssertionError) as failure:
                raise AssertionError(f"request {number}, {request!r}: {failure!r}") from failure
            assert server.running, f"request {number} killed the server: {request!r}\n{server.log[-2000:]}"
            if number % 10 == 0:
                begin = time.monotonic()
                healthy("DescribeKey", KeyId=key_id)
                slowest = max(slowest, time.monotonic() - begin)
        assert slowest < SLOWEST_HEALTHY_ANSWER
        assert set(statuses) <= ALLOWED | {"closed"}, statuses
        eventually(lambda: open_descriptors(server) <= descriptors, what="the old number of file descriptors")
        grown = server.memory_kib() - memory
        report(f"mutations: {dict(statuses)}, slowest healthy answer {slowest * 1000:.1f} ms, grown {grown} KiB")
        assert grown < 32 * 1024


def some_request(rng, kms, key_id: str) -> bytes:
    """Valid requests of several forms, so that all parts of the parser meet damage."""
    body = b'{"KeyId": "%s", "Plaintext": "AAAA", "EncryptionContext": {"a": "b"}}' % key_id.encode()
    request = kms.request("Encrypt", body)
    form = rng.randrange(4)
    if form == 1:
        chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:20], body[20:]))
        head = request[: -len(body)].replace(b"Content-Length: %d" % len(body), b"Transfer-Encoding: chunked")
        return head + chunks + b"0\r\n\r\n"
    if form == 2:
        return request + b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n"
    if form == 3:
        return b"GET /livez?a=%20b HTTP/1.1\r\nHost: x\r\nAccept: */*\r\n\r\n"
    return request


def answers(server, request: bytes) -> list:
    """The statuses up to the end of the connection, which comes soon after we have said all."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        try:
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # the server has seen enough
        return [response.status for response in Reader(connection).responses_until_close()] or ["closed"]


def open_descriptors(server) -> int:
    try:
        return server.file_descriptors()
    except PermissionError:  # only root may count those of an undumpable process
        return 0
