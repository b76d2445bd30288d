"""Answers on their way out: JSON, colour, width, files written whole or not at all."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from typing import Any

import click

from argmap.errors import UntoldError
from argmap.files import reason
from argmap.text import json_text

COLUMNS_WITHOUT_TERMINAL = 100


def print_json(answer: Any) -> None:
    """Print an answer as JSON, in full Unicode."""
    click.echo(json_out(answer))


def json_out(answer: Any) -> str:
    """An answer as JSON, in full Unicode if that can be written."""
    return json_text(answer, indent=1, ascii_only="utf" not in (sys.stdout.encoding or "").lower())


def width() -> int:
    """How many columns an answer may take."""
    if columns := os.environ.get("COLUMNS", ""):
        return max(int(columns), 40) if columns.isdecimal() else COLUMNS_WITHOUT_TERMINAL
    try:
        return max(os.get_terminal_size(1).columns, 40)
    except OSError:
        return COLUMNS_WITHOUT_TERMINAL


def print_parts(parts: Iterable[str]) -> None:
    """Print text that comes in parts, without holding it."""
    out = sys.stdout
    if isinstance(out, TextIOWrapper):
        out.reconfigure(encoding="utf-8")  # a map file and a graph are UTF-8 wherever they are written
    for part in parts:
        out.write(part)


@contextmanager
def telling(number: int | None) -> Iterator[None]:
    """Print inside what became of an edit, by the number of its entry; None where nothing was saved.

    Raises UntoldError where that cannot be written: what is saved must not look as if it had failed.
    """
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        if number is None:
            raise
        close_answer()
        raise UntoldError(number, reason(error)) from None


def close_answer() -> None:
    """Let nothing fail any more that is written to stdout, nor what is still to be flushed at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def close_narration() -> None:
    """Let nothing fail at exit that was said on stderr and could not be written: it is no part of the answer."""
    try:
        sys.stderr.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())


class ProgressLine:
    """One line on a terminal's stderr that says how far work has come which takes more than a second."""

    def __init__(self, what: str, unit: str = "things") -> None:
        self._what = what
        self._unit = unit
        self._start = time.monotonic()
        self._shown = ""

    def __call__(self, done: float) -> None:
        """So much is done."""
        line = f"\r{self._what}: {done:,.0f} {self._unit} …\033[K"
        if line != self._shown and sys.stderr.isatty() and time.monotonic() - self._start > 1:
            self._shown = line  # first: what interrupts the writing must find a line to take away
            sys.stderr.write(line)
            sys.stderr.flush()

    def close(self) -> None:
        """Take the line away."""
        if self._shown:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()
            self._shown = ""
