"""What a load of expensive requests does to cheap ones: Encrypt alone, and while signing keeps every thread of the pool busy.

On few processors a second load generator is in the way by itself, whatever it asks for: beside it the same is measured while it asks nginx instead.
"""

import tempfile

import scenarios
import wrk
from report import Table, median, number
from servers import Nginx, Trent

CHEAP_CONNECTIONS = 8
EXPENSIVE_CONNECTIONS = 16
EXPENSIVE = [scenario for scenario in scenarios.ALL if scenario.operation == "Sign"]


def run(options):
    with tempfile.TemporaryDirectory() as directory, Trent(directory) as trent:
        encrypt = scenarios.Prepared(trent, scenarios.named("Encrypt")[0])
        with Nginx([encrypt.answer_bytes]) as nginx:
            beside = {"nginx's fixed answer": (f"{nginx.url}/{encrypt.answer_bytes}", encrypt.request())}
            beside |= {scenario.name: (trent.url, scenarios.Prepared(trent, scenario).request()) for scenario in EXPENSIVE}
            alone, loaded, others = [], {name: [] for name in beside}, {name: [] for name in beside}
            for _ in range(options.rounds):
                alone.append(trent.load(encrypt.request(), options.seconds, CHEAP_CONNECTIONS))
                for name, (url, request) in beside.items():
                    with wrk.in_background(url, request, options.seconds, EXPENSIVE_CONNECTIONS) as background:
                        loaded[name].append(wrk.run(trent.url, encrypt.request(), options.seconds, CHEAP_CONNECTIONS))
                    others[name].append(background.result())
                    trent.settle()
    return [_report(alone, loaded, others)]


def _report(alone, loaded, others):
    table = Table(f"Encrypt on {CHEAP_CONNECTIONS} connections, alone and beside {EXPENSIVE_CONNECTIONS} that ask for something else",
                  ["beside", "Encrypt req/s", "p50 µs", "p99 µs", "p99 times", "of those req/s"])
    table.add("nothing", *(number(median(alone, name)) for name in ("rate", "p50", "p99")), "1.0", "")
    for beside, runs in loaded.items():
        table.add(beside, *(number(median(runs, name)) for name in ("rate", "p50", "p99")),
                  f"{median(runs, 'p99') / median(alone, 'p99'):.1f}", number(median(others[beside], "rate")))
    return table
