"""Durable writes beside the rate at which the disk syncs: how many writers share one flush.

The disk's rate is of a file in the same folder that one page is appended to and synced, again and again: what a store could do that syncs for
each write alone.
"""

import base64
import os
import subprocess
import tempfile
import time
from pathlib import Path

from report import Table, median, number
from servers import Trent
from wrk import Run

CONNECTIONS = (1, 8, 64)
KEYS = 256  # so that writers seldom meet on one
IMPORTED_KEYS = 64  # each needs an RSA key to wrap under, which takes long to make
PAGE = b"\0" * 4096


def run(options):
    with tempfile.TemporaryDirectory() as directory, Trent(directory, arguments=["--keys-max", "100000000"]) as trent:
        makers = {"CreateKey": _create_key, "TagResource": _TagResource(trent), "ImportKeyMaterial": _ImportKeyMaterial(trent)}
        runs = {(name, connections): [] for name in makers for connections in CONNECTIONS}
        syncs = []
        for _ in range(options.rounds):
            syncs.append(syncs_per_second(directory, options.seconds))
            for (name, connections), done in runs.items():
                done.append(trent.load(makers[name](trent), options.seconds, connections))
    return [_report(runs, syncs)]


def syncs_per_second(directory, seconds):
    """As a Run, so that medians are taken alike."""
    path = Path(directory, "syncs")
    with open(path, "wb", buffering=0) as file:
        times = []
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            begin = time.monotonic()
            file.write(PAGE)
            os.fsync(file.fileno())
            times.append((time.monotonic() - begin) * 1e6)
    path.unlink()
    times.sort()
    at = lambda share: times[min(len(times) - 1, int(len(times) * share))]  # noqa: E731
    return Run(len(times), len(times) / seconds, at(0.5), at(0.99), at(0.999), 0)


def _create_key(trent):
    return trent.signed_request("CreateKey", "{}")


class _TagResource:
    """Another value for each key in each run: a tag that is there already would cost no write."""

    def __init__(self, trent):
        self._keys = [trent.create_key() for _ in range(KEYS)]
        self._values = 0

    def __call__(self, trent):
        requests = []
        for _ in range(16):  # values before the first comes again
            self._values += 1
            tag = f'"Tags":[{{"TagKey":"bench","TagValue":"{self._values}"}}]'
            requests += [trent.signed_request("TagResource", f'{{"KeyId":"{key}",{tag}}}') for key in self._keys]
        return requests


class _ImportKeyMaterial:
    """The same material again, which is allowed, and written."""

    def __init__(self, trent):
        keys = [trent.create_key('{"Origin":"EXTERNAL"}') for _ in range(IMPORTED_KEYS)]
        self._bodies = [_import_body(trent, key) for key in keys]

    def __call__(self, trent):
        return [trent.signed_request("ImportKeyMaterial", body) for body in self._bodies]


def _import_body(trent, key):
    wanted = f'{{"KeyId":"{key}","WrappingAlgorithm":"RSAES_OAEP_SHA_256","WrappingKeySpec":"RSA_2048"}}'
    parameters = trent.call("GetParametersForImport", wanted)
    wrapped = base64.b64encode(_wrap(base64.b64decode(parameters["PublicKey"]), b"\x07" * 32)).decode()
    return (f'{{"KeyId":"{key}","ImportToken":"{parameters["ImportToken"]}","EncryptedKeyMaterial":"{wrapped}",'
            '"ExpirationModel":"KEY_MATERIAL_DOES_NOT_EXPIRE"}')


def _wrap(public_key, material):
    with tempfile.NamedTemporaryFile() as file:
        file.write(public_key)
        file.flush()
        command = ["openssl", "pkeyutl", "-encrypt", "-pubin", "-keyform", "DER", "-inkey", file.name]
        options = ["rsa_padding_mode:oaep", "rsa_oaep_md:sha256", "rsa_mgf1_md:sha256"]
        command += [word for option in options for word in ("-pkeyopt", option)]
        return subprocess.run(command, input=material, capture_output=True, check=True).stdout


def _report(runs, syncs):
    table = Table("Durable writes beside the disk's own fsync",
                  ["write", "connections", "per second", "p50 µs", "p99 µs", "CPU µs", "times fsync", "errors"])
    single = median(syncs, "rate")
    table.add("4 KiB and fsync", 1, *(number(median(syncs, name)) for name in ("rate", "p50", "p99")), "", "1.0", "")
    for (name, connections), done in runs.items():
        table.add(name, connections, *(number(median(done, column)) for column in ("rate", "p50", "p99", "cpu")),
                  f"{median(done, 'rate') / single:.1f}", sum(run.errors for run in done))
    return table
