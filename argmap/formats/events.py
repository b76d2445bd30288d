"""What YAML and JSON are both read as: a flat stream of events with places, and how reading stops.

`yaml_events` and `json_events` make them, `nodes` builds the tree of an entry from them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from typing import TypeAlias

Mark: TypeAlias = tuple[int, int]
"""Line and column, both from 1, the column in code points."""

Report: TypeAlias = Callable[[int, int, str], None]
"""Takes line, column and message of something wrong, after which reading goes on."""

PLAIN, QUOTED, EMPTY, LIST, MAP, END = range(6)

Event: TypeAlias = tuple[int, str, int, int]
"""What both syntaxes are read as: one of the six kinds above, the scalar's text, line and column."""

MAX_DEPTH = 32
"""How many mappings and lists may be open inside one another, the file's own mapping included."""

_line_end = re.compile(r"\r\n?|\n")


class Refused(Exception):
    """Why nothing more can be read: line, column and message."""

    def __init__(self, line: int, column: int, message: str) -> None:
        super().__init__(line, column, message)
        self.line, self.column, self.message = line, column, message


class Places:
    """Where an index of a text is, as line and column; lines end in LF, CR or CRLF, as editors count."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(end.end() for end in _line_end.finditer(text))]

    def __call__(self, index: int) -> Mark:
        line = bisect_right(self._starts, index)
        return line, index - self._starts[line - 1] + 1


def shorten(text: str, width: int = 60) -> str:
    """The text in quotes for a message, cut where it is long, with everything unprintable escaped."""
    return repr(str(text) if len(text) <= width else text[: width - 1] + "…")
