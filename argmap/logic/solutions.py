"""A family of sets of leaf values, module by module: counted, sorted and listed without being written out."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from math import exp, inf, log
from operator import add
from typing import Any, Final, NamedTuple

from argmap.logic.families import Families
from argmap.logic.view import Variable

IMPOSSIBLE: Final = 1e4
"""What a value of probability 0 costs where likelier sets come first: more than all that is possible together."""


class Value(NamedTuple):
    """A variable, and whether it is true."""

    variable: Variable
    holds: bool


class Part(NamedTuple):
    """The sets of one module; each level stands for a value, or for any set of the part with that index."""

    root: int
    elements: dict[int, Value | int]


class Found(NamedTuple):
    """One set, and what it cost."""

    values: tuple[Value, ...]
    cost: float


_ONE_MORE: Final = [0, 1]
"""How many sets of each size there are of one value: one of size 1."""

Chain = tuple[Any, ...] | None
"""A list that branches share: an item and the rest."""


class Solutions:
    """The sets of the last part; each part comes after those that its elements stand for. No parts: no set."""

    def __init__(self, families: Families, parts: Sequence[Part]) -> None:
        self._families = families
        self._parts = parts
        self._nodes = [families.behind(part.root) for part in parts]

    @cached_property
    def count(self) -> int:
        """How many sets there are."""
        return self._counts[-1].get(self._parts[-1].root, 0) if self._parts else 0

    @cached_property
    def _counts(self) -> list[dict[int, int]]:
        """The sets behind every node of every part."""
        level, low, high = self._families.level, self._families.low, self._families.high
        counts: list[dict[int, int]] = []
        for part, nodes in zip(self._parts, self._nodes, strict=True):
            made = {0: 0, 1: 1}
            for node in nodes:
                element = part.elements[level[node]]
                many = counts[element][self._parts[element].root] if isinstance(element, int) else 1
                made[node] = made[low[node]] + many * made[high[node]]
            counts.append(made)
        return counts

    def by_size(self) -> dict[int, int]:
        """How many sets there are of each size."""
        if not self._parts:
            return {}
        level, low, high = self._families.level, self._families.low, self._families.high
        sizes: list[list[int]] = []
        for part, nodes in zip(self._parts, self._nodes, strict=True):
            made: dict[int, list[int]] = {0: [], 1: [1]}
            for node in nodes:
                element = part.elements[level[node]]
                with_ = _times(sizes[element] if isinstance(element, int) else _ONE_MORE, made[high[node]])
                made[node] = _plus(made[low[node]], with_)
            sizes.append(made[part.root])
        return {size: many for size, many in enumerate(sizes[-1]) if many}

    @cached_property
    def core(self) -> frozenset[Value]:
        """The values that all sets have."""
        if not self.count:
            return frozenset()
        level, low, high = self._families.level, self._families.low, self._families.high
        found: set[Value] = set()
        waiting = [len(self._parts) - 1]
        for index in waiting:
            part, counts = self._parts[index], self._counts[index]
            ways = {part.root: 1}
            taken: dict[int, int] = {}
            for node in reversed(self._nodes[index]):
                element = part.elements[level[node]]
                many = self._counts[element][self._parts[element].root] if isinstance(element, int) else 1
                here = ways[node]
                taken[level[node]] = taken.get(level[node], 0) + here * many * counts[high[node]]
                ways[low[node]] = ways.get(low[node], 0) + here
                ways[high[node]] = ways.get(high[node], 0) + here * many
            for at, sets in taken.items():
                if sets == counts[part.root]:
                    element = part.elements[at]
                    if isinstance(element, int):
                        waiting.append(element)
                    else:
                        found.add(element)
        return frozenset(found)

    def smallest(self) -> Iterator[tuple[Value, ...]]:
        """All sets one by one, the smallest first; costs no more than is taken."""
        return (found.values for found in self.cheapest(lambda _: 1))

    def most_probable(self, chance: Callable[[Variable], float]) -> Iterator[tuple[tuple[Value, ...], float]]:
        """All sets one by one with the probability that all its values are so, the most probable first."""

        def cost(value: Value) -> float:
            p = chance(value.variable)
            p = p if value.holds else 1 - p
            return -log(p) if p > 0 else IMPOSSIBLE

        for found in self.cheapest(cost):
            yield found.values, exp(-found.cost)

    def cheapest(self, cost: Callable[[Value], float]) -> Iterator[Found]:
        """All sets one by one by the sum of what their values cost, the cheapest first.

        Best first (Hart, Nilsson and Raphael 1968) with the exact least cost of what remains: no way is in vain.
        """
        if not self.count:
            return
        level, low, high = self._families.level, self._families.low, self._families.high
        least = self._least(cost)
        top = len(self._parts) - 1
        start: Chain = (top, self._parts[top].root, None)
        number = 0
        taken: Chain
        on: Chain
        waiting: list[tuple[float, int, float, Chain, Chain]] = [(least[top][self._parts[top].root], 0, 0, None, start)]
        while waiting:
            bound, _, spent, chosen, ahead = heapq.heappop(waiting)
            while ahead is not None:
                index, node, rest = ahead
                if node == 1:
                    ahead = rest
                    continue
                then, else_ = high[node], low[node]
                element = self._parts[index].elements[level[node]]
                if isinstance(element, int):
                    root = self._parts[element].root
                    price, more = 0.0, least[element][root] + least[index][then]
                    taken, on = chosen, (element, root, (index, then, rest))
                else:
                    price = cost(element)
                    more = price + least[index][then]
                    taken, on = (element, chosen), (index, then, rest)
                if else_ == 0:
                    spent, chosen, ahead = spent + price, taken, on
                    continue
                other = least[index][else_]
                number += 1
                if more <= other:
                    entry = (bound - more + other, number, spent, chosen, (index, else_, rest))
                    spent, chosen, ahead = spent + price, taken, on
                else:
                    entry = (bound - other + more, number, spent + price, taken, on)
                    ahead = (index, else_, rest)
                if entry[0] < inf:
                    heapq.heappush(waiting, entry)
            yield Found(_listed(chosen), spent)

    def _least(self, cost: Callable[[Value], float]) -> list[dict[int, float]]:
        """The cost of the cheapest set behind every node of every part."""
        level, low, high = self._families.level, self._families.low, self._families.high
        least: list[dict[int, float]] = []
        for part, nodes in zip(self._parts, self._nodes, strict=True):
            made: dict[int, float] = {0: inf, 1: 0}
            for node in nodes:
                element = part.elements[level[node]]
                price = least[element][self._parts[element].root] if isinstance(element, int) else cost(element)
                made[node] = min(made[low[node]], price + made[high[node]])
            least.append(made)
        return least


def _listed(chosen: Chain) -> tuple[Value, ...]:
    values: list[Value] = []
    while chosen is not None:
        values.append(chosen[0])
        chosen = chosen[1]
    return tuple(sorted(values))


def _times(one: list[int], other: list[int]) -> list[int]:
    if not one or not other:
        return []
    if len(one) > len(other):
        one, other = other, one
    if one == [1]:
        return other
    if one == _ONE_MORE:  # a single value: nearly always
        return [0, *other]
    made = [0] * (len(one) + len(other) - 1)
    for at, many in enumerate(one):
        if many:
            for by, more in enumerate(other, at):
                made[by] += many * more
    return made


def _plus(one: list[int], other: list[int]) -> list[int]:
    if len(one) < len(other):
        one, other = other, one
    return [*map(add, one, other), *one[len(other) :]]
