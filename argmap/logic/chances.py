"""The chances of alternatives that exclude each other: what they can be, given bounds on each.

Each alternative's chance lies between bounds, and all of them, with that of *none*, sum to 1. The vertices of what is
possible have all chances but one at a bound, and the last takes the rest.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import Final

VERTICES: Final = 4096
"""How many vertices are listed."""

ROUNDING: Final = 1e-12
"""Chances that differ by no more are the same."""

Ends = tuple[float, float]
Vertex = tuple[float, ...]


class Chances:
    """What the chances of some alternatives can be; *none* of them is one more unless they are `exhaustive`."""

    def __init__(self, bounds: Mapping[str, Ends], *, exhaustive: bool) -> None:
        self.members = tuple(bounds)
        self.exhaustive = exhaustive
        self.bounds: tuple[Ends, ...] = _scaled([*bounds.values(), (0.0, 0.0 if exhaustive else 1.0)])
        self._place = {member: place for place, member in enumerate(self.members)}

    @cached_property
    def vertices(self) -> tuple[Vertex, ...] | None:
        """The extreme chances of the members and, last, of none; None where there are too many to list."""
        return _vertices(self.bounds)

    @cached_property
    def mean(self) -> Vertex:
        """The mean of the vertices; where they are too many, what lies as far up between all bounds."""
        if self.vertices is None:
            lows, highs = (sum(bounds[end] for bounds in self.bounds) for end in (0, 1))
            share = (1 - lows) / (highs - lows) if highs > lows else 0.0
            return tuple(low + share * (high - low) for low, high in self.bounds)
        return tuple(sum(chances) / len(self.vertices) for chances in zip(*self.vertices, strict=True))

    def at(self, vertex: Vertex, member: str, before: Collection[str]) -> float | None:
        """How likely a member is, given that none of those `before` is; None where one of these is for sure."""
        gone = {self._place[one] for one in before if one in self._place}
        rest = sum(chance for place, chance in enumerate(vertex) if place not in gone)
        return vertex[self._place[member]] / rest if rest > ROUNDING else None

    def between(self, member: str, before: Collection[str]) -> Ends:
        """Between what lies how likely a member is, given that none of those `before` is."""
        if self.vertices is not None:
            found = [here for vertex in self.vertices if (here := self.at(vertex, member, before)) is not None]
            low, high = min(found, default=0.0), max(found, default=0.0)
            return (low, low) if high - low < ROUNDING else (low, high)
        own = self._place[member]
        gone = {self._place[one] for one in before if one in self._place} | {own}
        least, most = self.bounds[own]
        lows, highs = (sum(b[end] for place, b in enumerate(self.bounds) if place not in gone) for end in (0, 1))
        return least / (least + highs) if least else 0.0, most / (most + lows) if most else 0.0

    def middle(self, member: str, before: Collection[str]) -> float:
        """The same where each chance is the mean of its extremes."""
        return self.at(self.mean, member, before) or 0.0


def _scaled(bounds: Sequence[Ends]) -> tuple[Ends, ...]:
    """Bounds that some chances meet, no wider than these; sums that are off by a little are scaled to 1."""
    lows, highs = (sum(ends[end] for ends in bounds) for end in (0, 1))
    down, up = (1 / lows if lows > 1 else 1.0), (1 / highs if highs < 1 and highs else 1.0)
    made = [(low * down, max(min(high * up, 1.0), low * down)) for low, high in bounds]
    if not highs:
        made = [(0.0, 1.0)] * (len(bounds) - 1) + [(0.0, 0.0)]
    lows, highs = (sum(ends[end] for ends in made) for end in (0, 1))
    tight = []
    for low, high in made:
        least, most = max(low, 1 - (highs - high)), min(high, 1 - (lows - low))
        tight.append((least, least) if most - least < ROUNDING else (least, most))
    return tuple(tight)


def _vertices(bounds: Sequence[Ends]) -> tuple[Vertex, ...] | None:
    """Depth first: each value at an end, or, once, open; what can no longer sum to 1 is left."""
    rest = [(0.0, 0.0)]
    for low, high in reversed(bounds):
        rest.append((rest[-1][0] + low, rest[-1][1] + high))
    rest.reverse()
    found: dict[tuple[float, ...], Vertex] = {}
    stack: list[tuple[tuple[float, ...], int | None, float]] = [((), None, 0.0)]
    steps = 0
    while stack:
        taken, free, total = stack.pop()
        steps += 1
        if len(found) > VERTICES or steps > 64 * VERTICES:
            return None
        place = len(taken)
        room = bounds[free] if free is not None else (0.0, 0.0)
        if total + rest[place][0] + room[0] > 1 + ROUNDING or total + rest[place][1] + room[1] < 1 - ROUNDING:
            continue
        if place == len(bounds):
            left = 1 - total
            vertex = taken
            if free is not None:
                left = min(max(left, room[0]), room[1])
                vertex = (*taken[:free], left, *taken[free + 1 :])
            found.setdefault(tuple(round(chance, 12) for chance in vertex), vertex)
            continue
        low, high = bounds[place]
        stack.append(((*taken, low), free, total + low))
        if high > low:
            stack.append(((*taken, high), free, total + high))
            if free is None:
                stack.append(((*taken, 0.0), place, total))
    return tuple(found.values())
