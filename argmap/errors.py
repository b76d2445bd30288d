"""Everything that can go wrong, named by what went wrong; the command line turns each into one line on stderr.

Messages are written for the person who typed: they name the thing, the place, and the nearest valid value.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Final, NamedTuple

EXIT_NO = 1
EXIT_USAGE = 2
EXIT_INTERRUPTED = 130

MAX_PROBLEMS: Final = 1_000
"""How many problems are told at once; nobody reads more, and reading stops there."""


class ArgmapError(Exception):
    """The base of every error that argmap raises on purpose; its text is one line for the user."""

    exit_status = EXIT_USAGE


class Problem(NamedTuple):
    """One thing wrong in a file: where it stands (line and column from 1, 0 if unknown) and what it is."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{place}: {self.message}"


class BadFileError(ArgmapError):
    """A map file that cannot be read as it is; carries every problem found, in the order of the file, up to a limit."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(islice(problems, MAX_PROBLEMS + 1))
        if len(self.problems) > MAX_PROBLEMS:
            last = self.problems[-1]
            self.problems = (*self.problems[:-1], Problem(last.file, 0, 0, f"stopped after {MAX_PROBLEMS} problems"))
        super().__init__("\n".join(map(str, self.problems)))


class UntoldError(ArgmapError):
    """An edit that is saved, but of which nobody could be told."""

    def __init__(self, number: int | None, why: str) -> None:
        super().__init__(f"edit {number} is saved, but the answer cannot be written: {why}")


class UnknownIdError(ArgmapError):
    """An id that nothing in the map has."""

    def __init__(self, id_: str, near: Iterable[str] = (), hint: str = "") -> None:
        self.id = id_
        super().__init__(f"nothing in this map has the id {id_!r}{did_you_mean(id_, near)}{hint}")


class UnknownTagError(ArgmapError):
    """A tag that nothing which was asked for has."""

    def __init__(self, tag: str, what: str, tags: Iterable[str] = ()) -> None:
        found = list(tags)
        near = did_you_mean(tag, found) or (f"; tags: {', '.join(found[:8])}" if found else "")
        super().__init__(f"no {what} has the tag {tag!r}{near}")


class WrongKindError(ArgmapError):
    """A thing of a kind that the question does not take."""


class ViewError(ArgmapError):
    """A view that cannot be taken: one thing held in two ways, or at what is no probability."""


class MissingMapError(ArgmapError):
    """A map that is not there, or a place that already has one."""


class NotAMapError(ArgmapError):
    """A database that is not a map of ours, or not one this version reads; it is left untouched."""


class DamagedMapError(ArgmapError):
    """A database that is a map of ours, but holds what argmap never writes."""


class ReadOnlyMapError(ArgmapError):
    """An edit of a map that answers but does not change."""


class BusyMapError(ArgmapError):
    """A map that somebody else is writing, or has changed meanwhile; trying again will do."""


class EditError(ArgmapError):
    """An edit that cannot be made as it is; nothing was written."""


class CaptureError(EditError):
    """A capture line that cannot be read; `column` is where, from 1."""

    def __init__(self, column: int, message: str) -> None:
        self.column = column
        super().__init__(f"column {column}: {message}")


class StorageError(ArgmapError):
    """A disk or a database that failed while the map was written; what was there before is still there."""


class OutputError(ArgmapError):
    """A file that cannot be written, or that stands in the way."""


class MissingToolError(ArgmapError):
    """An optional program or package that this command needs and does not find."""


class CrashError(ArgmapError):
    """An error in argmap itself; its text says where the report is."""


def did_you_mean(word: str, candidates: Iterable[str]) -> str:
    """The words `; nearest: X` for the candidate most like `word`, or nothing where none is like it."""
    from difflib import get_close_matches  # 3 ms, paid only when something is wrong

    found = get_close_matches(word, list(candidates), n=1, cutoff=0.5)
    return f"; nearest: {found[0]}" if found else ""
