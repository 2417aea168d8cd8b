"""The real process: `trent serve` on a directory, started, stopped and killed by a test."""

import configparser
import os
import re
import resource
import signal
import subprocess
import threading
import time
from pathlib import Path

from .kms import REGION, Credentials, Kms

REPOSITORY = Path(__file__).resolve().parents[3]
BINARY = Path(os.environ.get("TRENT_BINARY", REPOSITORY / "build/release/trent"))
LISTENING = re.compile(rb"listening on (https?)://\S+?:([0-9]+)\s")


class NotListening(Exception):
    """The process ended before it answered, or took too long."""


class Server:
    """One data directory and at most one process on it. Use as a context manager."""

    def __init__(self, data: Path, *flags: str, environment: dict[str, str] | None = None):
        self.data = data
        self.flags = flags
        self.environment = environment or {}
        self.process = None
        self.log = bytearray()  # standard error of all processes so far
        self.port = 0

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        if self.process:
            self.kill()

    # --- life -----------------------------------------------------------------------------------

    def spawn(self):
        """Starts the process and returns at once."""
        assert not self.process, "already running"
        self.process = subprocess.Popen(
            [BINARY, "serve", "--listen", "127.0.0.1:0", "--data", self.data, *self.flags],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, **self.environment},
        )
        self.output = bytearray()
        self.readers = [
            threading.Thread(target=self._drain, args=(pipe, into), daemon=True)
            for pipe, into in ((self.process.stdout, self.output), (self.process.stderr, self.log))
        ]
        for reader in self.readers:
            reader.start()

    def start(self, timeout: float = 30) -> "Server":
        """Starts the process and waits until it answers."""
        self.spawn()
        self.wait_until_listening(timeout)
        return self

    def wait_until_listening(self, timeout: float = 30):
        deadline = time.monotonic() + timeout
        while not (said := LISTENING.search(self.output)):
            if self.process.poll() is not None or time.monotonic() > deadline:
                code = self.kill()
                raise NotListening(f"exit code {code}: {self.log[-2000:].decode(errors='replace')}")
            time.sleep(0.002)
        self.port = int(said[2])

    def kill(self) -> int:
        """SIGKILL: no code of the server runs any more."""
        return self._reap(signal.SIGKILL)

    def stop(self, timeout: float = 30) -> int:
        """SIGTERM, and the exit code."""
        return self._reap(signal.SIGTERM, timeout)

    def restart(self) -> "Server":
        assert self.stop() == 0, self.log[-2000:]
        return self.start()

    def run_to_end(self, timeout: float = 20) -> tuple[int, str]:
        """For starts that must fail: exit code, and what was written to standard error."""
        begin = len(self.log)
        self.spawn()
        try:
            code = self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"it started: {bytes(self.output)!r}") from None
        self._reap(signal.SIGKILL)
        return code, self.log[begin:].decode(errors="replace")

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    # --- what it can be asked ---------------------------------------------------------------------

    @property
    def pid(self) -> int:
        return self.process.pid

    def credentials(self) -> Credentials:
        profiles = configparser.ConfigParser()
        profiles.read(self.data / "credentials")
        default = profiles["default"]
        return Credentials(default["aws_access_key_id"], default["aws_secret_access_key"])

    def kms(self, region: str = REGION, timeout: float = 60) -> Kms:
        return Kms(self.port, self.credentials(), region, timeout)

    def status(self, field: str) -> str:
        """A line of /proc/PID/status."""
        text = Path(f"/proc/{self.pid}/status").read_text()
        return re.search(rf"^{field}:\s*(.*)$", text, re.MULTILINE)[1]

    def memory_kib(self) -> int:
        return int(self.status("VmRSS").split()[0])

    def file_descriptors(self) -> int:
        """Raises PermissionError for users that may not look into an undumpable process."""
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def limit_file_size(self, size: int = resource.RLIM_INFINITY):
        """From now on the process cannot write beyond `size` bytes in any file."""
        _, hard = resource.prlimit(self.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(self.pid, resource.RLIMIT_FSIZE, (size, hard))

    # --- details ----------------------------------------------------------------------------------

    def _drain(self, pipe, into: bytearray):
        for chunk in iter(lambda: pipe.read1(65536), b""):
            into += chunk
        pipe.close()

    def _reap(self, how: signal.Signals, timeout: float = 30) -> int:
        process, self.process = self.process, None
        if process.poll() is None:
            process.send_signal(how)
        try:
            code = process.wait(timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise AssertionError(f"still running {timeout} s after {how.name}") from None
        for reader in self.readers:
            reader.join()
        return code


def eventually(check, seconds: float = 10, what: str = "condition"):
    """Waits until check() is true and returns its value."""
    deadline = time.monotonic() + seconds
    while not (value := check()):
        assert time.monotonic() < deadline, f"{what} not reached within {seconds} s"
        time.sleep(0.02)
    return value
