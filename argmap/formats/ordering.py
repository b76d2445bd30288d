"""In which order a file has its things: by id; positions and quotes by what they are about."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Protocol

from argmap.entries import LISTS, SECTIONS
from argmap.model import Kind, Position, Quote, Thing


class Streamed(Protocol):
    """A map, whole or in part, that gives its things by id, one at a time."""

    def stream(self, kinds: Collection[Kind]) -> Iterator[Thing]:
        """The things of these kinds, by id."""


def in_file_order(map_: Streamed, section: str) -> Iterator[tuple[str | None, Thing]]:
    """The things of a section as a file has them, each with its key there (None: it is an item of a list)."""
    things = map_.stream(SECTIONS[section])
    if section in LISTS:
        yield from ((None, thing) for thing in sorted(things, key=_list_order))
    else:
        yield from ((thing.id, thing) for thing in things)


def _list_order(thing: Thing) -> tuple[str | int, ...]:
    match thing:
        case Position():
            return (thing.target, thing.person, thing.on)
        case Quote():
            return (thing.source, thing.target, thing.start or 0, thing.at, thing.exact, thing.id)
    return (thing.id,)
