"""Runs clang-tidy over src/, on all cores, and remembers what was clean.

    tools/clang_tidy.py BUILD_DIR        (a configured build, with compile_commands.json)

A file is checked again only when it, a header of ours that it reaches, its flags, .clang-tidy or
clang-tidy itself has changed: what was clean is remembered for all checkouts of this user, as
ccache does. The tests and what is for them are left to the compiler: clang-tidy finds little there
and would take as long again.
"""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import time

CLANG_TIDY = "clang-tidy-19"
ROOT = pathlib.Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src"
OUTPUT = ROOT / "build" / "tidy"
CLEAN = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "trent-tidy"
CLEAN_DAYS = 30  # how long what nobody asked for is remembered

# What only g++ understands, and its precompiled headers, which clang cannot read. The option and
# its argument: the precompiled header is the only thing we -include.
GCC_ONLY = re.compile(r"-Winvalid-pch|-fpch-preprocess|-Wno-restrict|-Wno-maybe-uninitialized|-Werror")


def clang_arguments(command: str) -> list[str]:
    arguments = shlex.split(command)
    arguments = arguments[next(i for i, word in enumerate(arguments) if word.endswith("g++")):]
    kept, skip = [], False
    for word in arguments:
        if word == "-include":
            skip = True
        elif skip:
            skip = False
        elif not GCC_ONLY.fullmatch(word):
            kept.append(word)
    return kept


def reached_from(path: pathlib.Path, seen: set[pathlib.Path]) -> set[pathlib.Path]:
    """`path` and all headers below src/ that it includes, directly or not."""
    if path in seen or not path.exists():
        return seen
    seen.add(path)
    for name in re.findall(r'^#include "([^"]+)"', path.read_text(), re.MULTILINE):
        reached_from(SOURCE / name, seen)
    return seen


def key_of(entry: dict, salt: bytes) -> str:
    arguments = [argument.replace(str(ROOT), ".") for argument in entry["arguments"]]
    digest = hashlib.sha256(salt + json.dumps(arguments).encode())
    for path in sorted(reached_from(pathlib.Path(entry["file"]), set())):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def check(entry: dict, salt: bytes) -> str:
    """Empty if the file is clean, else what clang-tidy said."""
    clean = CLEAN / key_of(entry, salt)
    if clean.exists():
        clean.touch()
        return ""
    result = subprocess.run([CLANG_TIDY, "--quiet", "-p", str(OUTPUT), entry["file"]],
                            capture_output=True, text=True, check=False)
    if result.returncode == 0:
        clean.touch()
        return ""
    return result.stdout or result.stderr


def forget_old() -> None:
    for clean in CLEAN.iterdir():
        if time.time() - clean.stat().st_mtime > CLEAN_DAYS * 24 * 3600:
            clean.unlink(missing_ok=True)


def is_checked(file: str) -> bool:
    path = pathlib.Path(file)
    return SOURCE in path.parents and path.parent.name != "testing" and not file.endswith("_test.cc")


def main(build: pathlib.Path) -> int:
    commands = json.loads((build / "compile_commands.json").read_text())
    entries = [{"directory": c["directory"], "file": c["file"],
                "arguments": clang_arguments(c["command"])}
               for c in commands if is_checked(c["file"])]
    OUTPUT.mkdir(parents=True, exist_ok=True)
    CLEAN.mkdir(parents=True, exist_ok=True)
    forget_old()
    (OUTPUT / "compile_commands.json").write_text(json.dumps(entries, indent=1))

    version = subprocess.run([CLANG_TIDY, "--version"], capture_output=True, check=True).stdout
    salt = version + (ROOT / ".clang-tidy").read_bytes()
    dirty, said = 0, set()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for complaint in pool.map(lambda entry: check(entry, salt), entries):
            dirty += complaint != ""
            if complaint and complaint not in said:  # a header's complaint once
                print(complaint, flush=True)
            said.add(complaint)
    print(f"clang-tidy: {len(entries)} files, {dirty} with complaints")
    return 1 if dirty else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
