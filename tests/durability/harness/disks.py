"""Disks that misbehave: libraries in disk/, compiled here and loaded into the server with LD_PRELOAD."""

import mmap
import os
import shutil
import struct
import subprocess
from pathlib import Path

import pytest

SOURCES = Path(__file__).parents[1] / "disk"
SYNC, WRITE, TRUNCATE = 1, 2, 4  # kinds of calls, as in faults.c
FIELDS = ("armed", "first", "sticky", "error", "calls", "failed", "loaded")


def compiled(name: str, folder: Path) -> Path:
    compiler = os.environ.get("CC") or shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if not compiler:
        pytest.skip(f"no C compiler for {name}.c")
    library = folder / f"{name}.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", library, SOURCES / f"{name}.c", "-ldl"], check=True)
    return library


class FaultyDisk:
    """A disk whose n-th call fails: the other end of faults.c. It works until arm() is called."""

    def __init__(self, folder: Path):
        self.control_file = folder / "faults"
        self.control_file.write_bytes(bytes(4 * len(FIELDS)))
        self.library = compiled("faults", folder)
        with self.control_file.open("r+b") as file:
            self.control = mmap.mmap(file.fileno(), 4 * len(FIELDS))

    def environment(self) -> dict[str, str]:
        """What the server's process needs to have this disk."""
        return {"LD_PRELOAD": str(self.library), "TRENT_TEST_FAULTS": str(self.control_file)}

    def arm(self, kinds: int, error: int, first: int = 1, sticky: bool = False):
        """From now on the `first`-th call of these kinds fails with `error`; `sticky`: and all later ones."""
        self._set("armed", 0)
        for name, value in {"calls": 0, "failed": 0, "first": first, "sticky": sticky, "error": error}.items():
            self._set(name, value)
        self._set("armed", kinds)

    def disarm(self) -> int:
        """The disk works again. Returns how many calls failed."""
        self._set("armed", 0)
        return self.get("failed")

    def get(self, name: str) -> int:
        return struct.unpack_from("i", self.control, 4 * FIELDS.index(name))[0]

    def _set(self, name: str, value: int):
        struct.pack_into("i", self.control, 4 * FIELDS.index(name), value)


class ForgetfulDisk:
    """A disk that loses, in a power cut, everything that was not synced: the other end of forgetful.c."""

    def __init__(self, folder: Path, data: Path):
        self.data = data
        self.remembered = folder / "remembered"
        self.library = compiled("forgetful", folder)
        self._remember_everything()

    def environment(self) -> dict[str, str]:
        return {
            "LD_PRELOAD": str(self.library),
            "TRENT_TEST_REMEMBERED": str(self.remembered),
            "TRENT_TEST_DATA": str(self.data),
        }

    def cut_power(self):
        """Puts the data directory into the state of the last syncs. The server must be dead."""
        files = self.synced_files()
        shutil.rmtree(self.data)
        self.data.mkdir(mode=0o700)
        for name, content in files.items():
            path = self.data / name
            path.touch(0o600)
            path.write_bytes(content)
        self._remember_everything()

    def synced_files(self) -> dict[str, bytes]:
        """Name and content of each file that the worst power cut would leave now."""
        names = (self.remembered / "names").read_text()
        return {name: self._content(inode) for inode, name in (line.split(" ", 1) for line in names.splitlines())}

    def _content(self, inode: str) -> bytes:
        file = self.remembered / inode
        return file.read_bytes() if file.exists() else b""  # the name was synced, the content never

    def _remember_everything(self):
        """What lies in the data directory now is on the disk."""
        shutil.rmtree(self.remembered, ignore_errors=True)
        self.remembered.mkdir()
        files = [path for path in self.data.iterdir() if path.is_file()] if self.data.exists() else []
        for path in files:
            shutil.copyfile(path, self.remembered / str(path.stat().st_ino))
        (self.remembered / "names").write_text("".join(f"{path.stat().st_ino} {path.name}\n" for path in files))
