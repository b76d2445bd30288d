"""What of a map is written out: all of it, or what is around one thing, and what the export says of itself."""

from __future__ import annotations

from argmap.formats.ordering import Streamed
from argmap.model import PREMISE_ROLES, ArgumentMap, MapFile, Role, Statement
from argmap.store.reading import Store

UNFILED = MapFile("argmap.yaml")
"""The file that things go to which came from no file."""


def part_of(store: Store, around: str | None, depth: int, *, drawn: bool) -> Streamed:
    """The map, or what is around a thing; of that, where it is drawn, only what a line leads to."""
    if around is None:
        return store
    part = store.around(around, depth)
    if not drawn:
        return part
    lines: tuple[Role, ...] = ("for", "against", "tests", *PREMISE_ROLES)
    return ArgumentMap(
        thing
        for thing in part.things.values()
        if not isinstance(thing, Statement)
        or thing.id == around
        or any(part.referrers(thing.id, role) for role in lines)
    )


def head_of(store: Store, around: str | None) -> MapFile:
    """What the export says of itself: what the map's one file says, or what it is around."""
    files = store.files()
    if around is not None:
        return MapFile("", title=f"Around {store.get(around).label}")
    return files[0] if len(files) == 1 else MapFile("")
