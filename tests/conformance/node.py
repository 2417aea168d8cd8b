"""Runs the programs of tests/conformance/js with node."""

import os
import subprocess
from pathlib import Path

FOLDER = Path(__file__).parent / "js"


def environment(server, region: str) -> dict[str, str]:
    return {
        **os.environ,
        "TRENT_URL": server.url,
        "TRENT_REGION": region,
        "AWS_ACCESS_KEY_ID": server.credentials.access_key,
        "AWS_SECRET_ACCESS_KEY": server.credentials.secret_key,
        "NODE_OPTIONS": "--no-deprecation",
    }


def run(*arguments: object, env: dict[str, str] | None = None) -> subprocess.CompletedProcess:
    assert (FOLDER / "node_modules").exists(), f"run `npm install` in {FOLDER} first (./dev test does)"
    return subprocess.run(
        ["node", *map(str, arguments)], cwd=FOLDER, env=env, capture_output=True, text=True, timeout=180
    )
