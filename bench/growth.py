"""How cost grows: with the number of keys, of statements in a key policy, of grants on a key, and with the size of an encryption context."""

import itertools
import random
import statistics
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from idle import first_answer
from report import Table, median, number
from scenarios import PLAINTEXT
from servers import Trent, trent_binary

CONNECTIONS = 64
KEYS = (100, 10_000, 1_000_000)
STATEMENTS = (1, 10, 30, 100)
GRANTS = (0, 1, 100, 1_000, 10_000)
CONTEXT_BYTES = (0, 128, 1024, 8192)
KEYS_MAX = ["--keys-max", "100000000"]
REQUESTS_SIGNED = 50_000  # different ones in one run: wrk goes through them again when it is through
LIST_PAGE = 1000


def run(options):
    keys = [count for count in KEYS if not options.quick or count <= 10_000]
    return [_by_keys(keys, options), _by_statements(options), _by_grants(options), _by_context(options)]


def _encrypt(trent, key, more=""):
    return f'{{"KeyId":"{key}","Plaintext":"{PLAINTEXT}"{more}}}'


# --- keys ----------------------------------------------------------------------------------------


def _by_keys(counts, options):
    table = Table(f"By number of keys; Encrypt on {CONNECTIONS} connections; pages of {LIST_PAGE} keys",
                  ["keys", "start-up ms", "MiB at start", "Encrypt/s uniform", "Zipf", "one key", "MiB after",
                   "page ms", "last page ms", "database MiB"])
    with tempfile.TemporaryDirectory() as directory:
        have = 0
        for count in counts:
            _make_keys(directory, count - have)
            have = count
            table.add(f"{count:,}", *_measure_keys(directory, options), number(_database_mebibytes(directory)))
    return table


def _make_keys(directory, count):
    """Not by requests: a million would be minutes of waiting for the disk."""
    Trent(directory).stop()  # makes the account and what keys are sealed under
    subprocess.run([Path(trent_binary()).parent / "bench/fill_store", directory, str(count)], check=True)


def _database_mebibytes(directory):
    return sum(path.stat().st_size for path in Path(directory).glob("*.db*")) / 2**20


def _measure_keys(directory, options):
    starts = []
    for _ in range(options.rounds):
        passed, trent = first_answer(directory, arguments=KEYS_MAX)
        starts.append(passed)
        at_start = trent.resident_mebibytes()
        trent.stop()
    with Trent(directory, arguments=KEYS_MAX) as trent:
        pages, keys = _list_keys(trent)
        choices = {"uniform": _uniform(keys), "zipf": _zipf(keys), "one": keys[:1]}
        runs = {name: [] for name in choices}
        for _ in range(options.rounds):
            for name, chosen in choices.items():
                requests = [trent.signed_request("Encrypt", _encrypt(trent, key)) for key in chosen]
                runs[name].append(trent.load(requests, options.seconds, CONNECTIONS))
        rates = [number(median(runs[name], "rate")) for name in choices]
        return [number(statistics.median(starts)), number(at_start), *rates, number(trent.resident_mebibytes()),
                number(statistics.median(pages)), number(pages[-1])]


def _uniform(keys):
    return random.choices(keys, k=min(REQUESTS_SIGNED, 4 * len(keys)))


def _zipf(keys):
    """The n-th key is asked for 1/n times as often as the first."""
    weights = list(itertools.accumulate(1 / rank for rank in range(1, len(keys) + 1)))
    return random.choices(keys, cum_weights=weights, k=min(REQUESTS_SIGNED, 4 * len(keys)))


def _list_keys(trent):
    """Milliseconds of each page, and all ids."""
    times, keys, marker = [], [], ""
    while True:
        begin = time.monotonic()
        answer = trent.call("ListKeys", f'{{"Limit":{LIST_PAGE}{marker}}}')
        times.append((time.monotonic() - begin) * 1000)
        keys += [entry["KeyId"] for entry in answer["Keys"]]
        if not answer["Truncated"]:
            return times, keys
        marker = f',"Marker":"{answer["NextMarker"]}"'


# --- what is on a key, and in a request ----------------------------------------------------------


def _compare(title, column, points, options):
    """Rounds over `points`, name -> what to send: a function, since a signature ages. The server is the same for all."""
    table = Table(title, [column, "Encrypt/s", "p50 µs", "p99 µs", "CPU µs", "CPU times"])
    with tempfile.TemporaryDirectory() as directory, Trent(directory, arguments=KEYS_MAX) as trent:
        senders = {name: make(trent) for name, make in points.items()}
        runs = {name: [] for name in points}
        for _ in range(options.rounds):
            for name, request in senders.items():
                runs[name].append(trent.load(request(), options.seconds, CONNECTIONS))
    least = median(next(iter(runs.values())), "cpu")
    for name, done in runs.items():
        if errors := sum(run.errors for run in done):
            raise RuntimeError(f"{title}: {errors} errors at {name}")
        table.add(name, *(number(median(done, figure)) for figure in ("rate", "p50", "p99", "cpu")), f"{median(done, 'cpu') / least:.2f}")
    return table


def _by_statements(options):
    return _compare("By statements of the key policy, the last of which allows", "statements",
                    {str(count): _with_statements(count) for count in STATEMENTS}, options)


def _with_statements(count):
    def make(trent):
        policy = _policy(trent, count).replace('"', '\\"')
        key = trent.create_key(f'{{"Policy":"{policy}","BypassPolicyLockoutSafetyCheck":true}}')
        return lambda: trent.signed_request("Encrypt", _encrypt(trent, key))

    return make


def _policy(trent, count):
    """As other applications' statements are: for a role of their own, under a condition."""
    account = trent.call("DescribeKey", f'{{"KeyId":"{trent.create_key()}"}}')["KeyMetadata"]["AWSAccountId"]
    others = [f'{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::999988887777:role/app-{index}"}},"Action":["kms:Encrypt","kms:Decrypt"],'
              f'"Resource":"*","Condition":{{"StringEquals":{{"kms:EncryptionContext:app":"app-{index}"}}}}}}' for index in range(count - 1)]
    own = f'{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::{account}:root"}},"Action":"kms:*","Resource":"*"}}'
    return f'{{"Version":"2012-10-17","Statement":[{",".join([*others, own])}]}}'


def _by_grants(options):
    return _compare("By grants on the key, to others but for one; the caller is a user whom only a grant allows, with none an identity policy",
                    "grants", {f"{count:,}": _with_grants(count) for count in GRANTS}, options)


def _with_grants(count):
    def make(trent):
        user = f"bench-{count}"
        arn, credentials = _user(trent, user)
        key = trent.create_key()
        if count == 0:
            trent.call_iam("PutUserPolicy", UserName=user, PolicyName="use", PolicyDocument=(
                '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:Encrypt","Resource":"*"}]}'))
        grantees = [arn if index == count // 2 else f"arn:aws:iam::999988887777:role/app-{index}" for index in range(count)]
        with ThreadPoolExecutor(16) as pool:  # so that they share commits
            list(pool.map(lambda grantee: _grant(trent, key, grantee), grantees))
        return lambda: trent.signed_request("Encrypt", _encrypt(trent, key), credentials)

    return make


def _user(trent, name):
    arn = trent.call_iam("CreateUser", UserName=name)["Arn"]
    made = trent.call_iam("CreateAccessKey", UserName=name)
    return arn, {"aws_access_key_id": made["AccessKeyId"], "aws_secret_access_key": made["SecretAccessKey"]}


def _grant(trent, key, grantee):
    trent.call("CreateGrant", f'{{"KeyId":"{key}","GranteePrincipal":"{grantee}","Operations":["Encrypt","Decrypt"]}}')


def _by_context(options):
    return _compare("By size of the encryption context, in pairs of 32 bytes", "bytes",
                    {f"{size:,}": _with_context(size) for size in CONTEXT_BYTES}, options)


def _with_context(size):
    pairs = ",".join(f'"name-{index:011}":"value-{index:010}"' for index in range(size // 32))

    def make(trent):
        key = trent.create_key()
        return lambda: trent.signed_request("Encrypt", _encrypt(trent, key, f',"EncryptionContext":{{{pairs}}}'))

    return make
