"""Writing files whole or not at all, and saying in words why one cannot be read or written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def reason(error: OSError) -> str:
    """What the system says is wrong, in lower case."""
    return (error.strerror or str(error)).lower()


def is_there(path: Path) -> bool:
    """Whether something has this name, a dangling link included. Raises OSError where that cannot be seen."""
    try:
        path.lstat()
    except FileNotFoundError:
        return False
    return True


@contextmanager
def aside(path: Path) -> Iterator[Path]:
    """A new empty file in the folder of `path`, to be filled and put in its place; gone at the end if it was not."""
    from tempfile import mkstemp

    handle, name = mkstemp(prefix=".argmap-", suffix=".tmp", dir=path.parent)
    os.close(handle)
    made = Path(name)
    made.chmod(0o666 & ~_umask())
    try:
        yield made
    finally:
        for left in made.parent.glob(f"{made.name}*"):  # a database may have left a journal of that name
            left.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def put_in_place(made: Path, path: Path) -> bool:
    """Give a finished file its name unless something has it; False if something does."""
    try:
        os.link(made, path)
    except FileExistsError:
        return False
    except OSError:
        # No hard links here (FAT, some network shares): rename, the last one wins, both are whole.
        if is_there(path):
            return False
        made.replace(path)
    return True
