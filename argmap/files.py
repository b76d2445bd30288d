"""Writing files whole or not at all, and saying in words why one cannot be read or written."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path

from argmap.errors import OutputError
from argmap.unfinished import aside, folder_aside


def reason(error: OSError) -> str:
    """What the system says is wrong, in lower case; of a name without a folder, that the working directory is gone."""
    if isinstance(error, FileNotFoundError) and not Path(str(error.filename or "")).is_absolute() and is_adrift():
        return "the working directory is no longer there"
    return (error.strerror or str(error)).lower()


def is_adrift() -> bool:
    """Whether the working directory has been removed, so that names without a folder lead nowhere."""
    try:
        Path.cwd()
    except FileNotFoundError:
        return True
    return False


def is_there(path: Path) -> bool:
    """Whether something has this name, a dangling link included. Raises OSError where that cannot be seen."""
    try:
        path.lstat()
    except FileNotFoundError:
        return False
    return True


def put_in_place(made: Path, path: Path) -> bool:
    """Give a finished file its name unless something has it, for good when it returns; False if something does."""
    try:
        os.link(made, path)
    except FileExistsError:
        return False
    except OSError:
        # No hard links here (FAT, some network shares): rename, the last one wins, both are whole.
        if is_there(path):
            return False
        made.replace(path)
    flush_names(path.parent)
    return True


def flush_names(folder: Path) -> None:
    """See that the names in a folder survive a power cut, where the system lets one ask for that."""
    if os.name != "posix":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _fill(path: Path, parts: Iterable[str | bytes], mode: str = "wb") -> None:
    """Write a file, and see that it reaches the disk."""
    with path.open(mode) as file:
        for part in parts:
            file.write(part if isinstance(part, bytes) else part.encode())
        file.flush()
        os.fsync(file.fileno())


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
            _fill(made, parts)
            if old is not None:
                made.chmod(stat.S_IMODE(old.st_mode))
                made.replace(target)
                flush_names(target.parent)
            elif not put_in_place(made, target):
                raise in_the_way(path)
    except OSError as error:
        raise OutputError(f"cannot write {str(path)!r}: {reason(error)}") from None


def write_files(folder: Path, files: Mapping[str, Iterable[str | bytes]], *, force: bool) -> None:
    """Write the files of a folder, all of them or none. Raises OutputError, also where one is in the way.

    A folder that is new, or empty, gets them in one step. What is there already and says the same is not in the way:
    whoever was killed in the middle can do it again.
    """
    try:
        place = folder.resolve()
        new = not is_there(place)
        if new:
            place.parent.mkdir(parents=True, exist_ok=True)
        at_once = new or _may_be_replaced(place)
        with folder_aside(place.parent if at_once else place) as made:
            for name, parts in files.items():
                _fill(made / name, parts, "xb")
            flush_names(made)
            if not (at_once and _rename_folder(made, place, new=new)):
                _place_each(made, folder, files, force=force)
        flush_names(place if not new else place.parent)
    except OSError as error:
        raise OutputError(f"cannot write {str(folder)!r}: {reason(error)}") from None


def _may_be_replaced(folder: Path) -> bool:
    """Whether nobody can tell a folder from a new one: it is empty, and nobody's place to be."""
    return (
        os.name == "posix"
        and next(folder.iterdir(), None) is None
        and folder.stat().st_uid == os.geteuid()
        and not folder.is_mount()
        and folder != Path.cwd().resolve()
        and os.access(folder.parent, os.W_OK)
    )


def _rename_folder(made: Path, place: Path, *, new: bool) -> bool:
    """Let a finished folder take its place; False where that cannot be, as somebody has put something there."""
    try:
        if not new:
            made.chmod(stat.S_IMODE(place.stat().st_mode))
        made.rename(place)
    except OSError:
        if not is_there(place):
            raise
        return False
    return True


def _place_each(made: Path, folder: Path, names: Iterable[str], *, force: bool) -> None:
    """Put finished files in a folder, one after another; what was done is undone where one cannot be."""
    wanted = [name for name in names if not _says_the_same(folder / name, made / name)]
    for name in wanted:
        if is_there(folder / name) and not (force and (folder / name).is_file()):
            raise in_the_way(folder / name)
    undo: list[Callable[[], object]] = []
    try:
        for number, name in enumerate(wanted):
            target = (folder / name).resolve()
            if not is_there(target):
                if not put_in_place(made / name, target):
                    raise in_the_way(folder / name)
                undo.append(target.unlink)
                continue
            before = made / f"{number}.before"
            os.link(target, before)
            (made / name).chmod(stat.S_IMODE(target.stat().st_mode))
            (made / name).replace(target)
            undo.append(partial(before.replace, target))
    except BaseException:
        for step in reversed(undo):
            step()
        raise


def _says_the_same(path: Path, other: Path) -> bool:
    """Whether a file that is no database, which only SQLite may open, holds just what another does."""
    from argmap.store.header import is_database

    if not path.is_file() or path.stat().st_size != other.stat().st_size or is_database(path):
        return False
    return path.read_bytes() == other.read_bytes()


def in_the_way(path: Path) -> OutputError:
    """Something has the name of what is to be written."""
    return OutputError(f"{str(path)!r} is there already; --force overwrites it")
