"""Tables, and where they are kept: between markers in docs/performance.md, whose other text is written by hand."""

import datetime
import os
import re
import statistics
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import servers

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/performance.md"


@dataclass
class Table:
    title: str
    columns: list
    rows: list = field(default_factory=list)
    notes: list = field(default_factory=list)

    def add(self, *cells):
        self.rows.append([str(cell) for cell in cells])

    def __str__(self):
        widths = [max(map(len, column)) for column in zip(self.columns, *self.rows)]
        head, *body = ("| " + " | ".join(_padded(row, widths)) + " |" for row in [self.columns, *self.rows])
        rule = "|" + "|".join("---" if index == 0 else "---:" for index in range(len(widths))) + "|"
        return "\n".join([f"**{self.title}**", "", head, rule, *body, *(f"\n{note}" for note in self.notes)])


def _padded(row, widths):
    return [cell.ljust(width) if index == 0 else cell.rjust(width) for index, (cell, width) in enumerate(zip(row, widths))]


def median(runs, name):
    return statistics.median(getattr(run, name) for run in runs)


def number(value):
    """As many digits as are worth something."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 1 else f"{value:.2f}"


# --- what the figures are of ---------------------------------------------------------------------


def _first_match(pattern, path):
    found = re.search(pattern, Path(path).read_text(), re.MULTILINE)
    return found.group(1).strip() if found else "unknown"


def _output(*command):
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT).stdout.strip()


def machine():
    memory = int(_first_match(r"^MemTotal:\s+(\d+)", "/proc/meminfo")) / 2**20
    processor = _first_match(r"^model name\s*:(.*)$", "/proc/cpuinfo")
    system = _first_match(r'^PRETTY_NAME="(.*)"$', "/etc/os-release")
    return f"{os.cpu_count()} × {processor}, {memory:.0f} GiB; {system}, Linux {os.uname().release}"


def configuration():
    """The defaults that Trent runs with, from its own mouth."""
    lines = _output(servers.trent_binary(), "serve", "--help").splitlines()
    defaults = [re.match(r"\s+(--[a-z-]+) [A-Z:]+=(\S+) ", line) for line in lines]
    unlike = {"--listen", "--log-level"}
    options = " ".join(f"{found[1]} {found[2]}" for found in defaults if found and found[1] not in unlike and found[2] != "[]")
    return ("Trent with its defaults: signatures verified, policies decided, an audit record for each request, commits synced; "
            f"`{options} --log-level error`")


def head(options):
    now = datetime.datetime.now(datetime.timezone.utc)
    commit = _output("git", "rev-parse", "--short", "HEAD") or "unknown"
    changed = " with changes" if _output("git", "status", "--porcelain", "--untracked-files=no", "--", "src") else ""
    busy = os.getloadavg()[0]
    return "\n".join([
        f"{now:%Y-%m-%d %H:%M} UTC, commit {commit}{changed}, {options.rounds} rounds of {options.seconds} s, alternating; "
        f"medians. Load before: {busy:.1f}.",
        f"{machine()}.", f"{configuration()}."])


# --- keeping them --------------------------------------------------------------------------------


def keep(section, text):
    """Replaces what stands between the section's markers."""
    begin, end = f"<!-- bench:{section}:begin -->", f"<!-- bench:{section}:end -->"
    page = PAGE.read_text()
    if begin not in page:
        raise RuntimeError(f"{PAGE.name} has no place for {section}: {begin}")
    before, rest = page.split(begin, 1)
    PAGE.write_text(f"{before}{begin}\n{text}\n{end}{rest.split(end, 1)[1]}")
