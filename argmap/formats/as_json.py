"""The map as JSON, with the keys of the map file; a reader of one reads the other."""

from __future__ import annotations

from collections.abc import Iterator

from argmap.entries import LISTS, SECTIONS, short_entry
from argmap.formats.contract import FORMAT
from argmap.formats.ordering import Streamed, in_file_order
from argmap.model import MapFile
from argmap.text import json_text


def write(map_: Streamed, head: MapFile) -> Iterator[str]:
    """The JSON text of a map, one line an entry."""
    yield f'{{\n  "format": {json_text(FORMAT)}'
    for name in ("title", "text", "note"):
        if value := getattr(head, name):
            yield f",\n  {json_text(name)}: {json_text(value)}"
    for section in SECTIONS:
        opening, closing = "[]" if section in LISTS else "{}"
        empty = True
        for key, thing in in_file_order(map_, section):
            yield f',\n  "{section}": {opening}\n    ' if empty else ",\n    "
            empty = False
            yield (f"{json_text(key)}: " if key is not None else "") + json_text(short_entry(thing))
        if not empty:
            yield f"\n  {closing}"
    yield "\n}\n"
