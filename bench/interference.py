"""What a load of expensive requests does to cheap ones: Encrypt alone, and while signing keeps every thread of the pool busy."""

import tempfile

import scenarios
import wrk
from report import Table, median, number
from servers import Trent

CHEAP_CONNECTIONS = 8
EXPENSIVE_CONNECTIONS = 16
EXPENSIVE = [scenario for scenario in scenarios.ALL if scenario.operation == "Sign"]


def run(options):
    with tempfile.TemporaryDirectory() as directory, Trent(directory) as trent:
        encrypt = scenarios.Prepared(trent, scenarios.named("Encrypt")[0])
        signs = [scenarios.Prepared(trent, scenario) for scenario in EXPENSIVE]
        alone, loaded, signing = [], {sign: [] for sign in signs}, {sign: [] for sign in signs}
        for _ in range(options.rounds):
            alone.append(trent.load(encrypt.request(), options.seconds, CHEAP_CONNECTIONS))
            for sign in signs:
                with wrk.in_background(trent.url, sign.request(), options.seconds, EXPENSIVE_CONNECTIONS) as background:
                    loaded[sign].append(wrk.run(trent.url, encrypt.request(), options.seconds, CHEAP_CONNECTIONS))
                signing[sign].append(background.result())
                trent.settle()
    return [_report(alone, loaded, signing)]


def _report(alone, loaded, signing):
    table = Table(f"Encrypt on {CHEAP_CONNECTIONS} connections, alone and while {EXPENSIVE_CONNECTIONS} others sign",
                  ["beside", "Encrypt req/s", "p50 µs", "p99 µs", "p99 times", "Sign req/s"])
    table.add("nothing", *(number(median(alone, name)) for name in ("rate", "p50", "p99")), "1.0", "")
    for sign, runs in loaded.items():
        table.add(sign.scenario.name, *(number(median(runs, name)) for name in ("rate", "p50", "p99")),
                  f"{median(runs, 'p99') / median(alone, 'p99'):.1f}", number(median(signing[sign], "rate")))
    return table
