"""Operations beside the same operations done by OpenSSL alone in one thread, in the same run.

The ratio compares work per CPU second: requests for each second of CPU that the server used, all of HTTP, JSON, SigV4, policies and audit
included, to bare operations for each second of CPU. It is what a core is worth.
"""

import statistics
import subprocess
import tempfile
from pathlib import Path

from report import Table, median, number
from servers import Trent, trent_binary
from scenarios import MESSAGE, PLAINTEXT

CONNECTIONS = 16
USAGES = {
    "Encrypt": "ENCRYPT_DECRYPT",
    "Decrypt": "ENCRYPT_DECRYPT",
    "GenerateDataKey": "ENCRYPT_DECRYPT",
    "Sign": "SIGN_VERIFY",
    "Verify": "SIGN_VERIFY",
    "GenerateMac": "GENERATE_VERIFY_MAC",
    "DeriveSharedSecret": "KEY_AGREEMENT",
    "Encapsulate": "ENCAPSULATE_DECAPSULATE",
    "Decapsulate": "ENCAPSULATE_DECAPSULATE",
}


def _sign(_, key, algorithm):
    return f'"KeyId":"{key}","SigningAlgorithm":"{algorithm}","Message":"{MESSAGE}"'


def _encrypt(_, key, __):
    return f'"KeyId":"{key}","Plaintext":"{PLAINTEXT}"'


def _encapsulate(_, key, algorithm):
    return f'"KeyId":"{key}","EncapsulationAlgorithm":"{algorithm}"'


def _then(members_of_first, first, given, taken=None):
    """The members of the operation that undoes `first`."""

    def members(trent, key, algorithm):
        answer = trent.call(first, "{" + members_of_first(trent, key, algorithm) + "}")[given]
        shared = f'"KeyId":"{key}"' if first == "Encrypt" else members_of_first(trent, key, algorithm)
        return f'{shared},"{taken or given}":"{answer}"'

    return members


def _derive(trent, key, algorithm):
    peer = trent.call("GetPublicKey", f'{{"KeyId":"{key}"}}')["PublicKey"]
    return f'"KeyId":"{key}","KeyAgreementAlgorithm":"{algorithm}","PublicKey":"{peer}"'


MEMBERS = {
    "Encrypt": _encrypt,
    "Decrypt": _then(_encrypt, "Encrypt", "CiphertextBlob"),
    "GenerateDataKey": lambda _, key, __: f'"KeyId":"{key}","KeySpec":"AES_256"',
    "Sign": _sign,
    "Verify": _then(_sign, "Sign", "Signature"),
    "GenerateMac": lambda _, key, algorithm: f'"KeyId":"{key}","MacAlgorithm":"{algorithm}","Message":"{MESSAGE}"',
    "DeriveSharedSecret": _derive,
    "Encapsulate": _encapsulate,
    "Decapsulate": _then(_encapsulate, "Encapsulate", "SharedSecretCiphertextBlob"),
}


def bare_operations():
    """(operation, spec, algorithm) -> operations a CPU second"""
    program = Path(trent_binary()).parent / "bench/bare_operations"
    lines = subprocess.run([program], capture_output=True, text=True, check=True).stdout.splitlines()
    return {tuple(name.split()): float(rate) for name, rate in (line.split("\t") for line in lines)}


def _body(trent, operation, spec, algorithm):
    key = trent.create_key(f'{{"KeySpec":"{spec}","KeyUsage":"{USAGES[operation]}"}}')
    return "{" + MEMBERS[operation](trent, key, algorithm) + "}"


def run(options):
    ours, bare = {}, {}
    with tempfile.TemporaryDirectory() as directory, Trent(directory) as trent:
        for _ in range(options.rounds):
            for name, rate in bare_operations().items():
                bare.setdefault(name, []).append(rate)
        bodies = {name: _body(trent, *name) for name in bare}
        for _ in range(options.rounds):
            for name, body in bodies.items():
                request = trent.signed_request(name[0], body)
                ours.setdefault(name, []).append(trent.load(request, options.seconds, CONNECTIONS))
    return [_report(ours, bare)]


def _report(ours, bare):
    table = Table(f"Operations beside OpenSSL alone, {CONNECTIONS} connections, HTTP",
                  ["operation", "req/s", "p99 µs", "per CPU second", "OpenSSL per CPU second", "of OpenSSL", "errors"])
    for name, runs in ours.items():
        per_second, alone = 1e6 / median(runs, "cpu"), statistics.median(bare[name])
        table.add(" ".join(name), number(median(runs, "rate")), number(median(runs, "p99")), number(per_second), number(alone),
                  f"{per_second / alone:.0%}", sum(run.errors for run in runs))
    return table
