"""Reading the audit log of a server, and boto3's clients for what is recorded besides KMS."""

import json
import subprocess
from pathlib import Path

import boto3
from botocore.config import Config

from trentserver import TrentServer, binary


def directory(server: TrentServer) -> Path:
    return server.data / "audit"


def lines(server: TrentServer) -> list[bytes]:
    """All lines of all files, oldest first."""
    files = sorted(directory(server).glob("audit-*.log"), key=lambda path: path.name)
    return [line for path in [*files, directory(server) / "audit.log"] for line in path.read_bytes().splitlines()]


def records(server: TrentServer) -> list[dict]:
    return [json.loads(line) for line in lines(server)]


def record_of(server: TrentServer, request_id: str) -> dict:
    """The one record of a request."""
    (record,) = [record for record in records(server) if record.get("requestID") == request_id]
    return record


def verify(data: Path, *arguments: str) -> subprocess.CompletedProcess:
    command = [str(binary()), "audit", "verify", "--data", str(data), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def client(server: TrentServer, service: str, region: str = "eu-central-1", key: dict | None = None, checked: bool = True):
    """`checked`: by the client itself, before it sends."""
    own = server.credentials
    return boto3.client(
        service,
        endpoint_url=server.url,
        region_name=region,
        aws_access_key_id=key["AccessKeyId"] if key else own.access_key,
        aws_secret_access_key=key["SecretAccessKey"] if key else own.secret_key,
        config=Config(parameter_validation=checked, retries={"total_max_attempts": 1}),
    )
