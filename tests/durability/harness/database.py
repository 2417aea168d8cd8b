"""The SQLite database of a data directory, seen from outside."""

import contextlib
import shutil
import sqlite3
from pathlib import Path

MAGIC = b"SQLite format 3\0"


def database_of(data: Path) -> Path:
    """The one SQLite database in a data directory, whatever its name."""
    found = [path for path in files_of(data) if path.read_bytes()[: len(MAGIC)] == MAGIC]
    assert len(found) == 1, f"databases in {data}: {found}"
    return found[0]


def files_of(data: Path) -> list[Path]:
    return sorted(path for path in data.rglob("*") if path.is_file())


def copied(data: Path, to: Path) -> Path:
    """A copy of a data directory that no process works on."""
    shutil.copytree(data, to, ignore=shutil.ignore_patterns("*-shm"))
    return to


@contextlib.contextmanager
def opened(data: Path):
    connection = sqlite3.connect(database_of(data), isolation_level=None)
    try:
        yield connection
    finally:
        connection.close()


def assert_sound(data: Path, scratch: Path):
    """SQLite's own checks pass on a copy of the files as they lie there."""
    with opened(copied(data, scratch)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    shutil.rmtree(scratch)


# --- wrapped material: key_materials names it, sealed_slots holds its bytes (src/storage/sqlite/schema.cc) ---

MATERIALS = """
    FROM keys JOIN key_materials USING (key_row) JOIN sealed_slots USING (slot)
    WHERE keys.id = ? ORDER BY position"""


def wrapped_materials(database: sqlite3.Connection, key_id: str) -> list[bytes]:
    """The wrapped bytes of a key's materials, oldest first, without those that were erased."""
    return [row[0][: row[1]] for row in database.execute(f"SELECT bytes, size_bytes {MATERIALS}", (key_id,))]


def replace_wrapped_material(database: sqlite3.Connection, key_id: str, wrapped: bytes):
    """Puts other bytes in the place of a key's only material."""
    ((slot, capacity),) = database.execute(f"SELECT slot, length(bytes) {MATERIALS}", (key_id,)).fetchall()
    stored = wrapped.ljust(capacity, b"\0")
    database.execute("UPDATE sealed_slots SET bytes = ? WHERE slot = ?", (stored, slot))
    database.execute("UPDATE key_materials SET size_bytes = ? WHERE slot = ?", (len(wrapped), slot))
