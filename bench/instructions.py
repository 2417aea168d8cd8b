"""Instructions for each Encrypt, by folder of src/: callgrind's counts, so that a regression shows whatever else the machine is doing.

Valgrind runs the server; counting begins after a warm-up and ends before the server does. A function belongs to the folder that defines it, with
what was inlined into it. What libraries do is counted for the folder that called them, however many calls away: shares of their callers, by the
instructions that callgrind saw from each.
"""

import collections
import http.client
import re
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import scenarios
from report import Table, number
from servers import Trent

WARM_UP = 300
FUNCTIONS_SHOWN = 25


def run(options):
    requests = 300 if options.quick else 2000
    with tempfile.TemporaryDirectory() as directory:
        _record(directory, requests)
        profile = read_profile(next(Path(directory).glob("callgrind.out.*")))
    return [_by_folder(profile, requests), _by_library(profile, requests), _by_function(profile, requests),
            _allocations(profile, requests)]


def _record(directory, requests):
    Trent(Path(directory, "data")).stop()  # what the first start makes is not what we count
    under = ["valgrind", "-q", "--tool=callgrind", "--instr-atstart=no", f"--callgrind-out-file={directory}/callgrind.out.%p"]
    with Trent(Path(directory, "data"), arguments=["--threads", "1"], under=under) as trent:
        connection = http.client.HTTPConnection(trent.url.split("//")[1])
        encrypt = scenarios.Prepared(trent, scenarios.named("Encrypt")[0])
        _send(connection, encrypt.request(), WARM_UP)
        _instrumentation(trent, "on")
        _send(connection, encrypt.request(), requests)
        _instrumentation(trent, "off")


def _send(connection, request, times):
    for _ in range(times):
        connection.request("POST", "/", request["body"], request["headers"])
        response = connection.getresponse()
        response.read()
        if response.status != 200:
            raise RuntimeError(f"Encrypt: {response.status}")


def _instrumentation(trent, state):
    subprocess.run(["callgrind_control", "-i", state, str(trent.process.pid)], check=True, capture_output=True)


# --- callgrind's format --------------------------------------------------------------------------


@dataclass
class Function:
    name: str
    file: str
    library: str
    own: int = 0
    # What it calls, by the key of the Function:
    cost: collections.Counter = field(default_factory=collections.Counter)  # instructions in the calls
    calls: collections.Counter = field(default_factory=collections.Counter)  # how many

    @property
    def folder(self):
        """Of src/, or None for what is not ours."""
        found = re.match(r"(?:.*/)?src/([a-z0-9_]+)/", self.file)
        return found.group(1) if found and self.library.endswith("/trent") else None


class _Names:
    """Callgrind writes a name once, with a number, and only the number afterwards."""

    def __init__(self):
        self._known = {}

    def of(self, text):
        number_, _, name = text.partition(" ")
        if name:
            self._known[number_] = name
        return self._known[number_]


def read_profile(path):
    """(library, file, name) -> Function. Source: Callgrind's manual, "Callgrind Format Specification"."""
    functions = {}
    names = collections.defaultdict(_Names)
    here = {"ob": "", "fl": ""}
    callee = {}
    current, calls = None, 0  # calls: 0 unless the next line has the cost of so many

    def function(library, file, name):
        return functions.setdefault((library, file, name), Function(name, file, library))

    for line in path.read_text().splitlines():
        if match := re.match(r"(c?)(ob|fl|fi|fe|fn)=(.*)$", line):
            called, kind, text = match.groups()
            name = names["fl" if kind in ("fi", "fe") else kind].of(text)
            if called:
                callee["fl" if kind in ("fi", "fe") else kind] = name
            elif kind == "fn":
                current = function(here["ob"], here["fl"], name)
            elif kind in ("ob", "fl"):
                here[kind] = name
            # fi and fe: lines that were inlined into the function; they count as its own.
        elif line.startswith("calls="):
            calls = int(line[len("calls="):].split()[0])
        elif re.match(r"[+*\-0-9]", line):
            cost = int(line.split()[1]) if " " in line else 0
            if calls:
                target = (callee.get("ob", here["ob"]), callee.get("fl", here["fl"]), callee["fn"])
                function(*target)
                current.cost[target] += cost
                current.calls[target] += calls
                calls, callee = 0, {}
            else:
                current.own += cost
    return functions


def charged_to_ours(profile, amounts, weight):
    """Passes amounts on from what is not ours to its callers, in shares of its `weight` ("cost" or "calls"), until they are at functions of ours.

    `amounts`: Function's key -> amount. What nobody of ours called stays where it ends.
    """
    callers = collections.defaultdict(collections.Counter)
    for key, function in profile.items():
        for target, value in getattr(function, weight).items():
            if target != key:
                callers[target][key] += value
    charged = collections.Counter()
    for _ in range(200):  # recursion among library functions leaves less each time
        later = collections.Counter()
        for key, amount in amounts.items():
            total = callers[key].total()
            if profile[key].folder is not None or total == 0 or amount < 0.5:
                charged[key] += amount
                continue
            for caller, value in callers[key].items():
                later[caller] += amount * value / total
        amounts = later
    return charged + amounts


# --- tables --------------------------------------------------------------------------------------


def _by_folder(profile, requests):
    own = collections.Counter()
    for function in profile.values():
        own[function.folder] += function.own
    charged = collections.Counter()
    for key, cost in charged_to_ours(profile, {key: one.own for key, one in profile.items()}, "cost").items():
        charged[profile[key].folder] += cost
    total = sum(own.values())
    table = Table(f"Instructions for one Encrypt by folder, of {number(total / requests)}",
                  ["folder", "own", "with libraries", "share"])
    for folder, cost in charged.most_common():
        table.add(f"{folder}/" if folder else "called by nobody of ours", number(own[folder] / requests) if folder else "",
                  number(cost / requests), f"{cost / total:.1%}")
    return table


LIBRARIES = [  # by the name of a function or the library's file; the first that matches
    ("allocator", r"^(_int_)?(malloc|free|calloc|realloc)|^operator (new|delete)|malloc_consolidate|unlink_chunk|tcache"),
    ("memcpy and the like", r"mem(cpy|move|set|cmp|chr)|str(len|cmp|chr)"),
    ("Boost.JSON", r"boost::json"),
    ("Asio and Beast", r"boost::(asio|beast|system)"),
    ("fmt", r"fmt::v"),
    ("standard library", r"^std::|^__gnu_cxx|^void std::|^bool std::"),
]


def _library_of(function):
    if function.folder:
        return "Trent"
    for name, pattern in LIBRARIES:
        if re.search(pattern, function.name):
            return name
    stem = Path(function.library).name.split(".so")[0]
    return "OpenSSL (no debug information in trent)" if stem == "trent" else stem or "unknown"


def _by_library(profile, requests):
    cost = collections.Counter()
    for function in profile.values():
        cost[_library_of(function)] += function.own
    table = Table("The same by library", ["library", "instructions", "share"])
    for name, instructions in cost.most_common():
        if instructions / requests >= 1:
            table.add(name, number(instructions / requests), f"{instructions / sum(cost.values()):.1%}")
    return table


def _inclusive(function):
    return function.own + sum(function.cost.values())


def _by_function(profile, requests):
    total = sum(function.own for function in profile.values())
    table = Table("Functions with most instructions, with all they call", ["function", "folder", "instructions", "share"])
    ours = [function for function in profile.values() if function.folder]
    for function in sorted(ours, key=_inclusive, reverse=True)[:FUNCTIONS_SHOWN]:
        table.add(f"`{_short(function.name)}`", f"{function.folder}/", number(_inclusive(function) / requests),
                  f"{_inclusive(function) / total:.1%}")
    return table


def _allocations(profile, requests):
    """Calls of the allocator, for whichever function of ours asked for them, itself or through a library."""
    called = collections.Counter()
    for function in profile.values():
        for target, calls in function.calls.items():
            if profile[target].name in ("malloc", "calloc", "realloc"):
                called[target] += calls
    table = Table(f"Heap allocations of one Encrypt, {number(sum(called.values()) / requests)}",
                  ["function", "folder", "allocations"])
    for key, calls in charged_to_ours(profile, called, "calls").most_common():
        function = profile[key]
        if calls / requests >= 0.05:
            table.add(f"`{_short(function.name)}`", f"{function.folder}/" if function.folder else "", f"{calls / requests:.1f}")
    return table


def _short(name):
    """Without arguments of templates and functions, and the namespace that all are in."""
    name = name.replace("(anonymous namespace)::", "").replace("trent::", "")
    while (shorter := re.sub(r"<[^<>]*>|\[[^\]]*\]|\([^()]*\)( const)?", "", name)) != name:
        name = shorter
    return name.strip().split(" ")[-1][:80]
