"""Reads HTTP/1.1 responses from a raw socket, strictly: what the server sends is under test too."""

import re
import socket
from dataclasses import dataclass

STATUS_LINE = re.compile(rb"HTTP/1\.1 ([1-5][0-9][0-9]) ?([\x20-\x7e]*)")
HEADER_LINE = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\x20-\x7e\t]*?)[ \t]*")
LARGEST_HEADER = 64 * 1024


class MalformedResponse(Exception):
    """The server sent bytes that are no HTTP/1.1 response."""


class ClosedEarly(Exception):
    """The connection ended before a whole response was there."""


@dataclass
class Response:
    status: int
    headers: dict[str, str]  # names in lower case
    body: bytes

    @property
    def closes(self) -> bool:
        return self.headers.get("connection", "").lower() == "close"


class Reader:
    """One connection's responses, in order. Bytes after a response wait for the next one."""

    def __init__(self, connection: socket.socket):
        self.connection = connection
        self.buffer = bytearray()

    def response(self) -> Response:
        """The next response; an interim 1xx counts as one of its own."""
        head = self._take_head()
        status, headers = parse_head(head)
        length = 0 if status < 200 or status in (204, 304) else content_length(headers)
        return Response(status, headers, self._take(length))

    def responses_until_close(self) -> list[Response]:
        """Everything up to the end of the connection, which must fall between two responses."""
        responses = []
        while self.buffer or self._fill():
            responses.append(self.response())
        return responses

    def at_end(self) -> bool:
        """Whether the peer has closed. Waits for that, or for bytes."""
        return not self.buffer and not self._fill()

    def _take_head(self) -> bytes:
        while (end := self.buffer.find(b"\r\n\r\n")) < 0:
            if len(self.buffer) > LARGEST_HEADER:
                raise MalformedResponse("the header does not end")
            if not self._fill():
                raise ClosedEarly(bytes(self.buffer))
        return self._take(end + 4)[:-4]

    def _take(self, size: int) -> bytes:
        while len(self.buffer) < size:
            if not self._fill():
                raise ClosedEarly(bytes(self.buffer))
        taken = bytes(self.buffer[:size])
        del self.buffer[:size]
        return taken

    def _fill(self) -> bool:
        try:
            received = self.connection.recv(65536)
        except (ConnectionResetError, BrokenPipeError):
            return False
        self.buffer += received
        return bool(received)


def parse_head(head: bytes) -> tuple[int, dict[str, str]]:
    first, *lines = head.split(b"\r\n")
    status_line = STATUS_LINE.fullmatch(first)
    if not status_line:
        raise MalformedResponse(f"status line {first!r}")
    headers = {}
    for line in lines:
        header = HEADER_LINE.fullmatch(line)
        if not header:
            raise MalformedResponse(f"header line {line!r}")
        name = header[1].decode().lower()
        if name in headers:
            raise MalformedResponse(f"header {name} sent twice")
        headers[name] = header[2].decode()
    return int(status_line[1]), headers


def content_length(headers: dict[str, str]) -> int:
    length = headers.get("content-length", "")
    if "transfer-encoding" in headers or not re.fullmatch("[0-9]{1,9}", length):
        raise MalformedResponse(f"framing {headers}")
    return int(length)
