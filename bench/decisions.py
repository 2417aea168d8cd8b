"""What one authorization decision costs, and what it takes from the heap: bench/authorization.cc and bench/policy_decision.cc."""

import json
import subprocess
from pathlib import Path

from report import Table, number
from servers import trent_binary

PROGRAMS = {
    "authorization": "A decision as the gate asks for it",
    "policy_decision": "The evaluation of the policies alone",
}


def run(options):
    return [_table(program, title, options) for program, title in PROGRAMS.items()]


def _table(program, title, options):
    seconds = "0.05" if options.quick else "0.5"
    command = [Path(trent_binary()).parent / "bench" / program, "--benchmark_format=json", f"--benchmark_min_time={seconds}",
               f"--benchmark_repetitions={options.rounds}", "--benchmark_report_aggregates_only=true"]
    answer = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    table = Table(title, ["decision", "CPU ns", "allocations"])
    for row in answer["benchmarks"]:
        if row.get("error_occurred"):
            raise RuntimeError(f"{row['name']}: {row['error_message']}")
        if row.get("aggregate_name") in (None, "median"):
            heap = f"{row['allocations']:.1f}" if "allocations" in row else ""
            table.add(row["run_name"].replace("_", " "), number(row["cpu_time"]), heap)
    return table
