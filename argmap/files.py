"""Writing files whole or not at all, and saying in words why one cannot be read or written."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from argmap.errors import OutputError


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


def write_file(path: Path, parts: Iterable[str | bytes], *, force: bool) -> None:
    """Write a file whole or not at all. Raises OutputError, also where one is there and `force` is not given.

    A link is followed, a file that is overwritten keeps its mode, and nothing but a file is overwritten.
    """
    try:
        target = path.resolve()
        old = target.stat() if is_there(target) else None
        if old is not None and not stat.S_ISREG(old.st_mode):
            raise OutputError(f"{str(path)!r} is there already, and no file")
        if old is not None and not force:
            raise in_the_way(path)
        with aside(target) as made:
            with made.open("wb") as file:
                for part in parts:
                    file.write(part if isinstance(part, bytes) else part.encode())
            if old is not None:
                made.chmod(stat.S_IMODE(old.st_mode))
                made.replace(target)
            elif not put_in_place(made, target):
                raise in_the_way(path)
    except OSError as error:
        raise OutputError(f"cannot write {str(path)!r}: {reason(error)}") from None


def in_the_way(path: Path) -> OutputError:
    """Something has the name of what is to be written."""
    return OutputError(f"{str(path)!r} is there already; --force overwrites it")
