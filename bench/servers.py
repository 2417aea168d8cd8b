"""The servers of the benchmark: what all have in common, Trent, and nginx with fixed answers."""

import configparser
import json
import os
import socket
import ssl
import subprocess
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
import xml.etree.ElementTree as xml
from pathlib import Path

import signing
import wrk

CREDENTIALS = {"aws_access_key_id": "AKIAIOSFODNN7EXAMPLE", "aws_secret_access_key": "secret"}  # for who does not look at them


def trent_binary():
    return os.environ.get("TRENT_BINARY", str(Path(__file__).parents[1] / "build/release/trent"))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port, process, seconds=20):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            return socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.02)
    raise RuntimeError("the server did not start")


class Server:
    """A process with its children that answers at `url`; speaks the API of KMS, unless it is nginx."""

    process = None
    url = ""
    credentials = CREDENTIALS
    context = None  # for TLS

    # --- what it costs ---

    def _processes(self):
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [self.process.pid, *map(int, children)]

    def cpu_seconds(self):
        """Of all threads, user and kernel."""
        return sum(cpu_seconds_of(pid) for pid in self._processes())

    def resident_mebibytes(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    def load(self, requests, seconds, connections, path=""):
        """Runs wrk against it; with the CPU that the server used for each request."""
        before = self.cpu_seconds()
        run = wrk.run(self.url + path, requests, seconds, connections)
        run.cpu = (self.cpu_seconds() - before) * 1e6 / max(1, run.requests)
        self.settle()
        return run

    def settle(self, seconds_max=20):
        """Until it has done what wrk asked for and did not wait for: else that would be the next run's."""
        quiet, last, deadline = 0, self.cpu_seconds(), time.monotonic() + seconds_max
        while quiet < 3 and time.monotonic() < deadline:
            time.sleep(0.03)
            now = self.cpu_seconds()
            quiet, last = (quiet + 1 if now == last else 0), now

    # --- asking it ---

    def signed_request(self, operation, body, credentials=None):
        headers = {"content-type": "application/x-amz-json-1.1", "x-amz-target": f"TrentService.{operation}"}
        host = self.url.split("//")[1]
        return {"headers": signing.signed(credentials or self.credentials, "kms", host, headers, body), "body": body}

    def _send(self, request, what):
        message = urllib.request.Request(self.url, request["body"].encode(), request["headers"])
        try:
            return urllib.request.urlopen(message, context=self.context).read()
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{what}: {error.read().decode()}") from None

    def raw(self, operation, body):
        return self._send(self.signed_request(operation, body), operation)

    def call(self, operation, body="{}"):
        return json.loads(self.raw(operation, body))

    def create_key(self, members="{}"):
        return self.call("CreateKey", members)["KeyMetadata"]["KeyId"]

    # --- its end ---

    def stop(self):
        self.process.terminate()
        self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def cpu_seconds_of(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Trent(Server):
    """With its defaults: signatures, policies, audit and durable storage are on. `under`: a command to run it with."""

    def __init__(self, directory, tls=False, arguments=(), under=()):
        command = [*under, trent_binary(), "serve", "--listen", "127.0.0.1:0", "--data", str(directory), "--log-level", "error",
                   *arguments, *(["--tls-self-signed"] if tls else [])]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("TRENT_")}
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        self.url = self.process.stdout.readline().split()[-1]
        self.certificate = next(Path(directory, "tls").glob("*.crt")) if tls else None
        self.context = ssl._create_unverified_context() if tls else None
        self.directory = Path(directory)
        profile = configparser.ConfigParser()
        profile.read(self.directory / "credentials")
        self.credentials = dict(profile["default"])

    def call_iam(self, action, **members):
        """The answer's elements by name; the last of each."""
        body = urllib.parse.urlencode({"Action": action, "Version": "2010-05-08", **members})
        headers = {"content-type": "application/x-www-form-urlencoded"}
        request = {"headers": signing.signed(self.credentials, "iam", self.url.split("//")[1], headers, body), "body": body}
        return {element.tag.split("}")[-1]: element.text for element in xml.fromstring(self._send(request, action)).iter()}


class Nginx(Server):
    """Answers a request to /N with N bytes from memory: what the machine's network stack allows."""

    def __init__(self, sizes, tls=None):
        self.directory = tempfile.TemporaryDirectory()
        port = free_port()
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{port}"
        Path(self.directory.name, "nginx.conf").write_text(self._configuration(port, sizes, tls))
        self.process = subprocess.Popen(["nginx", "-e", "stderr", "-p", self.directory.name, "-c", "nginx.conf"],
                                        stderr=subprocess.DEVNULL)
        wait_for(port, self.process)

    def _configuration(self, port, sizes, tls):
        listen = f"listen 127.0.0.1:{port}{' ssl' if tls else ''} reuseport;"
        if tls:
            listen += f"\nssl_certificate {tls};\nssl_certificate_key {self._key_of(tls)};\nssl_protocols TLSv1.3;"
        # A word of nginx's configuration has at most 4 KB.
        answers = "set $k " + "x" * 1000 + ";\n" + "\n".join(
            f"""location = /{size} {{ return 200 "{'${k}' * (size // 1000)}{'x' * (size % 1000)}"; }}""" for size in set(sizes))
        return f"""
            daemon off; master_process on; worker_processes {os.cpu_count()}; pid nginx.pid;
            events {{ worker_connections 1024; }}
            http {{ access_log off; keepalive_requests 1000000000; default_type application/x-amz-json-1.1;
              client_body_temp_path .; proxy_temp_path .; fastcgi_temp_path .; uwsgi_temp_path .; scgi_temp_path .;
              server {{ {listen} {answers} }} }}"""

    @staticmethod
    def _key_of(certificate):
        return next(path for path in Path(certificate).parent.iterdir() if "key" in path.name)

    def __exit__(self, *_):
        self.stop()
        self.directory.cleanup()
