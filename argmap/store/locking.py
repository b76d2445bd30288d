"""One writer at a time: a lock on a file beside the map, held around every write transaction.

SQLite alone lets writers starve one another: one of eight waited for three seconds. In turn, none waits for more than
a few edits of the others. It also keeps two connections from checkpointing at once, which loses edits in SQLite up to
3.51.2.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from argmap.errors import BusyMapError, ReadOnlyMapError
from argmap.files import reason

if TYPE_CHECKING:
    from filelock import FileLock

POLL: Final = 0.0005
"""Seconds between two looks at the lock, by the one whose turn it is."""

TURN_POLL: Final = 0.002
"""Seconds between two looks at the turnstile, by all the others."""


@contextmanager
def locked(path: Path, wait: float, suffix: str = ".lock") -> Iterator[None]:
    """Hold the lock of the map at `path`. Raises BusyMapError where somebody else has it for `wait` seconds."""
    from filelock import Timeout  # 10 ms, which only edits pay

    lock = _lock(path, suffix, wait, POLL)
    try:
        # Whoever wants the lock first waits for its turn: else who has just let go takes it again at once.
        with _lock(path, f"{suffix}-turn", wait, TURN_POLL):
            lock.acquire()
    except Timeout:
        raise BusyMapError(f"somebody else has been writing this map for {wait:g} seconds; try again") from None
    except OSError as error:
        raise ReadOnlyMapError(f"cannot lock {str(path)!r} for writing: {reason(error)}") from None
    try:
        yield
    finally:
        lock.release()


def _lock(path: Path, suffix: str, wait: float, poll: float) -> FileLock:
    from filelock import FileLock

    # Whoever may write the map may lock it.
    mode = path.stat().st_mode & 0o666 if path.exists() else 0o600
    return FileLock(f"{path.resolve()}{suffix}", timeout=wait, poll_interval=poll, mode=mode)
