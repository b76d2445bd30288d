"""Everything the map has on one thing, as rows: each line leads to the thing that it is about."""

from __future__ import annotations

from collections.abc import Iterator

from argmap.details import Broken, fields, parts
from argmap.history import entry_lines, when
from argmap.model import ArgumentMap
from argmap.questions.breaks import breaks
from argmap.store import browsing
from argmap.store.browsing import MOST, surroundings
from argmap.store.journal import Entry, entries
from argmap.store.reading import Store
from argmap_tui.rows import Row, Span, heading

HISTORY = 5
"""How many edits of a thing are told."""


def details_rows(map_: ArgumentMap, id_: str, broken: Broken | None, history: list[Entry]) -> Iterator[Row]:
    """The rows of everything that `map_` has on a thing; `history`: the edits of it, the latest first."""
    thing = map_.things[id_]
    yield Row(id_, (Span(map_.label(thing.id), "strong"),), id_)
    yield Row(f"{id_}>kind", (Span(f"{thing.kind} · {id_}", "dim"),))
    if thing.text:
        yield Row(f"{id_}>text", (Span(thing.text),))
    for name, value in fields(map_, thing):
        yield Row(f"{id_}>{name}>{value}", (Span(f"{name} ", "dim"), Span(value)))
    for part in parts(map_, thing, broken):
        yield Row(f"{id_}>{part.heading}>", ())
        yield heading(part.heading, f"{id_}>{part.heading}")
        for number, line in enumerate(part.lines):
            untested = line.id == id_
            spans = (Span(line.text, "untested" if untested else "plain"),)
            yield Row(f"{id_}>{part.heading}>{number}", spans, None if untested else line.id, lead=" ", rest="   ")
        if len(part.lines) >= MOST:
            yield Row(f"{id_}>{part.heading}>more", (Span(f"and more; 'argmap show {id_}' has all", "dim"),), lead=" ")
    if history:
        yield Row(f"{id_}>history>", ())
        yield heading("History", f"{id_}>history")
    for found in history:
        said = (Span(f"{when(found)} {found.who}: ", "dim"), Span("; ".join(entry_lines(found))))
        yield Row(f"{id_}>history>{found.number}", said, lead=" ", rest="   ")


def details(store: Store, id_: str) -> list[Row]:
    """The rows of everything that the map has on a thing. Raises UnknownIdError."""
    with store.moment():
        map_ = surroundings(store, id_)
        history = entries(store.connection, about=id_, last=HISTORY)[::-1]
        broken = None
        if map_.things[id_].kind == "scenario":
            ahead, _ = browsing.ahead(store, id_)
            broken = Broken(ahead, breaks(ahead, id_))
    return list(details_rows(map_, id_, broken, [found for found in history if found.act != "began"]))
