"""Reads a Wycheproof file and runs its vectors from a pool of threads."""

import json
import os
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

ACCEPTED, REFUSED, LEFT_OUT = "accepted", "refused", "left out"
Vector = dict[str, Any]


def folder() -> Path:
    return Path(os.environ.get("TRENT_VECTORS", "../../../shared/vectors")) / "wycheproof"


def pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(2 * (os.cpu_count() or 2))


def answer(operation: Callable, **request: Any) -> dict[str, Any] | tuple[str, str]:
    """The output, or the code and text of the refusal."""
    try:
        return operation(**request)
    except ClientError as refusal:
        return refusal.response["Error"]["Code"], refusal.response["Error"]["Message"]


class Wrong(Exception):
    """The server judged a vector otherwise than it should."""


def expect(got: Any, wanted: Any) -> None:
    if got != wanted:
        raise Wrong(f"got {got!r}, wanted {wanted!r}")


class Vectors:
    """The vectors of one file. Values in hex stay so; `group` of a vector is the group it stands in."""

    def __init__(self, path: Path):
        self.name = path.name.removesuffix("_test.json")
        self.all: list[Vector] = [
            {**test, "group": {key: value for key, value in group.items() if key != "tests"}}
            for group in json.loads(path.read_text())["testGroups"]
            for test in group["tests"]
        ]
        self.outcomes: Counter[str] = Counter()

    def keys(self, name: Callable[[Vector], Any], make: Callable[[Any], Any]) -> dict[Any, Any]:
        """make(key) for every distinct key of the file, once."""
        distinct = list(dict.fromkeys(map(name, self.all)))
        with pool() as threads:
            return dict(zip(distinct, threads.map(make, distinct), strict=True))

    def run(self, check: Callable[[Vector], str]) -> None:
        """check(vector) raises Wrong, or says what became of the vector."""

        def one(vector: Vector) -> str:
            try:
                return check(vector)
            except Wrong as wrong:
                return f"{self.name} {vector['tcId']} {vector['comment']!r} {vector.get('flags')}: {wrong}"

        with pool() as threads:
            self.outcomes.update(threads.map(one, self.all))
        wrong = [text for text in self.outcomes if text not in (ACCEPTED, REFUSED, LEFT_OUT)]
        assert not wrong, "\n".join(wrong[:20])
        assert self.outcomes[ACCEPTED] + self.outcomes[REFUSED] > 0, "no vector was of use"

    def counts(self) -> str:
        return ", ".join(f"{self.outcomes[outcome]:4} {outcome}" for outcome in (ACCEPTED, REFUSED, LEFT_OUT))
