"""Answers on their way out: JSON, colour, width, files written whole or not at all."""

from __future__ import annotations

import os
import stat
import sys
import time
from collections.abc import Iterable
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import click

from argmap.errors import OutputError
from argmap.files import aside, is_there, put_in_place, reason
from argmap.text import json_text

COLUMNS_WITHOUT_TERMINAL = 100


def print_json(answer: Any) -> None:
    """Print an answer as JSON, in full Unicode."""
    click.echo(json_text(answer, indent=1, ascii_only="utf" not in (sys.stdout.encoding or "").lower()))


def width() -> int:
    """How many columns an answer may take."""
    if columns := os.environ.get("COLUMNS", ""):
        return max(int(columns), 40) if columns.isdecimal() else COLUMNS_WITHOUT_TERMINAL
    try:
        return max(os.get_terminal_size(1).columns, 40)
    except OSError:
        return COLUMNS_WITHOUT_TERMINAL


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


def print_parts(parts: Iterable[str]) -> None:
    """Print text that comes in parts, without holding it."""
    out = sys.stdout
    if isinstance(out, TextIOWrapper):
        out.reconfigure(encoding="utf-8")  # a map file and a graph are UTF-8 wherever they are written
    for part in parts:
        out.write(part)


class ProgressLine:
    """One line on a terminal's stderr that says how far work has come which takes more than a second."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._start = time.monotonic()
        self._shown = False

    def __call__(self, done: int) -> None:
        """So many things are done."""
        if sys.stderr.isatty() and time.monotonic() - self._start > 1:
            sys.stderr.write(f"\r{self._what}: {done:,} things …\033[K")
            sys.stderr.flush()
            self._shown = True

    def close(self) -> None:
        """Take the line away."""
        if self._shown:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()
