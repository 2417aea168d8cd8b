"""The same requests to other servers that speak the API of KMS, and to Trent between them.

moto and local-kms come from the Python and Go registries into build/deps, each with the configuration that we found fastest; who cannot be had is
reported as such. Each server is measured on few and many connections, and the better rate counts.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile

import scenarios
from report import ROOT, Table, median, number
from servers import Server, Trent, free_port, wait_for

CONNECTIONS = (8, 64)
SCENARIOS = scenarios.named("Encrypt", "Decrypt", "GenerateDataKey", "DescribeKey", "Sign RSA-2048", "Sign P-256")
MOTO = ["moto[server,kms]==5.2.5", "gunicorn==27.0.1"]
LOCAL_KMS = "github.com/nsmithuk/local-kms@v0.0.0-20260228092603-2a5e92d09ab6"
NOT_TRIED = ("OpenBao and Vault (transit) are not measured: the module proxy lists no version of OpenBao, and Vault 1.14.8, the last under a free "
             "licence, was not built after 15 minutes on this kind of machine.")
VENV = ROOT / "build/deps/bench-venv"
GO_PROGRAMS = ROOT / "build/deps/bench-go"


class Unavailable(Exception):
    """Why a peer cannot be measured here."""


class Moto(Server):
    """One process, because each has keys of its own; threads in it."""

    name = "moto"

    def __init__(self, directory):
        _install_moto()
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        command = [VENV / "bin/gunicorn", "--workers", "1", "--threads", "8", "--keep-alive", "3600", "--bind", f"127.0.0.1:{port}",
                   "--log-level", "critical", "moto.server:create_backend_app('kms')"]
        self.process = subprocess.Popen(command, cwd=directory, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(port, self.process)


class LocalKms(Server):
    name = "local-kms"

    def __init__(self, directory):
        _install_local_kms()
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        environment = {**os.environ, "PORT": str(port), "KMS_DATA_PATH": directory, "KMS_REGION": "us-east-1", "LOG_LEVEL": "error"}
        self.process = subprocess.Popen([GO_PROGRAMS / "local-kms"], cwd=directory, env=environment, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)
        wait_for(port, self.process)


def _run(command, what, **options):
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if done.returncode != 0:
        raise Unavailable(f"{what}: {(done.stderr.strip().splitlines() or ['no reason given'])[-1]}")


def _install_moto():
    if (VENV / "bin/gunicorn").exists():
        return
    _run([sys.executable, "-m", "venv", str(VENV)], "no virtual environment")
    _run([str(VENV / "bin/pip"), "install", "--quiet", "--disable-pip-version-check", *MOTO], "not to be had from the registry")


def _install_local_kms():
    if (GO_PROGRAMS / "local-kms").exists():
        return
    if not shutil.which("go"):
        raise Unavailable("needs Go to be built, which is not installed")
    _run(["go", "install", LOCAL_KMS], "does not build", env={**os.environ, "GOBIN": str(GO_PROGRAMS)})


def run(options):
    with contextlib.ExitStack() as stack:
        servers, missing = _start(stack)
        prepared, unable = _prepare(servers)
        runs = {(server, scenario.name, connections): []
                for scenario in SCENARIOS for connections in CONNECTIONS for server in servers if (server, scenario.name) in prepared}
        for _ in range(options.rounds):
            for (server, name, connections), done in runs.items():
                done.append(server.load(prepared[server, name].request(), options.seconds, connections))
    return [_report(servers, runs, missing + unable)]


def _start(stack):
    servers, missing = [], [NOT_TRIED]
    for kind in (Trent, Moto, LocalKms):
        directory = stack.enter_context(tempfile.TemporaryDirectory())
        try:
            servers.append(stack.enter_context(kind(directory)))
        except (Unavailable, RuntimeError, OSError) as error:
            if kind is Trent:
                raise
            missing.append(f"{kind.name} is not measured: {error}.")
    return servers, missing


def _prepare(servers):
    """What each can be asked: (server, scenario) -> request."""
    prepared, unable = {}, []
    for server in servers:
        for scenario in SCENARIOS:
            try:
                prepared[server, scenario.name] = scenarios.Prepared(server, scenario)
            except RuntimeError as error:
                if isinstance(server, Trent):
                    raise
                unable.append(f"{server.name} refuses {scenario.name}: {str(error)[:200]}")
    return prepared, unable


def _report(servers, runs, notes):
    ours, *peers = servers
    columns = ["request", "Trent req/s", "CPU µs"]
    for peer in peers:
        columns += [f"{peer.name} req/s", "CPU µs", "Trent times", "errors"]
    table = Table(f"Peers over HTTP, the better of {' and '.join(map(str, CONNECTIONS))} connections each", columns, notes=notes)
    for scenario in SCENARIOS:
        rate, cpu, errors = _best(runs, ours, scenario)
        if errors:
            raise RuntimeError(f"{scenario.name}: {errors} errors")
        cells = [number(rate), number(cpu)]
        for peer in peers:
            cells += _beside(rate, _best(runs, peer, scenario))
        table.add(scenario.name, *cells)
    return table


def _best(runs, server, scenario):
    """Rate, CPU and errors on the better number of connections; None if it cannot be asked."""
    done = [runs[key] for connections in CONNECTIONS if (key := (server, scenario.name, connections)) in runs]
    return max(((median(one, "rate"), median(one, "cpu"), sum(run.errors for run in one)) for one in done), default=None)


def _beside(rate, peer):
    if peer is None:
        return ["", "", "", ""]
    return [number(peer[0]), number(peer[1]), number(rate / peer[0]), peer[2]]
