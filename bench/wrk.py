"""Runs wrk, with one request over and over or with many in turn, and reads what it measured.

wrk sends the next request on a connection when the answer to the last is there, so latencies are those of a server that is never asked for more than
`connections` things at a time.
"""

import os
import subprocess
import tempfile
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass
class Run:
    requests: int
    rate: float  # requests a second
    p50: float   # microseconds
    p99: float
    p999: float
    errors: int  # answers other than 2xx, and broken connections
    cpu: float = 0.0  # microseconds of the server's CPU for each request: servers.Server.load


REPORT = """
done = function(summary, latency)
  io.write(string.format("RESULT %d %f %f %f %f %d\\n", summary.requests, summary.requests / (summary.duration / 1e6),
    latency:percentile(50), latency:percentile(99), latency:percentile(99.9), summary.errors.status + summary.errors.connect
    + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
"""

# wrk builds the one request once and then never enters Lua.
ONE = """
wrk.method = "POST"
wrk.body = [==[{body}]==]
{headers}
"""

# Ready bytes from a file; each thread begins elsewhere.
MANY = """
local threads = 0
function setup(thread) thread:set("number", threads) threads = threads + 1 end
function init()
  requests, position = {{}}, 0
  for request in io.open("{file}", "rb"):read("*a"):gmatch("[^%z]+") do requests[#requests + 1] = request end
  position = math.floor(#requests / {threads}) * number
end
function request()
  position = position % #requests + 1
  return requests[position]
end
"""


def raw(request):
    head = "".join(f"{name}: {value}\r\n" for name, value in request["headers"].items())
    return f"POST / HTTP/1.1\r\n{head}Content-Length: {len(request['body'])}\r\n\r\n{request['body']}"


def run(url, requests, seconds, connections):
    with in_background(url, requests, seconds, connections) as background:
        pass
    return background.result()


class in_background:
    """A run beside what the with statement's body does; result() once that has ended. `requests`: one, or a list."""

    def __init__(self, url, requests, seconds, connections):
        threads = min(max(1, (os.cpu_count() or 2) // 2), connections)
        self._files = tempfile.TemporaryDirectory()
        script = os.path.join(self._files.name, "script.lua")
        with open(script, "w") as file:
            file.write(self._script(requests, threads) + REPORT)
        self._command = ["wrk", f"-t{threads}", f"-c{connections}", f"-d{seconds}s", "-s", script, url]

    def _script(self, requests, threads):
        if isinstance(requests, dict):
            headers = "\n".join(f'wrk.headers["{name}"] = "{value}"' for name, value in requests["headers"].items())
            return ONE.format(body=requests["body"], headers=headers)
        path = os.path.join(self._files.name, "requests")
        with open(path, "w") as file:
            file.write("\0".join(map(raw, requests)))
        return MANY.format(file=path, threads=threads)

    def __enter__(self):
        self._process = subprocess.Popen(self._command, stdout=subprocess.PIPE, text=True)
        return self

    def __exit__(self, *_):
        self._output, _ = self._process.communicate()
        self._files.cleanup()

    def result(self):
        line = next((line for line in self._output.splitlines() if line.startswith("RESULT")), None)
        if self._process.returncode != 0 or line is None:
            raise RuntimeError(f"wrk failed: {self._output}")
        requests, rate, p50, p99, p999, errors = line.split()[1:]
        return Run(int(requests), float(rate), float(p50), float(p99), float(p999), int(errors))
