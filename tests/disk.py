"""A disk that fails on request, for a subprocess: `disk.c`, built and set up. Linux only.

    library = disk.build(folder)
    env = disk.environment(library, watched, fail_at=3)
    subprocess.run(command, env=os.environ | env)

The calls that change or sync a file in `watched` are counted from 1, each process for itself; `disk.c` says which they
are and which are not covered. To fail each call of a command in turn, run it once with `count`, and then with every
`fail_at` up to `sum(counts(count))`.
"""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import sys
from errno import EIO
from pathlib import Path
from typing import NamedTuple

SOURCE = Path(__file__).with_name("disk.c")


class Counts(NamedTuple):
    """How often a process wrote to (or truncated) the files in the watched folder, and how often it synced them."""

    writes: int
    syncs: int


def build(folder: Path) -> Path | None:
    """The library, compiled into this folder; `None` where there is no C compiler, or no Linux."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None or sys.platform != "linux":
        return None
    library = folder / "disk.so"
    options = ["-std=gnu11", "-O2", "-Wall", "-Wextra", "-shared", "-fPIC"]
    subprocess.run([compiler, *options, "-o", library, SOURCE, "-ldl"], check=True)
    return library


def environment(
    library: Path,
    watched: Path,
    *,
    fail_at: int | None = None,
    errno: int = EIO,
    once: bool = False,
    short: bool = False,
    count: Path | None = None,
    log: Path | None = None,
) -> dict[str, str]:
    """The variables, to be merged into `os.environ`, that put a process on such a disk.

    `fail_at` is the number of the call that fails, with `errno`, and so do all later ones, unless `once`. With `short`,
    a write that fails stores half of its bytes first. `count` is a file for `counts`, written when the process exits.
    Of several processes the last to exit writes it, so run the command itself, with no shell or tracer around it.
    `log` is a file outside of `watched` for `calls`, to which all processes add that have it.
    """
    preload = str(library.resolve())
    if set(preload) & set(" :"):
        raise ValueError(f"LD_PRELOAD cannot name a path with a space or a colon: {preload}")
    return {
        "LD_PRELOAD": " ".join(filter(None, [preload, os.environ.get("LD_PRELOAD")])),
        "DISK_FOLDER": str(watched.resolve()),
        "DISK_FAIL_AT": str(fail_at or 0),
        "DISK_ERRNO": str(errno),
        "DISK_FAIL": "once" if once else "on",
        "DISK_SHORT": "1" if short else "0",
        "DISK_COUNT": str(count.resolve()) if count else "",
        "DISK_LOG": str(log.resolve()) if log else "",
    }


class Call(NamedTuple):
    """A call that was made on the disk: what it was (the letters are `disk.c`'s), on which file, where, with what."""

    what: str
    inode: int
    number: int
    bytes: bytes

    @property
    def names(self) -> list[str]:
        """The names that it is about."""
        return [os.fsdecode(name) for name in self.bytes.split(b"\0")]


_HEAD = struct.Struct("=cQQI")


def calls(path: Path) -> list[Call]:
    """The calls in a log, in the order in which all processes made them."""
    noted, found, at = path.read_bytes(), [], 0
    while at < len(noted):
        what, inode, number, size = _HEAD.unpack_from(noted, at)
        at += _HEAD.size + size
        found.append(Call(what.decode(), inode, number, noted[at - size : at]))
    return found


def counts(path: Path) -> Counts:
    """What a process counted, from the file that was the `count` of its environment."""
    _, writes, _, syncs = path.read_text(encoding="ascii").split()
    return Counts(int(writes), int(syncs))
