"""The map as JSON, with the keys of the map file; a reader of one reads the other."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from argmap.entries import LISTS, SECTIONS, to_entry
from argmap.formats.contract import FORMAT
from argmap.formats.ordering import Streamed, in_file_order
from argmap.model import MapFile

# What a map file must not hold as it is (JSON itself asks only for the first 32 characters to be escaped).
_MISLEADING = re.compile("[\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


def write(map_: Streamed, head: MapFile) -> Iterator[str]:
    """The JSON text of a map, one line an entry."""
    yield f'{{\n  "format": {json.dumps(FORMAT)}'
    for name in ("title", "text", "note"):
        if value := getattr(head, name):
            yield f",\n  {json.dumps(name)}: {_text(value)}"
    for section in SECTIONS:
        opening, closing = "[]" if section in LISTS else "{}"
        empty = True
        for key, thing in in_file_order(map_, section):
            yield f',\n  "{section}": {opening}\n    ' if empty else ",\n    "
            empty = False
            yield (f"{_text(key)}: " if key is not None else "") + _text(to_entry(thing))
        if not empty:
            yield f"\n  {closing}"
    yield "\n}\n"


def _text(value: object) -> str:
    return _MISLEADING.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))
