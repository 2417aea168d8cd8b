"""A running `trent serve`, and the two ways the tests speak to it: boto3, and raw signed requests.

    with TrentServer(tmp_path / "data") as server:
        server.client("eu-central-1").list_keys()
        server.call("ListKeys", {"Limit": 0}).error

Used by tests/conformance and by other test folders (put this folder on sys.path).
"""

import base64
import configparser
import functools
import http.client
import json
import os
import re
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

import sigv4

REPOSITORY = Path(__file__).resolve().parents[2]
ACCOUNT = "000000000000"
CONTENT_TYPE = "application/x-amz-json-1.1"

# Nothing of the machine's own AWS set-up may leak into the tests.
for _name in [name for name in os.environ if name.startswith("AWS_")]:
    del os.environ[_name]
os.environ.update(AWS_CONFIG_FILE=os.devnull, AWS_SHARED_CREDENTIALS_FILE=os.devnull, AWS_EC2_METADATA_DISABLED="true")


def binary() -> Path:
    return Path(os.environ.get("TRENT_BINARY", REPOSITORY / "build/release/trent")).resolve()


def partition(region: str) -> str:
    return "aws-cn" if region.startswith("cn-") else "aws-us-gov" if region.startswith("us-gov-") else "aws"


def key_arn(region: str, key_id: str, account: str = ACCOUNT) -> str:
    return f"arn:{partition(region)}:kms:{region}:{account}:key/{key_id}"


def alias_arn(region: str, alias: str, account: str = ACCOUNT) -> str:
    return f"arn:{partition(region)}:kms:{region}:{account}:{alias}"


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


@dataclass
class Answer:
    """What came back, before any SDK has interpreted it."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.body)

    @property
    def ok(self) -> dict[str, Any]:
        """The output, `{}` for an operation that has none; fails unless the request succeeded."""
        assert self.status == 200, f"expected success, got {self.status} {self.body!r}"
        return self.json if self.body else {}

    @property
    def error(self) -> tuple[str, str | None]:
        """The type and message (None: the member is absent) of a client fault; fails for anything else."""
        assert self.status == 400, f"expected a client fault (400), got {self.status} {self.body!r}"
        assert self.headers["Content-Type"] == CONTENT_TYPE
        message = self.json.get("message", self.json.get("Message"))
        code = self.json["__type"]
        # ... but once: DeriveSharedSecret was recorded with an empty one.
        assert message != "" or code == "ValidationException", "AWS leaves out a message that has no text"
        return code, message


class TrentServer:
    """One `trent serve` process on a data directory of its own."""

    def __init__(self, data: Path, *arguments: str, environment: dict[str, str] | None = None):
        self.data = Path(data)
        self.arguments = arguments
        self.environment = environment or {}
        self.process: subprocess.Popen | None = None
        self.url = ""
        self.log_directory = self.data.parent / (self.data.name + "-logs")
        self._starts = 0

    def __enter__(self) -> "TrentServer":
        return self.start()

    def __exit__(self, *_: object) -> None:
        if self.process and self.process.poll() is None:
            self.stop()

    # -- the process

    def start(self, listen: str = "127.0.0.1:0", seconds: float = 20) -> "TrentServer":
        """Starts the process and returns once it has said where it listens."""
        self._starts += 1
        self.log_directory.mkdir(parents=True, exist_ok=True)
        stdout = self.log_directory / f"stdout-{self._starts}"
        stderr = self.log_directory / f"stderr-{self._starts}"
        with stdout.open("wb") as out, stderr.open("wb") as err:
            self.process = subprocess.Popen(
                [str(binary()), "serve", "--listen", listen, "--data", str(self.data), *self.arguments],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                env={**os.environ, **self.environment},
            )
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            said = re.search(r"^listening on (https?://(\S+):(\d+))$", stdout.read_text(), re.MULTILINE)
            if said:
                self.url, self.host, self.port = said[1], said[2], int(said[3])
                return self
            if self.process.poll() is not None:
                break
            time.sleep(0.01)
        self.process.kill()
        self.process.wait()
        raise RuntimeError(f"trent did not start:\n{stdout.read_text()}\n{stderr.read_text()}")

    def stop(self, seconds: float = 20) -> int:
        """Asks the server to drain and end (SIGTERM); returns its exit code."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def restart(self) -> "TrentServer":
        self.stop()
        return self.start()

    def logs(self) -> str:
        return "".join(path.read_text(errors="replace") for path in sorted(self.log_directory.iterdir()))

    # -- who may call it

    @functools.cached_property
    def credentials(self) -> sigv4.Credentials:
        """The root access key of DIR/credentials."""
        return self.credentials_in("credentials")

    def credentials_in(self, name: str) -> sigv4.Credentials:
        """The root access key in a file of the data directory: `credentials-ACCOUNT` for other accounts."""
        profile = configparser.ConfigParser()
        profile.read(self.data / name)
        return sigv4.Credentials(profile["default"]["aws_access_key_id"], profile["default"]["aws_secret_access_key"])

    def client(self, region: str = "us-east-1", **config: Any):
        """A boto3 KMS client that tries once, so that a test sees what the server said first."""
        return _session().client(
            "kms",
            region_name=region,
            endpoint_url=self.url,
            aws_access_key_id=self.credentials.access_key,
            aws_secret_access_key=self.credentials.secret_key,
            verify=False,
            config=Config(**{"retries": {"total_max_attempts": 1}, "read_timeout": 30, **config}),
        )

    def client_environment(self, region: str = "us-east-1") -> dict[str, str]:
        """What an unchanged AWS client needs in its environment to find this server."""
        return {
            **os.environ,
            "AWS_ACCESS_KEY_ID": self.credentials.access_key,
            "AWS_SECRET_ACCESS_KEY": self.credentials.secret_key,
            "AWS_REGION": region,
            "AWS_DEFAULT_REGION": region,
            "AWS_ENDPOINT_URL": self.url,
            "AWS_PAGER": "",
        }

    # -- raw requests

    def request(self, operation: str | None, body: Any = None, *, host: str | None = None) -> sigv4.Request:
        """An unsigned request as an SDK would build it. `body` is sent as it is when it is bytes."""
        request = sigv4.Request(body=body if isinstance(body, bytes) else json.dumps(body or {}).encode())
        request.headers = [("Host", host or f"{self.host}:{self.port}"), ("Content-Type", CONTENT_TYPE)]
        if operation is not None:
            request.headers.append(("X-Amz-Target", f"TrentService.{operation}"))
        return request

    def call(
        self,
        operation: str,
        body: Any = None,
        *,
        region: str = "us-east-1",
        host: str | None = None,
        credentials: sigv4.Credentials | None = None,
    ) -> Answer:
        """Signs and sends one request. Bytes are base64-encoded, as the protocol has it."""
        if not isinstance(body, bytes):
            body = json.dumps(_encode_blobs(body or {})).encode()
        request = self.request(operation, body, host=host)
        return self.send(sigv4.sign(request, credentials or self.credentials, region))

    def send(self, request: sigv4.Request) -> Answer:
        """Sends the request exactly as it stands, on a connection of its own."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=30)
        try:
            connection.putrequest(request.method, request.target(), skip_host=True, skip_accept_encoding=True)
            for name, value in request.headers:
                connection.putheader(name, value)
            if request.header("Content-Length") is None:
                connection.putheader("Content-Length", str(len(request.body)))
            connection.endheaders(request.body)
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()


def _encode_blobs(value: Any) -> Any:
    if isinstance(value, bytes):
        return b64(value)
    if isinstance(value, dict):
        return {key: _encode_blobs(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_encode_blobs(element) for element in value]
    return value


@functools.cache
def _session() -> boto3.session.Session:
    return boto3.session.Session()
