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
    with in_background(url, request, options, connections or options.connections) as background:
        pass
    return background.result()


class in_background:
    """A run beside what the with statement's body does; result() once that has ended."""

    def __init__(self, url, request, options, connections):
        headers = "\n".join(f'wrk.headers["{name}"] = "{value}"' for name, value in request["headers"].items())
        threads = min(max(1, (os.cpu_count() or 2) // 2), connections)
        self._script = tempfile.NamedTemporaryFile("w", suffix=".lua")
        self._script.write(SCRIPT.format(body=request["body"], headers=headers))
        self._script.flush()
        self._command = ["wrk", f"-t{threads}", f"-c{connections}", f"-d{options.seconds}s", "-s", self._script.name, url]

    def __enter__(self):
        self._process = subprocess.Popen(self._command, stdout=subprocess.PIPE, text=True)
        return self

    def __exit__(self, *_):
        self._output, _ = self._process.communicate()
        self._script.close()

    def result(self):
        if self._process.returncode != 0:
            raise RuntimeError(f"wrk failed: {self._output}")
        rate, p50, p99, errors = next(line for line in self._output.splitlines() if line.startswith("RESULT")).split()[1:]
        return Run(float(rate), float(p50), float(p99), int(errors))
