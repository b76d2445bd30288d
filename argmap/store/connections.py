"""Whether all who have a map open still share its files: SQLite's log and the index of it, beside the database.

Whatever takes one of them away, or makes the locks on the database drop, leaves connections that write past each
other: each goes on in files of its own, and one side's edits are lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

Identity = tuple[int, int]
"""Device and number of a file: the same as long as it is the same file."""

PROCESSES: Final = Path("/proc")
"""Where Linux shows which files a process has open."""


class Files(NamedTuple):
    """The files of a map, None where there is none of that name."""

    database: Identity | None
    log: Identity | None
    shared: Identity | None


def files_of(path: Path) -> Files:
    """The files that now have the names of the map's; SQLite names them by the real name of the database."""
    real = path.resolve()
    return Files(_identity(real), _identity(Path(f"{real}-wal")), _identity(Path(f"{real}-shm")))


def _identity(path: Path) -> Identity | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def openers(path: Path) -> dict[int, bool] | None:
    """The processes that have the map open, and whether each has the log and the index that are beside it now.

    Only those that this user may look into; None where the system does not show them.
    """
    if not (PROCESSES / "self" / "fd").is_dir():
        return None
    now, real = files_of(path), str(path.resolve())
    beside = {f"{real}-wal": now.log, f"{real}-shm": now.shared}
    found = {}
    for number, opened in _opened():
        if now.database in opened.values():
            # The name of a file that was taken away is followed by a word that says so.
            theirs = [(name.removesuffix(" (deleted)"), identity) for name, identity in opened.items()]
            found[number] = all(beside.get(name, identity) == identity for name, identity in theirs)
    return found


def _opened() -> Iterator[tuple[int, dict[str, Identity | None]]]:
    """Each process that one may look into, with the names of the files that it has open."""
    for process in PROCESSES.iterdir():
        if not process.name.isdecimal():
            continue
        opened = {}
        try:
            for handle in (process / "fd").iterdir():
                name = str(handle.readlink())
                if name.startswith("/"):
                    opened[name] = _identity(handle)
        except OSError:  # it has ended meanwhile, or is somebody else's
            if not opened:
                continue
        yield int(process.name), opened
