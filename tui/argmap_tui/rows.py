"""Rows: what every list, tree and panel of the screen is made of, without a screen.

A question becomes rows, rows become lines of spans, and a widget paints those. All text passes `visible` here, in
one place: nothing from a map or a discussion acts on the terminal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, NamedTuple, get_args

from argmap.text import columns, cut, visible, wrapped

Look = Literal[
    "plain", "strong", "dim", "heading", "for", "against", "because", "assuming", "unstated", "unless", "untested",
    "match", "error",
]  # fmt: skip
"""How a span is to look; the theme says what that is, and glyphs and words say the same without colour."""

LOOKS: Final[tuple[Look, ...]] = get_args(Look)

LONGEST: Final = 4
"""How many lines of a row are shown in a list; the details have all of it."""


class Span(NamedTuple):
    """A piece of text and how it is to look."""

    text: str
    look: Look = "plain"


Line = tuple[Span, ...]

INDENTED: Final = 16
"""How many columns there must be for what is said below to be indented."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: what it says, and what can be done with it.

    `key` tells it from the others, also after the rows were made anew; `id` is the thing that it is about. `below`
    is said behind it, or on lines of its own. `lead` stands before the first line, `rest` before the others.
    `opened` is None where there is nothing to open. `pointer` is the key of the row where its reasons stand instead.
    """

    key: str
    spans: Line
    id: str | None = None
    below: Line = ()
    lead: str = ""
    rest: str = ""
    opened: bool | None = None
    pointer: str = ""


@lru_cache(1024)
def painted(row: Row, width: int, longest: int | None = LONGEST) -> tuple[Line, ...]:
    """The lines of a row, none wider than `width` columns; of a longer text the first `longest`."""
    lead, rest = (_shortened(guides, width // 2) for guides in (row.lead, row.rest))
    marker = "↑ " if row.pointer else _MARKERS[row.opened]
    if not (lead or marker.strip()):
        marker = ""
    room = max(width - max(columns(lead), columns(rest)) - len(marker), 2)
    title = _folded(row.spans, room, longest)
    rest += " " * len(marker)
    below: list[Line] = []
    if any(row.below):
        indent = "  " if room > INDENTED else ""
        said = _folded(row.below, max(width - columns(rest + indent), 2), longest)
        if len(said) == 1 and _wide(title[-1]) + 2 + _wide(said[0]) <= room:
            title[-1] = (*title[-1], Span("  "), *said[0])
        else:
            below = [_led(rest + indent, line) for line in said]
    lines = [_led(lead + marker if number == 0 else rest, line) for number, line in enumerate(title)]
    return tuple(lines + below)


def _shortened(guides: str, most: int) -> str:
    """The guides of a row that stands deep, less those that would leave no room for what it says."""
    return guides if columns(guides) <= most else "…" + guides[1 - most :]


_MARKERS: Final[dict[bool | None, str]] = {None: "  ", True: "▾ ", False: "▸ "}


def _wide(line: Line) -> int:
    return sum(columns(span.text) for span in line)


def _led(lead: str, line: Line) -> Line:
    return (Span(lead, "dim"), *line) if lead else line


def _folded(spans: Line, width: int, longest: int | None) -> list[Line]:
    """Spans in lines of at most `width` columns, each piece keeping its look; a cut is marked by an ellipsis."""
    if longest is not None:
        spans = tuple(_beginnings(spans, (longest + 1) * width))
    shown = [Span(visible(span.text), span.look) for span in spans]
    text = "".join(span.text for span in shown)
    texts = wrapped(text, width)
    if texts == [text]:
        return [tuple(span for span in shown if span.text)]
    looks = [span.look for span in shown for _ in span.text]
    if longest is not None and len(texts) > longest:
        texts = [*texts[: longest - 1], cut(f"{texts[longest - 1]} {texts[longest]}", width)]
    lines, place = [], 0
    for line in texts:
        pieces: list[Span] = []
        for character in line:
            # What was folded is the text less its white space, a blank for each, and perhaps an ellipsis at the end.
            while place < len(text) and text[place].isspace() and character != " ":
                place += 1
            look = looks[min(place, len(looks) - 1)]
            place += 1
            while character == " " and place < len(text) and text[place].isspace():
                place += 1
            if pieces and pieces[-1].look == look:
                pieces[-1] = Span(pieces[-1].text + character, look)
            else:
                pieces.append(Span(character, look))
        lines.append(tuple(pieces))
    return lines


def _beginnings(spans: Line, most: int) -> Iterator[Span]:
    """The spans up to so many characters and one more, so that a text of millions is not folded to be cut."""
    for span in spans:
        yield Span(span.text[: most + 1], span.look)
        most -= len(span.text)
        if most < 0:
            return


def as_text(rows: Iterable[Row], width: int, longest: int | None = LONGEST) -> str:
    """The rows as plain text."""
    lines = ("".join(span.text for span in line) for row in rows for line in painted(row, width, longest))
    return "".join(f"{line.rstrip()}\n" for line in lines)


def heading(text: str, key: str = "") -> Row:
    """A row that only says what follows."""
    return Row(key or f"heading:{text}", (Span(text, "heading"),))
