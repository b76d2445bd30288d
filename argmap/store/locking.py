"""One writer at a time: a lock on a file beside the map, held around every write transaction.

SQLite alone lets writers starve one another: one of eight waited for three seconds. In turn, none waits for more than
a few edits of the others. It also keeps two connections from checkpointing at once, which loses edits in SQLite up to
3.51.2.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from argmap.errors import BusyMapError, ReadOnlyMapError
from argmap.files import reason

if TYPE_CHECKING:
    from filelock import FileLock

SUFFIXES: Final = (".lock", ".import-lock")
"""The ends of the names of the locks of edits and of large imports; each has a turnstile beside it."""

POLL: Final = 0.0005
"""Seconds between two looks at the lock, by the one whose turn it is."""

TURN_POLL: Final = 0.002
"""Seconds between two looks at the turnstile, by all the others."""


@contextmanager
def locked(path: Path, wait: float, suffix: str = SUFFIXES[0]) -> Iterator[None]:
    """Hold the lock of the map at `path`. Raises BusyMapError where somebody else has it for `wait` seconds."""
    from filelock import Timeout  # 10 ms, which only edits pay

    lock, turn = _lock(path, suffix, wait, POLL), _lock(path, f"{suffix}-turn", wait, TURN_POLL)
    wanted = turn
    try:
        # Whoever wants the lock first waits for its turn: else who has just let go takes it again at once.
        with turn:
            wanted = lock
            lock.acquire()
    except Timeout:
        raise BusyMapError(f"somebody else has been writing this map for {wait:g} seconds; try again") from None
    except OSError as error:
        raise ReadOnlyMapError(
            f"cannot lock {str(path)!r} for writing: its lock file {wanted.lock_file!r}: {reason(error)}"
        ) from None
    try:
        _share(path)
        yield
    finally:
        lock.release()


def _share(path: Path) -> None:
    """Let all who may write the map lock it: a map whose folder is shared later has lock files from before."""
    if os.name != "posix":
        return
    real = path.resolve()
    with suppress(OSError):
        wanted = real.stat()
        for suffix in SUFFIXES:
            for file in (Path(f"{real}{suffix}"), Path(f"{real}{suffix}-turn")):
                with suppress(OSError):  # not there, or somebody else's, who alone can widen it
                    found = file.stat()
                    if found.st_uid != os.geteuid():
                        continue
                    if found.st_gid != wanted.st_gid:
                        os.chown(file, -1, wanted.st_gid)
                    if missing := wanted.st_mode & 0o666 & ~found.st_mode:
                        file.chmod(stat.S_IMODE(found.st_mode) | missing)


def _lock(path: Path, suffix: str, wait: float, poll: float) -> FileLock:
    from filelock import FileLock

    # Whoever may write the map may lock it. Some versions of filelock set the mode of a lock file that is there, too:
    # it is never narrowed, as somebody may wait with it open.
    file = Path(f"{path.resolve()}{suffix}")
    mode = path.stat().st_mode & 0o666 if path.exists() else 0o600
    with suppress(OSError):
        mode |= file.stat().st_mode & 0o666
    return FileLock(str(file), timeout=wait, poll_interval=poll, mode=mode)
