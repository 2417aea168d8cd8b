"""The two servers of the benchmark: Trent, and nginx with a fixed answer."""

import configparser
import datetime
import hashlib
import hmac
import json
import os
import socket
import ssl
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

REGION = "us-east-1"


def trent_binary():
    return os.environ.get("TRENT_BINARY", str(Path(__file__).parents[1] / "build/release/trent"))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Trent:
    def __init__(self, binary, directory, tls=False):
        arguments = [binary, "serve", "--listen", "127.0.0.1:0", "--data", directory, "--log-level", "error"]
        self.process = subprocess.Popen(arguments + (["--tls-self-signed"] if tls else []),
                                        stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().split()[-1]
        self.certificate = next(Path(directory, "tls").glob("*.pem"), None) if tls else None
        self.directory = Path(directory)
        self._context = ssl._create_unverified_context() if tls else None
        self._credentials = None

    @property
    def credentials(self):
        if self._credentials is None:
            profile = configparser.ConfigParser()
            profile.read(self.directory / "credentials")
            self._credentials = dict(profile["default"])
        return self._credentials

    def signed_headers(self, operation, body):
        """Signature Version 4, as short as it gets."""
        now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
        headers = {
            "content-type": "application/x-amz-json-1.1",
            "Host": self.url.split("//")[1],
            "x-amz-date": now,
            "x-amz-target": f"TrentService.{operation}",
        }
        names = ";".join(name.lower() for name in headers)
        canonical = "\n".join(["POST", "/", "", *(f"{name.lower()}:{value}" for name, value in headers.items()), "", names,
                               hashlib.sha256(body.encode()).hexdigest()])
        scope = f"{now[:8]}/{REGION}/kms/aws4_request"
        to_sign = "\n".join(["AWS4-HMAC-SHA256", now, scope, hashlib.sha256(canonical.encode()).hexdigest()])
        key = ("AWS4" + self.credentials["aws_secret_access_key"]).encode()
        for part in scope.split("/"):
            key = hmac.digest(key, part.encode(), "sha256")
        headers["authorization"] = (f"AWS4-HMAC-SHA256 Credential={self.credentials['aws_access_key_id']}/{scope}, "
                                    f"SignedHeaders={names}, Signature={hmac.new(key, to_sign.encode(), 'sha256').hexdigest()}")
        return headers

    def signed_request(self, operation, body):
        return {"headers": self.signed_headers(operation, body), "body": body}

    def raw(self, operation, body):
        request = urllib.request.Request(self.url, body.encode(), self.signed_headers(operation, body))
        try:
            return urllib.request.urlopen(request, context=self._context).read()
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{operation}: {error.read().decode()}") from None

    def call(self, operation, body):
        return json.loads(self.raw(operation, body))

    def cpu_seconds(self):
        """Of all threads, user and kernel."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def resident_mebibytes(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    def stop(self):
        self.process.terminate()
        self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


class Nginx:
    """Answers every request with `body_bytes` bytes from memory: what the machine's network stack allows."""

    def __init__(self, body_bytes, tls=None):
        self.directory = tempfile.TemporaryDirectory()
        port = free_port()
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{port}"
        Path(self.directory.name, "nginx.conf").write_text(self._configuration(port, body_bytes, tls))
        self.process = subprocess.Popen(["nginx", "-e", "stderr", "-p", self.directory.name, "-c", "nginx.conf"],
                                        stderr=subprocess.DEVNULL)
        self._wait_for(port)

    def _configuration(self, port, body_bytes, tls):
        listen = f"listen 127.0.0.1:{port}{' ssl' if tls else ''} reuseport;"
        if tls:
            listen += f"\nssl_certificate {tls};\nssl_certificate_key {self._key_of(tls)};\nssl_protocols TLSv1.3;"
        return f"""
            daemon off; master_process on; worker_processes {os.cpu_count()}; pid nginx.pid;
            events {{ worker_connections 1024; }}
            http {{ access_log off; keepalive_requests 1000000000; default_type application/x-amz-json-1.1;
              client_body_temp_path .; proxy_temp_path .; fastcgi_temp_path .; uwsgi_temp_path .; scgi_temp_path .;
              server {{ {listen} location / {{ return 200 "{'x' * body_bytes}"; }} }} }}"""

    @staticmethod
    def _key_of(certificate):
        return next(path for path in Path(certificate).parent.iterdir() if "key" in path.name)

    @staticmethod
    def _wait_for(port):
        for _ in range(100):
            try:
                return socket.create_connection(("127.0.0.1", port)).close()
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("nginx did not start")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.directory.cleanup()
