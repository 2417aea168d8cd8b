"""House rules that no compiler and no clang-tidy check knows. Run by `./dev lint`.

    tools/tidy.py [ROOT]

Every complaint says what to do instead. tools/tidy_test.py tests the rules; tools/layers.txt is the
table of which folder of src/ may include which.
"""

import pathlib
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from typing import NamedTuple

FILE_LINES_MAX = 500
# On one of the first lines of a file that is a table, and therefore may be long.
TABLE_MARKER = "// tidy: table"


class Rule(NamedTuple):
    pattern: str  # what may not appear in code (comments and strings are not looked at) ...
    allowed_in: tuple[str, ...]  # ... except in paths that start so
    instead: str  # what to do
    tests_too: bool = True  # does it hold for tests, fuzzers and benchmarks?


CODE_RULES = [
    Rule(r"#include <openssl/", ("src/crypto/", "bench/bare_operations.cc"), "call crypto/, the only folder that knows OpenSSL"),
    Rule(r"#include <sqlite3\.h>", ("src/storage/sqlite/",), "go through storage/store.h"),
    Rule(r"#include <boost/(asio|beast)\b", ("src/http/",), "go through http/; asynchrony ends there"),
    Rule(r"#include <boost/json\b", ("src/wire/", "src/policy/", "src/oidc/", "src/cloudtrail/"), "let wire/ decode it",
         tests_too=False),
    Rule(r"\breveal(_mutable)?\(",
         ("src/audit/chain.cc", "src/base/", "src/crypto/", "src/material/", "src/rootkey/", "src/sigv4/", "src/wire/",
          "src/query/",
          "src/server/credentials"),
         "pass the secret on unopened; few folders may look inside", tests_too=False),
    Rule(r"\bmemcmp\(", (),
         "crypto/compare.h for secrets, std::ranges::equal for public data"),
    Rule(r"\bsystem_clock\b(?!::\w*(time_t|time_point)\b)|\bgettimeofday\b|\bCLOCK_REALTIME\b|\btime\((nullptr|NULL|0)\)",
         ("src/base/clock.cc",), "take the time from the Clock you were given", tests_too=False),
    Rule(r"\b(secure_)?getenv\(", ("src/cli/",),
         "make it an option that cli/ reads and hands down", tests_too=False),
]

TODO = re.compile(r"\bTODO\b(?!\(#\d+\))")
MACHINE_PATH = re.compile(r"(?<![\w.~*}])/(home|root|work|Users)/\w")
VAGUE_NAMES = {"util", "utils", "common", "helper", "helpers", "manager", "managers", "misc"}
GENERATED_NAME = re.compile(r"\.(o|a|so|pyc|gch|log|db|sqlite3?|orig|rej)$|(^|/)(build|node_modules)/")
GENERATED_TEXT = re.compile(r"\bDO NOT EDIT\b|@generated\b")

# These speak of what they forbid.
ABOUT_RULES = ("tools/tidy.py", "tools/tidy_test.py")


def is_test(path: str) -> bool:
    return path.endswith("_test.cc") or "/testing/" in path or not path.startswith("src/")


def without_comments_and_strings(line: str) -> str:
    if line.startswith("#include"):
        return line
    return re.sub(r"//.*", "", re.sub(r'"(\\.|[^"\\])*"', '""', line))


def code_complaints(path: str, text: str) -> Iterator[str]:
    """The rules about what code may say."""
    for number, line in enumerate(text.splitlines(), start=1):
        code = without_comments_and_strings(line)
        for rule in CODE_RULES:
            if is_test(path) and not rule.tests_too:
                continue
            found = re.search(rule.pattern, code)
            if found and not path.startswith(rule.allowed_in):
                yield f"{path}:{number}: `{found[0]}` not here; {rule.instead}"


def length_complaints(path: str, text: str) -> Iterator[str]:
    lines = text.splitlines()
    is_table = any(TABLE_MARKER in line for line in lines[:20])
    if len(lines) > FILE_LINES_MAX and not is_table and not is_test(path):
        yield (f"{path}: {len(lines)} lines, at most {FILE_LINES_MAX}; divide it by what it knows, "
               f"or mark it `{TABLE_MARKER}` if it is one")


def text_complaints(path: str, text: str) -> Iterator[str]:
    """The rules about every file, whatever its language."""
    if path in ABOUT_RULES:
        return
    for number, line in enumerate(text.splitlines(), start=1):
        if TODO.search(line):
            yield f"{path}:{number}: an open end without an issue; write TODO(#123)"
        if MACHINE_PATH.search(line):
            yield f"{path}:{number}: a path of one machine; make it relative or an option"
        if GENERATED_TEXT.search(line):
            yield f"{path}:{number}: generated output; keep the generator and run it in the build"


def name_complaints(path: str) -> Iterator[str]:
    for part in pathlib.PurePath(path).parts:
        for word in VAGUE_NAMES.intersection(re.split(r"[_.\-]", part.lower())):
            yield f"{path}: `{word}` names no thing; name it after what it holds or does"
    if GENERATED_NAME.search(path):
        yield f"{path}: generated output; remove it and add it to .gitignore"


def parse_layers(text: str) -> dict[str, list[str]]:
    rows = (line.split(":") for line in text.splitlines() if line)
    return {folder: uses.split() for folder, uses in rows}


def table_complaints(layers: dict[str, list[str]]) -> Iterator[str]:
    """A folder uses only folders above it: so there are no cycles, and the table reads downwards."""
    above: set[str] = set()
    for folder, uses in layers.items():
        for used in uses:
            if used not in above:
                yield f"tools/layers.txt: {folder} uses {used}; a folder uses only rows above its own"
        above.add(folder)


def layer_complaints(path: str, text: str, layers: dict[str, list[str]],
                     exists: set[str]) -> Iterator[str]:
    """What a file below src/ includes of ours."""
    folder = path.split("/")[1]
    if folder not in layers:
        yield f"{path}: folder without a row; add {folder} to tools/layers.txt"
        return
    for number, line in enumerate(text.splitlines(), start=1):
        include = re.match(r'#\s*include "([^"]+)"', line)
        if not include:
            continue
        name, used = include[1], include[1].split("/")[0]
        where = f"{path}:{number}"
        if f"src/{name}" not in exists:
            yield f'{where}: no src/{name}; write includes as "folder/file.h", <> for third parties'
        elif used != folder and used not in layers[folder]:
            yield (f"{where}: {folder} may not use {used} (tools/layers.txt); "
                   "turn the dependency round or move the code")
        elif used != folder and "/internal/" in name:
            yield f"{where}: internal to {used}; use the headers in src/{used}/ itself"
        elif "/testing/" in name and not is_test(path):
            yield f"{where}: testing/ is for tests; pass in what you need"


def printed_table_complaints(page: str, layers_text: str) -> Iterator[str]:
    """docs/architecture.md prints the table between two markers."""
    printed = re.search(r"<!-- layers:begin -->\s*```\w*\n(.*?)```\s*<!-- layers:end -->", page, re.S)
    if not printed or printed[1].strip() != layers_text.strip():
        yield ("docs/architecture.md: copy tools/layers.txt into a code block between "
               "<!-- layers:begin --> and <!-- layers:end -->")


def complaints(files: dict[str, str]) -> Iterator[str]:
    """Everything wrong with a repository, given as its texts by path."""
    layers_text = files.get("tools/layers.txt", "")
    layers = parse_layers(layers_text)
    yield from table_complaints(layers)
    if "docs/architecture.md" in files:
        yield from printed_table_complaints(files["docs/architecture.md"], layers_text)
    exists = set(files)
    for path, text in files.items():
        yield from name_complaints(path)
        yield from text_complaints(path, text)
        if not path.endswith((".cc", ".h")):
            continue
        yield from code_complaints(path, text)
        if path.startswith("src/"):
            yield from length_complaints(path, text)
            yield from layer_complaints(path, text, layers, exists)


def files_of(root: pathlib.Path) -> dict[str, str]:
    """All files git would keep; without git, all outside the ignored folders."""
    if (root / ".git").exists() and shutil.which("git"):
        listing = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                                 cwd=root, capture_output=True, text=True, check=True).stdout
        paths = [root / name for name in listing.split("\0") if name]
    else:
        ignored = {".git", "build", "node_modules", "__pycache__", ".pytest_cache"}
        paths = [p for p in root.rglob("*") if not ignored.intersection(p.relative_to(root).parts)]
    return {p.relative_to(root).as_posix(): p.read_text(errors="replace")
            for p in sorted(paths) if p.is_file()}


if __name__ == "__main__":
    found = list(complaints(files_of(pathlib.Path(sys.argv[1] if sys.argv[1:] else "."))))
    print(*found, sep="\n", end="\n" if found else "")
    print(f"tidy: {len(found)} complaints")
    sys.exit(bool(found))
