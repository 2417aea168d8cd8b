"""Runs wrk with one fixed request and reads what it measured."""

import os
import subprocess
import tempfile
from dataclasses import dataclass


@dataclass
class Run:
    rate: float  # requests a second
    p50: float   # microseconds
    p99: float
    errors: int  # answers other than 2xx, and broken connections


SCRIPT = """
wrk.method = "POST"
wrk.body = [==[{body}]==]
{headers}
done = function(summary, latency)
  io.write(string.format("RESULT %f %f %f %d\\n", summary.requests / (summary.duration / 1e6), latency:percentile(50),
    latency:percentile(99), summary.errors.status + summary.errors.connect + summary.errors.read
    + summary.errors.write + summary.errors.timeout))
end
"""


def run(url, request, options, connections=None):
    headers = "\n".join(f'wrk.headers["{name}"] = "{value}"' for name, value in request["headers"].items())
    connections = connections or options.connections
    threads = min(max(1, (os.cpu_count() or 2) // 2), connections)
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(SCRIPT.format(body=request["body"], headers=headers))
        script.flush()
        output = subprocess.run(["wrk", f"-t{threads}", f"-c{connections}", f"-d{options.seconds}s", "-s",
                                 script.name, url], capture_output=True, text=True, check=True).stdout
    rate, p50, p99, errors = next(line for line in output.splitlines() if line.startswith("RESULT")).split()[1:]
    return Run(float(rate), float(p50), float(p99), int(errors))
