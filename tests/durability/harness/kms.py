"""A lean KMS client: Signature Version 4 and JSON 1.1 over one keep-alive connection.

It never retries, so that a test knows of every request whether it was answered.
"""

import datetime
import hashlib
import hmac
import json
import socket
from dataclasses import dataclass
from functools import lru_cache

from .http1 import ClosedEarly, Reader, Response

REGION = "us-east-1"
CONTENT_TYPE = "application/x-amz-json-1.1"


class Unanswered(Exception):
    """The connection broke before the answer: the request may or may not have taken effect."""


class Refused(Exception):
    """The server answered with an error."""

    def __init__(self, operation: str, response: Response):
        try:
            body = json.loads(response.body)
        except ValueError:
            body = {}
        self.status = response.status
        self.code = body.get("__type", "")
        self.message = body.get("message", body.get("Message"))
        self.response = response
        super().__init__(f"{operation}: {self.status} {self.code} {self.message or ''}")


@dataclass(frozen=True)
class Credentials:
    access_key_id: str
    secret: str


class Kms:
    """One connection. Not for several threads at once."""

    def __init__(self, port: int, credentials: Credentials, region: str = REGION, timeout: float = 60):
        self.host = f"127.0.0.1:{port}"
        self.port = port
        self.credentials = credentials
        self.region = region
        self.timeout = timeout
        self.connection = None
        self.reader = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def __call__(self, operation: str, **members) -> dict:
        """The answer of an operation. Raises Refused or Unanswered."""
        response = self.send(self.request(operation, json.dumps(members).encode()))
        if response.status != 200:
            raise Refused(operation, response)
        return json.loads(response.body) if response.body else {}

    def request(self, operation: str, body: bytes, more_headers: dict[str, str] | None = None) -> bytes:
        """The bytes of a signed request. `more_headers` come after the signed ones and are not signed."""
        headers = sign(operation, body, self.host, self.credentials, self.region)
        headers |= {"Content-Length": str(len(body))} | (more_headers or {})
        return head_of(headers) + body

    def send(self, request: bytes) -> Response:
        """The answer to the bytes of one request, whatever its status."""
        try:
            self._connect()
            self.connection.sendall(request)
            response = self.reader.response()
        except (OSError, ClosedEarly) as broken:
            self.close()
            raise Unanswered(repr(broken)) from broken
        if response.closes:
            self.close()
        return response

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None

    def _connect(self):
        if not self.connection:
            self.connection = socket.create_connection(("127.0.0.1", self.port), self.timeout)
            self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.reader = Reader(self.connection)


def head_of(headers: dict[str, str], request_line: str = "POST / HTTP/1.1") -> bytes:
    lines = [request_line] + [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines + ["", ""]).encode()


def sign(operation: str, body: bytes, host: str, credentials: Credentials, region: str = REGION) -> dict[str, str]:
    """The headers that make a KMS request a signed one."""
    now = datetime.datetime.now(datetime.UTC).strftime("%Y%m%dT%H%M%SZ")
    headers = {
        "Host": host,
        "Content-Type": CONTENT_TYPE,
        "X-Amz-Date": now,
        "X-Amz-Target": f"TrentService.{operation}",
    }
    signed = sorted((name.lower(), value) for name, value in headers.items())
    names = ";".join(name for name, _ in signed)
    lines = "".join(f"{name}:{value}\n" for name, value in signed)
    canonical = f"POST\n/\n\n{lines}\n{names}\n{hashlib.sha256(body).hexdigest()}"
    scope = f"{now[:8]}/{region}/kms/aws4_request"
    to_sign = f"AWS4-HMAC-SHA256\n{now}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    key = signing_key(credentials.secret, now[:8], region)
    signature = hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()
    headers["Authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={credentials.access_key_id}/{scope}, "
        f"SignedHeaders={names}, Signature={signature}"
    )
    return headers


@lru_cache
def signing_key(secret: str, date: str, region: str) -> bytes:
    key = f"AWS4{secret}".encode()
    for part in (date, region, "kms", "aws4_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key
