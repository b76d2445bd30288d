"""The extremes of something over the vertices of what the chances of groups of alternatives can be.

Branch and bound: groups are put at one of their vertices one after the other, the most promising first. As long as a
group is not, its choices count as independent of each other within their bounds, which allows more than there is.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Final

from argmap.logic.budget import Budget
from argmap.logic.chances import Chances, Vertex
from argmap.logic.view import Number, Variable

TRIED: Final = 2_000
"""How many vertices are tried, of groups alone or together, before bounds are enough."""

NOISE: Final = 1e-13
"""Bounds that are no further apart than this are met."""

NumberOf = Callable[[Variable], Number]
Ends = tuple[float, float, bool]
Choices = Mapping[Variable, Number]


def over_vertices(
    variables: Iterable[Variable],
    number: NumberOf,
    starts: Collection[Variable],
    ends: Callable[[NumberOf], Ends],
    budget: Budget,
) -> Ends:
    """The least and the greatest that `ends` gives for the numbers of some variables, and whether these are exact.

    `starts` are the choices with which something begins that is only asked given that none of those before holds.
    """
    groups: dict[int, tuple[Chances, list[Variable]]] = {}
    for variable in variables:
        chances = number(variable).chances if variable.of == "choice" else None
        if chances is not None and not number(variable).is_point:
            groups.setdefault(id(chances), (chances, []))[1].append(variable)
    if not groups:
        return ends(number)
    listed = [_listed(chances, hanging, starts) for chances, hanging in groups.values()]
    if any(choices is None for choices in listed):
        low, high, _ = ends(number)
        return low, high, False
    search = _Search([choices for choices in listed if choices is not None], number, ends, budget)
    low, low_exact = search.extreme(greatest=False)
    high, high_exact = search.extreme(greatest=True)
    return low, high, low_exact and high_exact


def _listed(chances: Chances, variables: Sequence[Variable], starts: Collection[Variable]) -> list[Choices] | None:
    """The numbers of a group's choices at its vertices; None where these are too many.

    Where what something is asked given is impossible at a vertex, it is what it is near it: as at any other.
    """
    if chances.vertices is None:
        return None
    found: dict[tuple[float, ...], Choices] = {}
    for vertex in chances.vertices:
        near: Sequence[Vertex] = (vertex,)
        if any(v in starts and chances.at(vertex, *v.choice) is None for v in variables):
            near = chances.vertices
        for other in near:
            values = [_at(chances, variable, (vertex, other)) for variable in variables]
            key = tuple(round(value, 12) for value in values)
            if key not in found:
                found[key] = {
                    variable: Number(value, value, "held") for variable, value in zip(variables, values, strict=True)
                }
    return list(found.values())


def _at(chances: Chances, variable: Variable, vertices: Iterable[Vertex]) -> float:
    member, before = variable.choice
    values = (chances.at(vertex, member, before) for vertex in vertices)
    return next((value for value in values if value is not None), 0.0)


class _Search:
    """Groups, each with the numbers of its choices at its vertices."""

    def __init__(
        self, groups: Sequence[Sequence[Choices]], number: NumberOf, ends: Callable[[NumberOf], Ends], budget: Budget
    ) -> None:
        self.groups = sorted(groups, key=len)
        self._number = number
        self._ends = ends
        self._budget = budget
        self._known: dict[tuple[int, ...], Ends] = {}

    def extreme(self, *, greatest: bool) -> tuple[float, bool]:
        """The least or the greatest, and whether it is exact."""
        sign = -1 if greatest else 1
        waiting: list[tuple[float, tuple[int, ...]]] = [(sign * self._at(())[greatest], ())]
        while waiting:
            bound, chosen = heapq.heappop(waiting)
            if len(chosen) == len(self.groups):
                return sign * bound, self._at(chosen)[2]
            if len(self._known) >= TRIED or self._budget.spent:
                return sign * bound, False
            for place in range(len(self.groups[len(chosen)])):
                taken = (*chosen, place)
                heapq.heappush(waiting, (max(sign * self._at(taken)[greatest], bound), taken))
        raise AssertionError("a group has vertices")

    def _at(self, chosen: tuple[int, ...]) -> Ends:
        """The ends with the first groups at these vertices."""
        if chosen not in self._known:
            held = {v: n for place, group in zip(chosen, self.groups, strict=False) for v, n in group[place].items()}
            self._known[chosen] = self._ends(lambda variable: held.get(variable) or self._number(variable))
        return self._known[chosen]
