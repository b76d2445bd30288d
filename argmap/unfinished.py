"""Files and folders that are being made beside the place they are for, under names of their own.

Each has in its name who makes it. One that was killed cannot take its own away: the next to make something in the
folder does.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Final

ABANDONED: Final = 86_400.0
"""After how many seconds what is made on another machine, or by nobody knows whom, counts as left behind."""

_name: Final = re.compile(r"\.argmap-(?:(?P<machine>\w+)-(?P<process>\d+)-)?\w{8}\.tmp.*")


@contextmanager
def aside(path: Path) -> Iterator[Path]:
    """A new empty file in the folder of `path`, to be filled and put in its place; gone at the end if it was not."""
    from tempfile import mkstemp

    sweep(path.parent)
    handle, name = mkstemp(prefix=_prefix(), suffix=".tmp", dir=path.parent)
    os.close(handle)
    made = Path(name)
    made.chmod(0o666 & ~_umask())
    try:
        yield made
    finally:
        _discard(made)


@contextmanager
def folder_aside(place: Path) -> Iterator[Path]:
    """A new empty folder in the folder `place`; gone at the end, with all in it, if it was not put in its place."""
    from tempfile import mkdtemp

    sweep(place)
    made = Path(mkdtemp(prefix=_prefix(), suffix=".tmp", dir=place))
    made.chmod(0o777 & ~_umask())
    try:
        yield made
    finally:
        _discard(made)


def sweep(folder: Path) -> None:
    """Take away what those were making in a folder who were killed; what cannot be taken away stays."""
    with suppress(OSError):
        for path in list(folder.glob(".argmap-*.tmp*")):
            if _is_left(path):
                _discard(path)


def _is_left(path: Path) -> bool:
    """Whether nobody is making this any more."""
    found = _name.fullmatch(path.name)
    if found is None:
        return False
    if found["machine"] == _machine() and os.name == "posix":
        return not _is_running(int(found["process"]))
    return time.time() - path.lstat().st_mtime > ABANDONED


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _discard(path: Path) -> None:
    """Take away a file with the journal that a database of its name may have left, or a folder."""
    with suppress(OSError):
        for left in path.parent.glob(f"{path.name}*"):
            if left.is_dir() and not left.is_symlink():
                from shutil import rmtree

                rmtree(left, ignore_errors=True)
            else:
                left.unlink(missing_ok=True)


def _prefix() -> str:
    return f".argmap-{_machine()}-{os.getpid()}-"


@cache
def _machine() -> str:
    """The name of this machine, and of the part of it whose processes are numbered together."""
    from platform import node

    try:
        container = str(Path("/proc/self/ns/pid").stat().st_ino)
    except OSError:
        container = ""
    return re.sub(r"\W", "_", node(), flags=re.ASCII)[:40] + container


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
