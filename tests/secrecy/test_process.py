"""The process gives nothing away: no core dumps, not readable by other processes of its user, private files."""

import contextlib
import os
import re
import resource
import shutil
import signal
import stat
import subprocess
import tempfile
from pathlib import Path

import pytest

from harness.imports import imported_key
from harness.server import BINARY, LISTENING, Server

NOBODY = 65534


@pytest.fixture
def process():
    """`trent serve` of an ordinary user, with core dumps allowed as far as its parent is concerned."""
    folder = Path(tempfile.mkdtemp(prefix="trent-process-"))
    user = NOBODY if os.geteuid() == 0 else os.geteuid()
    binary = Path(shutil.copy2(BINARY, folder / "trent"))
    os.chown(folder, user, -1)
    process = subprocess.Popen(
        [binary, "serve", "--listen", "127.0.0.1:0", "--data", folder / "data"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=folder, user=user, preexec_fn=allow_core_dumps,
    )  # fmt: skip
    said = process.stdout.readline()
    assert LISTENING.search(said), said
    process.folder, process.user_id = folder, user
    yield process
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    process.wait()
    process.stdout.close()
    shutil.rmtree(folder)


def allow_core_dumps():
    # A shell starts what is in the background with this signal ignored.
    signal.signal(signal.SIGQUIT, signal.SIG_DFL)
    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))


def test_core_limit_is_zero(process):
    limits = Path(f"/proc/{process.pid}/limits").read_text()
    assert re.search(r"^Max core file size +0 +0 ", limits, re.MULTILINE), limits


@pytest.mark.parametrize("file", ["environ", "mem", "maps", "auxv"])
def test_process_is_not_dumpable(process, file):
    """The kernel gives the files of an undumpable process to root."""
    owner = os.stat(f"/proc/{process.pid}/{file}").st_uid
    if process.user_id == 0:
        pytest.skip("the server runs as root: the owner says nothing")
    assert owner == 0


@pytest.mark.parametrize("file", ["environ", "mem", "maps"])
def test_other_processes_of_the_same_user_cannot_read_it(process, file):
    look = ["head", "-c", "1", f"/proc/{process.pid}/{file}"]
    ended = subprocess.run(look, user=process.user_id, capture_output=True, text=True)
    assert ended.returncode != 0 and "Permission denied" in ended.stderr, ended.stderr


@pytest.mark.parametrize("crash", [signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGQUIT], ids=lambda s: s.name)
def test_crash_leaves_no_core_file(process, crash):
    os.kill(process.pid, crash)
    _, status = os.waitpid(process.pid, 0)
    process.returncode = -os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0  # we have waited in its place
    assert not os.WCOREDUMP(status)
    assert not [path for path in process.folder.rglob("*core*")]


def test_locked_memory(server, report):
    """Figures only: how much may be locked depends on the machine."""
    report(f"memory: locked {server.status('VmLck')}, resident {server.status('VmRSS')}")


@pytest.mark.parametrize("flags", [(), ("--tls-self-signed",)], ids=["plain", "TLS"])
@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077], ids=oct)
def test_files_are_private(data, mask, flags):
    """Whatever the umask: directories 0700, files 0600. Only a certificate may be read by others."""
    old = os.umask(mask)
    try:
        server = Server(data, *flags).start()
    finally:
        os.umask(old)
    with contextlib.closing(server.kms()) as kms, contextlib.ExitStack() as stack:
        stack.callback(server.kill)
        if not flags:
            imported_key(kms, bytes(32))
            kms("CreateKey")
        assert modes(data) == expected_modes(data)
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(20)
    assert modes(data) == expected_modes(data)


def modes(data: Path) -> dict[str, str]:
    return {str(path): oct(stat.S_IMODE(path.stat().st_mode)) for path in [data, *data.rglob("*")]}


def expected_modes(data: Path) -> dict[str, str]:
    expected = {str(path): "0o700" if path.is_dir() else "0o600" for path in [data, *data.rglob("*")]}
    return expected | {str(path): "0o644" for path in data.rglob("*.crt")}
