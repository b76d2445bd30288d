"""The map file `argmap/1`, written canonically: the same map gives the same bytes, and diffs stay small."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from argmap.entries import SECTIONS, short_entry
from argmap.formats.contract import FORMAT
from argmap.formats.emit import entry, scalar
from argmap.formats.ordering import Streamed, in_file_order
from argmap.model import MapFile, Thing


def write(map_: Streamed, head: MapFile) -> Iterator[str]:
    """The lines of a map file, section by section, the things of each by id."""
    yield f"format: {FORMAT}\n"
    for key in ("title", "text", "note"):
        if value := getattr(head, key):
            yield f"{key}: {scalar(value)}\n"
    for section in SECTIONS:
        yield from _section(section, in_file_order(map_, section))


def _section(section: str, things: Iterable[tuple[str | None, Thing]]) -> Iterator[str]:
    empty = True
    for key, thing in things:
        if empty:
            yield f"{section}:\n"
            empty = False
        yield entry(key, short_entry(thing))
