"""Start-up to the first answer, resident memory and the size of the binary."""

import http.client
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from report import Table, number
from servers import Trent, trent_binary


def first_answer(directory, operation="ListKeys", body="{}", **options):
    """Starts a server on what is in `directory`: (milliseconds from making the process to the first answer, the server).

    The answer is to a signed request.
    """
    begin = time.monotonic()
    trent = Trent(directory, **options)
    request = trent.signed_request(operation, body)
    connection = http.client.HTTPConnection(trent.url.split("//")[1])
    connection.request("POST", "/", request["body"], request["headers"])
    response = connection.getresponse()
    response.read()
    passed = (time.monotonic() - begin) * 1000
    if response.status != 200:
        raise RuntimeError(f"{operation}: {response.status}")
    return passed, trent


def run(options):
    times, memory = [], []
    for _ in range(max(options.rounds, 5)):
        with tempfile.TemporaryDirectory() as directory:
            Trent(directory).stop()  # the first start makes the root key and credentials; the next is what happens every day
            passed, trent = first_answer(directory)
            with trent:
                times.append(passed)
                memory.append(trent.resident_mebibytes())
    table = Table("Idle, with an empty store", ["what", "figure"])
    table.add("start-up to the first answer, ms", number(statistics.median(times)))
    table.add("resident memory, MiB", number(statistics.median(memory)))
    table.add("binary, MiB", number(_mebibytes(trent_binary())))
    table.add("binary without debug information, MiB", number(_stripped_mebibytes()))
    return [table]


def _mebibytes(path):
    return Path(path).stat().st_size / 2**20


def _stripped_mebibytes():
    with tempfile.NamedTemporaryFile() as stripped:
        subprocess.run(["strip", "-o", stripped.name, trent_binary()], check=True)
        return _mebibytes(stripped.name)
