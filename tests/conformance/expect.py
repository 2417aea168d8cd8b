"""How the tests say what they expect of a refusal."""

import contextlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

import pytest
from botocore.exceptions import ClientError


class _Any:
    def __repr__(self) -> str:
        return "any text"


ANY = _Any()  # the reference gives no text: only the exception counts
WOULD_SUCCEED = ("DryRunOperationException", "The request would have succeeded, but the DryRun option is set.")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
MATERIAL_ID = re.compile(r"[0-9a-f]{64}")

# A well-formed key id that no key has.
UNKNOWN_KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab"


@contextlib.contextmanager
def refused(code: str, message: object = ANY):
    """The boto3 call in the block must fail so. message=None: AWS sends no message here."""
    with pytest.raises(ClientError) as raised:
        yield
    response = raised.value.response
    assert (response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]) == (code, 400), response
    if message is None:
        assert response["Error"]["Message"] == "" and "message" not in response, response
    elif message is not ANY:
        assert response["Error"]["Message"] == message


@dataclass(frozen=True)
class Violation:
    """One part of a constraint message: `value` is None when AWS prints none, "null" for a missing member."""

    path: str
    reason: str
    value: str | None = None
    allowed: frozenset[str] | None = None  # for enums, whose printed order means nothing


def violations(error: tuple[str, str | None]) -> set[Violation]:
    """Takes apart `N validation error[s] detected: Value ...; Value ...` and checks its count."""
    code, message = error
    assert code == "ValidationException", error
    head = re.fullmatch(r"(\d+) validation (errors?) detected: (.*)", message, re.DOTALL)
    assert head, f"not a constraint message: {message}"
    parts = re.split(r"; (?=Value (?:'|null |at '))", head[3])
    assert (int(head[1]), head[2]) == (len(parts), "error" if len(parts) == 1 else "errors"), message
    return {_violation(part) for part in parts}


def _violation(part: str) -> Violation:
    match = re.fullmatch(r"Value (?:'(.*)' |(null) )?at '([^']*)' failed to satisfy constraint: (.*)", part, re.DOTALL)
    assert match, f"not a violation: {part}"
    value, path, reason = match[1] if match[1] is not None else match[2], match[3], match[4]
    enum = re.fullmatch(r"Member must satisfy enum value set: \[(.*)\]", reason)
    if enum:
        return Violation(path, "enum", value, frozenset(enum[1].split(", ")))
    return Violation(path, reason, value)


def missing(path: str) -> Violation:
    return Violation(path, "Member must not be null", "null")


def too_short(path: str, length: int, value: str | None = None) -> Violation:
    return Violation(path, f"Member must have length greater than or equal to {length}", value)


def too_long(path: str, length: int, value: str | None = None) -> Violation:
    return Violation(path, f"Member must have length less than or equal to {length}", value)


def too_small(path: str, least: int, value: object) -> Violation:
    return Violation(path, f"Member must have value greater than or equal to {least}", str(value))


def too_big(path: str, most: int, value: object) -> Violation:
    return Violation(path, f"Member must have value less than or equal to {most}", str(value))


def no_match(path: str, pattern: str, value: str) -> Violation:
    return Violation(path, f"Member must satisfy regular expression pattern: {pattern}", value)


def not_in(path: str, allowed: set[str] | frozenset[str], value: str) -> Violation:
    return Violation(path, "enum", value, frozenset(allowed))


def seconds_from_now(seconds: float) -> datetime:
    return datetime.now(timezone.utc) + timedelta(seconds=seconds)


def about(when: datetime, expected: datetime, seconds: float = 20) -> bool:
    return abs((when - expected).total_seconds()) < seconds
