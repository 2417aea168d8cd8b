"""Signed requests of each kind, over HTTP and TLS, on few and many connections, beside nginx with a fixed answer of the same size."""

import tempfile

import scenarios
from report import Table, median, number
from servers import Nginx, Trent

CONNECTIONS = (1, 8, 64)


def run(options):
    return [_table(tls, options) for tls in (False, True)]


def _table(tls, options):
    with tempfile.TemporaryDirectory() as directory, Trent(directory, tls=tls) as trent:
        prepared = [scenarios.Prepared(trent, scenario) for scenario in scenarios.ALL]
        sizes = [one.answer_bytes for one in prepared]
        with Nginx(sizes, tls=trent.certificate) as nginx:
            runs = _measure(trent, nginx, prepared, options)
    return _report("TLS 1.3" if tls else "HTTP", runs)


def _measure(trent, nginx, prepared, options):
    """(request, connections) -> the runs of both. A round goes through all, so that a disturbance falls on one round of each."""
    runs = {(one, connections): ([], []) for one in prepared for connections in CONNECTIONS}
    for _ in range(options.rounds):
        for (one, connections), (ours, limit) in runs.items():
            request = one.request()
            ours.append(trent.load(request, options.seconds, connections))
            limit.append(nginx.load(request, options.seconds, connections, path=f"/{one.answer_bytes}"))
    return runs


def _report(transport, runs):
    table = Table(f"Signed requests over {transport}, keep-alive",
                  ["request", "connections", "req/s", "p50 µs", "p99 µs", "p99.9 µs", "CPU µs", "nginx req/s", "nginx CPU µs",
                   "of nginx", "errors"])
    for (one, connections), (ours, limit) in runs.items():
        table.add(one.scenario.name, connections, *(number(median(ours, name)) for name in ("rate", "p50", "p99", "p999", "cpu")),
                  number(median(limit, "rate")), number(median(limit, "cpu")),
                  f"{median(ours, 'rate') / median(limit, 'rate'):.0%}", sum(run.errors for run in ours))
    return table
