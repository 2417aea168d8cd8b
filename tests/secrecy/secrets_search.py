"""Looks for known secrets in everything the server leaves behind, in every form they could take."""

import base64
import re
from pathlib import Path
from urllib.parse import quote


def forms_of(secret: bytes) -> dict[str, bytes]:
    """The secret itself and its usual encodings, whole or inside something longer."""
    forms = {
        "raw": secret,
        "reversed": secret[::-1],
        "hex": secret.hex().encode(),
        "upper-case hex": secret.hex().upper().encode(),
        "spaced hex": secret.hex(" ").encode(),
        "url": quote(secret, safe="").encode(),
        "JSON": b"".join(b"\\u%04x" % byte for byte in secret),
    }
    for offset in range(3):  # base64 of a longer text shows it in one of three alignments
        text = base64.b64encode(bytes(offset) + secret).rstrip(b"=")
        inner = text[4:-1] if offset else text[:-1]
        forms[f"base64 at {offset}"] = inner
        forms[f"base64url at {offset}"] = inner.replace(b"+", b"-").replace(b"/", b"_")
    # A secret of plain letters and digits is its own URL form: what looks alike is one form, under its first name.
    names = {form: name for name, form in reversed(forms.items()) if len(form) >= 12}
    return {name: form for form, name in names.items()}


def leaks_in(text: bytes, secrets: dict[str, bytes]) -> list[str]:
    """Which secrets are in `text`, and how: "plaintext as hex"."""
    return [
        f"{name} as {form}" for name, secret in secrets.items() for form, encoded in forms_of(secret).items() if encoded in text
    ]


def leaks_in_files(data: Path, secrets: dict[str, bytes]) -> set[str]:
    """As leaks_in, for all files below `data`: "trent.db: plaintext as raw"."""
    return {
        f"{path.relative_to(data)}: {leak}" for path in data.rglob("*") if path.is_file() for leak in leaks_in(read(path), secrets)
    }


def read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:  # it went away meanwhile: nothing in it
        return b""


def files_with(data: Path, secret: bytes) -> list[str]:
    """Which files below `data` hold these very bytes."""
    return [str(path.relative_to(data)) for path in data.rglob("*") if path.is_file() and secret in read(path)]


def memory_of(pid: int):
    """The writable memory of a process, a mapping at a time. Needs to be root for an undumpable process."""
    maps = Path(f"/proc/{pid}/maps").read_text()
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for begin, end in re.findall(r"^([0-9a-f]+)-([0-9a-f]+) rw", maps, re.MULTILINE):
            memory.seek(int(begin, 16))
            try:
                yield memory.read(int(end, 16) - int(begin, 16))
            except OSError:  # [vvar] and the like
                continue
