"""Well-formed but unusual conversations: pipelining, Expect, half-closed connections, and the orderly end."""

import base64
import json
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from harness.http1 import Reader
from harness.kms import Kms, Unanswered
from harness.server import Server

LIVEZ = b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n"


def connect(server) -> tuple[socket.socket, Reader]:
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=30)
    return connection, Reader(connection)


def random_bytes(kms: Kms, number: int) -> bytes:
    return kms.request("GenerateRandom", json.dumps({"NumberOfBytes": number}).encode())


def size_of(response) -> int:
    assert response.status == 200
    return len(base64.b64decode(json.loads(response.body)["Plaintext"]))


@pytest.mark.parametrize("cut", [1 << 20, 1460, 7], ids=["at once", "in packets", "in crumbs"])
def test_fifty_pipelined_requests_are_answered_in_order(server, cut):
    connection, reader = connect(server)
    with connection, server.kms() as kms:
        stream = b"".join(random_bytes(kms, number) for number in range(1, 51))
        sender = threading.Thread(target=send_in_parts, args=(connection, stream, cut))
        sender.start()
        assert [size_of(reader.response()) for _ in range(50)] == list(range(1, 51))
        sender.join()


def send_in_parts(connection: socket.socket, data: bytes, size: int):
    for at in range(0, len(data), size):
        connection.sendall(data[at : at + size])


def test_pipelined_slow_fast_and_writing_requests_are_answered_in_order(server):
    """Key generation, writes and cheap requests run in different places; their answers may not overtake."""
    with server.kms() as kms:
        key_id = kms("CreateKey", Origin="EXTERNAL")["KeyMetadata"]["KeyId"]
        parameters = {"KeyId": key_id, "WrappingAlgorithm": "RSAES_OAEP_SHA_256", "WrappingKeySpec": "RSA_3072"}
        cycle = [
            ("GetParametersForImport", parameters, "PublicKey"),
            ("GenerateRandom", {"NumberOfBytes": 8}, "Plaintext"),
            ("UpdateKeyDescription", {"KeyId": key_id, "Description": "d"}, None),
            ("DescribeKey", {"KeyId": key_id}, "KeyMetadata"),
            ("CreateKey", {}, "KeyMetadata"),
            ("ListKeys", {}, "Keys"),
        ] * 3
        connection, reader = connect(server)
        with connection:
            for operation, members, _ in cycle:
                connection.sendall(kms.request(operation, json.dumps(members).encode()))
            for operation, _, member in cycle:
                response = reader.response()
                assert response.status == 200
                assert member in json.loads(response.body) if member else response.body == b"", operation


def test_bad_request_in_a_pipeline_ends_it(server):
    connection, reader = connect(server)
    with connection, server.kms() as kms:
        bad = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}"
        connection.sendall(random_bytes(kms, 1) + random_bytes(kms, 2) + bad + random_bytes(kms, 3))
        responses = reader.responses_until_close()
    assert [response.status for response in responses] == [200, 200, 400]


def test_bad_signature_in_a_pipeline_does_not_end_it(server):
    connection, reader = connect(server)
    with connection, server.kms() as kms:
        bad = random_bytes(kms, 2).replace(b'"NumberOfBytes": 2', b'"NumberOfBytes": 7')
        connection.sendall(random_bytes(kms, 1) + bad + random_bytes(kms, 3))
        assert [reader.response().status for _ in range(3)] == [200, 400, 200]


def test_answers_come_after_the_client_has_closed_its_sending_side(server):
    connection, reader = connect(server)
    with connection, server.kms() as kms:
        connection.sendall(b"".join(random_bytes(kms, number) for number in range(1, 6)))
        connection.shutdown(socket.SHUT_WR)
        assert [size_of(response) for response in reader.responses_until_close()] == [1, 2, 3, 4, 5]


def test_requests_that_nobody_waits_for_do_no_harm(server):
    with server.kms() as kms:
        for _ in range(200):
            connection, _ = connect(server)
            with connection:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # close with RST
                connection.sendall(kms.request("CreateKey", b"{}"))
        kms("ListKeys")


# --- Expect ----------------------------------------------------------------------------------------


def expecting(kms: Kms, what: str = "100-continue") -> tuple[bytes, bytes]:
    head, _, body = kms.request("ListKeys", b"{}", {"Expect": what}).partition(b"\r\n\r\n")
    return head + b"\r\n\r\n", body


def test_expect_100_continue_is_answered_before_the_body(server):
    connection, reader = connect(server)
    with connection, server.kms() as kms:
        head, body = expecting(kms)
        connection.sendall(head)
        assert reader.response().status == 100
        connection.sendall(body)
        assert reader.response().status == 200
        connection.sendall(LIVEZ)
        assert reader.response().status == 200


def test_expect_with_the_body_already_there(server):
    connection, reader = connect(server)
    with connection, server.kms() as kms:
        connection.sendall(b"".join(expecting(kms)) + LIVEZ)
        statuses = [reader.response().status for _ in range(2)]
        if statuses[0] == 100:  # allowed, not needed
            statuses = statuses[1:] + [reader.response().status]
    assert statuses == [200, 200]


def test_expect_with_a_body_over_the_limit_is_refused_at_once(server):
    connection, reader = connect(server)
    with connection, server.kms() as kms:
        head, _ = expecting(kms)
        connection.sendall(head.replace(b"Content-Length: 2", b"Content-Length: 99999999"))
        assert reader.response().status == 413


def test_unknown_expectation_is_417(server):
    connection, reader = connect(server)
    with connection, server.kms() as kms:
        connection.sendall(b"".join(expecting(kms, "tea")))
        assert reader.response().status == 417


# --- SIGTERM ---------------------------------------------------------------------------------------


def test_sigterm_finishes_requests_in_flight_and_exits_0(server):
    """Slow requests that were sent, and one whose body is still coming, are answered before the end."""
    with server.kms() as kms:
        key_id = kms("CreateKey", Origin="EXTERNAL")["KeyMetadata"]["KeyId"]
    parameters = {"KeyId": key_id, "WrappingAlgorithm": "RSAES_OAEP_SHA_256", "WrappingKeySpec": "RSA_4096"}
    clients = [server.kms() for _ in range(4)]
    half, reader = connect(server)
    idle, idle_reader = connect(server)
    idle.sendall(LIVEZ)
    assert idle_reader.response().status == 200
    request = clients[0].request("ListKeys", b"{}")
    half.sendall(request[:-1])
    with ThreadPoolExecutor() as pool:
        slow = [pool.submit(client, "GetParametersForImport", **parameters) for client in clients]
        time.sleep(0.1)
        server.process.terminate()
        time.sleep(0.1)
        half.sendall(request[-1:])
        assert reader.response().status == 200
        assert all("ImportToken" in call.result() for call in slow)
    assert idle_reader.at_end()
    assert server.process.wait(10) == 0
    half.close()
    idle.close()


def test_sigterm_stops_accepting_while_it_drains(server):
    half, _ = connect(server)
    with half, server.kms() as kms:
        half.sendall(kms.request("ListKeys", b"{}")[:-1])
        time.sleep(0.1)
        server.process.terminate()
        time.sleep(0.3)
        with pytest.raises(Unanswered), server.kms(timeout=2) as late:
            late("ListKeys")


def test_sigterm_does_not_wait_for_ever_for_a_silent_client(data):
    with Server(data, "--drain-timeout", "1") as server:
        half, _ = connect(server)
        with half, server.kms() as kms:
            half.sendall(kms.request("ListKeys", b"{}")[:-1])
            time.sleep(0.1)
            begin = time.monotonic()
            assert server.stop() == 0
            assert 0.5 < time.monotonic() - begin < 5


def test_sigterm_under_load_loses_no_acknowledged_write(server):
    acknowledged = []

    def write(number: int):
        with server.kms() as kms:
            try:
                while True:
                    acknowledged.append(kms("CreateKey")["KeyMetadata"]["KeyId"])
            except Unanswered:
                pass

    with ThreadPoolExecutor(4) as pool:
        for number in range(4):
            pool.submit(write, number)
        time.sleep(0.5)
        assert server.stop() == 0
    server.start()
    with server.kms() as kms:
        for key_id in acknowledged:
            kms("DescribeKey", KeyId=key_id)
    assert len(acknowledged) > 20
